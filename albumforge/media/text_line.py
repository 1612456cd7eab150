"""Set one line: shape its runs and put every glyph in its place along one baseline."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from albumforge.media.emoji import colour_emoji_width
from albumforge.media.fonts import OTHER_SCRIPTS, Box, Face, Glyph, face
from albumforge.media.text_runs import Cluster

OPENING = frozenset("「『（《〈【〔〖｛［“‘〝｢")
CLOSING = frozenset("」』）》〉】〕〗｝］”’〞｣，。、；：．！？､｡")
"""Full-width signs whose ink sits in the right (opening) or left (closing) half of their square."""

BESIDE_HAN = {"serif": 1.16, "sans": 1.115}
"""Factors on the size of Latin faces beside Chinese.

EB Garamond's capitals are 0.65 em tall, Source Sans's 0.66; enlarged so they stand 0.75 and 0.735 em beside characters
of 0.9 em. The latter is the scale at which Noto Sans CJK itself holds Source Sans.
"""

EMOJI_MIDDLE = 0.36
"""Em above the baseline of the middle of an emoji, half way up a capital."""

EMOJI_SIDE = 0.08
"""Em of room on either side of an emoji."""

_EMOJI_HEIGHT = 1.02
_MONOCHROME_EMOJI = 0.96
_LIGATURES_UP_TO = 0.015
_QUARTER = 0.25
_SPACE_AMONG_HAN = 0.5
_SPACE_BESIDE_EMOJI = 0.3
_SPACE_BESIDE_HAN = 0.33


@dataclass(frozen=True, slots=True)
class Setting:
    """How clusters are set.

    Attributes:
        size: pixels of the em.
        weight: 100 to 900; each face takes the nearest it has.
        tracking: em added after each letter.
        han_tracking: em added after each Chinese character.
        mixed: whether there is Chinese in the text, so that Latin is set to go with it.
        language: BCP 47 tag or "".
    """

    size: float
    weight: float
    tracking: float
    han_tracking: float
    mixed: bool
    language: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A glyph of `face` with its origin at pixel (x, y) of its line, y upwards; `turned` a quarter clockwise or not."""

    face: Face
    glyph: int
    x: float
    y: float
    turned: bool = False

    def moved(self, right: float, up: float) -> Placed:
        """Return the same glyph elsewhere."""
        return replace(self, x=self.x + right, y=self.y + up)

    def ink(self) -> Box:
        """Return the box of its ink in the line's pixels."""
        box = self.face.ink(self.glyph)
        if self.turned:
            box = Box(box.bottom, -box.right, box.top, -box.left)
        return Box(self.x + box.left, self.y + box.bottom, self.x + box.right, self.y + box.top)


@dataclass(frozen=True, slots=True)
class Picture:
    """A colour emoji whose lower left corner is at pixel (x, y) of its line."""

    text: str
    x: float
    y: float
    width: int
    height: int

    def moved(self, right: float, up: float) -> Picture:
        """Return the same emoji elsewhere."""
        return replace(self, x=self.x + right, y=self.y + up)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is set.

    Attributes:
        glyphs: in drawing order.
        pictures: the colour emoji.
        starts, ends: pixels along the line, in reading order, at which each cluster begins and ends.
        width: pixels from the first cluster's start to the last one's end.
    """

    glyphs: tuple[Placed, ...]
    pictures: tuple[Picture, ...]
    starts: tuple[float, ...]
    ends: tuple[float, ...]
    width: float


def set_line(clusters: Sequence[Cluster], setting: Setting, trim: bool = True) -> Line:
    """Return `clusters` set from left to right.

    Full-width punctuation gives up its empty half where two signs meet, and with `trim` at the ends of the line.
    Chinese and Latin stand a quarter em apart. No tracking follows the last cluster.
    """
    glyphs: list[Placed] = []
    pictures: list[Picture] = []
    advances = [0.0] * len(clusters)
    after = [space_after(clusters, i, setting) for i in range(len(clusters))]
    pen = 0.0
    for name, group in itertools.groupby(range(len(clusters)), key=lambda i: clusters[i].face):
        indices = list(group)
        if not name:
            for i in indices:
                side = setting.size * EMOJI_SIDE
                pictures.append(picture(clusters[i].text, pen + side, setting.size * EMOJI_MIDDLE, setting))
                advances[i] = pictures[-1].width + 2 * side
                pen += advances[i] + after[i]
            continue
        font = sized_face(name, setting)
        owners = [i for i in indices for _ in clusters[i].text]
        if name.startswith("han"):
            shaped = shape_han(font, clusters, indices, setting, trim)
        else:
            shaped = shape_letters(font, "".join(clusters[i].text for i in indices), setting)
        for k, glyph in enumerate(shaped):
            i = owners[glyph.cluster]
            advance = _advance(clusters, i, glyph, setting)
            glyphs.append(Placed(font, glyph.id, pen + glyph.dx, glyph.dy))
            advances[i] += advance
            pen += advance
            if k + 1 == len(shaped) or owners[shaped[k + 1].cluster] != i:
                pen += after[i]
    starts, ends = stretches(advances, after)
    return Line(tuple(glyphs), tuple(pictures), starts, ends, ends[-1] if ends else 0.0)


def stretches(advances: Sequence[float], gaps: Sequence[float]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return where each cluster starts and ends, given its advance and the gap behind it.

    A cluster without an advance is part of a ligature with the one before it and has no gap of its own.
    """
    starts, ends, along = [], [], 0.0
    for advance, gap in zip(advances, gaps, strict=True):
        starts.append(along)
        ends.append(along + advance)
        along += advance + (gap if advance else 0.0)
    return tuple(starts), tuple(ends)


def picture(text: str, left: float, middle: float, setting: Setting) -> Picture:
    """Return the colour emoji `text` beginning at pixel `left`, centred on height `middle`."""
    height = max(1, round(setting.size * _EMOJI_HEIGHT))
    return Picture(text, left, middle - height / 2, colour_emoji_width(text, height), height)


def sized_face(name: str, setting: Setting) -> Face:
    """Return the face `name` at the size at which it stands beside the others."""
    scale = BESIDE_HAN.get(name.removesuffix("-italic"), 1.0) if setting.mixed else 1.0
    if name == "emoji":
        scale = _MONOCHROME_EMOJI
    return face(name, setting.weight, setting.size * scale)


def space_after(clusters: Sequence[Cluster], i: int, setting: Setting) -> float:
    """Return the pixels that are added between cluster `i` and the next one."""
    if i + 1 >= len(clusters):
        return 0.0
    this, following = clusters[i], clusters[i + 1]
    if this.face in OTHER_SCRIPTS or (this.text == following.text and this.text in "—…"):
        return 0.0
    em = setting.tracking
    if this.kind == following.kind == "han":
        em = 0.0 if this.is_space or following.is_space else setting.han_tracking
        em *= _tracking_share(this.text, following.text)
    if {this.kind, following.kind} == {"han", "latin"} and _is_word(this) and _is_word(following):
        em += _QUARTER
    return em * setting.size


def _tracking_share(this: str, following: str) -> float:
    """Return how much of the tracking two squares need; the empty half of a sign is room enough."""
    if this in CLOSING or following in OPENING:
        return 0.0
    return 0.5 if following in CLOSING or this in OPENING else 1.0


def _is_word(cluster: Cluster) -> bool:
    return unicodedata.category(cluster.text[0])[0] in "LN"


def shape_han(
    font: Face,
    clusters: Sequence[Cluster],
    indices: Sequence[int],
    setting: Setting,
    trim: bool,
    vertical: bool = False,
) -> list[Glyph]:
    """Return the glyphs of one run of squares; the empty halves of signs that meet are closed up."""
    text = "".join(clusters[i].text for i in indices)
    halves = []
    at = 0
    for i in indices:
        if _is_half(clusters, i, trim):
            halves.append((at, at + 1, 1))
        at += len(clusters[i].text)
    features = {"vhal" if vertical else "halt": halves} if halves else None
    return font.shape(text, language=setting.language, vertical=vertical, features=features)


def shape_letters(font: Face, text: str, setting: Setting) -> list[Glyph]:
    """Return the glyphs of one run of letters; tracked ones have no ligatures."""
    loose = setting.tracking > _LIGATURES_UP_TO and font.name not in OTHER_SCRIPTS
    features = {"liga": False, "clig": False} if loose else None
    return font.shape(text, language=setting.language, features=features)


def _is_half(clusters: Sequence[Cluster], i: int, trim: bool) -> bool:
    """Return whether the full-width sign `i` gives up its empty half (JIS X 4051: signs in a row are set solid)."""
    text = clusters[i].text
    if text in CLOSING:
        if i + 1 == len(clusters):
            return trim
        return clusters[i + 1].text in OPENING or clusters[i + 1].text in CLOSING
    if text in OPENING:
        return trim if i == 0 else clusters[i - 1].text in OPENING
    return False


def _advance(clusters: Sequence[Cluster], i: int, glyph: Glyph, setting: Setting) -> float:
    """Return how far `glyph` moves the pen."""
    room = space_beside_han(clusters, i, setting)
    return glyph.advance if room is None else max(room, glyph.advance)


def space_beside_han(clusters: Sequence[Cluster], i: int, setting: Setting) -> float | None:
    """Return the pixels of cluster `i` if it is a space beside a Chinese character, wider than Latin's; else None."""
    if not clusters[i].is_space or clusters[i].text == "\u3000":
        return None
    kinds = {clusters[k].kind for k in (i - 1, i + 1) if 0 <= k < len(clusters)}
    if "han" not in kinds:
        return None
    if "emoji" in kinds:
        return _SPACE_BESIDE_EMOJI * setting.size
    return ((_SPACE_AMONG_HAN if kinds == {"han"} else _SPACE_BESIDE_HAN) + setting.han_tracking) * setting.size
