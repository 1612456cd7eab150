"""What grows on the ground: grass in perspective, flowers, ears of wheat, reeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from albumforge.samples.canvas import Canvas, Layer, between, dabs, pick
from albumforge.samples.colour import Floats, rgb, shades
from albumforge.samples.noise import fbm


def blades(
    x: npt.ArrayLike, y: npt.ArrayLike, length: npt.ArrayLike, width: npt.ArrayLike, lean: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return outlines (n, 5, 2) of blades of grass: foot, length, foot width in pixels, lean over length."""
    x, y, length, width, lean = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (x, y, length, width, lean)))
    half, tip, middle = width / 2, x + lean * length, x + lean * length * 0.35
    return np.stack(
        [
            np.stack([x - half, y], 1),
            np.stack([middle - half * 0.7, y - length * 0.55], 1),
            np.stack([tip, y - length], 1),
            np.stack([middle + half * 0.7, y - length * 0.55], 1),
            np.stack([x + half, y], 1),
        ],
        1,
    )


def grass(
    canvas: Canvas,
    crest: Floats,
    palette: Sequence[str],
    *,
    count: int,
    near: float,
    far: float = 0.004,
    bottom: float = 1.06,
    lean: float = 0.15,
    dark_near: float = 0.0,
    thick: float = 0.06,
) -> None:
    """Cover the ground below a skyline with blades that grow towards the viewer.

    Args:
        canvas: what is painted on.
        crest: rows of the skyline (width,), in pixels.
        palette: colours from shade to light.
        count: how many blades.
        near, far: length of a blade nearest and farthest, in units.
        bottom: part of the height of the nearest.
        lean: mean lean to the right over the length.
        dark_near: how much darker the nearest are, in parts of the palette.
        thick: width of a blade over its length.
    """
    rng = canvas.rng
    depth = np.sort(rng.uniform(0, 1, count) ** 0.75)
    x = rng.uniform(-0.02, 1.02, count)
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * np.maximum(0, canvas.height * bottom - crest[column])
    patch = fbm(rng, (64, 64), (5, 9), octaves=4)
    value = 0.5 + 0.22 * patch[(depth * 63).astype(int), np.clip(x * 63, 0, 63).astype(int)] - dark_near * depth**2
    length = canvas.unit * (far + (near - far) * depth**1.3) * rng.uniform(0.5, 1.2, count)
    width = np.maximum(1.0, length * thick * rng.uniform(0.6, 1.4, count))
    layer = canvas.layer()
    marks = blades(canvas.x(x), y, length, width, rng.normal(lean, 0.22, count))
    inside = crest[column] < canvas.height * bottom
    layer.marks(marks[inside], pick(rng, shades(palette, 16), value, 0.16)[inside])
    canvas.lay(layer)


def flowers(
    canvas: Canvas,
    crest: Floats,
    palette: Sequence[str],
    *,
    count: int,
    size: float,
    heart: str = "",
    stem: str = "",
    bottom: float = 1.02,
    start: float = 0.0,
    petals: int = 5,
) -> None:
    """Scatter flowers below a skyline in drifts: dots far off, petals near the viewer.

    Args:
        canvas: what is painted on.
        crest: rows of the skyline (width,), in pixels.
        palette: colours of the petals.
        count: how many.
        size: radius of the nearest, in units.
        heart, stem: colours of the middle and of the stem, or "".
        bottom: part of the height of the nearest.
        start: depth (0 … 1) before which there are none.
        petals: of the near flowers.
    """
    rng = canvas.rng
    drift = fbm(rng, (64, 64), (4, 5), octaves=3)
    depth = np.sort(start + (1 - start) * rng.uniform(0, 1, count * 3) ** 0.9)
    x = rng.uniform(-0.02, 1.02, count * 3)
    likely = drift[(depth * 63).astype(int), np.clip(x * 63, 0, 63).astype(int)] + rng.normal(0, 0.5, count * 3)
    keep = np.sort(np.argsort(-likely)[:count])
    x, depth = x[keep], depth[keep]
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * (canvas.height * bottom - crest[column])
    radius = canvas.unit * size * (0.10 + 0.90 * depth**1.6) * rng.uniform(0.7, 1.2, count)
    colours = pick(rng, shades(palette, 8), rng.uniform(0, 1, count))
    layer = canvas.layer()
    for k in range(count):
        if radius[k] < 3.0:
            layer.marks(dabs(canvas.x(x[k : k + 1]), y[k : k + 1], radius[k], radius[k] * 0.7), colours[k : k + 1])
            continue
        _flower(layer, rng, float(canvas.x(x[k])), float(y[k]), float(radius[k]), colours[k], heart, stem, petals)
    canvas.lay(layer)


def _flower(
    layer: Layer,
    rng: np.random.Generator,
    x: float,
    y: float,
    r: float,
    colour: Floats,
    heart: str,
    stem: str,
    petals: int,
) -> None:
    if stem:
        foot = (x + rng.normal(0, r * 0.4), y + r * rng.uniform(3, 6))
        layer.stroke(between([(x, y), (x, (y + foot[1]) / 2), foot], 6), max(1.0, r * 0.16), rgb(stem))
    turn = rng.uniform(0, 6.28) + np.arange(petals) * 2 * np.pi / petals
    px, py = x + np.cos(turn) * r * 0.55, y + np.sin(turn) * r * 0.55 * 0.62
    angle = np.arctan2(np.sin(turn) * 0.62, np.cos(turn))
    tone = np.clip(colour[None] * (1 - 0.13 * (np.sin(turn)[:, None] > 0.2)), 0, 1).astype(np.float32)
    layer.marks(dabs(px, py, r * 0.56, r * 0.34, angle), tone)
    if heart:
        layer.disc(x, y, r * 0.24, r * 0.18, rgb(heart))


def wheat(
    canvas: Canvas, crest: Floats, palette: Sequence[str], *, count: int, near: float, start: float = 0.25
) -> None:
    """Stand ears of wheat on the nearer ground below a skyline; `near` is the length of a stalk, in units."""
    rng = canvas.rng
    depth = np.sort(start + (1 - start) * rng.uniform(0, 1, count))
    x = rng.uniform(-0.02, 1.02, count)
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * (canvas.height * 1.28 - crest[column])
    tall = canvas.unit * near * (0.12 + 0.88 * depth**1.5) * rng.uniform(0.8, 1.15, count)
    lean = rng.normal(0.16, 0.14, count)
    colours = pick(rng, shades(palette, 14), 0.35 + 0.4 * rng.uniform(0, 1, count), 0.15)
    bright = pick(rng, shades(palette, 14), 0.6 + 0.4 * rng.uniform(0, 1, count), 0.1)
    layer = canvas.layer()
    stalks = blades(canvas.x(x), y, tall, np.maximum(1.0, tall * 0.022), lean)
    ear = np.linspace(0.0, 1.0, 5)
    for k in range(count):
        layer.marks(stalks[k : k + 1], colours[k : k + 1])
        size = float(tall[k])
        tx, ty = float(stalks[k, 2, 0]), float(stalks[k, 2, 1])
        gx, gy = tx - lean[k] * size * 0.30 * (1 - ear), ty + size * 0.26 * (1 - ear)
        if size * 0.035 < 1.3:
            middle = dabs([gx[2]], [gy[2]], size * 0.14, max(0.9, size * 0.03), np.arctan2(-1.0, lean[k]), corners=6)
            layer.marks(middle, bright[k : k + 1])
            continue
        side = np.where(np.arange(5) % 2 == 0, -1.0, 1.0) * size * 0.016
        angle = np.arctan2(-1.0, lean[k]) + np.where(np.arange(5) % 2 == 0, -0.35, 0.35)
        grains = dabs(gx + side, gy, size * 0.044, size * 0.016, angle, corners=7)
        layer.marks(grains, np.repeat(bright[k : k + 1], 5, 0))
    canvas.lay(layer)


def reeds(
    canvas: Canvas,
    x: float,
    base: float,
    *,
    count: int,
    spread: float,
    height: float,
    palette: Sequence[str],
    lean: float = 0.08,
    heads: str = "",
) -> None:
    """Plant a clump of reeds at (x, base), parts; `spread` (half width), `height` in units."""
    rng = canvas.rng
    px = canvas.x(x) + rng.normal(0, 0.5, count) * spread * canvas.unit
    py = canvas.y(base) + rng.uniform(-0.01, 0.02, count) * canvas.unit
    tall = canvas.unit * height * rng.uniform(0.45, 1.0, count)
    slope = rng.normal(lean, 0.12, count)
    colours = pick(rng, shades(palette, 8), rng.uniform(0, 1, count))
    layer = canvas.layer()
    marks = blades(px, py, tall, np.maximum(1.2, canvas.unit * 0.0045), slope)
    layer.marks(marks, colours)
    if heads:
        chosen = np.flatnonzero(rng.uniform(0, 1, count) < 0.22)
        top = marks[chosen, 2]
        size = canvas.unit * 0.02
        layer.marks(
            dabs(top[:, 0], top[:, 1], size, size * 0.22, np.arctan2(-1.0, slope[chosen])),
            np.repeat(rgb(heads)[None], len(chosen), 0),
        )
    canvas.lay(layer)


def spikes(
    canvas: Canvas,
    crest: Floats,
    palette: Sequence[str],
    *,
    count: int,
    near: float,
    start: float = 0.02,
    bottom: float = 1.06,
) -> None:
    """Grow drifts of upright flower spikes (heather) below a skyline; the nearest are `near` units high."""
    rng = canvas.rng
    drift = fbm(rng, (64, 64), (3, 6), octaves=4)
    depth = start + (1 - start) * rng.uniform(0, 1, count * 2) ** 0.8
    x = rng.uniform(-0.02, 1.02, count * 2)
    likely = drift[(depth * 63).astype(int), np.clip(x * 63, 0, 63).astype(int)] + rng.normal(0, 0.25, count * 2)
    keep = np.argsort(-likely)[:count]
    keep = keep[np.argsort(depth[keep])]
    x, depth = x[keep], depth[keep]
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * (canvas.height * bottom - crest[column])
    tall = canvas.unit * near * (0.07 + 0.93 * depth**1.4) * rng.uniform(0.6, 1.15, count)
    lean = rng.normal(0.10, 0.16, count)
    buds = 6
    up = np.linspace(0.25, 1, buds)[None, :]
    side = np.where(np.arange(buds) % 2 == 0, -1, 1)[None, :] * rng.uniform(0.02, 0.09, (count, buds))
    bx = canvas.x(x)[:, None] + (lean[:, None] * up + side * (1.1 - up)) * tall[:, None]
    by = y[:, None] - up * tall[:, None]
    size = np.broadcast_to(tall[:, None] * (0.125 - 0.06 * up), bx.shape)
    shade = 0.25 + 0.5 * up + rng.normal(0, 0.14, bx.shape)
    layer = canvas.layer()
    marks = dabs(bx.ravel(), by.ravel(), size.ravel(), size.ravel() * 0.62, rng.normal(-1.2, 0.5, bx.size), corners=6)
    layer.marks(marks, pick(rng, shades(palette, 12), shade.ravel()))
    canvas.lay(layer)
