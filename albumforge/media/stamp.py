"""Lay many small pictures over a frame at sub-pixel places."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.planes import RGB_TO_YUV, Planes

PHASES = 4
"""Places within a pixel and direction at which a stamp is kept; what is seen moves in steps of a quarter."""


_TO_YUV = np.vstack([RGB_TO_YUV, np.array([[0, 0, 0, 1]], np.float32)])
"""RGB multiplied by alpha, and alpha, to Y'CbCr likewise."""


class Stamp(NamedTuple):
    """A small picture on an even number of samples: opacity and colour (multiplied by it) of luma and chroma.

    `middle` is where its middle lies, in luma samples from its corner.
    """

    opacity: NDArray[np.float32]
    opacity_half: NDArray[np.float32]
    y: NDArray[np.float32]
    u: NDArray[np.float32]
    v: NDArray[np.float32]
    middle: tuple[float, float]


def make_stamp(rgba: NDArray[np.float32], shift: tuple[float, float] = (0.0, 0.0)) -> Stamp:
    """Return a stamp of (h, w, 4) RGB (0 to 255) multiplied by alpha, and alpha (0 to 1).

    Args:
        shift: by how much it is moved right and down, less than 2 samples.
    """
    height, width = rgba.shape[:2]
    size = ((width + 5) // 2 * 2, (height + 5) // 2 * 2)
    matrix = np.array([[1, 0, 1 + shift[0]], [0, 1, 1 + shift[1]]], np.float64)
    middle = (width / 2 + 1 + shift[0], height / 2 + 1 + shift[1])
    return _stamp_of(cv2.warpAffine(rgba, matrix, size, flags=cv2.INTER_LINEAR), middle)


def _stamp_of(placed: NDArray[np.float32], middle: tuple[float, float]) -> Stamp:
    yuv = cv2.transform(placed, _TO_YUV)
    y, u, v, opacity = cv2.split(yuv)
    half = cv2.resize(yuv, (yuv.shape[1] // 2, yuv.shape[0] // 2), interpolation=cv2.INTER_AREA)
    _, u, v, opacity_half = cv2.split(half)
    return Stamp(opacity, opacity_half, y, u, v, middle)


def make_stamps(rgba: NDArray[np.float32], phases: int = PHASES) -> tuple[Stamp, ...]:
    """Return a stamp for each place within two by two pixels: `phases` a pixel and direction, by rows."""
    steps = [number / phases for number in range(2 * phases)]
    return tuple(make_stamp(rgba, (x, y)) for y in steps for x in steps)


def stamp(planes: Planes, stamps: tuple[Stamp, ...], x: float, y: float, opacity: float) -> None:
    """Lay the stamp of the right phase with its middle at (x, y) of a frame; what lies outside is cut off."""
    first = stamps[0].middle
    at_x, at_y = x - first[0], y - first[1]
    left, top = int(at_x // 2) * 2, int(at_y // 2) * 2
    across = math.isqrt(len(stamps))
    row, column = (min(across - 1, int(within * across / 2)) for within in (at_y - top, at_x - left))
    chosen = stamps[row * across + column]
    _lay(planes, chosen, left, top, opacity)


def stamp_turned(
    planes: Planes, rgba: NDArray[np.float32], x: float, y: float, angle: float, squash: float, opacity: float
) -> None:
    """Lay a picture with its middle at (x, y), made `squash` times as high and then turned clockwise (radians).

    Args:
        rgba: square, RGB (0 to 255) multiplied by alpha, and alpha (0 to 1); empty along its rim.
    """
    side = rgba.shape[0]
    reach = math.ceil(side / 2) + 1
    left, top = math.floor((x - reach) / 2) * 2, math.floor((y - reach) / 2) * 2
    size = 2 * reach + 2
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([[cos, sin], [-sin / squash, cos / squash]])
    middle = np.array([x - left - 0.5, y - top - 0.5])
    matrix = np.column_stack([turn, np.array([side / 2 - 0.5] * 2) - turn @ middle])
    placed = cv2.warpAffine(rgba, matrix, (size, size), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    _lay(planes, _stamp_of(placed, (0.0, 0.0)), left, top, opacity)


def _lay(planes: Planes, chosen: Stamp, left: int, top: int, opacity: float) -> None:
    height, width = chosen.opacity.shape
    canvas_width, canvas_height = planes.size
    x0, y0, x1, y1 = max(0, left), max(0, top), min(canvas_width, left + width), min(canvas_height, top + height)
    if x0 >= x1 or y0 >= y1 or opacity <= 0:
        return
    part = np.s_[y0 - top : y1 - top, x0 - left : x1 - left]
    half = np.s_[(y0 - top) // 2 : (y1 - top + 1) // 2, (x0 - left) // 2 : (x1 - left + 1) // 2]
    rows, columns = slice(y0 // 2, (y1 + 1) // 2), slice(x0 // 2, (x1 + 1) // 2)
    _blend(planes.y[y0:y1, x0:x1], chosen.opacity[part], chosen.y[part], opacity)
    _blend(planes.u[rows, columns], chosen.opacity_half[half], chosen.u[half], opacity)
    _blend(planes.v[rows, columns], chosen.opacity_half[half], chosen.v[half], opacity)


def _blend(
    below: NDArray[np.uint8], opacity: NDArray[np.float32], colour: NDArray[np.float32], strength: float
) -> None:
    change = colour - below * opacity
    change *= np.float32(strength)
    change += below
    change += np.float32(0.5)
    np.copyto(below, change, casting="unsafe")
