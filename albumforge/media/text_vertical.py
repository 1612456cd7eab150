"""Draw vertical Chinese: columns from right to left, as verse is set."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from albumforge.media.fonts import Face, Glyph
from albumforge.media.text_layout import fit
from albumforge.media.text_line import (
    EMOJI_SIDE,
    Line,
    Picture,
    Placed,
    Setting,
    picture,
    shape_han,
    shape_letters,
    sized_face,
    space_after,
    space_beside_han,
    stretches,
)
from albumforge.media.text_paint import compose
from albumforge.media.text_runs import Cluster
from albumforge.media.text_style import ALIGNED, Style, TextImage

_VERTICAL_FORMS = {"“": "『", "”": "』", "‘": "「", "’": "」"}
"""What vertical type uses instead; other signs have forms of the face's own, which its `vert` feature brings."""

_UPRIGHT_DIGITS = 2


def draw_vertical(
    text: str, style: Style, *, max_height: float, max_columns: int | None = None, min_size: float | None = None
) -> TextImage:
    """Return `text` drawn in columns from right to left, none taller than `max_height`.

    Chinese stands upright with the punctuation and brackets of vertical type, its quotation marks as corner brackets;
    numbers of up to two digits stand upright in one square; other Latin lies on its side.

    Args:
        text: line feeds begin new columns.
        style: how it looks; `align` "left" hangs the columns from the top, "right" stands them on the bottom, and
            `line_spacing` is from column to column.
        max_height: pixels.
        max_columns: at most so many columns, None for any number.
        min_size: pixels of the em; None for 0.6 of the style's.

    Raises:
        ValueError: `max_height`, `max_columns` or the style's size is not positive.
    """
    columns, setting = fit(text, style, max_height, max_columns, min_size, set_column)
    laid = [set_column(column, setting, True) for column in columns]
    block = max((column.width for column in laid), default=0.0)
    pens = [
        (-round(number * setting.size * style.line_spacing), -(block - column.width) * ALIGNED[style.align])
        for number, column in enumerate(laid)
    ]
    half = setting.size / 2
    left = pens[-1][0] - half if pens else 0
    rgba, frame, ink = compose(laid, pens, (left, -block, half, 0), style.colour)
    said = tuple("".join(cluster.text for cluster in column) for column in columns)
    stops = tuple(
        tuple(
            (frame.top - y + start, frame.top - y + end) for start, end in zip(column.starts, column.ends, strict=True)
        )
        for column, (_, y) in zip(laid, pens, strict=True)
    )
    return TextImage(rgba, tuple(round(x) - frame.left for x, _ in pens), ink, said, setting.size, stops)


def set_column(clusters: Sequence[Cluster], setting: Setting, trim: bool = True) -> Line:
    """Return `clusters` set downwards from y = 0, centred on x = 0; `trim` as in `set_line`."""
    column = _Column([_in_vertical_form(cluster) for cluster in clusters], setting)
    for (name, dash), group in itertools.groupby(
        range(len(clusters)), key=lambda i: (clusters[i].face, clusters[i].text == "—")
    ):
        indices = list(group)
        if not name:
            column.add_emoji(indices)
        elif dash:
            column.add_dash(indices)
        elif name.startswith("han"):
            column.add_squares(indices, trim)
        elif column.is_short_number(indices):
            column.add_number(indices)
        else:
            column.add_sideways(indices)
    return column.line()


class _Column:
    """A column in the making; `pen` is how far down it reaches."""

    def __init__(self, clusters: Sequence[Cluster], setting: Setting) -> None:
        self.clusters = clusters
        self.setting = setting
        self.after = [space_after(clusters, i, setting) for i in range(len(clusters))]
        self.advances = [0.0] * len(clusters)
        self.glyphs: list[Placed] = []
        self.pictures: list[Picture] = []
        self.pen = 0.0

    def line(self) -> Line:
        starts, ends = stretches(self.advances, self.after)
        return Line(tuple(self.glyphs), tuple(self.pictures), starts, ends, ends[-1] if ends else 0.0)

    def add_emoji(self, indices: Sequence[int]) -> None:
        side = self.setting.size * EMOJI_SIDE
        for i in indices:
            emoji = picture(self.clusters[i].text, 0, 0, self.setting)
            self.advances[i] = emoji.height + 2 * side
            self.pictures.append(emoji.moved(-emoji.width / 2, -self.pen - self.advances[i] / 2))
            self.pen += self.advances[i] + self.after[i]

    def add_squares(self, indices: Sequence[int], trim: bool) -> None:
        font = sized_face(self.clusters[indices[0]].face, self.setting)
        shaped = shape_han(font, self.clusters, indices, self.setting, trim, vertical=True)
        self._add_run(font, shaped, indices)

    def add_sideways(self, indices: Sequence[int]) -> None:
        font = sized_face(self.clusters[indices[0]].face, self.setting)
        text = "".join(self.clusters[i].text for i in indices)
        self._add_run(font, shape_letters(font, text, self.setting), indices, middle=font.cap_height / 2)

    def add_dash(self, indices: Sequence[int]) -> None:
        """Set dashes on their side, two as the one long stroke that the face has for them lying."""
        font = sized_face(self.clusters[indices[0]].face, self.setting)
        shaped = font.shape("".join(self.clusters[i].text for i in indices))
        ink = font.ink(shaped[0].id)
        self._add_run(font, shaped, indices, middle=(ink.bottom + ink.top) / 2)

    def is_short_number(self, indices: Sequence[int]) -> bool:
        return len(indices) <= _UPRIGHT_DIGITS and all(self.clusters[i].text.isdecimal() for i in indices)

    def add_number(self, indices: Sequence[int]) -> None:
        """Set a number upright in one square, its digits side by side (tate-chu-yoko)."""
        font = sized_face(self.clusters[indices[0]].face, self.setting)
        shaped = font.shape("".join(self.clusters[i].text for i in indices))
        x = -sum(glyph.advance for glyph in shaped) / 2
        baseline = -self.pen - self.setting.size / 2 - font.cap_height / 2
        for glyph in shaped:
            self.glyphs.append(Placed(font, glyph.id, x + glyph.dx, baseline + glyph.dy))
            x += glyph.advance
        first, last = indices[0], indices[-1]
        self.advances[first] = self.setting.size
        self.after[first] = self.after[last]
        self.pen += self.setting.size + self.after[last]

    def _add_run(
        self, font: Face, shaped: Sequence[Glyph], indices: Sequence[int], middle: float | None = None
    ) -> None:
        """Put the glyphs of a run below each other; on their side where `middle`, the height to centre, is given."""
        owners = [i for i in indices for _ in self.clusters[i].text]
        for k, glyph in enumerate(shaped):
            i = owners[glyph.cluster]
            if middle is None:
                self.glyphs.append(Placed(font, glyph.id, glyph.dx, glyph.dy - self.pen))
            else:
                self.glyphs.append(Placed(font, glyph.id, glyph.dy - middle, -self.pen - glyph.dx, turned=True))
            room = space_beside_han(self.clusters, i, self.setting)
            advance = glyph.advance if room is None else room
            self.advances[i] += advance
            self.pen += advance
            if k + 1 == len(shaped) or owners[shaped[k + 1].cluster] != i:
                self.pen += self.after[i]


def _in_vertical_form(cluster: Cluster) -> Cluster:
    if cluster.kind == "han" and cluster.text in _VERTICAL_FORMS:
        return replace(cluster, text=_VERTICAL_FORMS[cluster.text])
    return cluster
