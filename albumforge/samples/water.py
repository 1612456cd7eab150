"""Water: the scene above mirrored, broken by ripples, with streaks of light and the sun's path."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from albumforge.samples.canvas import Canvas, Layer, pick
from albumforge.samples.colour import Floats, Stops, ramp, rgb, shades
from albumforge.samples.noise import fbm


def ripples(canvas: Canvas, rows: int, *, across: float = 14.0, down: float = 60.0) -> Floats:
    """Return wave heights (rows, width) of a water surface in perspective, standard deviation about 1.

    The surface is seen from low above it: waves are fine and flat at the far edge (row 0) and broad near the viewer.
    """
    texture = fbm(canvas.rng, (1024, 1024), (across, down), octaves=4, gain=0.6)
    part = ((np.arange(rows, dtype=np.float32) + 0.5) / max(1, rows))[:, None]
    scale = np.float32(1) / (np.float32(0.22) + np.float32(0.78) * part)
    middle = (np.arange(canvas.width, dtype=np.float32) / canvas.width - np.float32(0.5))[None, :]
    x = np.float32(512) + middle * scale * np.float32(400)
    y = np.broadcast_to(part ** np.float32(0.42) * np.float32(1000), x.shape)
    return np.asarray(cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT), np.float32)


def water(
    canvas: Canvas,
    line: float,
    stops: Stops,
    *,
    mirror: tuple[float, float] = (0.85, 0.35),
    squash: float = 1.0,
    rough: float = 0.012,
    bottom: float = 1.0,
) -> Floats:
    """Paint water below the row `line`: what is above it, mirrored and rippled, over a body colour.

    Args:
        canvas: what is painted on; everything that shall be mirrored is there already.
        line: part of the height where the water begins.
        stops: body colour from the far edge (0) to `bottom` (1).
        mirror: opacity of the reflection at the far edge and at `bottom`.
        squash: how many rows above one row of water shows; above 1 the reflection is shortened.
        rough: how far ripples displace the reflection near the viewer, in units.
        bottom: part of the height where the water ends.

    Returns:
        The wave heights used, (rows, width).
    """
    y0, y1 = canvas.row(line), canvas.row(bottom)
    rows = y1 - y0
    wave = ripples(canvas, rows)
    part = ((np.arange(rows, dtype=np.float32) + 0.5) / max(1, rows))[:, None]
    swing = wave * (np.float32(0.15) + part) * np.float32(rough * canvas.unit)
    y = np.clip(y0 - 1 - np.arange(rows, dtype=np.float32)[:, None] * np.float32(squash) - np.abs(swing), 0, y0 - 1)
    x = np.arange(canvas.width, dtype=np.float32)[None, :] + swing * np.float32(0.35)
    image = cv2.remap(canvas.pixels[:y0], x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    image = cv2.blur(image, (max(1, int(canvas.unit * 0.004)), 1))
    canvas.pixels[y0:y1] = ramp(stops, part[:, 0])[:, None, :]
    opacity = mirror[0] + (mirror[1] - mirror[0]) * part
    canvas.tint(np.broadcast_to(opacity, (rows, canvas.width)).astype(np.float32), np.asarray(image, np.float32), y0)
    return wave


def streaks(
    canvas: Canvas,
    line: float,
    palette: Sequence[str],
    *,
    count: int,
    opacity: float = 0.5,
    bottom: float = 1.0,
    size: float = 1.0,
    centre: float | None = None,
    spread: tuple[float, float] = (0.04, 0.2),
    power: float = 1.6,
) -> None:
    """Draw flat lens-shaped strokes of light or shade on water, longer towards the viewer.

    Args:
        canvas: what is painted on.
        line, bottom: parts of the height between which the strokes lie.
        palette: their colours.
        count: how many.
        opacity: of each.
        size: of the strokes, 1 for usual.
        centre: part of the width that they gather around (the sun's path), or None for everywhere.
        spread: half width of the path at `line` and at `bottom`, in units.
        power: above 1 gathers strokes near the far edge.
    """
    rng = canvas.rng
    depth = np.sort(rng.uniform(0, 1, count) ** power)
    y = canvas.y(line) + depth * (canvas.y(bottom) - canvas.y(line)) + 1
    if centre is None:
        x = canvas.x(rng.uniform(-0.05, 1.05, count))
    else:
        x = canvas.x(centre) + rng.normal(0, 0.5, count) * (spread[0] + (spread[1] - spread[0]) * depth) * canvas.unit
    near = (0.10 + depth) * canvas.unit * size
    length, width = near * rng.uniform(0.008, 0.05, count), near * rng.uniform(0.0008, 0.0030, count)
    colours = pick(rng, shades(palette, 10), rng.uniform(0, 1, count))
    alpha = (opacity * rng.uniform(0.3, 1.0, (count, 1))).astype(np.float32)
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    lens = np.stack([np.cos(turn), np.sin(turn) * np.abs(np.sin(turn)) ** 0.6], 1)
    marks = np.stack([x, y], 1)[:, None, :] + lens[None] * np.stack([length, width], 1)[:, None, :]
    layer = canvas.layer()
    layer.marks(marks, np.hstack([colours, alpha]))
    canvas.lay(layer)


def sun_path(canvas: Canvas, line: float, x: float, colour: str, *, count: int = 420, bottom: float = 1.0) -> None:
    """Paint the glitter below a low sun at part `x` of the width."""
    y0, y1 = canvas.row(line), canvas.row(bottom)
    part = ((np.arange(y1 - y0, dtype=np.float32) + 0.5) / max(1, y1 - y0))[:, None]
    away = (np.arange(canvas.width, dtype=np.float32)[None, :] - np.float32(canvas.x(x))) / np.float32(canvas.unit)
    reach = np.float32(0.05) + np.float32(0.13) * part
    shine = np.exp(-np.abs(away) / reach) * (np.float32(0.55) - np.float32(0.35) * part)
    canvas.glow(shine.astype(np.float32, copy=False), rgb(colour), y0)
    streaks(canvas, line, (colour, "#fffbe8"), count=count, opacity=0.95, bottom=bottom, centre=x, spread=(0.05, 0.16))


def afloat(canvas: Canvas, layer: Layer, row: float, *, strength: float = 0.5, rough: float = 0.004) -> None:
    """Lay something that floats on water with its rippled reflection below the pixel row `row`, then itself."""
    rows = np.arange(canvas.height, dtype=np.float32)[:, None]
    below = np.maximum(rows - np.float32(row), 0)
    wave = fbm(canvas.rng, (2, canvas.height), (1, canvas.height / (canvas.unit * 0.012)), octaves=2)[:, :1]
    x = np.arange(canvas.width, dtype=np.float32)[None, :] + wave * np.float32(rough * canvas.unit)
    y = np.where(rows > row, 2 * np.float32(row) - rows, np.float32(-9)) + wave * below * np.float32(0.06)
    at_x, at_y = (np.ascontiguousarray(np.broadcast_to(p, layer.pixels.shape[:2]), np.float32) for p in (x, y))
    mirror = canvas.layer()
    mirror.pixels = np.asarray(
        cv2.remap(layer.pixels, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT), np.uint8
    )
    fade = np.exp(-below / np.float32(0.16 * canvas.unit)) * np.float32(strength)
    mirror.pixels = (mirror.pixels * fade[..., None]).astype(np.uint8)
    mirror.cover()
    canvas.lay(mirror)
    canvas.lay(layer)
