"""Where words stand: the places that templates name, inside safe margins, clear of faces."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import msgspec

from albumforge.generators.album.lettering.type_art import corner_of, set_type
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.templates.schema import TextPlace

SAFE = 0.08
"""Part of the canvas at each side that words keep clear of."""

_APART = 0.03
"""Canvas widths (or heights) between a picture and words beside it."""

_NARROWEST, _LOWEST = 0.18, 0.1
"""Of a space that words may stand in."""

_INSET = 0.05
"""Canvas widths between the edges of a picture and words on it."""

_UNBROKEN = (1.0, 0.92, 0.84, 0.76, 0.7)
"""Factors on the size of verse, tried in turn until its lines need no break."""

SMALLER = (1.0, 0.85, 0.7, 0.6)
"""Factors on the size of words, tried in turn until they fit a space."""


def block_of(text: Text, canvas: tuple[int, int]) -> Rect:
    """Return the rectangle that a text's lettering takes on a canvas of width × height pixels; it may reach beyond."""
    image = set_type(text, canvas)
    left, top = corner_of(text, image, canvas)
    x0, y0, x1, y1 = image.ink
    return Rect(
        x=(left + x0) / canvas[0], y=(top + y0) / canvas[1], width=(x1 - x0) / canvas[0], height=(y1 - y0) / canvas[1]
    )


def inside(text: Text, canvas: tuple[int, int]) -> Text:
    """Return the text moved, where it must, to stand inside the safe margins; centred where it is too large."""
    block = block_of(text, canvas)
    x = text.x + _back(block.x, block.width)
    y = text.y + _back(block.y, block.height)
    return msgspec.structs.replace(text, x=round(x, 5), y=round(y, 5))


def _back(start: float, length: float) -> float:
    if length > 1 - 2 * SAFE:
        return 0.5 - (start + length / 2)
    return max(SAFE - start, 0.0) + min(1 - SAFE - (start + length), 0.0)


def placed(text: Text, place: TextPlace, canvas: tuple[int, int]) -> Text:
    """Return the text at a named place of a canvas of width × height pixels: wide, square or tall.

    Its size is taken as that on a wide canvas. Vertical places are for Chinese; other words stand beside them, lying.
    ``none`` leaves the text where it is.
    """
    if place == "none":
        return text
    shape = canvas[0] / canvas[1]
    size = round(text.size * min(1.0, shape) ** 0.75, 5)
    wide, tall = shape > 1.2, shape < 0.75
    if place in ("vertical-left", "vertical-right"):
        if not _is_chinese(text.text):
            return placed(text, "left" if place == "vertical-left" else "right", canvas)
        right = place == "vertical-right"
        column = 0.62 if wide else 0.5 if not tall else 0.42
        found = msgspec.structs.replace(
            text, vertical=True, align="right" if right else "left", x=1 - SAFE if right else SAFE,
            y=0.46 if wide else 0.36, width=column, size=size,
        )  # fmt: skip
        return inside(found, canvas)
    x, y, align, width = {
        "bottom": (0.5, 1.0, "centre", 0.72 if wide else 1 - 2 * SAFE),
        "below": (0.5, 1.0, "centre", 0.6 if wide else 1 - 2 * SAFE),
        "top": (0.5, 0.0, "centre", 0.72 if wide else 1 - 2 * SAFE),
        "left": (SAFE, 0.5, "left", 0.36 if wide else 1 - 2 * SAFE),
        "right": (1 - SAFE, 0.5, "right", 0.36 if wide else 1 - 2 * SAFE),
        "centre": (0.5, 0.5, "centre", 1 - 2 * SAFE),
    }[place]
    if tall and place in ("left", "right"):
        y = 0.72
    found = msgspec.structs.replace(text, vertical=False, align=align, x=x, y=y, width=width, size=size)
    return inside(_unbroken(found, canvas) or found, canvas)


def _unbroken(text: Text, canvas: tuple[int, int]) -> Text | None:
    """Return verse set a little smaller, where its lines are else broken; None where even then one is. Other words have
    no lines of their own."""
    if text.role != "verse":
        return text
    for scale in _UNBROKEN:
        found = msgspec.structs.replace(text, size=round(text.size * scale, 5))
        if len(set_type(found, canvas).baselines) == text.text.count("\n") + 1:
            return found
    return None


def beside(text: Text, pictures: Sequence[Rect], canvas: tuple[int, int]) -> Text | None:
    """Return the text in the largest space around pictures where it fits, set smaller where it must be (`SMALLER`);
    None where it fits nowhere.

    Its size is taken as that on a wide canvas.

    Args:
        pictures: their rectangles in fractions of the canvas, at least one.
    """
    for space in spaces_beside(pictures):
        upright = space.width * canvas[0] < space.height * canvas[1] and _is_chinese(text.text)
        size = round(text.size * min(1.0, canvas[0] / canvas[1]) ** 0.75, 5)
        set_in = msgspec.structs.replace(
            text, vertical=upright, align="centre", size=size, width=space.height if upright else space.width,
            x=space.x + space.width / 2, y=space.y + space.height / 2,
        )  # fmt: skip
        set_in = _unbroken(set_in, canvas) or set_in
        for scale in SMALLER:
            found = msgspec.structs.replace(set_in, size=round(set_in.size * scale, 5))
            block = block_of(found, canvas)
            if block.width <= space.width and block.height <= space.height:
                x = found.x + space.x + (space.width - block.width) / 2 - block.x
                y = found.y + space.y + (space.height - block.height) / 2 - block.y
                return msgspec.structs.replace(found, x=round(x, 5), y=round(y, 5))
    return None


def spaces_beside(pictures: Sequence[Rect]) -> list[Rect]:
    """Return the spaces around pictures that words may stand in, inside the safe margins, the largest first.

    Args:
        pictures: their rectangles in fractions of the canvas, at least one.
    """
    left, top = min(rect.x for rect in pictures), min(rect.y for rect in pictures)
    right = max(rect.x + rect.width for rect in pictures)
    bottom = max(rect.y + rect.height for rect in pictures)
    inner = 1 - 2 * SAFE
    spaces = (
        Rect(x=right + _APART, y=SAFE, width=1 - SAFE - right - _APART, height=inner),
        Rect(x=SAFE, y=SAFE, width=left - _APART - SAFE, height=inner),
        Rect(x=SAFE, y=bottom + _APART, width=inner, height=1 - SAFE - bottom - _APART),
        Rect(x=SAFE, y=SAFE, width=inner, height=top - _APART - SAFE),
    )
    wide = [one for one in spaces if one.width >= _NARROWEST and one.height >= _LOWEST]
    return sorted(wide, key=lambda one: one.width * one.height, reverse=True)


def within(text: Text, picture: Rect, canvas: tuple[int, int]) -> Text | None:
    """Return the text at the foot of a picture, clear of its edges, set smaller where it must be; None where it is too
    large for the picture."""
    clear_x, clear_y = _INSET, _INSET * canvas[0] / canvas[1]
    width = picture.width - 2 * clear_x
    for scale in SMALLER:
        found = msgspec.structs.replace(
            text, vertical=False, align="centre", size=round(text.size * scale, 5), width=max(0.05, width),
            x=picture.x + picture.width / 2, y=picture.y + picture.height / 2,
        )  # fmt: skip
        block = block_of(found, canvas)
        if block.width <= width and block.height <= picture.height - 2 * clear_y:
            down = picture.y + picture.height - clear_y - block.height - block.y
            return inside(msgspec.structs.replace(found, y=round(found.y + down, 5)), canvas)
    return None


def free_place(
    text: Text, places: Sequence[TextPlace], canvas: tuple[int, int], taken: Sequence[Rect]
) -> tuple[TextPlace, Text]:
    """Return the first of some places at which a text covers least of what must stay in sight, and the text there.

    Args:
        taken: boxes of faces and subjects in fractions of the canvas.

    Raises:
        ValueError: there are no places.
    """
    if not places:
        raise ValueError("there must be a place to choose")
    found = [(place, placed(text, place, canvas)) for place in places]
    return min(found, key=lambda pair: round(_covered(block_of(pair[1], canvas), taken), 4))


def _covered(block: Rect, taken: Sequence[Rect]) -> float:
    """Return the sum over boxes of the part of each that a block covers."""
    total = 0.0
    for box in taken:
        across = min(block.x + block.width, box.x + box.width) - max(block.x, box.x)
        down = min(block.y + block.height, box.y + box.height) - max(block.y, box.y)
        if across > 0 and down > 0:
            total += across * down / max(1e-9, box.width * box.height)
    return total


def _is_chinese(words: str) -> bool:
    return any("CJK UNIFIED" in unicodedata.name(char, "") for char in words)
