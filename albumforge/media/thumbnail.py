"""Small pictures of photos and clips, and photos made anew: upright, sRGB, with nothing of what cameras write."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from albumforge.media.clips import ClipReader
from albumforge.media.pictures import open_picture, picture_info
from albumforge.media.planes import Planes, to_rgb
from albumforge.media.probe import probe_video
from albumforge.media.publish import published, writing
from albumforge.media.sniff import is_picture

_TALLEST = 2
"""A small picture is at most so many times as tall as it may be wide."""


def write_thumbnail(
    source: Path, target: Path, width: int, *, max_pixels: int, quality: int = 82, at: float | None = None
) -> None:
    """Publish a JPEG of a photo, or of a clip, at most `width` pixels wide and twice as tall.

    Args:
        at: seconds into a clip; None: its middle.

    Raises:
        MediaError: the source cannot be decoded.
        StorageError: the target cannot be written.
    """
    pixels = _photo(source, width, max_pixels) if is_picture(source) else _clip(source, width, at)
    height, wide = pixels.shape[:2]
    size = _within(wide, height, width)
    if size != (wide, height):
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    write_jpeg(pixels, target, quality=quality)


def write_jpeg(pixels: NDArray[np.uint8], target: Path, *, quality: int) -> None:
    """Publish RGB pixels as a JPEG without metadata.

    Raises:
        StorageError: it cannot be written.
    """
    with published(target) as temporary, writing(target):
        Image.fromarray(pixels).save(temporary, "JPEG", quality=quality, optimize=True, progressive=True)


def _within(width: int, height: int, widest: int) -> tuple[int, int]:
    """Return the size that keeps the shape and fits; never larger than it is."""
    scale = min(1.0, widest / width, _TALLEST * widest / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _photo(source: Path, width: int, max_pixels: int) -> NDArray[np.uint8]:
    info = picture_info(source, max_pixels=max_pixels)
    return open_picture(source, at_least=_within(info.width, info.height, width), max_pixels=max_pixels)


def _clip(source: Path, width: int, at: float | None) -> NDArray[np.uint8]:
    info = probe_video(source)
    wide, tall = (max(2, side // 2 * 2) for side in _within(info.width, info.height, width))
    start = float(info.duration) / 2 if at is None else max(0.0, min(at, float(info.duration)))
    with ClipReader(source, width=wide, height=tall, fps=Fraction(1), start=start) as reader:
        return to_rgb(Planes(*reader.frame(0)))
