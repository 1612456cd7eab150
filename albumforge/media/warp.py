"""Sample a window of a picture onto a rectangle of the canvas, at sub-pixel places.

The picture is kept `OVERSAMPLING` times as fine as the canvas, band-limited by its own reduction; the four-tap sampling
of `cv2.warpAffine` then neither shimmers nor softens as the window glides over the samples.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.planes import Plane, Planes

OVERSAMPLING = 1.5
"""Samples of the kept picture for each pixel of the canvas and direction, where the picture has them."""

_FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


class Window(NamedTuple):
    """A rectangle in a picture, in its pixels (edges, not centres; fractions welcome)."""

    x: float
    y: float
    width: float
    height: float


def resample(rgb: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Return the picture at exactly width × height: area mean where it shrinks, Lanczos where it grows."""
    if rgb.shape[1] == width and rgb.shape[0] == height:
        return rgb
    shrinks = width <= rgb.shape[1] and height <= rgb.shape[0]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=method), np.uint8)


def sample(source: Planes, window: Window, out: Planes) -> None:
    """Write `window` of `source` onto all of `out`. Outside the picture its edge continues.

    A chroma sample of `source` lies in the middle of its four pixels (`from_rgb`); one of `out` lies at their left, as
    H.264 decoders assume (H.264 annex E, chroma_sample_loc_type 0).
    """
    out_width, out_height = out.size
    scale_x, scale_y = window.width / out_width, window.height / out_height
    # Output pixel i has its centre at i + ½; so has source pixel k.
    shift_x = window.x + 0.5 * scale_x - 0.5
    shift_y = window.y + 0.5 * scale_y - 0.5
    _warp(source.y, out.y, scale_x, shift_x, scale_y, shift_y)
    # Output chroma i: luma place (2i, 2j + ½); source chroma k: luma place 2k + ½.
    chroma_x = (shift_x - 0.5) / 2
    chroma_y = (shift_y + 0.5 * scale_y - 0.5) / 2
    _warp(source.u, out.u, scale_x, chroma_x, scale_y, chroma_y)
    _warp(source.v, out.v, scale_x, chroma_x, scale_y, chroma_y)


def _warp(source: Plane, out: Plane, scale_x: float, shift_x: float, scale_y: float, shift_y: float) -> None:
    matrix = np.array([[scale_x, 0.0, shift_x], [0.0, scale_y, shift_y]])
    size = (out.shape[1], out.shape[0])
    result = cv2.warpAffine(source, matrix, size, dst=out, flags=_FLAGS, borderMode=cv2.BORDER_REPLICATE)
    if result is not out and not np.shares_memory(result, out):
        out[...] = result
