"""Draw text as a picture: broken into even lines, each script in its face, with a mask of exact coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from albumforge.media.text_layout import fitted_lines, joined, size_that_fits, stripped
from albumforge.media.text_line import SERIF_BESIDE_HAN, Setting, set_line
from albumforge.media.text_paint import frame_of, ink_of, paint, shadow
from albumforge.media.text_runs import Cluster, clean, clusters, region_of
from albumforge.media.typography import contrast_ratio, reading_time, typographic

__all__ = ["Style", "TextImage", "contrast_ratio", "draw_text", "reading_time", "shadow", "typographic"]

_FLOOR = 0.6


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks.

    Attributes:
        face: "serif" (EB Garamond) or "sans" (Noto Sans) for Latin; Chinese is set in Noto Sans CJK beside both.
        size: pixels of the em.
        weight: 100 to 900; each face takes the nearest it has (the serif begins at 400).
        colour: sRGB, 0 to 255 each.
        tracking: em added between letters.
        han_tracking: em added between Chinese characters; None for the same as `tracking`.
        line_spacing: em from baseline to baseline.
        align: of the lines among each other.
        italic: slants Latin; Chinese has no italic.
        language: BCP 47 tag, chooses regional forms ("zh-Hant", "ja"); "" to tell by the text.
    """

    face: Literal["serif", "sans"] = "serif"
    size: float = 64
    weight: float = 400
    colour: tuple[int, int, int] = (255, 255, 255)
    tracking: float = 0.0
    han_tracking: float | None = None
    line_spacing: float = 1.35
    align: Literal["left", "centre", "right"] = "centre"
    italic: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class TextImage:
    """Text as a picture.

    Attributes:
        rgba: uint8 (h, w, 4), straight alpha, one colour but for emoji.
        baselines: rows of the picture on which the lines stand, one a line; columns' middles for vertical text.
        ink: (x0, y0, x1, y1) of the smallest box that holds all that is not transparent, ends excluded.
        lines: the text line by line, as drawn.
        size: pixels of the em really used.
    """

    rgba: NDArray[np.uint8]
    baselines: tuple[int, ...]
    ink: tuple[int, int, int, int]
    lines: tuple[str, ...]
    size: float


def draw_text(
    text: str, style: Style, *, max_width: float, max_lines: int | None = None, min_size: float | None = None
) -> TextImage:
    """Return `text` drawn in `style`, no wider than `max_width`.

    Lines are few and even. What does not fit is set smaller, down to `min_size`; then words too long are broken, and
    lines too many end in an ellipsis. Signs that no face has are left out.

    Args:
        text: line feeds begin new lines.
        style: how it looks.
        max_width: pixels.
        max_lines: at most so many lines, None for any number.
        min_size: pixels of the em; None for 0.6 of the style's.

    Raises:
        ValueError: `max_width`, `max_lines` or the style's size is not positive.
    """
    if max_width <= 0 or style.size <= 0 or (max_lines is not None and max_lines <= 0):
        raise ValueError("max_width, max_lines and the size of the text must be positive")
    cleaned = clean(text)
    latin = style.face + ("-italic" if style.italic else "")
    region = region_of(cleaned, style.language)
    paragraphs = [p for p in (stripped(clusters(t, latin, region)) for t in cleaned.split("\n")) if p]
    if not paragraphs:
        return TextImage(np.zeros((0, 0, 4), np.uint8), (), (0, 0, 0, 0), (), style.size)
    if max_lines is not None and len(paragraphs) > max_lines:
        paragraphs = [*paragraphs[: max_lines - 1], joined(paragraphs[max_lines - 1 :], latin)]
    mixed = any(cluster.kind == "han" for paragraph in paragraphs for cluster in paragraph)
    setting = Setting(
        size=style.size,
        weight=style.weight,
        tracking=style.tracking,
        han_tracking=style.tracking if style.han_tracking is None else style.han_tracking,
        serif_scale=SERIF_BESIDE_HAN if mixed else 1.0,
        language=style.language,
    )
    floor = min(style.size, style.size * _FLOOR if min_size is None else min_size)
    setting = replace(setting, size=size_that_fits(paragraphs, setting, max_width, max_lines, floor))
    lines = fitted_lines(paragraphs, setting, max_width, max_lines, latin)
    return _paint(lines, setting, style)


def _paint(lines: Sequence[Sequence[Cluster]], setting: Setting, style: Style) -> TextImage:
    """Return the lines drawn below each other on a picture that holds both their boxes and all their ink."""
    laid = [set_line(line, setting) for line in lines]
    block = max(line.width for line in laid)
    share = {"left": 0.0, "centre": 0.5, "right": 1.0}[style.align]
    pens = [
        ((block - line.width) * share, -round(number * setting.size * style.line_spacing))
        for number, line in enumerate(laid)
    ]
    glyphs = [g.moved(x, y) for line, (x, y) in zip(laid, pens, strict=True) for g in line.glyphs]
    pictures = [p.moved(x, y) for line, (x, y) in zip(laid, pens, strict=True) for p in line.pictures]
    frame = frame_of(glyphs, pictures, (0, pens[-1][1] - 0.2 * setting.size, block, 0.88 * setting.size))
    rgba = paint(glyphs, pictures, frame, style.colour)
    said = tuple("".join(cluster.text for cluster in line) for line in lines)
    return TextImage(rgba, tuple(frame.top - y for _, y in pens), ink_of(rgba), said, setting.size)
