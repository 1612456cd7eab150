"""Skies: scattering gradients, sun and moon, clouds lit from the sun's side, stars."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from albumforge.samples.canvas import Canvas, between, dabs
from albumforge.samples.colour import Floats, Reals, Stops, rgb, shades
from albumforge.samples.noise import enlarge, fbm, smoothstep, warp


def sunlight(canvas: Canvas, x: float, y: float, colour: str, *, reach: float, strength: float, bottom: float) -> None:
    """Add the forward-scattered light around a sun at (x, y), wider than high, above the row `bottom`.

    Args:
        canvas: what is painted on.
        x, y: parts of width and height.
        colour: of the light.
        reach: distance at which it is down to 1/e, in units.
        strength: 0 … 1 at the centre.
        bottom: part of the height where the sky ends.
    """
    rows = canvas.row(bottom)
    dx = (np.arange(canvas.width, dtype=np.float32) - canvas.x(x).astype(np.float32))[None, :] / canvas.unit
    dy = (np.arange(rows, dtype=np.float32) - canvas.y(y).astype(np.float32))[:, None] / canvas.unit
    distance = np.sqrt(dx * dx * np.float32(0.45) + dy * dy)
    canvas.glow(np.float32(strength) * np.exp(-distance / np.float32(reach)), rgb(colour))


def disc(canvas: Canvas, x: float, y: float, radius: float, colour: str) -> None:
    """Paint the disc of a sun or moon; `radius` in units."""
    layer = canvas.layer()
    layer.disc(float(canvas.x(x)), float(canvas.y(y)), radius * canvas.unit, radius * canvas.unit, rgb(colour))
    canvas.lay(layer)


def streaks(
    canvas: Canvas,
    top: float,
    bottom: float,
    colour: str,
    *,
    cover: float = 0.5,
    opacity: float = 0.8,
    stretch: float = 6.0,
    crisp: float = 0.5,
    scale: float = 3.0,
) -> None:
    """Lay long flat clouds, in one colour, between two rows; they thin out towards both.

    Args:
        canvas: what is painted on.
        top, bottom: parts of the height.
        colour: of the cloud.
        cover: part of the band that is covered, about.
        opacity: at the densest.
        stretch: how many times wider than high the forms are.
        crisp: width of the soft edge in standard deviations of the noise; small for a cut edge.
        scale: forms across the band's height, about.
    """
    y0, y1 = canvas.row(top), canvas.row(bottom)
    size = (canvas.width, max(2, y1 - y0))
    down = scale
    across = max(1.0, down * size[0] / size[1] / stretch)
    field = fbm(canvas.rng, size, (across, down), octaves=6, gain=0.52, coarse=2)
    bend = fbm(canvas.rng, size, (across, down / 2), octaves=3, coarse=4)
    field = warp(field, bend * np.float32(size[0] * 0.03), bend * np.float32(size[1] * 0.03))
    at = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    window = np.float32(1) - np.abs(2 * at - 1) ** 2
    field += (window - 1) * np.float32(2.2)
    edge = float(np.quantile(field[::8, ::8], 1 - cover))
    mask = smoothstep(edge - crisp / 2, edge + crisp / 2, field) * np.float32(opacity) * np.sqrt(window)
    canvas.tint(mask, rgb(colour), y0)


def cumulus(
    canvas: Canvas,
    x: float,
    base: float,
    width: float,
    height: float,
    palette: Sequence[str],
    *,
    light: tuple[float, float] = (-0.6, -0.75),
    count: int = 60,
    haze: float = 0.35,
) -> None:
    """Paint a heaped cloud of lit billows on a flat base.

    Args:
        canvas: what is painted on.
        x, base: where its middle and its base are, parts of width and height.
        width, height: of the cloud, in units.
        palette: colours from the darkest shadow to the lit edge.
        light: direction towards the sun, x to the right and y down.
        count: how many billows.
        haze: how far its base dissolves into the sky, 0 … 1.
    """
    unit = canvas.unit
    scale = 1 / 2 if canvas.unit > 300 else 1.0
    wide, high = int(unit * width * 1.5 * scale), int(unit * height * 1.35 * scale)
    if wide < 8 or high < 8:
        return
    rng = canvas.rng
    along = rng.uniform(-1, 1, count)
    along = np.sign(along) * np.abs(along) ** 1.25
    towers = 0.72 + 0.28 * np.sin(along * 7 + rng.uniform(0, 6.28))
    top = (1 - np.abs(along) ** 2.2) * towers * rng.uniform(0.75, 1.0, count)
    up = rng.uniform(0, 1, count) ** 0.8 * top
    radius = (0.10 + 0.20 * rng.uniform(0, 1, count) * (1 - 0.55 * up)) * height * unit * scale
    cx, cy = wide / 2 + along * width * unit * scale / 2, high * 0.93 - up * height * unit * scale * 0.78
    field, tone = _billows(wide, high, cx, cy, radius, light)
    bend = fbm(rng, (wide, high), (width / height * 5, 5), octaves=5, gain=0.6, coarse=1)
    bend2 = fbm(rng, (wide, high), (width / height * 5, 5), octaves=5, gain=0.6, coarse=1)
    amount = np.float32(height * unit * scale * 0.028)
    field, tone = warp(field, bend * amount, bend2 * amount), warp(tone, bend * amount, bend2 * amount)
    rows = np.linspace(0, 1, high, dtype=np.float32)[:, None]
    tone = tone * np.float32(0.72) + (1 - rows) * np.float32(0.30) + bend * np.float32(0.05)
    mask = smoothstep(0.0, 0.10, field) * (1 - smoothstep(0.93 - haze, 0.95, rows) * np.float32(0.95))
    colours = _posterised(tone, shades(palette, 64))
    x0, y0 = int(canvas.x(x) - wide / scale / 2), int(canvas.y(base) - high / scale * 0.93)
    _paste(canvas, colours, mask, x0, y0, scale)


def _billows(
    wide: int, high: int, cx: Reals, cy: Reals, radius: Reals, light: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return coverage and tone of overlapping spheres, the nearest surface seen; float32 (high, wide) each."""
    field = np.zeros((high, wide), np.float32)
    depth = np.full((high, wide), -1e9, np.float32)
    tone = np.zeros((high, wide), np.float32)
    for x, y, r in zip(cx.tolist(), cy.tolist(), radius.tolist(), strict=True):
        x0, x1, y0, y1 = max(0, int(x - r)), min(wide, int(x + r) + 1), max(0, int(y - r)), min(high, int(y + r) + 1)
        if x1 <= x0 or y1 <= y0:
            continue
        nx = ((np.arange(x0, x1, dtype=np.float32) - x) / r)[None, :]
        ny = ((np.arange(y0, y1, dtype=np.float32) - y) / r)[:, None]
        nz2 = 1 - nx * nx - ny * ny
        z = np.sqrt(np.maximum(nz2, 0)) * np.float32(r) + np.float32(y * 0.6)
        part = (slice(y0, y1), slice(x0, x1))
        nearer = (nz2 > 0) & (z > depth[part])
        lit = np.float32(0.5) + np.float32(0.5) * (nx * np.float32(light[0]) + ny * np.float32(light[1]))
        depth[part] = np.where(nearer, z, depth[part])
        tone[part] = np.where(nearer, lit, tone[part])
        field[part] = np.maximum(field[part], np.maximum(nz2, 0))
    tone = np.where(field > 0, tone, np.float32(0.6)).astype(np.float32)
    return field, np.asarray(cv2.GaussianBlur(tone, (0, 0), max(0.6, float(radius.mean()) * 0.07)), np.float32)


def _posterised(tone: Floats, palette: Floats) -> Floats:
    """Return colours for tones about 0 … 1, gathered into five soft steps."""
    steps = tone * 5
    whole = np.floor(steps)
    soft = whole + smoothstep(0.30, 0.70, steps - whole)
    index = np.clip(soft / 5 * 64, 0, 63).astype(np.int32)
    return palette[index]


def _paste(canvas: Canvas, colours: Floats, mask: Floats, x0: int, y0: int, scale: float) -> None:
    if scale != 1:
        size = (round(mask.shape[1] / scale), round(mask.shape[0] / scale))
        colours, mask = enlarge(colours, size), enlarge(mask, size)
    left, up = max(0, -x0), max(0, -y0)
    right, down = min(mask.shape[1], canvas.width - x0), min(mask.shape[0], canvas.height - y0)
    if right <= left or down <= up:
        return
    area = canvas.pixels[y0 + up : y0 + down, x0 + left : x0 + right]
    area += (colours[up:down, left:right] - area) * mask[up:down, left:right, None]


def clouds(
    canvas: Canvas,
    top: float,
    bottom: float,
    palette: Sequence[str],
    *,
    cover: float,
    light: tuple[float, float],
    scale: float = 3.0,
    stretch: float = 2.2,
    opacity: float = 1.0,
) -> None:
    """Paint a sheet of broken cloud, lit from the side `light` points to; forms flatten towards `bottom`.

    Args:
        canvas: what is painted on.
        top, bottom: parts of the height; `bottom` is near the horizon.
        palette: colours from the darkest shadow to the lit edge.
        cover: part of the sky that is covered, about.
        light: direction towards the sun, x to the right and y down.
        scale: forms down the sheet.
        stretch: how many times wider than high the forms are at the top.
        opacity: at the densest.
    """
    y0, y1 = canvas.row(top), canvas.row(bottom)
    size = (canvas.width, max(2, y1 - y0))
    across = max(1.0, scale * size[0] / size[1] / stretch)
    field = fbm(canvas.rng, size, (across, scale), octaves=7, gain=0.56, coarse=2)
    bend = fbm(canvas.rng, size, (across * 3, scale * 3), octaves=3, coarse=4)
    field = warp(field, bend * np.float32(size[0] * 0.008), -bend * np.float32(size[1] * 0.012))
    at = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    flat = (np.float32(0.62) * at + np.float32(0.38) * at**3 - at) * np.float32(size[1])
    field = warp(field, np.zeros_like(flat), flat)
    edge = float(np.quantile(field[::8, ::8], 1 - cover))
    reach = np.float32(0.035 * size[1])
    toward = warp(field, np.full((1, 1), light[0], np.float32) * reach, np.full((1, 1), light[1], np.float32) * reach)
    tone = np.float32(0.62) + (field - toward) * np.float32(0.42) - (field - np.float32(edge)) * np.float32(0.20)
    mask = smoothstep(edge - 0.15, edge + 0.35, field) * np.float32(opacity) * (1 - smoothstep(0.8, 1.0, at))
    canvas.tint(mask, _posterised(tone, shades(palette, 64)), y0)


def stars(canvas: Canvas, bottom: float, count: int) -> None:
    """Scatter stars of many brightnesses above the row `bottom`; they fade towards it."""
    rng = canvas.rng
    x, y = rng.uniform(0, 1, count), rng.uniform(0, bottom, count)
    bright = rng.pareto(1.7, count) * 0.10 + 0.10
    keep = rng.uniform(0, 1, count) < 1 - (y / bottom) ** 3
    x, y, bright = x[keep], y[keep], np.minimum(1.0, bright[keep])
    order = np.argsort(bright)
    layer = canvas.layer()
    size = canvas.unit * (0.0006 + 0.0013 * bright[order])
    tint = np.stack([0.80 + 0.2 * rng.uniform(0, 1, len(order)), np.full(len(order), 0.9), np.ones(len(order))], 1)
    colours = np.hstack([tint, (0.35 + 0.65 * bright[order])[:, None]]).astype(np.float32)
    layer.marks(dabs(canvas.x(x[order]), canvas.y(y[order]), size, size), colours)
    canvas.lay(layer)
    for k in order[-9:]:
        canvas.spot(float(canvas.x(x[k])), float(canvas.y(y[k])), canvas.unit * 0.004, rgb("#9fc3ff") * 0.6, power=1.2)


def milky_way(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], width: float, bottom: float
) -> None:
    """Paint the band of the Milky Way with its dark rift from `start` to `end` (parts); `width` in units."""
    rows = canvas.row(bottom)
    size = (canvas.width, rows)
    ax, ay = float(canvas.x(start[0])), float(canvas.y(start[1]))
    dx, dy = float(canvas.x(end[0])) - ax, float(canvas.y(end[1])) - ay
    length = float(np.hypot(dx, dy))
    px = np.arange(size[0], dtype=np.float32)[None, :] - ax
    py = np.arange(rows, dtype=np.float32)[:, None] - ay
    bend = fbm(canvas.rng, size, (5, 4), octaves=4, coarse=4)
    aside = (px * -dy + py * dx) / np.float32(length * canvas.unit) + bend * np.float32(0.022)
    along = (px * dx + py * dy) / np.float32(length * length)
    texture = fbm(canvas.rng, size, (9, 7), octaves=5, gain=0.6, coarse=2)
    rift = fbm(canvas.rng, size, (7, 6), octaves=5, gain=0.55, coarse=2)
    core = np.exp(-((aside / np.float32(width)) ** 2)) * np.float32(0.62)
    core *= np.clip(1 + 0.30 * texture, 0.2, 2.0)
    dark = np.exp(-(((aside - 0.012) / np.float32(width * 0.30)) ** 2)) * smoothstep(-0.5, 0.7, rift)
    mask = np.clip(core * (1 - 0.75 * dark), 0, 1) * (0.65 + 0.5 * smoothstep(0.2, 0.9, along))
    canvas.glow(mask.astype(np.float32), rgb("#8fa6d8"))
    warm = np.exp(-((aside / np.float32(width * 0.5)) ** 2)) * smoothstep(0.35, 1.0, along) * np.float32(0.35)
    canvas.glow((warm * (1 - 0.8 * dark)).astype(np.float32), rgb("#e3b59a"))


def gradient(canvas: Canvas, bottom: float, stops: Stops) -> None:
    """Cover the sky down to the row `bottom` with a vertical gradient and faint unevenness of the brush."""
    canvas.wash(0, bottom, stops)
    rows = canvas.row(bottom)
    uneven = fbm(canvas.rng, (canvas.width, rows), (3, 6), octaves=3, coarse=8) * np.float32(0.012)
    canvas.pixels[:rows] += uneven[..., None]


def birds(canvas: Canvas, x: float, y: float, *, count: int, size: float, spread: float, colour: str) -> None:
    """Draw a loose flight of birds around (x, y) in parts; `size` (wing) and `spread` in units."""
    rng = canvas.rng
    layer = canvas.layer()
    for _ in range(count):
        bx = float(canvas.x(x)) + rng.normal(0, 1) * spread * canvas.unit
        by = float(canvas.y(y)) + rng.normal(0, 0.35) * spread * canvas.unit
        s, tilt, beat = size * canvas.unit * rng.uniform(0.6, 1.1), rng.normal(0, 0.12), rng.uniform(0.15, 0.55)
        for side in (-1.0, 1.0):
            wing = between(
                [
                    (bx, by),
                    (bx + side * 0.45 * s, by - beat * s),
                    (bx + side * s, by - beat * 0.2 * s + tilt * side * s),
                ],
                10,
            )
            layer.stroke(wing, np.linspace(0.13, 0.02, 10) * s + 0.5, rgb(colour))
    canvas.lay(layer)
