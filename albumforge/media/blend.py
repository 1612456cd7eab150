"""Mix frames: dissolves in linear light, fades, and sprites with alpha, on planes.

Light is taken as the square of the signal, a close and fast stand-in for BT.1886's power of 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.planes import RGB_TO_YUV, YUV_TO_RGB, Plane, Planes, yuv_of

_LUMA_OFFSET = 16.0
_STRIP = 64
"""Rows worked on at a time, so that the floats between the steps stay in the processor's cache; even."""


def _squares(weight: float) -> NDArray[np.float32]:
    signal = np.maximum(np.arange(256, dtype=np.float32) - _LUMA_OFFSET, 0.0)
    table: NDArray[np.float32] = np.multiply(signal * signal, weight, dtype=np.float32)
    return table


def dissolve(first: Planes, second: Planes, share: float, out: Planes) -> None:
    """Write the mix of two frames, `share` of the second (0 to 1), in linear light. `out` may be either of them."""
    first_table, second_table = _squares(1.0 - share), _squares(share)
    height = first.y.shape[0]
    for top in range(0, height, _STRIP):
        rows = np.s_[top : min(top + _STRIP, height)]
        half = np.s_[top // 2 : (min(top + _STRIP, height) + 1) // 2]
        a = Planes(first.y[rows], first.u[half], first.v[half])
        b = Planes(second.y[rows], second.u[half], second.v[half])
        _dissolve_strip(a, b, share, first_table, second_table, Planes(out.y[rows], out.u[half], out.v[half]))


def _dissolve_strip(
    a: Planes, b: Planes, share: float, a_table: NDArray[np.float32], b_table: NDArray[np.float32], out: Planes
) -> None:
    # Exact at chroma resolution; there the luma of the exact mix differs from the mix of the lumas by what colour adds.
    small_a, small_b = _small_rgb(a), _small_rgb(b)
    light = cv2.addWeighted(cv2.multiply(small_a, small_a), 1.0 - share, cv2.multiply(small_b, small_b), share, 0.0)
    exact = cv2.transform(cv2.sqrt(light), RGB_TO_YUV)
    luma = cv2.sqrt(cv2.add(cv2.LUT(a.y, a_table), cv2.LUT(b.y, b_table)))
    size = (out.u.shape[1], out.u.shape[0])
    colour = cv2.subtract(cv2.extractChannel(exact, 0), cv2.resize(luma, size, interpolation=cv2.INTER_AREA))
    lift = cv2.resize(colour, (out.y.shape[1], out.y.shape[0]), interpolation=cv2.INTER_LINEAR)
    # The lift also brings back the 16 that the tables took away.
    _store(cv2.add(luma, lift), out.y)
    _store(cv2.extractChannel(exact, 1), out.u)
    _store(cv2.extractChannel(exact, 2), out.v)


def _small_rgb(planes: Planes) -> NDArray[np.float32]:
    size = (planes.u.shape[1], planes.u.shape[0])
    y = cv2.resize(planes.y, size, interpolation=cv2.INTER_AREA)
    merged = cv2.merge([y, planes.u, planes.v])
    # Saturates to 0 … 255: out-of-gamut samples have no light to speak of.
    rgb: NDArray[np.float32] = cv2.transform(merged, YUV_TO_RGB).astype(np.float32)
    return rgb


def _store(values: NDArray[np.float32], out: Plane) -> None:
    result = cv2.convertScaleAbs(values, dst=out)
    if result is not out and not np.shares_memory(result, out):
        out[...] = result


def fade_to_colour(planes: Planes, rgb: tuple[int, int, int], share: float) -> None:
    """Move every sample the part `share` (0 to 1) of the way to a colour."""
    for plane, target in zip(planes, yuv_of(rgb), strict=True):
        result = cv2.convertScaleAbs(plane, dst=plane, alpha=1.0 - share, beta=target * share)
        if result is not plane and not np.shares_memory(result, plane):
            plane[...] = result


@dataclass(frozen=True)
class Sprite:
    """A picture with alpha at a fixed place of the canvas, ready to be laid over frames.

    Attributes:
        x, y: where its top left corner lies, luma samples, even.
        alpha: (h, w) float32 0 to 1, and at chroma resolution.
        colour: planes of float32, already multiplied by alpha.
    """

    x: int
    y: int
    alpha: NDArray[np.float32]
    alpha_half: NDArray[np.float32]
    colour: tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def make_sprite(rgba: NDArray[np.uint8], x: int, y: int, canvas: tuple[int, int]) -> Sprite | None:
    """Place (h, w, 4) straight-alpha RGBA with its corner at (x, y) of a canvas (width, height); the rest is cut off.

    Returns:
        the sprite, or None where nothing of it is on the canvas.
    """
    width, height = canvas
    left, top = max(x, 0) // 2 * 2, max(y, 0) // 2 * 2
    right, bottom = min(-(-(x + rgba.shape[1]) // 2) * 2, width), min(-(-(y + rgba.shape[0]) // 2) * 2, height)
    if right <= left or bottom <= top:
        return None
    tile = np.zeros((bottom - top, right - left, 4), np.float32)
    rows = np.s_[max(top, y) - top : min(bottom, y + rgba.shape[0]) - top]
    columns = np.s_[max(left, x) - left : min(right, x + rgba.shape[1]) - left]
    part = rgba[
        max(top, y) - y : min(bottom, y + rgba.shape[0]) - y, max(left, x) - x : min(right, x + rgba.shape[1]) - x
    ]
    tile[rows, columns] = part
    alpha = np.multiply(tile[..., 3], 1 / 255, dtype=np.float32)
    yuv = cv2.transform(np.ascontiguousarray(tile[..., :3]), RGB_TO_YUV) * alpha[..., None]
    half = (tile.shape[1] // 2, tile.shape[0] // 2)
    u, v, alpha_half = (
        cv2.resize(np.ascontiguousarray(plane), half, interpolation=cv2.INTER_AREA)
        for plane in (yuv[..., 1], yuv[..., 2], alpha)
    )
    return Sprite(left, top, alpha, alpha_half, (np.ascontiguousarray(yuv[..., 0]), u, v))


def overlay(planes: Planes, sprite: Sprite, opacity: float) -> None:
    """Lay a sprite over a frame with an opacity of 0 to 1."""
    if opacity <= 0:
        return
    height, width = sprite.alpha.shape
    region = planes.region(sprite.x, sprite.y, width, height)
    alphas = (sprite.alpha, sprite.alpha_half, sprite.alpha_half)
    for plane, alpha, colour in zip(region, alphas, sprite.colour, strict=True):
        below = plane.astype(np.float32)
        keep = cv2.multiply(below, alpha, scale=-opacity)
        mixed = cv2.scaleAdd(colour, opacity, cv2.add(below, keep))
        plane[...] = cv2.convertScaleAbs(mixed)
