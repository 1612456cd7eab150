"""Draw text as a picture: broken into even lines, each script in its face, with a mask of exact coverage."""

from __future__ import annotations

from albumforge.media.text_layout import fit
from albumforge.media.text_line import set_line
from albumforge.media.text_paint import compose, shadow
from albumforge.media.text_style import ALIGNED, Style, TextImage
from albumforge.media.text_vertical import draw_vertical
from albumforge.media.typography import contrast_ratio, reading_time, typographic

__all__ = [
    "Style",
    "TextImage",
    "contrast_ratio",
    "draw_text",
    "draw_vertical",
    "reading_time",
    "shadow",
    "typographic",
]


def draw_text(
    text: str, style: Style, *, max_width: float, max_lines: int | None = None, min_size: float | None = None
) -> TextImage:
    """Return `text` drawn in `style`, its lines no wider than `max_width`.

    Lines are few and even. What does not fit is set smaller, down to `min_size`; then words too long are broken, and
    lines too many end in an ellipsis. Signs that no face has are left out. Ink may reach a little beyond the width
    where a letter overhangs.

    Args:
        text: line feeds begin new lines.
        style: how it looks.
        max_width: pixels.
        max_lines: at most so many lines, None for any number.
        min_size: pixels of the em; None for 0.6 of the style's.

    Raises:
        ValueError: `max_width`, `max_lines` or the style's size is not positive.
    """
    lines, setting = fit(text, style, max_width, max_lines, min_size, set_line)
    laid = [set_line(line, setting, True) for line in lines]
    block = max((line.width for line in laid), default=0.0)
    pens = [
        ((block - line.width) * ALIGNED[style.align], -round(number * setting.size * style.line_spacing))
        for number, line in enumerate(laid)
    ]
    last = pens[-1][1] if pens else 0
    box = (0, last - 0.12 * setting.size, block, 0.88 * setting.size)
    rgba, frame, ink = compose(laid, pens, box, style.colour)
    said = tuple("".join(cluster.text for cluster in line) for line in lines)
    stops = tuple(
        tuple((x - frame.left + start, x - frame.left + end) for start, end in zip(line.starts, line.ends, strict=True))
        for line, (x, _) in zip(laid, pens, strict=True)
    )
    return TextImage(rgba, tuple(frame.top - round(y) for _, y in pens), ink, said, setting.size, stops)
