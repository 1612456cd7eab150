"""Smooth random fields for procedural pictures: the same for the same key, whatever the size they are drawn at."""

from __future__ import annotations

import hashlib
import math

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def generator(*key: object) -> np.random.Generator:
    """Return random numbers that depend on the key alone."""
    digest = hashlib.blake2b("\0".join(map(str, key)).encode(), digest_size=8).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def value_noise(
    width: int, height: int, across: float, random: np.random.Generator, *, stretch: tuple[float, float] = (1.0, 1.0)
) -> Field:
    """Return (height, width) noise of mean ½ and about 0 … 1: a grid of random values, joined by cubics.

    Args:
        across: cells along the shorter side.
        stretch: how much longer cells are along x and y.
    """
    cell = min(width, height) / across
    columns = max(1, math.ceil(width / (cell * stretch[0]) - 1e-6))
    rows = max(1, math.ceil(height / (cell * stretch[1]) - 1e-6))
    grid = random.random((rows + 3, columns + 3), np.float32)
    if columns >= width and rows >= height:
        return np.ascontiguousarray(grid[:height, :width])
    # Output pixel i lies at (i + ½) / cell + 1 of the grid: the outer row of cells is only there for the cubics.
    step_x, step_y = columns / width, rows / height
    matrix = np.array([[step_x, 0.0, 1.0 + 0.5 * step_x], [0.0, step_y, 1.0 + 0.5 * step_y]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    if step_x < 0.5 or step_y < 0.5:
        scaled = cv2.resize(grid, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
        matrix = matrix * 4.0
        matrix[:, 2] += 1.5
        grid = scaled
    return np.asarray(
        cv2.warpAffine(grid, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32
    )


def fractal(
    width: int,
    height: int,
    across: float,
    random: np.random.Generator,
    *,
    octaves: int = 4,
    gain: float = 0.5,
    stretch: tuple[float, float] = (1.0, 1.0),
) -> Field:
    """Return the weighted mean of `octaves` of noise, each twice as fine and `gain` times as strong as the one before.

    Its mean is ½; most of it lies between 0.2 and 0.8.
    """
    total = np.zeros((height, width), np.float32)
    weight, weights = 1.0, 0.0
    for octave in range(octaves):
        layer = value_noise(width, height, across * 2**octave, random, stretch=stretch)
        cv2.scaleAdd(layer, weight, total, dst=total)
        weights += weight
        weight *= gain
    return np.multiply(total, 1.0 / weights, dtype=np.float32)


def levelled(field: Field) -> Field:
    """Return a field with as much area between any two levels: its values replaced by their rank, 0 to 1."""
    step = max(1, math.isqrt(field.size // 60_000))
    known = np.quantile(field[::step, ::step], np.linspace(0.0, 1.0, 257))
    known[0], known[-1] = float(field.min()), float(field.max())
    place = np.interp(field, known, np.linspace(0.0, 1.0, 257))
    return np.asarray(place, np.float32)


def stretched(field: Field) -> Field:
    """Return a field moved and scaled to reach from exactly 0 to exactly 1 (0 all over where it is flat)."""
    low, high = float(field.min()), float(field.max())
    if high <= low:
        return np.zeros_like(field)
    above = (field - np.float32(low)).astype(np.float32)
    return np.asarray(above / above.max(), np.float32)
