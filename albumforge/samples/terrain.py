"""Land in layers: ridges with lit and shaded spurs, rolling ground, mist between the layers."""

from __future__ import annotations

import numpy as np

from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import Floats, Stops, mix, ramp, rgb, shades
from albumforge.samples.noise import fbm, line, ridged, smoothstep, warp


def skyline(
    canvas: Canvas,
    base: float,
    height: float,
    cells: float,
    *,
    sharp: float = 1.0,
    gain: float = 0.48,
    octaves: int = 7,
) -> Floats:
    """Return rows (width,), in pixels, of a mountain skyline that rises `height` above `base` (parts of the height)."""
    crest = ridged(canvas.rng, canvas.width, cells, octaves=octaves, gain=gain, sharp=sharp)
    return np.asarray((base - height * crest) * canvas.height, np.float32)


def hills(canvas: Canvas, base: float, height: float, cells: float, *, octaves: int = 3, gain: float = 0.4) -> Floats:
    """Return rows (width,), in pixels, of a rounded skyline within `height` above `base` (parts of the height)."""
    swell = line(canvas.rng, canvas.width, cells, octaves=octaves, gain=gain)
    swell = (swell - swell.min()) / max(1e-6, float(np.ptp(swell)))
    return np.asarray((base - height * swell) * canvas.height, np.float32)


def ridge(
    canvas: Canvas,
    crest: Floats,
    bottom: float,
    stops: Stops,
    *,
    lit: str = "",
    light: float = -1.0,
    strength: float = 0.5,
    snow: str = "",
    snow_line: float = 0.45,
    detail: float = 12.0,
) -> None:
    """Paint one layer of land from its skyline down to the row `bottom`.

    Args:
        canvas: what is painted on.
        crest: rows of the skyline (width,), in pixels.
        bottom: part of the height where the layer ends.
        stops: vertical gradient from the highest crest (0) to `bottom` (1); its end is usually the colour of mist.
        lit: colour of the spurs that face the light; "" paints a flat silhouette.
        light: -1 with light from the left, 1 from the right.
        strength: opacity of the lit side at the crest; it fades downwards.
        snow: colour of snow on the high ground; "" for none.
        snow_line: how far down snow reaches, part of the layer's height.
        detail: spurs across the width, about.
    """
    y0, y1 = int(max(0, np.floor(crest.min()) - 1)), canvas.row(bottom)
    if y1 <= y0:
        return
    rows = np.arange(y0, y1, dtype=np.float32)[:, None]
    below = rows - crest[None, :]
    mask = np.clip(below + 0.5, 0, 1)
    at = (rows[:, 0] - y0) / max(1, y1 - y0)
    canvas.tint(mask, ramp(stops, at), y0)
    if not lit and not snow:
        return
    tall = np.float32(y1 - y0)
    lean, face = _spurs(canvas, crest, below, detail, light)
    fade = 1 - smoothstep(0.15, 0.95, np.broadcast_to(at[:, None], mask.shape).astype(np.float32))
    if lit:
        canvas.tint(mask * face * fade * np.float32(strength), rgb(lit), y0)
    if snow:
        reach = below / tall + lean * np.float32(0.05) - (face - np.float32(0.5)) * np.float32(0.10)
        cap = 1 - smoothstep(snow_line - 0.05, snow_line + 0.05, reach + at[:, None] * np.float32(0.5))
        canvas.tint(mask * cap * (np.float32(0.25) + np.float32(0.75) * face), rgb(snow), y0)


def _spurs(canvas: Canvas, crest: Floats, below: Floats, detail: float, light: float) -> tuple[Floats, Floats]:
    """Return rough noise and, 0 … 1, how far the ground faces the light, for each pixel of a ridge.

    Below the skyline's own slope, spurs run down from it: the creases of a noise stretched along the fall line.
    """
    rows, width = below.shape
    wide = max(3, width // 60) | 1
    smooth = np.convolve(np.pad(crest, wide // 2, mode="edge"), np.ones(wide) / wide, "valid").astype(np.float32)
    slope = np.clip(np.gradient(smooth), -1, 1)[None, :]
    tall = np.float32(0.10 * canvas.unit)
    fall = np.maximum(below, 0)
    noise = fbm(canvas.rng, (width, rows), (detail, detail * rows / width * 1.3), octaves=4, gain=0.55, coarse=2)
    noise = warp(noise, slope * fall * np.float32(-0.7), np.zeros_like(slope))
    ridges = np.float32(1) - np.abs(noise)
    step = max(1, width // 400)
    across = (np.roll(ridges, -step, 1) - np.roll(ridges, step, 1)) * np.float32(width / detail / (2 * step) * 0.5)
    facing = across * np.float32(light * 0.5) - slope * np.float32(light * 1.4) * np.exp(-fall / tall)
    return noise, smoothstep(-0.16, 0.16, np.asarray(facing, np.float32))


def mist(canvas: Canvas, top: float, bottom: float, colour: str, *, opacity: float, wisps: float = 0.5) -> None:
    """Lay a bank of mist, densest in its middle, between two rows (parts of the height)."""
    y0, y1 = canvas.row(top), canvas.row(bottom)
    size = (canvas.width, max(2, y1 - y0))
    at = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    body = np.maximum(np.sin(np.pi * at), 0) ** np.float32(1.3)
    field = fbm(canvas.rng, size, (4, 2), octaves=4, coarse=4)
    mask = np.clip(body * (np.float32(1) + field * np.float32(wisps)), 0, 1) * np.float32(opacity)
    canvas.tint(mask.astype(np.float32), rgb(colour), y0)


def ground(
    canvas: Canvas, crest: Floats, stops: Stops, patches: tuple[str, ...], *, bottom: float = 1.0, count: int = 900
) -> None:
    """Paint rolling ground below a skyline with broad flat strokes that grow towards the viewer.

    Args:
        canvas: what is painted on.
        crest: rows of the skyline (width,), in pixels.
        stops: vertical gradient from the highest crest (0) to `bottom` (1).
        patches: colours of the strokes.
        bottom: part of the height where it ends.
        count: how many strokes.
    """
    ridge(canvas, crest, bottom, stops)
    rng = canvas.rng
    x = rng.uniform(-0.05, 1.05, count)
    depth = np.sort(rng.uniform(0, 1, count) ** 0.8)
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * (canvas.height * bottom - crest[column])
    near = (0.15 + depth) * canvas.unit
    length, width = near * rng.uniform(0.02, 0.10, count), near * rng.uniform(0.0015, 0.006, count)
    inside = y - width - 1 > crest[column]
    marks = dabs(canvas.x(x), y, length, width, np.gradient(crest)[column] * 0.8 * (1 - depth), corners=12)
    colours = pick(rng, shades(patches, 12), rng.uniform(0, 1, count))
    alpha = rng.uniform(0.25, 0.7, (count, 1)).astype(np.float32)
    layer = canvas.layer()
    layer.marks(marks[inside], np.hstack([colours, alpha])[inside])
    canvas.lay(layer)


def far_trees(
    canvas: Canvas, crest: Floats, colour: str, haze: str, *, count: int, size: float, sunk: float = 0.0
) -> None:
    """Set small round tree-tops along a skyline, in one colour mixed with haze towards the base; `size` in units."""
    rng = canvas.rng
    x = np.sort(rng.uniform(0, 1, count))
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    radius = size * canvas.unit * rng.uniform(0.4, 1.1, count)
    y = crest[column] + radius * sunk
    palette = np.stack([mix(colour, haze, a) for a in np.linspace(0, 0.25, 6)])
    layer = canvas.layer()
    layer.marks(dabs(canvas.x(x), y, radius, radius * 0.85, corners=10), pick(rng, palette, rng.uniform(0, 1, count)))
    canvas.lay(layer)
