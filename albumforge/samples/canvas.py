"""The surface a sample is painted on, and layers of brush marks that are laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from albumforge.samples.colour import Floats, Stops, ramp

_SHIFT = 4


class Layer:
    """Anti-aliased marks in RGBA, premultiplied, 8 bit; each covers what was drawn before.

    Attributes:
        pixels: uint8 (height, width, 4).
    """

    def __init__(self, width: int, height: int) -> None:
        self.pixels = np.zeros((height, width, 4), np.uint8)
        self._low = np.array([width, height])
        self._high = np.array([0, 0])

    def shape(self, points: npt.ArrayLike, colour: npt.ArrayLike) -> None:
        """Fill one outline (n, 2), in pixels, of any form."""
        outline = self._fixed(points)
        cv2.fillPoly(self.pixels, [outline], _rgba(colour), cv2.LINE_AA, _SHIFT)

    def marks(self, outlines: npt.ArrayLike, colours: Floats) -> None:
        """Fill many convex outlines (n, k, 2), in pixels, each in its colour (n, 3) or (n, 4), in that order."""
        fixed = self._fixed(outlines)
        if len(fixed) == 0:
            return
        alpha = np.full((len(colours), 1), 1, np.float32) if colours.shape[1] == 3 else colours[:, 3:]
        values = np.clip(np.hstack([colours[:, :3] * alpha, alpha]) * 255 + 0.5, 0, 255).astype(int).tolist()
        for outline, value in zip(fixed, values, strict=True):
            cv2.fillConvexPoly(self.pixels, outline, value, cv2.LINE_AA, _SHIFT)

    def stroke(self, points: npt.ArrayLike, widths: npt.ArrayLike, colour: npt.ArrayLike) -> None:
        """Draw a line through points (n, 2) whose width (n,), in pixels, may change along it."""
        path = np.asarray(points, np.float64)
        half = np.broadcast_to(np.asarray(widths, np.float64), (len(path),))[:, None] / 2
        along = np.gradient(path, axis=0)
        normal = np.stack([-along[:, 1], along[:, 0]], 1) / np.maximum(1e-6, np.hypot(*along.T))[:, None]
        self.shape(np.vstack([path + normal * half, (path - normal * half)[::-1]]), colour)

    def disc(self, x: float, y: float, rx: float, ry: float, colour: npt.ArrayLike) -> None:
        """Fill an ellipse with the given centre and radii, in pixels."""
        turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        self.shape(np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], 1), colour)

    def bounds(self) -> tuple[int, int, int, int]:
        """Return (x0, y0, x1, y1) around everything drawn; empty when nothing was."""
        height, width = self.pixels.shape[:2]
        x0, y0 = np.clip(self._low - 2, 0, [width, height])
        x1, y1 = np.clip(self._high + 3, 0, [width, height])
        return int(x0), int(y0), int(x1), int(y1)

    def cover(self) -> None:
        """Count the whole layer as drawn on; for one whose pixels were set from outside."""
        self._low, self._high = np.array([0, 0]), np.array(self.pixels.shape[1::-1])

    def soften(self, sigma: float) -> None:
        """Blur the layer with the given standard deviation in pixels."""
        if sigma > 0.3:
            self.pixels = np.asarray(cv2.GaussianBlur(self.pixels, (0, 0), sigma), np.uint8)
            self._low -= int(3 * sigma)
            self._high += int(3 * sigma)

    def _fixed(self, points: npt.ArrayLike) -> npt.NDArray[np.int32]:
        exact = np.asarray(points, np.float64)
        if exact.size:
            flat = exact.reshape(-1, 2)
            self._low = np.minimum(self._low, np.floor(flat.min(0)).astype(int))
            self._high = np.maximum(self._high, np.ceil(flat.max(0)).astype(int))
        return np.asarray(np.round(exact * 2**_SHIFT), np.int32)


class Canvas:
    """An sRGB painting in float, with its own sources of randomness.

    Places are given in parts of the width and height, sizes in parts of `unit`.

    Attributes:
        pixels: float32 (height, width, 3), 0 … 1.
        unit: the shorter side, in pixels.
        seed: what all its randomness comes from.
    """

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.unit = float(min(width, height))
        self.pixels: Floats = np.zeros((height, width, 3), np.float32)
        self.seed = seed
        self._forks = 0

    @property
    def rng(self) -> np.random.Generator:
        """A new source of randomness at each use, so that what one mark draws does not move the others."""
        self._forks += 1
        return np.random.default_rng([self.seed, self._forks])

    def x(self, part: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return pixels across of a part of the width."""
        return np.asarray(part, np.float64) * self.width

    def y(self, part: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return pixels down of a part of the height."""
        return np.asarray(part, np.float64) * self.height

    def row(self, part: float) -> int:
        """Return the pixel row at a part of the height, within the canvas."""
        return int(min(self.height, max(0, round(part * self.height))))

    def wash(self, top: float, bottom: float, stops: Stops) -> None:
        """Cover the rows from `top` to `bottom` with a vertical gradient; its places run 0 … 1 over them."""
        y0, y1 = self.row(top), self.row(bottom)
        at = (np.arange(y0, y1) + 0.5 - y0) / max(1, y1 - y0)
        self.pixels[y0:y1] = ramp(stops, at)[:, None, :]

    def tint(self, mask: Floats, colour: npt.ArrayLike, y0: int = 0) -> None:
        """Mix towards a colour, (3,) or (rows, 3) or an image, by a mask (rows, width) that starts at row `y0`."""
        area = self.pixels[y0 : y0 + mask.shape[0]]
        mask = mask[: area.shape[0]]
        paint = np.asarray(colour, np.float32)
        if paint.ndim == 2:
            paint = paint[: area.shape[0], None, :]
        other = np.broadcast_to(paint, area.shape)
        for k in range(3):
            channel = area[..., k]
            channel += (other[..., k] - channel) * mask

    def glow(self, mask: Floats, colour: npt.ArrayLike, y0: int = 0) -> None:
        """Add light (screen) of a colour (3,) by a mask (rows, width) that starts at row `y0`."""
        area = self.pixels[y0 : y0 + mask.shape[0]]
        for k, value in enumerate(np.asarray(colour, np.float32)):
            channel = area[..., k]
            channel += (1 - channel) * (mask[: area.shape[0]] * value)

    def layer(self) -> Layer:
        """Return an empty layer of the canvas's size."""
        return Layer(self.width, self.height)

    def lay(self, layer: Layer, opacity: float = 1.0) -> None:
        """Put a layer over the painting."""
        x0, y0, x1, y1 = layer.bounds()
        if x1 <= x0 or y1 <= y0:
            return
        part = layer.pixels[y0:y1, x0:x1]
        keep = 1 - part[..., 3].astype(np.float32) * np.float32(opacity / 255)
        area = self.pixels[y0:y1, x0:x1]
        for k in range(3):
            channel = area[..., k]
            channel *= keep
            channel += part[..., k] * np.float32(opacity / 255)

    def spot(self, x: float, y: float, radius: float, colour: npt.ArrayLike, *, power: float = 2.0) -> None:
        """Add a round light at (x, y) that is down to 1/e at `radius`, all in pixels."""
        y0, y1 = max(0, int(y - 4 * radius)), min(self.height, int(y + 4 * radius))
        x0, x1 = max(0, int(x - 4 * radius)), min(self.width, int(x + 4 * radius))
        if y1 <= y0 or x1 <= x0:
            return
        dx = (np.arange(x0, x1, dtype=np.float32) - x)[None, :] / radius
        dy = (np.arange(y0, y1, dtype=np.float32) - y)[:, None] / radius
        mask = np.exp(-((dx * dx + dy * dy) ** np.float32(power / 2))).astype(np.float32)
        area = self.pixels[y0:y1, x0:x1]
        for k, value in enumerate(np.asarray(colour, np.float32)):
            channel = area[..., k]
            channel += (1 - channel) * (mask * value)


def dabs(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    length: npt.ArrayLike,
    width: npt.ArrayLike,
    angle: npt.ArrayLike = 0.0,
    *,
    corners: int = 8,
) -> npt.NDArray[np.float64]:
    """Return elliptic outlines (n, corners, 2): centres, half lengths, half widths in pixels, angles in radians."""
    x, y, length, width, angle = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (x, y, length, width, angle)))
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    along, aside = length[:, None] * np.cos(turn), width[:, None] * np.sin(turn)
    cos, sin = np.cos(angle)[:, None], np.sin(angle)[:, None]
    return np.stack([x[:, None] + along * cos - aside * sin, y[:, None] + along * sin + aside * cos], -1)


def pick(rng: np.random.Generator, palette: Floats, value: npt.ArrayLike, jitter: float = 0.0) -> Floats:
    """Return a colour of the palette (m, 3) for each value 0 … 1, moved by up to `jitter` at random."""
    at = np.asarray(value, np.float64)
    at = at + rng.uniform(-jitter, jitter, at.shape)
    index = np.clip((at * len(palette)).astype(int), 0, len(palette) - 1)
    return np.asarray(palette[index], np.float32)


def placed(x: float, y: float, size: float, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the points (n, 2) of a shape drawn around the origin, enlarged to `size` and moved to (x, y)."""
    return np.array([x, y]) + size * np.asarray(points, np.float64)


def between(points: Sequence[tuple[float, float]], count: int) -> npt.NDArray[np.float64]:
    """Return `count` points of the smooth curve (Bézier) with the given control points."""
    t = np.linspace(0, 1, count)[:, None]
    level = [np.asarray(p, np.float64)[None, :] for p in points]
    while len(level) > 1:
        level = [a * (1 - t) + b * t for a, b in pairwise(level)]
    return np.broadcast_to(level[0], (count, 2)).copy()


def _rgba(colour: npt.ArrayLike) -> list[int]:
    values = np.clip(np.asarray(colour, np.float64), 0, 1)
    alpha = float(values[3]) if len(values) > 3 else 1.0
    return [round(float(v) * alpha * 255) for v in values[:3]] + [round(alpha * 255)]
