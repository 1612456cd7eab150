"""What the weather model sees of a picture: one vector of colour, texture and edges, the same for a mirrored picture.

The picture is squeezed to a small square, so that its size and shape hardly matter. The parts of the vector: mean and
spread of CIELAB on a grid; histograms of colour in bands from top to bottom, and of the three axes together (square
roots, after Hellinger); local binary patterns (Ojala et al. 2002, the uniform ones) in bands and at half size; energy
of edges by direction on a grid at three sizes (after GIST, Oliva and Torralba 2001), plain and against its surroundings
(after HOG, Dalal and Triggs 2005); and percentiles of lightness, saturation, dark channel, local contrast and detail.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Of the vector: a model fits one version."""

GROUPS: dict[str, int] = {
    "grid": 216,
    "bands": 232,
    "joint": 216,
    "patterns": 295,
    "edges": 384,
    "outlines": 384,
    "figures": 91,
}
"""Length of each part of the vector, in order."""

SIDE = 128
"""Pixels of the square that a picture is squeezed to."""

_BANDS = (slice(0, 43), slice(43, 86), slice(86, SIDE))
_SIZES = (128, 64, 32)  # at which edges are looked at
_CELLS, _DIRECTIONS = 4, 8
_GRID = 6
_PERCENTS = (5, 25, 50, 75, 95)

Plane = NDArray[np.float32]


def features_of(rgb: NDArray[np.uint8]) -> Plane:
    """Return the vector of a picture, float32 (sum of `GROUPS`,).

    Args:
        rgb: (h, w, 3) uint8, sRGB, upright.
    """
    small = np.asarray(cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    return (_describe(small) + _describe(np.ascontiguousarray(small[:, ::-1]))) / np.float32(2)


def _describe(small: NDArray[np.uint8]) -> Plane:
    scaled = small.astype(np.float32) / 255
    lab = cv2.cvtColor(scaled, cv2.COLOR_RGB2LAB) / np.array([100, 128, 128], np.float32)
    hsv = cv2.cvtColor(scaled, cv2.COLOR_RGB2HSV) / np.array([360, 1, 1], np.float32)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    edges = [_edges(grey, size) for size in _SIZES]
    parts = (
        _grid(lab),
        _bands(lab, hsv),
        _histogram(
            (_level(lab[..., 0], 0, 1, 6) * 6 + _level(lab[..., 1], -0.3, 0.3, 6)) * 6
            + _level(lab[..., 2], -0.4, 0.5, 6),
            216,
        ),
        _patterns(grey),
        np.concatenate([np.sqrt(one).ravel() for one in edges]),
        np.concatenate([np.sqrt(one**2 / (np.square(one).sum(1, keepdims=True) + 0.01)).ravel() for one in edges]),
        _figures(small, lab, hsv, grey),
    )
    return np.concatenate(parts).astype(np.float32)


def _grid(lab: Plane) -> Plane:
    mean = cv2.resize(lab, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    square = cv2.resize(lab * lab, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return np.concatenate([mean.ravel(), np.sqrt(np.maximum(square - mean * mean, 0)).ravel()])


def _bands(lab: Plane, hsv: Plane) -> Plane:
    """Return histograms of lightness, a, b, saturation and hue (weighted by colourfulness): of all, then each band."""
    levels = (
        (_level(lab[..., 0], 0, 1, 12), 12),
        (_level(lab[..., 1], -0.35, 0.35, 12), 12),
        (_level(lab[..., 2], -0.45, 0.55, 12), 12),
        (_level(hsv[..., 1], 0, 1, 10), 10),
    )
    hue, weight = _level(hsv[..., 0], 0, 1, 12), hsv[..., 1] * hsv[..., 2]
    found = []
    for rows in (slice(0, SIDE), *_BANDS):
        found += [_histogram(level[rows], count) for level, count in levels]
        found.append(_histogram(hue[rows], 12, weight[rows]))
    return np.concatenate(found)


def _patterns(grey: NDArray[np.uint8]) -> Plane:
    codes = _binary_patterns(grey)
    half = _binary_patterns(cv2.resize(grey, (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA))
    bands = [codes[start : start + 42] for start in (0, 42, 84)]
    return np.concatenate([_histogram(one, 59) for one in (codes, *bands, half)])


def _binary_patterns(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return for each inner pixel the pattern of its brighter neighbours: 0 to 57 uniform ones, 58 any other."""
    levels = grey.astype(np.int16)
    height, width = levels.shape
    middle = levels[1:-1, 1:-1] + 1  # noise of one step is no texture
    codes = np.zeros(middle.shape, np.uint8)
    for bit, (y, x) in enumerate(((0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0))):
        codes |= (levels[y : y + height - 2, x : x + width - 2] > middle).astype(np.uint8) << np.uint8(bit)
    return _UNIFORM[codes]


def _uniform_patterns() -> NDArray[np.uint8]:
    table = np.full(256, 58, np.uint8)
    turned = [code for code in range(256) if (code ^ (code >> 1 | (code & 1) << 7)).bit_count() <= 2]
    table[turned] = np.arange(len(turned))
    return table


_UNIFORM = _uniform_patterns()


def _edges(grey: NDArray[np.uint8], size: int) -> NDArray[Any]:
    """Return the energy of edges, (cells, directions): how steep they are on average in each cell."""
    seen = cv2.resize(grey, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)
    steep, angle = cv2.cartToPolar(cv2.Scharr(seen, cv2.CV_32F, 1, 0) / 32, cv2.Scharr(seen, cv2.CV_32F, 0, 1) / 32)
    direction = (angle / np.float32(np.pi) * _DIRECTIONS + np.float32(0.5)).astype(np.int32) % _DIRECTIONS
    place = np.arange(size) * _CELLS // size
    cell = place[:, None] * _CELLS + place
    sums = np.bincount((cell * _DIRECTIONS + direction).ravel(), steep.ravel(), minlength=_CELLS**2 * _DIRECTIONS)
    return (sums / ((size / _CELLS) ** 2 * 255)).astype(np.float32).reshape(_CELLS**2, _DIRECTIONS)


def _figures(small: NDArray[np.uint8], lab: Plane, hsv: Plane, grey: NDArray[np.uint8]) -> Plane:
    lightness, green, blue = lab[..., 0], lab[..., 1], lab[..., 2]
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    dark = cv2.erode(small.min(axis=2), np.ones((7, 7), np.uint8)) / 255
    contrast = np.sqrt(np.maximum(cv2.blur(lightness**2, (9, 9)) - cv2.blur(lightness, (9, 9)) ** 2, 0))
    detail = np.abs(cv2.Laplacian(grey.astype(np.float32), cv2.CV_32F)) / 255
    glare = value > 0.97
    y, x = np.nonzero(glare)
    spot = [glare.mean(), y.mean() / SIDE, x.std() / SIDE, y.std() / SIDE] if len(y) else [0.0, 0.5, 0.0, 0.0]
    sky = (hue > 0.5) & (hue < 0.72) & (saturation > 0.25) & (value > 0.3)
    warm = ((hue < 0.14) | (hue > 0.93)) & (saturation > 0.35) & (value > 0.3)
    return np.concatenate(
        [
            *(np.percentile(one, _PERCENTS) for one in (lightness, saturation, green, blue, dark, contrast, detail)),
            *(
                one.reshape(8, -1).mean(axis=1)  # eight bands
                for one in (lightness, saturation, green, blue, contrast)
            ),
            spot,
            [one[rows].mean() for one in (sky, warm, saturation < 0.12, glare) for rows in _BANDS],
        ]
    ).astype(np.float32)


def _level(plane: Plane, low: float, high: float, count: int) -> NDArray[np.int32]:
    return np.asarray(np.clip((plane - low) * (count / (high - low)), 0, count - 1), np.int32)


def _histogram(levels: NDArray[Any], count: int, weights: Plane | None = None) -> Plane:
    found = np.bincount(levels.ravel(), None if weights is None else weights.ravel(), minlength=count)
    return np.asarray(np.sqrt(found / (found.sum() + 1e-6)), np.float32)
