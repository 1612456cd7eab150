"""How well a picture is taken: brightness, contrast, exposure, and whether the sharpest parts of it are sharp.

Sharpness is the blur of edges: of an edge blurred by a Gaussian of deviation s, the steepness behind two more Gaussians
of deviations p < q has the ratio √((s² + q²) / (s² + p²)), whatever the contrast (S. Zhuo and T. Sim, "Defocus map
estimation from a single image", Pattern Recognition 44, 2011). So s follows from the ratio. Noise, which is not
blurred, is estimated in the flattest parts and taken off; the sharpest of the places that have edges count, so that
a sky or a soft background does no harm; and the direction with the softest edges counts most, so that a shaken picture
shows.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.reduced import at_most

Image = NDArray[np.float32]

BLURRED = 0.25
"""Sharpness below which people call a picture blurred."""

_LONG_SIDE = 1024  # pixels that sharpness is judged at: about those of a film
_FINE, _COARSE = 1.0, 2.5  # the two deviations, pixels
_HALF_SHARP = 1.45  # deviation of a blur, pixels, that halves the sharpness
_DIRECTIONS = 4
_TILE = 32
_LEAST_EDGES = 12  # pixels of edges that a tile must have to be judged
_WEAKEST_EDGE = 1.2  # levels a pixel
_UNKNOWN = 0.5


@dataclass(frozen=True)
class Quality:
    """See the fields of the same names of `PictureInfo`."""

    brightness: float
    contrast: float
    sharpness: float
    exposure: float


def quality_of(rgb: NDArray[np.uint8]) -> Quality:
    """Judge a picture.

    Args:
        rgb: (h, w, 3), at least 1,024 pixels at its long side where the original has as many.
    """
    grey = cv2.cvtColor(at_most(rgb, _LONG_SIDE), cv2.COLOR_RGB2GRAY)
    histogram = np.bincount(grey.ravel(), minlength=256) / grey.size
    mean = float(histogram @ _LIGHTNESS)
    spread = float(np.sqrt(max(0.0, histogram @ (_LIGHTNESS - mean) ** 2)))
    return Quality(
        brightness=round(mean, 4),
        contrast=round(min(0.5, spread), 4),
        sharpness=round(sharpness_of(grey), 4),
        exposure=round(_exposure(histogram), 4),
    )


def sharpness_of(grey: NDArray[np.uint8]) -> float:
    """Return the sharpness of a grey picture, 0 to 1; `_UNKNOWN` where it has no edge to judge by.

    Args:
        grey: (h, w), not more than about 1,024 pixels a side.
    """
    image = grey.astype(np.float32)
    fine_x, fine_y = _slopes(cv2.GaussianBlur(image, (0, 0), _FINE))
    coarse_x, coarse_y = _slopes(cv2.GaussianBlur(image, (0, 0), _COARSE))
    squared = coarse_x**2 + coarse_y**2
    coarse = np.sqrt(squared)
    # Deviation of the slope of white noise of deviation 1 behind a Gaussian of deviation p: 1 / (√(8 π) p²).
    noise = _noise(image)
    fine_noise, coarse_noise = (noise / (np.sqrt(8 * np.pi) * sigma**2) for sigma in (_FINE, _COARSE))
    edges = (coarse > max(_WEAKEST_EDGE, 6 * coarse_noise, 2.5 * fine_noise)) & _ridges(coarse, coarse_x, coarse_y)
    if np.count_nonzero(edges) < _LEAST_EDGES:
        return _UNKNOWN
    y, x = np.nonzero(edges)
    tile = (y // _TILE) * (image.shape[1] // _TILE + 1) + x // _TILE
    along_x, along_y, steepness = coarse_x[y, x], coarse_y[y, x], coarse[y, x]
    # The slope across the edge alone: behind a shake, streaks along it are steep.
    across = (fine_x[y, x] * along_x + fine_y[y, x] * along_y) / steepness
    ratio = np.sqrt(np.maximum(across * np.abs(across) - np.float32(fine_noise**2), 0)) / steepness
    sector = np.floor(np.arctan2(along_y, along_x) * (_DIRECTIONS / np.pi) + 0.5) % _DIRECTIONS
    overall = _sharpest(ratio, tile, 0.0)
    least = min(_sharpest(ratio[sector == one], tile[sector == one], overall) for one in range(_DIRECTIONS))
    return _from_ratio(0.35 * overall + 0.65 * min(least, overall))


def _sharpest(ratio: Image, tile: NDArray[np.intp], default: float) -> float:
    """Return the ratio in the sharpest tiles that have enough edges; of all edges where no tile has."""
    if len(ratio) < _LEAST_EDGES:
        return default
    counts, sums = np.bincount(tile), np.bincount(tile, ratio)
    judged = counts >= _LEAST_EDGES
    if not judged.any():
        return float(np.percentile(ratio, 75))
    return float(np.percentile(sums[judged] / counts[judged], 90))


def _from_ratio(ratio: float) -> float:
    if ratio <= 1.0:
        return 0.0
    squared = min(ratio, _COARSE / _FINE) ** 2
    blur = np.sqrt(max(0.0, (_COARSE**2 - squared * _FINE**2) / (squared - 1)))
    return float(1 / (1 + (blur / _HALF_SHARP) ** 2))


def _slopes(image: Image) -> tuple[Image, Image]:
    x = cv2.Sobel(image, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    y = cv2.Sobel(image, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def _ridges(steepness: Image, x: Image, y: Image) -> NDArray[np.bool_]:
    """Where steepness is the largest across its edge: beside the ridge the ratio says nothing."""
    row = cv2.dilate(steepness, np.ones((1, 3), np.uint8))
    column = cv2.dilate(steepness, np.ones((3, 1), np.uint8))
    across = np.where(np.abs(x) > np.abs(y), row, column)
    return np.asarray(steepness >= across)


def _noise(image: Image) -> float:
    """Return the deviation of the noise (J. Immerkær, 1996), of the flattest quarter of the tiles."""
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rough = np.abs(cv2.filter2D(image, cv2.CV_32F, mask))
    size = max(1, rough.shape[1] // _TILE), max(1, rough.shape[0] // _TILE)
    tiles = cv2.resize(rough, size, interpolation=cv2.INTER_AREA)
    return float(np.percentile(tiles, 25)) * float(np.sqrt(np.pi / 2)) / 6


def _exposure(histogram: NDArray[np.float64]) -> float:
    clipped = histogram[:6].sum() + histogram[251:].sum()
    summed = np.cumsum(histogram)
    light = float(_LIGHTNESS[int(np.searchsorted(summed, 0.98))])
    dark = float(_LIGHTNESS[int(np.searchsorted(summed, 0.02))])
    score = 1 - float(np.clip((clipped - 0.05) / 0.65, 0, 1))
    # Nothing is light, or nothing dark, though nothing is clipped.
    return score * min(1.0, light / 0.45) * min(1.0, (1 - dark) / 0.2)


def _lightness() -> NDArray[np.float64]:
    """L* / 100 of the 256 levels of grey."""
    value = np.arange(256) / 255
    linear = np.where(value > 0.04045, ((value + 0.055) / 1.055) ** 2.4, value / 12.92)
    return np.where(linear > (6 / 29) ** 3, 1.16 * np.cbrt(linear) - 0.16, linear * (29 / 3) ** 3 / 100)


_LIGHTNESS = _lightness()
