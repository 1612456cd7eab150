"""The eight ways a camera may have been held, as numbered by EXIF, and how to turn its pictures upright."""

from __future__ import annotations

from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


TURNING_FILTERS: dict[int, tuple[str, ...]] = {
    1: (),
    2: ("hflip",),
    3: ("hflip", "vflip"),
    4: ("vflip",),
    5: ("transpose=cclock_flip",),
    6: ("transpose=clock",),
    7: ("transpose=clock_flip",),
    8: ("transpose=cclock",),
}
"""Orientation → FFmpeg's filters that turn a picture upright, as its ``-autorotate`` chooses them."""


def upright(pixels: NDArray[Scalar], orientation: int) -> NDArray[Scalar]:
    """Return pixels turned as their EXIF orientation (1 to 8; CIPA DC-008, tag 274) asks.

    Args:
        pixels: (h, w) or (h, w, channels), of a type OpenCV knows.
        orientation: anything else than 2 to 8 leaves the pixels as they are.
    """
    turned: object
    match orientation:
        case 2:
            turned = cv2.flip(pixels, 1)
        case 3:
            turned = cv2.rotate(pixels, cv2.ROTATE_180)
        case 4:
            turned = cv2.flip(pixels, 0)
        case 5:
            turned = cv2.transpose(pixels)
        case 6:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
        case 7:
            turned = cv2.flip(cv2.transpose(pixels), -1)
        case 8:
            turned = cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE)
        case _:
            return pixels
    return np.asarray(turned, pixels.dtype)


def swaps_sides(orientation: int) -> bool:
    """Whether width and height change places when a picture of this orientation is turned upright."""
    return 5 <= orientation <= 8
