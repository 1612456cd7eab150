"""Smooth random fields: sums of interpolated lattices, the same shapes at every resolution."""

from __future__ import annotations

import cv2
import numpy as np

from albumforge.samples.colour import Floats, Reals


def fbm(
    rng: np.random.Generator,
    size: tuple[int, int],
    cells: tuple[float, float],
    *,
    octaves: int = 5,
    gain: float = 0.5,
    coarse: int = 1,
) -> Floats:
    """Return fractal noise, mean about 0, standard deviation about 1.

    Args:
        rng: where the randomness comes from; the draws do not depend on `size`.
        size: (width, height) of the result in pixels.
        cells: lattice cells across and down in the first octave.
        octaves: how many times the lattice is halved.
        gain: amplitude of each octave relative to the one before.
        coarse: compute at 1/coarse of the size and enlarge; for fields without fine detail.

    Returns:
        float32 (height, width).
    """
    width, height = max(2, size[0] // coarse), max(2, size[1] // coarse)
    total = np.zeros((height, width), np.float32)
    power = 0.0
    amplitude = 1.0
    for octave in range(octaves):
        across, down = (max(1, round(c * 2**octave)) for c in cells)
        lattice = rng.standard_normal((down + 3, across + 3), dtype=np.float32)
        if across < 2 * width and down < 2 * height:
            total += amplitude * cv2.resize(lattice, (width, height), interpolation=cv2.INTER_CUBIC)
        power += amplitude**2 * 0.45
        amplitude *= gain
    total *= np.float32(power**-0.5)
    return enlarge(total, size)


def enlarge(field: Floats, size: tuple[int, int]) -> Floats:
    """Return a field at `size` (width, height), interpolated linearly."""
    if (field.shape[1], field.shape[0]) == size:
        return field
    return np.asarray(cv2.resize(field, size, interpolation=cv2.INTER_LINEAR), np.float32)


def warp(field: Floats, dx: Reals, dy: Reals) -> Floats:
    """Return `field` looked up at each pixel plus (dx, dy), in pixels; it is mirrored beyond its edges."""
    height, width = field.shape[:2]
    moved = (np.arange(width, dtype=np.float32)[None, :] + dx, np.arange(height, dtype=np.float32)[:, None] + dy)
    x, y = (np.ascontiguousarray(np.broadcast_to(part, (height, width)), np.float32) for part in moved)
    return np.asarray(cv2.remap(field, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.float32)


def line(rng: np.random.Generator, count: int, cells: float, *, octaves: int = 6, gain: float = 0.5) -> Floats:
    """Return fractal noise along a line, float32 (count,), mean about 0, standard deviation about 1."""
    return fbm(rng, (count, 2), (cells, 1), octaves=octaves, gain=gain)[0] if octaves else np.zeros(count, np.float32)


def ridged(
    rng: np.random.Generator, count: int, cells: float, *, octaves: int = 6, gain: float = 0.5, sharp: float = 1.0
) -> Floats:
    """Return a skyline, float32 (count,) in 0 … 1: ridged multi-fractal noise with pointed crests.

    Source: F. K. Musgrave in "Texturing & Modeling: A Procedural Approach", 3rd ed., chapter 16.
    """
    total = np.zeros(count, np.float32)
    weight = np.ones(count, np.float32)
    amplitude = 1.0
    at = np.linspace(0, 1, count, dtype=np.float32)
    for octave in range(octaves):
        n = max(2, round(cells * 2**octave))
        knots = rng.uniform(-1, 1, n + 1)
        signal = 1 - np.abs(np.interp(at * n, np.arange(n + 1), knots)).astype(np.float32)
        signal = signal**sharp * weight
        weight = np.clip(signal * 1.6, 0, 1)
        total += amplitude * signal
        amplitude *= gain
    total -= total.min()
    return total / max(1e-6, float(total.max()))


def smoothstep(low: float, high: float, value: Reals) -> Floats:
    """Return 0 below `low`, 1 above `high`, and the cubic in between; `low` may be the larger of the two."""
    t = np.clip((np.asarray(value, np.float32) - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
