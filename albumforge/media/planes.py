"""Pictures as three planes, BT.709 limited range, 4:2:0: how frames are kept, made from RGB and turned back.

Colour matrix and quantisation: ITU-R BT.709-6, items 3.2 to 3.5 (8 bit: luma 16 to 235, chroma 16 to 240).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]

_KR, _KB = 0.2126, 0.0722
_KG = 1.0 - _KR - _KB
_CB, _CR = 2 * (1 - _KB), 2 * (1 - _KR)

RGB_TO_YUV = np.array(
    [
        [219 / 255 * _KR, 219 / 255 * _KG, 219 / 255 * _KB, 16.0],
        [-224 / 255 * _KR / _CB, -224 / 255 * _KG / _CB, 224 / 255 * (1 - _KB) / _CB, 128.0],
        [224 / 255 * (1 - _KR) / _CR, -224 / 255 * _KG / _CR, -224 / 255 * _KB / _CR, 128.0],
    ],
    np.float32,
)
"""3 × 4: 8-bit RGB (and a one) to 8-bit Y'CbCr."""


def _inverse() -> NDArray[np.float32]:
    square = np.linalg.inv(RGB_TO_YUV[:, :3].astype(np.float64))
    return np.hstack([square, -square @ RGB_TO_YUV[:, 3:]]).astype(np.float32)


_STRIP = 128
"""Rows converted at a time; even."""

YUV_TO_RGB = _inverse()
"""3 × 4: the way back."""


class Planes(NamedTuple):
    """Luma (h, w) and both chroma planes (⌈h/2⌉, ⌈w/2⌉), uint8."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in luma samples."""
        return self.y.shape[1], self.y.shape[0]

    def region(self, x: int, y: int, width: int, height: int) -> Planes:
        """Return views of a rectangle; all four numbers must be even."""
        half = np.s_[y // 2 : (y + height) // 2, x // 2 : (x + width) // 2]
        return Planes(self.y[y : y + height, x : x + width], self.u[half], self.v[half])

    def paste(self, source: Planes) -> None:
        """Copy the samples of `source`, which has the same size, into these planes."""
        for own, other in zip(self, source, strict=True):
            np.copyto(own, other)


def frame_buffer(width: int, height: int) -> tuple[NDArray[np.uint8], Planes]:
    """Return a contiguous I420 array (height · 3/2, width), as the encoder takes it, and planes that are its views."""
    buffer = np.empty((height * 3 // 2, width), np.uint8)
    quarter = height // 4 * width if height % 4 == 0 else height * width // 4
    flat = buffer.reshape(-1)
    luma = height * width
    shape = (height // 2, width // 2)
    u = flat[luma : luma + quarter].reshape(shape)
    v = flat[luma + quarter : luma + 2 * quarter].reshape(shape)
    return buffer, Planes(buffer[:height], u, v)


def colour_of(hex_colour: str) -> tuple[int, int, int]:
    """Return the RGB values of ``#rrggbb``."""
    return int(hex_colour[1:3], 16), int(hex_colour[3:5], 16), int(hex_colour[5:7], 16)


def yuv_of(rgb: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return the 8-bit Y'CbCr values of a colour."""
    values = RGB_TO_YUV @ np.array([*rgb, 1.0], np.float32)
    y, u, v = (round(float(value)) for value in values)
    return y, u, v


def fill(planes: Planes, rgb: tuple[int, int, int]) -> None:
    """Set every sample to one colour."""
    for plane, value in zip(planes, yuv_of(rgb), strict=True):
        plane[...] = value


def from_rgb(rgb: NDArray[np.uint8]) -> Planes:
    """Convert (h, w, 3) RGB; each chroma sample is the mean of its 2 × 2 pixels (sited in their middle)."""
    height, width = rgb.shape[:2]
    half = ((height + 1) // 2, (width + 1) // 2)
    planes = Planes(np.empty((height, width), np.uint8), np.empty(half, np.uint8), np.empty(half, np.uint8))
    # By strips: of a photo of 12 megapixels all steps at once would take three times its memory.
    for top in range(0, height, _STRIP):
        y, u, v = cv2.split(cv2.transform(rgb[top : top + _STRIP], RGB_TO_YUV))
        planes.y[top : top + _STRIP] = y
        for plane, coarse in ((planes.u, _halved(u)), (planes.v, _halved(v))):
            plane[top // 2 : top // 2 + coarse.shape[0]] = coarse
    return planes


def from_rgb_float(rgb: NDArray[np.float32], dither: NDArray[np.float32]) -> Planes:
    """Convert (h, w, 3) RGB of 0 to 255 in float32, enlarged to the size of `dither` (H, W).

    The dither is added before rounding, so that soft gradients do not band.
    """
    height, width = dither.shape
    half = ((width + 1) // 2, (height + 1) // 2)
    y, u, v = cv2.split(cv2.transform(rgb, RGB_TO_YUV))
    if y.shape == dither.shape:
        coarse = [_halved(plane) for plane in (u, v)]
    else:
        y = cv2.resize(y, (width, height), interpolation=cv2.INTER_CUBIC)
        coarse = [cv2.resize(plane, half, interpolation=cv2.INTER_CUBIC) for plane in (u, v)]
    noisy = [plane + dither[: plane.shape[0], : plane.shape[1]] for plane in (y, *coarse)]
    return Planes(*(np.clip(np.rint(plane), 1, 254).astype(np.uint8) for plane in noisy))


def _halved(plane: NDArray[Any]) -> NDArray[Any]:
    """Return the means of 2 × 2 samples; an odd last column or row counts as a pair."""
    height, width = plane.shape
    if width % 2 or height % 2:
        plane = cv2.copyMakeBorder(plane, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    size = ((width + 1) // 2, (height + 1) // 2)
    halved: NDArray[Any] = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    return halved


def to_rgb(planes: Planes) -> NDArray[np.uint8]:
    """Convert back to (h, w, 3) RGB, chroma interpolated."""
    width, height = planes.size
    size = (2 * planes.u.shape[1], 2 * planes.u.shape[0])
    u, v = (cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)[:height, :width] for plane in planes[1:])
    return np.asarray(cv2.transform(cv2.merge([planes.y, u, v]), YUV_TO_RGB), np.uint8)


def dither_noise(width: int, height: int, seed: int = 0) -> NDArray[np.float32]:
    """Return triangular noise of ±1 step, the least that makes the error independent of the signal
    (Lipshitz, Wannamaker, Vanderkooy 1992)."""
    generator = np.random.default_rng(seed)
    return (generator.random((height, width), np.float32) - generator.random((height, width), np.float32)).astype(
        np.float32
    )
