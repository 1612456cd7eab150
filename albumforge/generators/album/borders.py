"""How much of a picture's rectangle its border takes."""

from __future__ import annotations

from typing import NamedTuple

from albumforge.generators.album.plan import Border, Rect

POLAROID_FOOT = 3.0
"""A polaroid's border below, in widths of that at its sides."""

FILM_EDGE = 3.0
"""A film strip's perforated edges, in widths of the bars between its frames."""


class Insets(NamedTuple):
    """Pixels (fractions welcome) that a border takes on each side."""

    left: float
    top: float
    right: float
    bottom: float


def insets(border: Border, width: float, height: float, canvas: tuple[int, int]) -> Insets:
    """Return what a border takes of a rectangle of width × height pixels, at most a third of each side."""
    if border.style == "none":
        return Insets(0, 0, 0, 0)
    rim = min(border.width * min(canvas), min(width, height) / 9)
    if border.style == "polaroid":
        return Insets(rim, rim, rim, rim * POLAROID_FOOT)
    if border.style == "film":
        edge = rim * FILM_EDGE
        return Insets(rim, edge, rim, edge) if width >= height else Insets(edge, rim, edge, rim)
    return Insets(rim, rim, rim, rim)


def inner_rect(rect: Rect, border: Border, canvas: tuple[int, int]) -> Rect:
    """Return the part of a rectangle that its picture takes, in fractions of the canvas."""
    taken = insets(border, rect.width * canvas[0], rect.height * canvas[1], canvas)
    return Rect(
        x=rect.x + taken.left / canvas[0],
        y=rect.y + taken.top / canvas[1],
        width=rect.width - (taken.left + taken.right) / canvas[0],
        height=rect.height - (taken.top + taken.bottom) / canvas[1],
    )
