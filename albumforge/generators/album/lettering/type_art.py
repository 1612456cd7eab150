"""Set a plan's text: its look by role, where its block stands, and how lines come below each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import msgspec

from albumforge.generators.album.plan import Text
from albumforge.media.planes import colour_of
from albumforge.media.text import Style, TextImage, draw_text, draw_vertical

ROLES = {
    "title": Style(face="serif", weight=400, tracking=0.06, han_tracking=0.18, line_spacing=1.35),
    "subtitle": Style(face="serif", weight=400, tracking=0.1, han_tracking=0.2, line_spacing=1.4),
    "caption": Style(face="sans", weight=400, tracking=0.02, han_tracking=0.08, line_spacing=1.45),
    "verse": Style(face="serif", weight=400, tracking=0.03, han_tracking=0.16, line_spacing=1.6),
    "chapter": Style(face="serif", weight=400, tracking=0.1, han_tracking=0.3, line_spacing=1.4),
    "credits": Style(face="sans", weight=400, tracking=0.03, han_tracking=0.1, line_spacing=1.75),
}
"""One look for each role; two faces at most in a film."""

MAX_LINES = {"title": 3, "subtitle": 2, "caption": 3, "verse": 6, "chapter": 2, "credits": 14}

_COLUMN_SPACING = 1.75
"""Em from column to column of vertical text."""


def set_type(text: Text, canvas: tuple[int, int]) -> TextImage:
    """Return the lettering of a text on a canvas of width × height pixels; its picture cannot be written to.

    Columns of vertical text hang from the same height, whatever the alignment.
    """
    style = replace(
        ROLES[text.role],
        size=max(8.0, text.size * canvas[1]),
        colour=colour_of(text.colour),
        align=text.align,
        face=text.face or ROLES[text.role].face,
    )
    if text.vertical:
        style = replace(style, align="left", line_spacing=_COLUMN_SPACING)
    extent = text.width * canvas[1 if text.vertical else 0]
    return _drawn(text.text, style, text.vertical, extent, MAX_LINES[text.role])


@lru_cache(maxsize=16)  # a place for words is sought by setting the same words again and again
def _drawn(words: str, style: Style, vertical: bool, extent: float, most: int) -> TextImage:
    if vertical:
        image = draw_vertical(words, style, max_height=extent, max_columns=most)
    else:
        image = draw_text(words, style, max_width=extent, max_lines=most)
    image.rgba.setflags(write=False)  # it is shared by all who ask for it
    return image


def corner_of(text: Text, image: TextImage, canvas: tuple[int, int]) -> tuple[int, int]:
    """Return where the top left corner of a text's picture stands, in whole pixels."""
    height, width = image.rgba.shape[:2]
    anchor = {"left": float(image.ink[0]), "centre": width / 2, "right": float(image.ink[2])}[text.align]
    return round(text.x * canvas[0] - anchor), round(text.y * canvas[1] - height / 2)


def line_boxes(text: Text, image: TextImage) -> list[tuple[int, int, int, int]]:
    """Return the box (left, top, right, bottom) of each line or column in the picture of a text."""
    boxes = []
    for stops, at in zip(image.stops, image.baselines, strict=True):
        first, last = round(stops[0][0]), round(stops[-1][1])
        if text.vertical:
            boxes.append((round(at - image.size / 2), first, round(at + image.size / 2), last))
        else:
            boxes.append((first, round(at - 0.82 * image.size), last, round(at + 0.22 * image.size)))
    return boxes


def stacked(texts: Sequence[Text], middle: float, canvas: tuple[int, int]) -> tuple[Text, ...]:
    """Return the texts moved to stand below each other, however many lines each takes.

    Args:
        middle: where the middle of all of them comes, in canvas heights.
    """
    images = [set_type(text, canvas) for text in texts]
    inks = [image.ink[3] - image.ink[1] for image in images]
    gaps = [0.55 * image.size for image in images[:-1]]
    top = middle * canvas[1] - (sum(inks) + sum(gaps)) / 2
    placed = []
    for text, image, ink, gap in zip(texts, images, inks, [*gaps, 0.0], strict=True):
        # `y` is the middle of the whole picture of the text, which is higher than its ink.
        y = (top - image.ink[1] + image.rgba.shape[0] / 2) / canvas[1]
        placed.append(msgspec.structs.replace(text, y=round(min(1.0, max(0.0, y)), 5)))
        top += ink + gap
    return tuple(placed)
