"""A small picture of a frame while it goes by."""

from __future__ import annotations

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from albumforge.media.planes import Planes, to_rgb

LONG_SIDE = 640
"""Pixels, at most."""


def small_jpeg(frame: NDArray[np.uint8]) -> bytes:
    """Return a JPEG of an I420 frame (height · 3/2, width), its long side at most `LONG_SIDE` pixels."""
    height, width = frame.shape[0] * 2 // 3, frame.shape[1]
    flat, luma, quarter = frame.reshape(-1), height * width, height * width // 4
    half = height // 2, width // 2
    planes = (
        frame[:height],
        flat[luma : luma + quarter].reshape(half),
        flat[luma + quarter : luma + 2 * quarter].reshape(half),
    )
    scale = min(1.0, LONG_SIDE / max(width, height))
    wide, tall = (max(2, round(side * scale / 2) * 2) for side in (width, height))
    sizes = ((wide, tall), (wide // 2, tall // 2), (wide // 2, tall // 2))
    small = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.uint8)
        for plane, size in zip(planes, sizes, strict=True)
    )
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(to_rgb(Planes(*small))), quality=80))
