"""What stands still behind the pictures of a scene: a blurred source or the background, with the pictures' shadows."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.motion import cover
from albumforge.generators.album.plan import Backdrop, Canvas, MediaSource
from albumforge.generators.album.rendering.scene_picture import Box
from albumforge.media.clips import ClipReader
from albumforge.media.pictures import open_picture
from albumforge.media.planes import Planes, colour_of, dither_noise, from_rgb_float, to_rgb

SOFT = 4
"""Blurred things are made at a fraction of the canvas; the blur hides it."""

SHADOW_BLUR, SHADOW_DROP = 0.016, 0.008
"""Of the shadows of pictures, in heights of the canvas: deviation of the blur, and how far they fall."""


def backdrop(source: MediaSource, layer: Backdrop, canvas: tuple[int, int], max_pixels: int) -> NDArray[np.float32]:
    """Return the canvas at 1 / `SOFT` of its size, RGB 0 to 255, filled with the blurred, darkened source.

    Raises:
        MediaError: the file cannot be read any more.
    """
    width, height = math.ceil(canvas[0] / SOFT), math.ceil(canvas[1] / SOFT)
    path = Path(source.path)
    if source.kind == "clip":
        with ClipReader(path, width=width // 2 * 2, height=height // 2 * 2, fps=Fraction(1)) as reader:
            picture = to_rgb(Planes(*reader.frame(0)))
    else:
        picture = open_picture(path, at_least=(width, height), max_pixels=max_pixels)
    rows, columns = picture.shape[:2]
    share_x, share_y = (side / 1.08 for side in cover(canvas[0] / canvas[1], columns / rows))
    w, h = max(1, round(columns * share_x)), max(1, round(rows * share_y))
    x, y = (columns - w) // 2, (rows - h) // 2
    part = cv2.resize(picture[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    # A blur of radius r looks like a Gaussian of r / 2.
    sigma = max(0.5, layer.blur * height / 2 * 1.6)
    blurred: NDArray[np.float32] = cv2.GaussianBlur(part, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.multiply(blurred, layer.brightness, dtype=np.float32)


def still_base(canvas: Canvas, ground: NDArray[np.float32] | None, shadows: list[tuple[Box, float]]) -> Planes:
    """Return the frame behind the pictures.

    Args:
        ground: RGB 0 to 255 at 1 / `SOFT` of the canvas, or at its full size; None for the canvas's background colour.
        shadows: boxes that throw one, and its opacity.
    """
    width, height = canvas.width, canvas.height
    if ground is None:
        ground = np.full(
            (math.ceil(height / SOFT), math.ceil(width / SOFT), 3), colour_of(canvas.background), np.float32
        )
    small = (ground.shape[1], ground.shape[0])
    for box, opacity in shadows:
        ground = ground * (1.0 - opacity * _shadow(box, small, (width, height)))[..., None]
    return from_rgb_float(ground.astype(np.float32), dither_noise(width, height))


def _shadow(box: Box, small: tuple[int, int], canvas: tuple[int, int]) -> NDArray[np.float32]:
    """Return how dark the shadow of a box is at each place, 0 to 1: soft, and a little below the box."""
    scale = SOFT if small[1] < canvas[1] else 1
    shade = np.zeros((small[1], small[0]), np.float32)
    drop = canvas[1] * SHADOW_DROP
    left, right = (round(edge / scale) for edge in (box.x, box.x + box.width))
    top, bottom = (round((edge + drop) / scale) for edge in (box.y, box.y + box.height))
    shade[max(0, top) : bottom, max(0, left) : right] = 1.0
    blurred: NDArray[np.float32] = cv2.GaussianBlur(shade, (0, 0), canvas[1] * SHADOW_BLUR / scale)
    return blurred
