"""Small pictures of decoded frames, quickly."""

from __future__ import annotations

import cv2
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_LONG_SIDE = 160  # pixels of the small pictures
_ROWS = 270  # of a large picture that the small one is made from
_PLANAR = ("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p")


def small_picture(frame: VideoFrame) -> Pixels:
    """Return a frame as BGR, as it is stored, 160 pixels on its long side (fewer where it has fewer): (h, w, 3)."""
    scale = min(1.0, _LONG_SIDE / max(frame.width, frame.height))
    size = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
    if frame.format.name not in _PLANAR:
        return np.asarray(frame.reformat(*size, format="bgr24", interpolation="FAST_BILINEAR").to_ndarray(), np.uint8)
    planes = []
    for number, plane in enumerate(frame.planes):
        pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
        # Every so many rows of the brightness are averaged; of the colours, some pixels are enough.
        every = max(1, plane.height // _ROWS) if number == 0 else 1
        kept = np.ascontiguousarray(pixels[::every]) if number == 0 else pixels
        planes.append(cv2.resize(kept, size, interpolation=cv2.INTER_LINEAR if number else cv2.INTER_AREA))
    return np.asarray(cv2.cvtColor(cv2.merge(planes), cv2.COLOR_YUV2BGR), np.uint8)
