"""The last pass over a painting: size, dry-brush edges, paper, a film-like curve, dither."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from albumforge.samples.canvas import Canvas
from albumforge.samples.colour import Floats
from albumforge.samples.noise import enlarge, fbm


def graded(pixels: Floats, *, contrast: float = 0.10, saturation: float = 1.06) -> Floats:
    """Return the picture with a gentle S-curve, slightly lifted blacks and held-back whites."""
    value = np.clip(pixels, 0, 1)
    curve = value + np.float32(contrast) * value * (1 - value) * (2 * value - 1) * 2
    grey = curve @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    curve = grey[..., None] + (curve - grey[..., None]) * np.float32(saturation)
    return np.asarray(np.float32(0.012) + curve * np.float32(0.976), np.float32)


def finished(canvas: Canvas, width: int, height: int, seed: int) -> npt.NDArray[np.uint8]:
    """Return the painting at its full size, uint8 (height, width, 3).

    Enlarging looks every pixel up a little beside its place, by noise as fine as bristles: edges become those of a
    dry brush, at the full resolution. Paper and brush marks move the lightness by about one part in a hundred.
    """
    rng = np.random.default_rng([seed, 2])
    unit = min(width, height)
    size = (width, height)
    fine = fbm(rng, size, (width / 5, height / 5), octaves=2, gain=0.6)
    wide = fbm(rng, size, (width / unit * 40, height / unit * 40), octaves=2, coarse=4)
    sway = np.float32(unit / 1600)
    scale = canvas.width / width
    x = (
        np.arange(width, dtype=np.float32)[None, :] + fine * (sway * np.float32(0.38)) + wide * (sway * np.float32(0.7))
    ) * np.float32(scale)
    y = (
        np.arange(height, dtype=np.float32)[:, None]
        - fine * (sway * np.float32(0.38))
        + wide * (sway * np.float32(0.7))
    ) * np.float32(scale)
    x, y = x + np.float32(scale / 2 - 0.5), y + np.float32(scale / 2 - 0.5)
    large = cv2.remap(graded(canvas.pixels), x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    large += _paper(rng, fine, size)[..., None]
    large *= np.float32(255)
    large += np.float32(0.5)
    return np.asarray(np.clip(large, 0, 255), np.uint8)


def _paper(rng: np.random.Generator, fine: Floats, size: tuple[int, int]) -> Floats:
    """Return lightness offsets (height, width) of brush marks, fibres and a dither of two steps of 8 bit."""
    width, height = size
    unit = min(size)
    marks = fbm(rng, size, (width / unit * 10, height / unit * 90), octaves=2, coarse=4)
    tile = rng.standard_normal((512, 512), dtype=np.float32)
    grain = np.tile(tile, (height // 512 + 1, width // 512 + 1))[:height, :width]
    flat = enlarge(marks, size) * np.float32(0.0055) + fine * np.float32(0.0045) + grain * np.float32(0.0035)
    return np.asarray(flat, np.float32)
