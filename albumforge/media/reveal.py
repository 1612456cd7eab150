"""Uncover a frame through a map of opacities, and move whole frames: what transitions are made of.

Light is taken as the square of the signal, as in `blend`.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.easing import smoothstep
from albumforge.media.planes import RGB_TO_YUV, YUV_TO_RGB, Plane, Planes

_STRIP = 64
"""Rows worked on at a time, so that the floats between the steps stay in the processor's cache; even."""

_OFFSET = 16.0

_SQUARES = np.square(np.maximum(np.arange(256, dtype=np.float32) - np.float32(_OFFSET), 0.0)).astype(np.float32)

_EASED = smoothstep(np.arange(256, dtype=np.float32) / np.float32(255))
"""Smoothstep of 8-bit opacities."""


def reveal(first: Planes, second: Planes, order: NDArray[np.float32], soft: float, share: float, out: Planes) -> None:
    """Write `first`, over which `second` has come where `order` (H, W; 0 to 1) is below what `share` has reached.

    The opacity of the second is smoothstep((share · (1 + soft) - order) / soft): 0 everywhere at share 0, 1 everywhere
    at share 1, and never less at a later share. Mixed in light. `out` may be either frame.
    """
    scale, reached = -255.0 / soft, share * (1.0 + soft)
    height = first.y.shape[0]
    for top in range(0, height, _STRIP):
        rows = np.s_[top : min(top + _STRIP, height)]
        half = np.s_[top // 2 : (min(top + _STRIP, height) + 1) // 2]
        part = order[rows]
        # Saturates to 0 … 255: that is the clipping.
        linear = cv2.addWeighted(part, scale, part, 0.0, 255.0 * reached / soft, dtype=cv2.CV_8U)
        a = Planes(first.y[rows], first.u[half], first.v[half])
        b = Planes(second.y[rows], second.u[half], second.v[half])
        target = Planes(out.y[rows], out.u[half], out.v[half])
        low, high, _, _ = cv2.minMaxLoc(linear)
        if high == 0 or low == 255:
            target.paste(a if high == 0 else b)
            continue
        _reveal_strip(a, b, linear, target)


def _reveal_strip(a: Planes, b: Planes, linear: NDArray[np.uint8], out: Planes) -> None:
    opacity = cv2.LUT(linear, _EASED)
    size = (out.u.shape[1], out.u.shape[0])
    coarse = cv2.resize(opacity, size, interpolation=cv2.INTER_AREA)
    luma = cv2.sqrt(_towards(cv2.LUT(a.y, _SQUARES), cv2.LUT(b.y, _SQUARES), opacity))
    grey_a, grey_b = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (a.y, b.y))
    small_a, small_b = _small_rgb(a, grey_a), _small_rgb(b, grey_b)
    light = _towards(cv2.multiply(small_a, small_a), cv2.multiply(small_b, small_b), cv2.merge([coarse] * 3))
    exact = cv2.transform(cv2.sqrt(light), RGB_TO_YUV)
    # As in `blend.dissolve`: what colour adds to the luma is known at chroma resolution only; of grey it is nothing but
    # the 16 that the table took away. Where just one of the frames is seen its own samples stand, to the bit.
    grey = cv2.sqrt(_towards(cv2.LUT(grey_a, _SQUARES), cv2.LUT(grey_b, _SQUARES), coarse))
    lift = cv2.resize(cv2.subtract(cv2.extractChannel(exact, 0), grey), luma.shape[::-1])
    _store(cv2.add(luma, lift), (a.y, b.y), linear, out.y)
    none, whole = _extremes(linear, size)
    for channel, (below, above, plane) in enumerate(zip(a[1:], b[1:], out[1:], strict=True), 1):
        result = cv2.convertScaleAbs(cv2.extractChannel(exact, channel))
        cv2.copyTo(below, none, result)
        cv2.copyTo(above, whole, result)
        np.copyto(plane, result)


def _extremes(linear: NDArray[np.uint8], size: tuple[int, int]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return where all samples under a chroma sample are 0, and where all are 255."""
    zero = cv2.resize(cv2.compare(linear, 0, cv2.CMP_EQ), size, interpolation=cv2.INTER_AREA)
    full = cv2.resize(cv2.compare(linear, 255, cv2.CMP_EQ), size, interpolation=cv2.INTER_AREA)
    return cv2.compare(zero, 255, cv2.CMP_EQ), cv2.compare(full, 255, cv2.CMP_EQ)


def _store(values: NDArray[np.float32], ends: tuple[Plane, Plane], linear: NDArray[np.uint8], out: Plane) -> None:
    result = cv2.convertScaleAbs(values)
    cv2.copyTo(ends[0], cv2.compare(linear, 0, cv2.CMP_EQ), result)
    cv2.copyTo(ends[1], cv2.compare(linear, 255, cv2.CMP_EQ), result)
    np.copyto(out, result)


def _towards(a: NDArray[np.float32], b: NDArray[np.float32], share: NDArray[np.float32]) -> NDArray[np.float32]:
    mixed: NDArray[np.float32] = cv2.add(a, cv2.multiply(cv2.subtract(b, a), share))
    return mixed


def _small_rgb(planes: Planes, y: Plane) -> NDArray[np.float32]:
    rgb: NDArray[np.float32] = cv2.transform(cv2.merge([y, planes.u, planes.v]), YUV_TO_RGB).astype(np.float32)
    return rgb


def place(source: Planes, zoom: float, x: float, y: float, out: Planes, corner: tuple[int, int] = (0, 0)) -> None:
    """Write a frame enlarged `zoom` times around its middle and then moved by (x, y) luma samples. Where it does not
    reach, its edge goes on. `out` may be a part of the canvas, with its corner at even luma samples.

    Both frames have the chroma of a canvas: at the left of two luma samples, between two rows.
    """
    width, height = source.size
    step = 1.0 / zoom
    # Sample i of the canvas shows place (i + ½ - middle - move) / zoom + middle of the source.
    start_x = (corner[0] + 0.5 - width / 2 - x) * step + width / 2 - 0.5
    start_y = (corner[1] + 0.5 - height / 2 - y) * step + height / 2 - 0.5
    _warp(source.y, out.y, step, start_x, start_y)
    # Chroma sample i lies at luma place 2i, row j at 2j + ½.
    half_x, half_y = start_x / 2, (start_y + 0.5 * step - 0.5) / 2
    _warp(source.u, out.u, step, half_x, half_y)
    _warp(source.v, out.v, step, half_x, half_y)


def _warp(source: Plane, out: Plane, step: float, start_x: float, start_y: float) -> None:
    matrix = np.array([[step, 0.0, start_x], [0.0, step, start_y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = (out.shape[1], out.shape[0])
    np.copyto(out, cv2.warpAffine(source, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE))


def smear(planes: Planes, across: float, down: float) -> None:
    """Blur a frame by the way (luma samples) that it moves while the shutter is open."""
    for plane, factor in zip(planes, (1.0, 0.5, 0.5), strict=True):
        size = tuple(2 * round(abs(way) * factor / 2) + 1 for way in (across, down))
        if size != (1, 1):
            np.copyto(plane, cv2.blur(plane, size, borderType=cv2.BORDER_REPLICATE))
