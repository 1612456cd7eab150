"""Layers with alpha in eight bits, laid over frames strip by strip: cards, their shadows, stickers.

Colour is kept multiplied by alpha, and chroma's alpha is the mean of its four pixels, so that edges are right in 4:2:0:
out = below · (1 - alpha) + colour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.planes import RGB_TO_YUV, Plane, Planes

_STRIP = 64
"""Rows worked on at a time, so that the floats between the steps stay in the processor's cache; even."""

_ROWS = 256
"""Rows converted at a time; even."""

_LINEAR = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(frozen=True)
class Matte:
    """Where a layer lies and how it covers.

    Attributes:
        x, y: canvas place of its top left corner, luma samples, even; may be off the canvas.
        alpha, alpha_half: uint8 (h, w), both even, and at chroma resolution.
        colour: planes multiplied by alpha; None for a stencil, which only says where something else is seen.
    """

    x: int
    y: int
    alpha: Plane
    alpha_half: Plane
    colour: Planes | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in luma samples."""
        return self.alpha.shape[1], self.alpha.shape[0]


def make_matte(rgba: NDArray[np.uint8], x: int, y: int, shade: NDArray[np.float32] | None = None) -> Matte:
    """Return a layer of RGBA that is already multiplied by alpha.

    Args:
        rgba: (h, w, 4), h and w even.
        x, y: even.
        shade: (h, w), 0 to 1: how much is darkened where the layer does not cover, such as its shadow.
    """
    height, width = rgba.shape[:2]
    half = (height // 2, width // 2)
    out = [np.empty(shape, np.uint8) for shape in ((height, width), half, (height, width), half, half)]
    generator = np.random.default_rng(0)
    for top in range(0, height, _ROWS):
        part = rgba[top : top + _ROWS].astype(np.float32)
        part[..., 3] /= 255
        if shade is not None:
            part[..., 3] += (1.0 - part[..., 3]) * shade[top : top + _ROWS]
        y_, u, v = cv2.split(cv2.transform(part, RGB_TO_YUV))
        alpha = np.ascontiguousarray(part[..., 3]) * 255
        size = (width // 2, alpha.shape[0] // 2)
        alpha_half, u, v = (cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (alpha, u, v))
        # Noise before rounding, where a shadow fades out: without it, a plain ground shows the steps.
        noise = generator.random(alpha.shape, np.float32) - 0.5
        alpha = np.where((alpha > 0) & (alpha < 255), np.clip(alpha + noise, 0, 255), alpha)
        rows, half_rows = np.s_[top : top + _ROWS], np.s_[top // 2 : (top + _ROWS) // 2]
        for plane, values, where in zip(
            out, (alpha, alpha_half, y_, u, v), (rows, half_rows, rows, half_rows, half_rows), strict=True
        ):
            plane[where] = np.rint(values).astype(np.uint8)
    return Matte(x, y, out[0], out[1], Planes(*out[2:]))


def make_stencil(alpha: Plane, x: int, y: int) -> Matte:
    """Return a layer without colour of (h, w) alpha, h and w even, cut to what is not transparent."""
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    if not rows.size:
        rows = columns = np.zeros(1, np.intp)
    top, left = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    bottom, right = (int(rows[-1]) + 2) // 2 * 2, (int(columns[-1]) + 2) // 2 * 2
    part = np.ascontiguousarray(alpha[top:bottom, left:right])
    half = cv2.resize(part, (part.shape[1] // 2, part.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return Matte(x + left, y + top, part, np.asarray(half, np.uint8))


def lay(out: Planes, matte: Matte, opacity: float = 1.0) -> None:
    """Lay a layer with colour over a frame, with an opacity of 0 to 1."""
    place = _on_canvas(matte, out.size)
    if place is None or matte.colour is None:
        return
    left, top, right, bottom = place
    region = out.region(left, top, right - left, bottom - top)
    inner = (left - matte.x, top - matte.y, right - matte.x, bottom - matte.y)
    for number, plane in enumerate(region):
        cut = _cut(inner, 1 if number == 0 else 2)
        alpha = (matte.alpha if number == 0 else matte.alpha_half)[cut]
        colour = matte.colour[number][cut]
        for row in range(0, plane.shape[0], _STRIP):
            strip = np.s_[row : row + _STRIP]
            if not alpha[strip].any():
                continue
            below = plane[strip]
            keep = cv2.multiply(below, cv2.bitwise_not(alpha[strip]), scale=1 / 255, dtype=cv2.CV_32F)
            mixed = cv2.add(keep, colour[strip], dtype=cv2.CV_32F)
            if opacity < 1:
                mixed = cv2.addWeighted(mixed, opacity, below, 1 - opacity, 0, dtype=cv2.CV_32F)
            plane[strip] = cv2.convertScaleAbs(mixed)


def fill_in(
    out: Planes, stencil: Matte, source: Planes, matrix: NDArray[np.float64], *, sited_left: bool = False
) -> None:
    """Show a picture through a stencil.

    Args:
        matrix: 2 × 3, from places on the canvas to places in `source`, both in luma samples counted from the edge.
        sited_left: chroma samples of `source` lie at the left of their four pixels (video), not in their middle.
    """
    place = _on_canvas(stencil, out.size)
    if place is None:
        return
    left, top, right, bottom = place
    for row in range(top, bottom, _STRIP):
        end = min(row + _STRIP, bottom)
        covered = np.flatnonzero(
            stencil.alpha[row - stencil.y : end - stencil.y, left - stencil.x : right - stencil.x].any(0)
        )
        if not covered.size:
            continue
        first, last = left + int(covered[0]) // 2 * 2, left + (int(covered[-1]) + 2) // 2 * 2
        region = out.region(first, row, last - first, end - row)
        inner = (first - stencil.x, row - stencil.y, last - stencil.x, end - stencil.y)
        for number, plane in enumerate(region):
            alpha = stencil.alpha[_cut(inner, 1)] if number == 0 else stencil.alpha_half[_cut(inner, 2)]
            steps = _steps(matrix, first, row, number > 0, sited_left)
            size = (plane.shape[1], plane.shape[0])
            seen = cv2.warpAffine(source[number], steps, size, flags=_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            keep = cv2.multiply(plane, cv2.bitwise_not(alpha), scale=1 / 255, dtype=cv2.CV_32F)
            come = cv2.multiply(seen, alpha, scale=1 / 255, dtype=cv2.CV_32F)
            plane[...] = cv2.convertScaleAbs(cv2.add(keep, come))


def moved(
    matte: Matte, middle: tuple[float, float], shift: tuple[float, float], scale: float, canvas: tuple[int, int]
) -> Matte | None:
    """Return a layer scaled around a point of the canvas and shifted, to sub-pixels; None where it is off it."""
    width, height = matte.size
    edges = [
        middle[axis] + shift[axis] + scale * (place - middle[axis])
        for axis, place in ((0, matte.x), (1, matte.y), (0, matte.x + width), (1, matte.y + height))
    ]
    left, top = (max(0, math.floor(edge - 1) // 2 * 2) for edge in edges[:2])
    right, bottom = (min(side, -(-math.ceil(edge + 1) // 2) * 2) for edge, side in zip(edges[2:], canvas, strict=True))
    if right <= left or bottom <= top:
        return None
    # A place p of the canvas shows what lay at middle + (p - middle - shift) / scale.
    start_x = middle[0] + (left - middle[0] - shift[0]) / scale - matte.x
    start_y = middle[1] + (top - middle[1] - shift[1]) / scale - matte.y

    def warp(plane: Plane, fine: int) -> Plane:
        step = 1 / scale
        along = [[step, 0.0, start_x / fine + step / 2 - 0.5], [0.0, step, start_y / fine + step / 2 - 0.5]]
        size = ((right - left) // fine, (bottom - top) // fine)
        return np.asarray(cv2.warpAffine(plane, np.array(along), size, flags=_LINEAR), np.uint8)

    colour = None
    if matte.colour is not None:
        colour = Planes(warp(matte.colour.y, 1), warp(matte.colour.u, 2), warp(matte.colour.v, 2))
    return Matte(left, top, warp(matte.alpha, 1), warp(matte.alpha_half, 2), colour)


def _on_canvas(matte: Matte, canvas: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Return the part (left, top, right, bottom) of the canvas that a layer lies on."""
    left, top = max(0, matte.x), max(0, matte.y)
    right, bottom = min(canvas[0], matte.x + matte.size[0]), min(canvas[1], matte.y + matte.size[1])
    return (left, top, right, bottom) if right > left and bottom > top else None


def _cut(box: tuple[int, int, int, int], fine: int) -> tuple[slice, slice]:
    left, top, right, bottom = (edge // fine for edge in box)
    return slice(top, bottom), slice(left, right)


def _steps(matrix: NDArray[np.float64], left: int, top: int, chroma: bool, sited_left: bool) -> NDArray[np.float64]:
    """Return the map from sample numbers of a region's plane to sample numbers of the same plane of the source.

    A chroma sample of the canvas lies at the left of its four pixels (see `warp.sample`).
    """
    linear, offset = matrix[:, :2], matrix[:, 2]
    if not chroma:
        start = linear @ (left + 0.5, top + 0.5) + offset - 0.5
        return np.column_stack([linear, start])
    start = linear @ (left + 0.5, top + 1.0) + offset - (0.5 if sited_left else 1.0, 1.0)
    return np.column_stack([linear, start / 2])
