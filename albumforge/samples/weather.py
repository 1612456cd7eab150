"""What falls through the air: snow, rain, petals and leaves, with depth, at any moment of their fall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import rgb, shades


def _falling(
    rng: np.random.Generator, time: float, speed: float, count: int, drift: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return where things are (parts of width and height) after falling for `time` seconds; what leaves comes back.

    They fall `speed` heights a second and sway; all wrap around a little outside the picture, so that none pops in.
    """
    x, y, phase, pace = rng.uniform(0, 1, (4, count))
    y = (y + time * speed * (0.75 + 0.5 * pace)) % 1 * 1.1 - 0.05
    x = x + time * drift + 0.012 * np.sin(2 * np.pi * (phase + time * (0.15 + 0.2 * pace)))
    return x % 1 * 1.1 - 0.05, y


def snow(canvas: Canvas, time: float, *, count: int = 620, size: float = 0.0095, colour: str = "#ffffff") -> None:
    """Let snow fall: many small flakes, a few large soft ones near the viewer.

    Args:
        canvas: what is painted on.
        time: seconds since it began.
        count: flakes.
        size: radius of the nearest in units.
        colour: of the flakes.
    """
    rng = np.random.default_rng([canvas.seed, 10])
    for part, radius, opacity, blur in ((0.70, 0.22, 0.75, 0.0), (0.25, 0.45, 0.8, 0.12), (0.05, 1.0, 0.55, 0.40)):
        n = int(count * part)
        x, y = _falling(rng, time, 0.05 + 0.14 * radius, n, 0.004 + 0.016 * radius)
        r = canvas.unit * size * radius * rng.uniform(0.6, 1.3, n)
        layer = canvas.layer()
        tint = np.append(rgb(colour), opacity).astype(np.float32)
        layer.marks(dabs(canvas.x(x), canvas.y(y), r, r * 0.85), np.repeat(tint[None], n, 0))
        layer.soften(canvas.unit * size * blur)
        canvas.lay(layer)


def rain(canvas: Canvas, time: float, *, count: int = 520, length: float = 0.085, colour: str = "#d4dcec") -> None:
    """Draw slanting rain as thin strokes of one slope, `length` of the nearest in units, at `time` seconds."""
    rng = np.random.default_rng([canvas.seed, 11])
    near = rng.uniform(0.25, 1.0, count)
    slant = -0.16
    y = (rng.uniform(0, 1, count) + time * (0.8 + 0.8 * near)) % 1 * 1.2 - 0.15
    x = (rng.uniform(0, 1, count) + slant * time * (0.8 + 0.8 * near) * canvas.height / canvas.width) % 1 * 1.1 - 0.05
    px, py = canvas.x(x), canvas.y(y)
    long = length * canvas.unit * near
    half = np.maximum(0.45, canvas.unit * 0.0008 * near)
    corners = ((-1.0, 0.0), (1.0, 0.0), (0.4, 1.0), (-0.4, 1.0))
    shape = np.stack([np.stack([px + a * half + b * slant * long, py + b * long], 1) for a, b in corners], 1)
    colours = np.hstack([np.repeat(rgb(colour)[None], count, 0), (0.34 * near)[:, None]]).astype(np.float32)
    layer = canvas.layer()
    layer.marks(shape, colours)
    canvas.lay(layer)


def flakes(
    canvas: Canvas, time: float, palette: Sequence[str], *, count: int, size: float, speed: float = 0.07
) -> None:
    """Let petals or leaves drift down and turn; `size` of the nearest in units, `speed` in heights a second."""
    rng = np.random.default_rng([canvas.seed, 12])
    x, y = _falling(rng, time, speed, count, -0.02)
    r = canvas.unit * size * rng.uniform(0.35, 1.0, count)
    turn, spin, flat = rng.uniform(0, np.pi, count), rng.uniform(-1.5, 1.5, count), rng.uniform(0, np.pi, count)
    width = r * (0.25 + 0.45 * np.abs(np.sin(flat + time * spin)))
    layer = canvas.layer()
    marks = dabs(canvas.x(x), canvas.y(y), r, width, turn + time * spin)
    layer.marks(marks, pick(rng, shades(palette, 8), rng.uniform(0, 1, count)))
    canvas.lay(layer)


def petals(canvas: Canvas, time: float) -> None:
    """Let cherry petals drift."""
    flakes(canvas, time, ("#efb0c2", "#f9d0d8", "#fff0ef"), count=70, size=0.0075)


def leaves(canvas: Canvas, time: float) -> None:
    """Let birch leaves fall."""
    flakes(canvas, time, ("#d67f30", "#eba645", "#f8cf6c"), count=40, size=0.011, speed=0.09)
