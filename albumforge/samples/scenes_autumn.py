"""Scenes of autumn: sunrise above the clouds, birches in gold."""

from __future__ import annotations

import numpy as np

from albumforge.samples import plants, sky, terrain, trees
from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import Floats, hexadecimal, mix, rgb, shades
from albumforge.samples.noise import fbm, smoothstep


def mountain_sunrise(canvas: Canvas) -> None:
    """Sunrise: layer upon layer of mountains above a sea of cloud, a pine on a crag."""
    sun = (0.62, 0.42)
    sky.gradient(
        canvas,
        1.0,
        [
            (0, "#2f4a86"),
            (0.18, "#6a6aa6"),
            (0.30, "#c2809a"),
            (0.40, "#f29a78"),
            (0.48, "#ffc47c"),
            (0.6, "#ffdf9e"),
            (1, "#ffd0a0"),
        ],
    )
    sky.streaks(canvas, -0.02, 0.26, "#4f4f8c", cover=0.40, opacity=0.7, stretch=5, scale=2.5)
    sky.streaks(canvas, 0.02, 0.32, "#d9788a", cover=0.34, opacity=0.85, stretch=6, scale=3)
    sky.streaks(canvas, 0.10, 0.42, "#ffb27c", cover=0.32, opacity=0.9, stretch=8, scale=4)
    sky.sunlight(canvas, *sun, "#ffc76a", reach=0.20, strength=0.95, bottom=1.0)
    sky.disc(canvas, *sun, 0.048, "#fff3c8")
    layers = (
        (0.53, 0.13, 4, "#d98a86", "#f2b48c"),
        (0.60, 0.17, 3, "#b86f86", "#e79a84"),
        (0.67, 0.16, 4, "#935a80", "#c97f82"),
        (0.75, 0.17, 3, "#6a4775", "#a2667c"),
        (0.86, 0.18, 4, "#453566", "#7a4f74"),
    )
    for base, high, cells, top, lit in layers:
        crest = terrain.skyline(canvas, base, high, cells, gain=0.46)
        crest = crest + np.float32(0.02 * canvas.height) * np.exp(
            -(((np.linspace(0, 1, canvas.width) - sun[0]) / 0.12) ** 2)
        ).astype(np.float32)
        terrain.ridge(
            canvas,
            crest,
            base + 0.09,
            [(0, top), (0.55, hexadecimal(mix(top, "#ffd2a2", 0.35))), (1, "#ffd2a6")],
            lit=lit,
            light=1,
            strength=0.6,
        )
        terrain.mist(canvas, base - 0.05, base + 0.14, "#ffdcb4", opacity=0.62, wisps=0.6)
    _crag(canvas)
    sky.birds(canvas, 0.42, 0.20, count=6, size=0.018, spread=0.07, colour="#3a2f5c")


def _crag(canvas: Canvas) -> None:
    u, rng = canvas.unit, canvas.rng
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    jag = fbm(rng, (canvas.width, 2), (26, 1), octaves=4, gain=0.55)[0]
    steep = 0.70 + 0.42 * smoothstep(0.05, 0.52, x) + 0.010 * jag
    crest = np.asarray(steep * canvas.height, np.float32)
    terrain.ridge(
        canvas, crest, 1.0, [(0, "#3a2c54"), (1, "#1a1634")], lit="#8a5068", light=1, strength=0.42, detail=14
    )
    plants.grass(canvas, crest, ("#1c1836", "#2a2248", "#4a3358"), count=500, near=0.05, far=0.02, bottom=0.95)
    layer = canvas.layer()
    base = (float(canvas.x(0.135)), float(np.interp(0.135, x, crest)) + 0.02 * u)
    limbs = trees.boughs(rng, base, -np.pi / 2 + 0.30, 0.20 * u, 0.034 * u, depth=3, spread=0.72, twist=0.5, lift=-0.18)
    trees.draw_boughs(layer, limbs, rgb("#221a38"), rgb("#7a4a5c"), light=1)
    ends = np.array([path[-1] for path, widths in limbs if widths[0] < 0.026 * u])
    for ex, ey in ends:
        pads = np.stack(
            [ex + rng.normal(0, 0.035 * u, 7), ey + rng.normal(0, 0.007 * u, 7), rng.uniform(0.016, 0.030, 7) * u], 1
        )
        trees.crown(
            layer,
            rng,
            pads,
            ("#14132c", "#1f2140", "#31334f", "#5f4a5a", "#a86f5c"),
            dab=0.0052 * u,
            light=(0.7, -0.6),
            slim=0.3,
            loose=0.3,
        )
    canvas.lay(layer)


def autumn_birches(canvas: Canvas) -> None:
    """October: birches in gold along a path of fallen leaves."""
    u, rng, line = canvas.unit, canvas.rng, 0.66
    canvas.wash(0, 1, [(0, "#e9d9a8"), (0.35, "#f7e6b8"), (0.62, "#fbeccb"), (1, "#d9a860")])
    sky.sunlight(canvas, 0.56, 0.42, "#fff3cc", reach=0.30, strength=0.8, bottom=line)
    for tone, count, high, radius, opacity in (
        (("#d9b277", "#e6c483", "#f0d394", "#f7e2ac"), 210, 0.62, 0.032, 0.85),
        (("#c08443", "#d69a4b", "#e8b45a", "#f6d078"), 170, 0.62, 0.030, 0.80),
    ):
        layer = canvas.layer()
        for x in rng.uniform(0, 1, 16):
            if abs(x - 0.56) > 0.05:
                path = [
                    (float(canvas.x(x)), float(canvas.y(line + 0.01))),
                    (float(canvas.x(x + rng.normal(0, 0.012))), 0.0),
                ]
                layer.stroke(path, u * rng.uniform(0.005, 0.010), mix(tone[-1], "#fff6e0", 0.4))
        bx = rng.uniform(-0.05, 1.05, count)
        by = line - 0.06 - rng.uniform(0, 1, count) ** 0.8 * high * np.clip(0.35 + 1.3 * np.abs(bx - 0.56), 0, 1)
        blobs = np.stack([canvas.x(bx), canvas.y(by), rng.uniform(0.5, 1.3, count) * radius * u], 1)
        trees.crown(layer, rng, blobs, tone, dab=0.008 * u, density=0.55, light=(0.3, -0.9), loose=0.4, solid=False)
        canvas.lay(layer, opacity)
    terrain.mist(canvas, 0.40, 0.74, "#fff0cf", opacity=0.60)
    crest = terrain.hills(canvas, line + 0.02, 0.025, 2)
    rust = ("#8a3f22", "#b55a28", "#d67f30", "#eba645", "#f8cf6c")
    terrain.ground(canvas, crest, [(0, "#ecc077"), (0.3, "#cf8a3f"), (1, "#7a3f24")], rust, count=900)
    _path(canvas, line)
    _leaves(canvas, crest, rust, 3000)
    _stems(canvas)
    layer = canvas.layer()
    n = 190
    bx = rng.uniform(-0.04, 1.04, n)
    reach = 0.10 + 0.95 * np.abs(bx - 0.54) ** 1.1 + 0.05 * np.sin(bx * 23)
    by = rng.uniform(0, 1, n) ** 1.1 * reach * 0.75 - 0.02
    blobs = np.stack([canvas.x(bx), canvas.y(by), rng.uniform(0.016, 0.044, n) * u], 1)
    gold = ("#a04a20", "#cc6c2a", "#e69536", "#f6bc4c", "#fee394")
    trees.crown(layer, rng, blobs, gold, dab=0.0080 * u, density=0.62, loose=0.40, light=(0.3, -0.9), solid=False)
    canvas.lay(layer)


def _stems(canvas: Canvas) -> None:
    u, rng = canvas.unit, canvas.rng
    places = (
        (0.30, 0.74, 0.026),
        (0.80, 0.73, 0.024),
        (0.70, 0.71, 0.018),
        (0.41, 0.71, 0.017),
        (0.155, 0.80, 0.042),
        (0.915, 0.83, 0.048),
        (0.05, 0.735, 0.024),
        (0.62, 0.70, 0.013),
        (0.235, 0.70, 0.014),
    )
    layer = canvas.layer()
    for x, y, wide in sorted(places, key=lambda place: place[2]):
        px, py = float(canvas.x(x)), float(canvas.y(y))
        away = (x - 0.56) * 0.9
        layer.shape(
            [
                (px - wide * u * 0.5, py),
                (px + wide * u * 0.5, py),
                (px + (away + wide) * u, py + 0.20 * u),
                (px + (away - wide) * u, py + 0.20 * u),
            ],
            [0.36, 0.17, 0.10, 0.30],
        )
        trees.birch(
            layer,
            rng,
            px,
            py,
            canvas.height * 1.05,
            wide * u,
            ("#fbf3e2", "#b08f86", "#3a2a2c"),
            light=1 if x < 0.56 else -1,
        )
    canvas.lay(layer)


def _path(canvas: Canvas, line: float) -> None:
    u, rng = canvas.unit, canvas.rng
    t = np.linspace(0, 1, 60)
    y = line + 0.022 + t**1.6 * 0.36
    middle = 0.560 + 0.035 * np.sin(t * 5.2) - 0.08 * t**2
    half = 0.005 + 0.17 * t**1.7
    layer = canvas.layer()
    outline = np.vstack([np.stack([middle - half, y], 1), np.stack([middle + half, y], 1)[::-1]])
    layer.shape(np.stack([canvas.x(outline[:, 0]), canvas.y(outline[:, 1])], 1), rgb("#d9a873"))
    n = 260
    at = rng.uniform(0, 1, n) ** 0.7
    px = np.interp(at, t, middle) + rng.uniform(-1.05, 1.05, n) * np.interp(at, t, half)
    long = u * (0.01 + 0.07 * at) * rng.uniform(0.5, 1.2, n)
    marks = dabs(canvas.x(px), canvas.y(np.interp(at, t, y)), long, long * 0.07, corners=10)
    layer.marks(marks, pick(rng, shades(("#b9824f", "#d9a873", "#f0cf9c", "#f7dfb4"), 8), rng.uniform(0, 1, n)))
    canvas.lay(layer, 0.9)


def _leaves(canvas: Canvas, crest: Floats, palette: tuple[str, ...], count: int) -> None:
    rng = canvas.rng
    depth = np.sort(rng.uniform(0, 1, count) ** 0.8)
    x = rng.uniform(0, 1, count)
    column = np.clip((x * canvas.width).astype(int), 0, canvas.width - 1)
    y = crest[column] + depth * (canvas.height * 1.02 - crest[column])
    r = canvas.unit * (0.0012 + 0.0075 * depth) * rng.uniform(0.6, 1.2, count)
    colours = pick(rng, shades(palette, 12), rng.uniform(0, 1, count))
    layer = canvas.layer()
    layer.marks(dabs(canvas.x(x), y, r, r * 0.42, rng.normal(0, 0.5, count), corners=7), colours)
    canvas.lay(layer)
