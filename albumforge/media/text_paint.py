"""Turn placed glyphs into pixels: exact coverage, one colour, emoji on top."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import uharfbuzz as hb
from numpy.typing import NDArray

from albumforge.media.emoji import colour_emoji
from albumforge.media.fonts import UNITS
from albumforge.media.text_line import Line, Picture, Placed

_LIGHT_TYPE = 0.2
"""How much of the coverage's exponent white type gives up; black type none."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's place around the origin of the text, whole pixels, y upwards."""

    left: int
    bottom: int
    right: int
    top: int

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels."""
        return self.top - self.bottom, self.right - self.left


def compose(
    laid: Sequence[Line],
    pens: Sequence[tuple[float, float]],
    box: tuple[float, float, float, float],
    colour: tuple[int, int, int],
) -> tuple[NDArray[np.uint8], Frame, tuple[int, int, int, int]]:
    """Return the lines drawn on a picture that holds `box` and all their ink.

    Args:
        laid: lines or columns.
        pens: pixels (x, y upwards) at which each begins.
        box: (left, bottom, right, top) of the room they take.
        colour: sRGB of the glyphs.

    Returns:
        uint8 (h, w, 4) with straight alpha; its frame; the box (x0, y0, x1, y1) of what is not transparent. All empty
        where there are no lines.
    """
    if not laid:
        return np.zeros((0, 0, 4), np.uint8), Frame(0, 0, 0, 0), (0, 0, 0, 0)
    glyphs = [glyph.moved(x, y) for line, (x, y) in zip(laid, pens, strict=True) for glyph in line.glyphs]
    pictures = [picture.moved(x, y) for line, (x, y) in zip(laid, pens, strict=True) for picture in line.pictures]
    frame = _frame_of(glyphs, pictures, box)
    rgba = _paint(glyphs, pictures, frame, colour)
    return rgba, frame, _ink_of(rgba)


def shadow(
    rgba: NDArray[np.uint8], radius: float, offset: tuple[int, int] = (0, 0), opacity: float = 0.6, grow: float = 0.0
) -> NDArray[np.uint8]:
    """Return the picture with a soft black shadow under it, on a canvas grown alike on all four sides.

    Args:
        rgba: uint8 (h, w, 4), straight alpha.
        radius: standard deviation of the blur, pixels.
        offset: pixels right and down by which the shadow falls.
        opacity: of the shadow where it is densest, 0 to 1.
        grow: pixels by which the shadow's shape is larger than the picture's on all sides.

    Returns:
        uint8 (h + 2 p, w + 2 p, 4) with p = ceil(3 radius + grow) + the larger offset, straight alpha.
    """
    pad = math.ceil(3 * radius + grow) + max(abs(offset[0]), abs(offset[1]))
    grown = np.pad(rgba, ((pad, pad), (pad, pad), (0, 0)))
    if not rgba.size:
        return grown
    alpha = grown[..., 3].astype(np.float32) / 255
    move = np.array([[1, 0, offset[0]], [0, 1, offset[1]]], np.float32)
    fallen = cv2.warpAffine(alpha, move, (alpha.shape[1], alpha.shape[0]))
    if grow >= 1:
        across = 2 * round(grow) + 1
        fallen = cv2.dilate(fallen, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across)))
    below = np.asarray(cv2.GaussianBlur(fallen, (0, 0), radius) if radius > 0 else fallen, np.float32) * opacity
    total = alpha + below * (1 - alpha)
    share = np.divide(alpha, total, out=np.zeros_like(alpha), where=total > 0)
    grown[..., :3] = np.rint(grown[..., :3] * share[..., None])
    grown[..., 3] = np.rint(total * 255)
    return grown


def _frame_of(glyphs: Sequence[Placed], pictures: Sequence[Picture], box: tuple[float, float, float, float]) -> Frame:
    """Return the smallest frame around `box` (left, bottom, right, top) and all ink."""
    left, bottom, right, top = box
    for glyph in glyphs:
        ink = glyph.ink()
        left, bottom = min(left, ink.left), min(bottom, ink.bottom)
        right, top = max(right, ink.right), max(top, ink.top)
    for picture in pictures:
        left, bottom = min(left, picture.x), min(bottom, picture.y)
        right, top = max(right, picture.x + picture.width), max(top, picture.y + picture.height)
    return Frame(math.floor(left), math.floor(bottom), math.ceil(right), math.ceil(top))


def _paint(
    glyphs: Sequence[Placed], pictures: Sequence[Picture], frame: Frame, colour: tuple[int, int, int]
) -> NDArray[np.uint8]:
    """Return uint8 (h, w, 4), straight alpha: `glyphs` in `colour`, then the emoji."""
    rgba = np.empty((*frame.shape, 4), np.uint8)
    rgba[..., :3] = colour
    rgba[..., 3] = _weighted(_coverage(glyphs, frame), colour)
    for picture in pictures:
        emoji = colour_emoji(picture.text, picture.height)
        row, column = round(frame.top - picture.y - picture.height), round(picture.x - frame.left)
        there = rgba[row : row + emoji.shape[0], column : column + emoji.shape[1]]
        emoji = emoji[: there.shape[0], : there.shape[1]]
        np.copyto(there, emoji, where=emoji[..., 3:] > 0)
    return rgba


def _ink_of(rgba: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Return (x0, y0, x1, y1) of the box that holds all that is not transparent; zeros where nothing is."""
    rows, columns = np.flatnonzero(rgba[..., 3].any(1)), np.flatnonzero(rgba[..., 3].any(0))
    if not rows.size:
        return 0, 0, 0, 0
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _coverage(glyphs: Sequence[Placed], frame: Frame) -> NDArray[np.uint8]:
    """Return how much of each pixel the glyphs cover, uint8 (h, w).

    Faces are drawn apart: TrueType outlines run the other way round than CFF's and would cancel where they meet.
    """
    height, width = frame.shape
    mask = np.zeros((height, width), np.uint8)
    draw = hb.RasterDraw()
    draw.scale_factor = (UNITS, UNITS)
    for font, group in itertools.groupby(sorted(glyphs, key=lambda g: id(g.face)), key=lambda g: g.face):
        for glyph in group:
            turn = (0, -1, 1, 0) if glyph.turned else (1, 0, 0, 1)
            draw.transform = (*turn, glyph.x * UNITS, glyph.y * UNITS)
            draw.draw_glyph(font.font, glyph.glyph)
        draw.extents = hb.RasterExtents(frame.left, frame.bottom, width, height, 0)
        image = draw.render()
        extents = image.extents
        rows = np.frombuffer(image.buffer, np.uint8).reshape(extents.height, extents.stride)
        np.maximum(mask, rows[::-1, :width], out=mask)
    return mask


def _weighted(mask: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return `mask` with light type made a little fuller.

    Alpha is blended in gamma-coded values, where half covered pixels of light type come out too dark, and thin strokes
    too thin.
    """
    light = (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255
    table = np.rint(255 * (np.arange(256) / 255) ** (1 - _LIGHT_TYPE * light)).astype(np.uint8)
    return table[mask]
