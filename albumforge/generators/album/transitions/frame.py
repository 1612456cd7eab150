"""Coordinates of a canvas in which shapes stay what they are, whatever its shape."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from albumforge.media.noise import Field


class Frame(NamedTuple):
    """Places of the pixels of a canvas: x (1, W) and y (H, 1), 0 in its middle, in units of half its shorter side."""

    x: Field
    y: Field
    width: int
    height: int

    @property
    def half(self) -> tuple[float, float]:
        """Half the width and half the height in these units; the smaller one is 1."""
        shorter = min(self.width, self.height)
        return self.width / shorter, self.height / shorter

    def full(self, values: Field | float) -> Field:
        """Return values of one row, one column or one number at every pixel."""
        return np.broadcast_to(np.asarray(values, np.float32), (self.height, self.width))

    def radius(self, x: float = 0.0, y: float = 0.0) -> Field:
        """Return the distance of each pixel from a place."""
        return np.asarray(np.hypot(self.x - np.float32(x), self.y - np.float32(y)), np.float32)

    def turned(self, degrees: float) -> tuple[Field, Field]:
        """Return places along an axis turned clockwise from the x axis, and along the one at its right."""
        angle = np.radians(degrees)
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        return self.x * cos + self.y * sin, self.y * cos - self.x * sin


def frame_of(width: int, height: int) -> Frame:
    """Return the coordinates of a canvas of so many pixels."""
    unit = 2.0 / min(width, height)
    x = (np.arange(width, dtype=np.float32) + np.float32(0.5 - width / 2)) * np.float32(unit)
    y = (np.arange(height, dtype=np.float32) + np.float32(0.5 - height / 2)) * np.float32(unit)
    return Frame(x[None, :], y[:, None], width, height)
