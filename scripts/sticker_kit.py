"""A small kit for flat drawings with soft shading: shapes from points, four times as fine as they are kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 240
"""Units, and pixels, of a sticker's side."""

FINE = 4

Points = NDArray[np.float64]
Colour = str | tuple[str, str]
"""One colour, or two: from the top of the shape to its bottom."""


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def ellipse(x: float, y: float, rx: float, ry: float | None = None, count: int = 72) -> Points:
    t = np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.column_stack([x + rx * np.cos(t), y + (rx if ry is None else ry) * np.sin(t)])


def points(*flat: float) -> Points:
    return np.array(flat, float).reshape(-1, 2)


def curve(*flat: float, closed: bool = True, steps: int = 14) -> Points:
    """A smooth line through points (Catmull and Rom)."""
    p = points(*flat)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        parts.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    if not closed:
        parts.append(p[-2:-1])
    return np.vstack(parts)


def turned(shape: Points, degrees: float, x: float, y: float) -> Points:
    """Turn clockwise around a point."""
    a = math.radians(degrees)
    turn = np.array([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return (shape - (x, y)) @ turn + (x, y)


def moved(shape: Points, right: float, down: float) -> Points:
    return shape + np.array([right, down])


def scaled(shape: Points, by_x: float, by_y: float, x: float, y: float) -> Points:
    return (shape - (x, y)) * (by_x, by_y) + (x, y)


def wave(t: float, phase: float = 0.0) -> float:
    """A sine that fits the loop."""
    return math.sin(2 * math.pi * (t + phase))


class Drawing:
    """A transparent square to draw on, in units of the sticker."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIDE * FINE, SIDE * FINE))

    def fill(
        self,
        shapes: Points | Sequence[Points],
        colour: Colour,
        *,
        opacity: float = 1.0,
        shade: float = 0.0,
        light: float = 0.0,
        blur: float = 0.0,
        within: Points | None = None,
    ) -> None:
        """Fill shapes together; `shade` darkens them inside, below and at the right, `light` above and at the left."""
        mask = self._mask([shapes] if isinstance(shapes, np.ndarray) else shapes)
        if within is not None:
            mask = ImageChops.multiply(mask, self._mask([within]))
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * FINE))
        self._lay(mask, colour, opacity)
        if shade:
            self._lay(_inner(mask, -5, -6), "#1b1a3a", shade)
        if light:
            self._lay(_inner(mask, 4, 5), "#ffffff", light)

    def stroke(self, line: Points, width: float, colour: Colour, *, opacity: float = 1.0) -> None:
        """Draw a line with round ends."""
        mask = Image.new("L", self.image.size)
        pen = ImageDraw.Draw(mask)
        flat = [(x * FINE, y * FINE) for x, y in line]
        pen.line(flat, fill=255, width=max(1, round(width * FINE)), joint="curve")
        r = width * FINE / 2
        for x, y in (flat[0], flat[-1]):
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
        self._lay(mask, colour, opacity)

    def taper(self, line: Points, first: float, last: float, colour: Colour) -> None:
        """Draw a line that grows thinner or wider."""
        widths = np.linspace(first, last, len(line))
        self.fill([ellipse(x, y, w / 2, count=20) for (x, y), w in zip(line, widths, strict=True)], colour)

    def finished(self) -> Image.Image:
        """Return the drawing at its size."""
        # Multiplied by alpha while it is reduced, or edges would take up the colour of nothing.
        return self.image.convert("RGBa").resize((SIDE, SIDE), Image.Resampling.BOX).convert("RGBA")

    def _mask(self, shapes: Iterable[Points]) -> Image.Image:
        mask = Image.new("L", self.image.size)
        pen = ImageDraw.Draw(mask)
        for shape in shapes:
            pen.polygon([(x * FINE, y * FINE) for x, y in shape], fill=255)
        return mask

    def _lay(self, mask: Image.Image, colour: Colour, opacity: float) -> None:
        box = mask.getbbox()
        if box is None:
            return
        part = mask.crop(box)
        if isinstance(colour, str):
            ink = Image.new("RGBA", part.size, (*rgb(colour), 255))
        else:
            ends = [np.array(rgb(end), float) for end in colour]
            t = np.linspace(0, 1, part.height)[:, None]
            rows = np.rint(ends[0] * (1 - t) + ends[1] * t).astype(np.uint8)
            ink = Image.fromarray(np.repeat(rows[:, None], part.width, 1)).convert("RGBA")
        ink.putalpha(part.point(lambda value: round(value * opacity)) if opacity < 1 else part)
        self.image.alpha_composite(ink, box[:2])


def _inner(mask: Image.Image, right: float, down: float) -> Image.Image:
    """Return the rim of a mask that its own copy, moved, does not cover; soft."""
    over = ImageChops.offset(mask, round(right * FINE), round(down * FINE))
    rim = ImageChops.subtract(mask, over).filter(ImageFilter.GaussianBlur(4 * FINE))
    return ImageChops.multiply(rim, mask)
