"""Borders of pictures, drawn lying straight: mats, polaroids, film with its perforation, stamps with their teeth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Border
from albumforge.generators.album.resources.masks import mask_alpha
from albumforge.media.planes import Plane, colour_of

_FINE_UP_TO = 1_000_000
"""Pixels of a card up to which it is drawn twice as fine as it is seen; a larger one is fine enough as it is."""

_MOST = 0.16
"""A border's width, at most, in parts of the card's shorter side."""

_WARM = (1.0, 0.992, 0.972)
"""Photographic paper is a little warmer than white."""


@dataclass(frozen=True)
class Inner:
    """Where the picture lies in its card: pixels from the card's top left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class CardArt:
    """A card lying straight, `fine` times as fine as it is seen.

    Attributes:
        border: (h, w, 4) RGBA multiplied by alpha, also under the picture; None where there is none.
        picture: (h, w) where the picture is seen.
    """

    fine: int
    border: NDArray[np.uint8] | None
    picture: Plane


def inner_of(border: Border, width: float, height: float, short_side: int) -> Inner:
    """Return where the picture lies inside a card of width × height pixels, on a canvas with that shorter side."""
    band = _band(border, width, height, short_side)
    left, top, right, bottom = {
        "none": (0.0, 0.0, 0.0, 0.0),
        "line": (1.0, 1.0, 1.0, 1.0),
        "plain": (1.0, 1.0, 1.0, 1.0),
        "polaroid": (1.0, 1.0, 1.0, 3.0),
        "film": (0.35, 2.2, 0.35, 2.2) if width >= height else (2.2, 0.35, 2.2, 0.35),
        "stamp": (1.3, 1.3, 1.3, 1.3),
    }[border.style]
    return Inner(left * band, top * band, width - (left + right) * band, height - (top + bottom) * band)


def draw_card(border: Border, mask: str, width: float, height: float, short_side: int) -> CardArt:
    """Draw a card of width × height pixels."""
    fine = 2 if width * height <= _FINE_UP_TO else 1
    size = (max(1, round(width * fine)), max(1, round(height * fine)))
    inner = inner_of(border, width, height, short_side)
    band = _band(border, width, height, short_side) * fine
    box = Inner(inner.x * fine, inner.y * fine, inner.width * fine, inner.height * fine)
    picture = _picture(mask, box, size)
    if border.style == "none":
        return CardArt(fine, None, picture)
    if border.style in ("line", "plain"):
        outline = _outline(picture, band) if mask else np.ones((size[1], size[0]), np.float32)
        return CardArt(fine, _paint(outline, None, border.colour), picture)
    draw = {"polaroid": _polaroid, "film": _film, "stamp": _stamp}[border.style]
    outline, tone = draw(size, box, band)
    warm = _WARM if border.style != "film" else (1.0, 1.0, 1.0)
    return CardArt(fine, _paint(outline, tone, border.colour, warm), picture)


def _band(border: Border, width: float, height: float, short_side: int) -> float:
    most = _MOST * min(width, height)
    if border.style == "film":
        most = 0.11 * min(width, height)
    return min(max(0.5, border.width * short_side), most)


def _picture(mask: str, box: Inner, size: tuple[int, int]) -> Plane:
    """Return where the picture is seen on a card of that size, uint8."""
    if mask:
        # The mask at whole pixels; its place between them is the picture's.
        shape = (max(1, round(box.width)), max(1, round(box.height)))
        alpha = mask_alpha(mask, *shape)
    else:
        shape = (max(1, math.ceil(box.width)), max(1, math.ceil(box.height)))
        alpha = np.ones((shape[1], shape[0]), np.float32)
        alpha[:, -1] *= 1 - (shape[0] - box.width)
        alpha[-1] *= 1 - (shape[1] - box.height)
    move = np.array([[1, 0, box.x], [0, 1, box.y]])
    placed = cv2.warpAffine(alpha, move, size, flags=cv2.INTER_LINEAR)
    return np.asarray(np.rint(np.clip(placed, 0, 1) * 255), np.uint8)


def _outline(picture: Plane, band: float) -> NDArray[np.float32]:
    """Return a shape grown by the width of a band all round."""
    away = cv2.distanceTransform((picture < 128).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    away = cv2.GaussianBlur(away, (0, 0), 1.0)
    return np.asarray(np.clip(band + 0.5 - away, 0, 1), np.float32)


def _paint(
    outline: NDArray[np.float32],
    tone: NDArray[np.float32] | None,
    colour: str,
    warm: tuple[float, float, float] = (1.0, 1.0, 1.0),
) -> NDArray[np.uint8]:
    rgba = np.empty((*outline.shape, 4), np.uint8)
    lit = outline if tone is None else outline * tone
    for channel, (value, share) in enumerate(zip(colour_of(colour), warm, strict=True)):
        rgba[..., channel] = np.rint(np.minimum(lit * (value * share), outline * 255))
    rgba[..., 3] = np.rint(outline * 255)
    return rgba


def _distances(size: tuple[int, int], box: Inner) -> NDArray[np.float32]:
    """Return how far outside a box each pixel's centre lies; negative inside."""
    x = np.arange(size[0], dtype=np.float32)[None] + 0.5
    y = np.arange(size[1], dtype=np.float32)[:, None] + 0.5
    out_x = np.maximum(box.x - x, x - (box.x + box.width))
    out_y = np.maximum(box.y - y, y - (box.y + box.height))
    outside = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0))
    return np.asarray(outside + np.minimum(np.maximum(out_x, out_y), 0), np.float32)


def _polaroid(size: tuple[int, int], box: Inner, band: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Paper with hardly rounded corners, lit from above, a fine edge all round and one where the picture is set in."""
    radius = 0.12 * band
    core = Inner(radius, radius, size[0] - 2 * radius, size[1] - 2 * radius)
    rim = radius - _distances(size, core)
    outline = np.clip(rim + 0.5, 0, 1)
    light = np.linspace(1.0, 0.975, size[1], dtype=np.float32)[:, None]
    edge = 1 - 0.07 * np.clip(1 - rim / (0.10 * band), 0, 1)
    set_in = 1 - 0.16 * np.exp(-np.maximum(_distances(size, box), 0) / (0.07 * band))
    grain = 1 + 0.006 * np.random.default_rng(0).standard_normal((size[1], size[0]), np.float32)
    return outline.astype(np.float32), (light * edge * set_in * grain).astype(np.float32)


def _film(size: tuple[int, int], box: Inner, _band: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A strip with rounded holes along its long sides, and the fine line that the edge of the gate leaves."""
    outline = np.ones((size[1], size[0]), np.float32)
    along = 0 if size[0] >= size[1] else 1
    long, deep = size[along], (box.y if along == 0 else box.x)
    pitch = 1.12 * deep
    count = max(2, round(long / pitch))
    hole = (0.40 * long / count, 0.52 * deep)
    x = (np.arange(long, dtype=np.float32) + 0.5) % (long / count) - long / count / 2
    y = np.arange(size[1 - along], dtype=np.float32) + 0.5
    y = np.minimum(y, size[1 - along] - y) - deep * 0.48
    radius = 0.28 * min(hole)
    out_x, out_y = np.abs(x) - (hole[0] / 2 - radius), np.abs(y) - (hole[1] / 2 - radius)
    if along == 1:
        out_x, out_y = out_y[None, :], out_x[:, None]
    else:
        out_x, out_y = out_x[None, :], out_y[:, None]
    distance = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0)) + np.minimum(np.maximum(out_x, out_y), 0) - radius
    outline = np.minimum(outline, np.clip(distance + 0.5, 0, 1))
    gate = 1 + 0.5 * np.exp(-np.abs(_distances(size, box) - 0.10 * deep) / (0.035 * deep))
    glint = 1 + 0.6 * np.exp(-np.abs(distance) / (0.04 * deep))
    return outline.astype(np.float32), np.maximum(gate, glint).astype(np.float32)


def _stamp(size: tuple[int, int], box: Inner, band: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Paper with half round bites along all four sides, corners whole, and a fine line around the picture."""
    radius = 0.27 * band
    x = np.arange(size[0], dtype=np.float32)[None] + 0.5
    y = np.arange(size[1], dtype=np.float32)[:, None] + 0.5
    bites = [max(2, round(side / (3.3 * radius))) for side in size]
    near_x = (x % (size[0] / bites[0])) - size[0] / bites[0] / 2
    near_y = (y % (size[1] / bites[1])) - size[1] / bites[1] / 2
    from_y, from_x = np.minimum(y, size[1] - y), np.minimum(x, size[0] - x)
    distance = np.minimum(np.hypot(near_x, from_y), np.hypot(from_x, near_y)) - radius
    outline = np.clip(distance + 0.5, 0, 1)
    set_in = 1 - 0.10 * np.exp(-np.maximum(_distances(size, box), 0) / (0.06 * band))
    grain = 1 + 0.006 * np.random.default_rng(0).standard_normal((size[1], size[0]), np.float32)
    return outline.astype(np.float32), (set_in * grain).astype(np.float32)
