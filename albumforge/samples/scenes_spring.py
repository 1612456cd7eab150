"""Scenes of spring: blossom by a pond, a meadow at noon."""

from __future__ import annotations

import numpy as np

from albumforge.samples import bridges, plants, sky, terrain, trees, water
from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import rgb, shades


def cherry_pond(canvas: Canvas) -> None:
    """Spring morning: cherry blossom over a pond with a red bridge."""
    line, u, rng = 0.62, canvas.unit, canvas.rng
    sky.gradient(canvas, line, [(0, "#8fc3e0"), (0.5, "#c4dfe6"), (1, "#fbeee6")])
    sky.streaks(canvas, 0.05, 0.45, "#fff6f0", cover=0.3, opacity=0.7, stretch=6)
    far = terrain.skyline(canvas, 0.56, 0.16, 3, gain=0.4)
    terrain.ridge(canvas, far, line, [(0, "#9bb4cf"), (1, "#ecdfe2")], lit="#b6c8da", strength=0.6)
    near = terrain.hills(canvas, 0.60, 0.07, 2.4)
    terrain.ridge(canvas, near, line, [(0, "#7fa79a"), (1, "#b9cfb4")])
    layer = canvas.layer()
    pink = ("#b8688a", "#d98aa6", "#efb0c2", "#f9d0d8", "#fff0ef")
    for tone, count, base in ((("#5f8f74", "#7fae83", "#a9c894"), 26, 0.612), (pink, 30, 0.62)):
        bx = rng.uniform(0, 1, count)
        radius = rng.uniform(0.018, 0.042, count) * u
        blobs = np.stack([canvas.x(bx), canvas.y(base) - radius * 0.7, radius], 1)
        trees.crown(layer, rng, blobs, tone, dab=0.0055 * u, density=0.8)
    canvas.lay(layer)
    bank = terrain.hills(canvas, line + 0.004, 0.012, 4)
    terrain.ridge(canvas, bank, line, [(0, "#6f9a5c"), (1, "#4d7850")])
    bridges.arched_bridge(
        canvas,
        (0.55, 0.632),
        (0.93, 0.632),
        0.10,
        deck=("#d9432f", "#8f2430"),
        posts=11,
        rail=0.045,
        piers=3,
        foot=line + 0.03,
    )
    wave = 0.009
    water.water(canvas, line, [(0, "#c4dcd6"), (0.5, "#7fb0b8"), (1, "#3f7f92")], mirror=(0.85, 0.50), rough=wave)
    water.streaks(canvas, line, ("#e3f1ee", "#ffffff"), count=130, opacity=0.5, power=1.0)
    water.streaks(canvas, line, ("#3f7d8c", "#5f9aa4"), count=140, opacity=0.35, power=0.8)
    petal = canvas.layer()
    n = 420
    py = rng.uniform(0, 1, n) ** 1.2
    r = u * (0.0016 + 0.006 * py) * rng.uniform(0.6, 1.1, n)
    px = rng.uniform(0, 1, n) + 0.05 * np.sin(py * 11)
    petal.marks(
        dabs(canvas.x(px), canvas.y(line + 0.015 + py * 0.38), r, r * 0.32, 0.0),
        pick(rng, shades(pink[2:], 8), rng.uniform(0, 1, n)),
    )
    canvas.lay(petal)
    _cherry(canvas, pink)


def _cherry(canvas: Canvas, pink: tuple[str, ...]) -> None:
    u, rng = canvas.unit, canvas.rng
    layer = canvas.layer()
    bank = np.array([(-0.02, 1.05), (-0.02, 0.83), (0.08, 0.835), (0.20, 0.87), (0.31, 0.93), (0.40, 1.2)])
    layer.shape(np.stack([canvas.x(bank[:, 0]), canvas.y(bank[:, 1])], 1), rgb("#4f7f4a"))
    start = (float(canvas.x(0.11)), float(canvas.y(0.89)))
    floor = float(canvas.y(0.60))
    limbs = trees.boughs(
        rng, start, -np.pi / 2 + 0.12, 0.34 * u, 0.075 * u, depth=5, spread=0.58, twist=0.42, lift=0.03, floor=floor
    )
    trees.draw_boughs(layer, limbs, rgb("#3d2a34"), rgb("#7f5a5c"), light=1)
    foot = np.array([(-0.075, 0.02), (-0.045, -0.03), (-0.035, -0.10), (0.035, -0.10), (0.042, -0.03), (0.08, 0.02)])
    layer.shape(np.array(start) + foot * u, rgb("#3d2a34"))
    tips = [path[k] for path, widths in limbs if widths[0] < 0.050 * u for k in (3, 5, 7)]
    high = [(-0.02, 0.02), (0.08, -0.01), (0.18, 0.03), (0.28, -0.02)]
    tips += [np.array([float(canvas.x(px)), float(canvas.y(py))]) for px, py in high]
    ends = np.array(tips) + rng.normal(0, 0.016 * u, (len(tips), 2))
    radius = rng.uniform(0.018, 0.046, len(ends)) * u
    trees.crown(
        layer,
        rng,
        np.column_stack([ends, radius]),
        pink,
        dab=0.0060 * u,
        light=(0.4, -0.9),
        loose=0.30,
        slim=0.75,
        solid=False,
    )
    canvas.lay(layer)
    crest = np.interp(np.linspace(0, 1, canvas.width), bank[1:, 0], bank[1:, 1]).astype(np.float32) * np.float32(
        canvas.height
    )
    plants.grass(
        canvas, crest, ("#2f5f40", "#4f8a4a", "#7fb25c", "#b3d37c"), count=900, near=0.07, far=0.03, bottom=1.05
    )
    tuft = canvas.layer()
    gx = start[0] + rng.uniform(-0.10, 0.11, 60) * u
    long = rng.uniform(0.02, 0.045, 60) * u
    marks = plants.blades(gx, start[1] + rng.uniform(0.012, 0.035, 60) * u, long, long * 0.10, rng.normal(0.1, 0.3, 60))
    tuft.marks(marks, pick(rng, shades(("#2f5f40", "#4f8a4a", "#7fb25c"), 6), rng.uniform(0, 1, 60)))
    canvas.lay(tuft)


def spring_meadow(canvas: Canvas) -> None:
    """Noon: a lone tree on a flowering meadow under heaped clouds."""
    line = 0.60
    sky.gradient(canvas, line + 0.03, [(0, "#2f7fc6"), (0.5, "#6bb2e4"), (1, "#d3ecf4")])
    sky.streaks(canvas, 0.02, 0.30, "#e6f3fb", cover=0.18, opacity=0.5, stretch=8)
    cloud = ("#8fb2d0", "#b7cfe2", "#e3ecf2", "#fbfaf3", "#ffffff")
    sky.cumulus(canvas, 0.24, 0.58, 0.95, 0.46, cloud, count=90, light=(0.5, -0.8))
    sky.cumulus(canvas, 0.90, 0.60, 0.80, 0.28, cloud, count=60, light=(0.5, -0.8))
    sky.cumulus(canvas, 0.56, 0.60, 0.50, 0.13, cloud, count=40, light=(0.5, -0.8))
    far = terrain.skyline(canvas, line + 0.01, 0.09, 4, gain=0.38)
    terrain.ridge(canvas, far, line + 0.06, [(0, "#7fa9c6"), (1, "#b4d2d4")], lit="#a4c6d6", light=1)
    middle = terrain.hills(canvas, line + 0.03, 0.055, 2)
    terrain.ground(canvas, middle, [(0, "#7fb07a"), (1, "#9cc46f")], ("#6fa36f", "#a9cf7c"), count=300, bottom=0.8)
    terrain.far_trees(canvas, middle, "#4d8460", "#8fb98a", count=70, size=0.016)
    near = terrain.hills(canvas, line + 0.115, 0.06, 1.4, octaves=2)
    terrain.ground(
        canvas, near, [(0, "#8cc152"), (0.4, "#74b043"), (1, "#3f8236")], ("#6fac40", "#a5d05a", "#5b9a3c"), count=700
    )
    column = int(canvas.width * 0.70)
    x, y, u = canvas.width * 0.70, float(near[column]) + 0.035 * canvas.height, canvas.unit
    layer = canvas.layer()
    _shadow(canvas, x - 0.05 * u, y + 0.006 * u)
    limbs = trees.boughs(canvas.rng, (x, y), -np.pi / 2, 0.15 * u, 0.036 * u, depth=3, spread=0.55, twist=0.25)
    trees.draw_boughs(layer, limbs, rgb("#4b3a34"), rgb("#8c6f58"), light=1)
    # Clumps in a sunflower's order fill the crown evenly; each is a handful of clusters.
    k = np.arange(24)
    turn, away = k * 2.39996, np.sqrt((k + 0.5) / 24) * canvas.rng.uniform(0.85, 1.1, 24)
    clumps = np.stack([x + np.cos(turn) * away * 0.20 * u, y - 0.345 * u + np.sin(turn) * away * 0.145 * u], 1)
    rng = canvas.rng
    blobs = np.vstack(
        [trees.cluster(rng, cx, cy, 0.045 * u, 0.022 * u, 5, (0.020 * u, 0.046 * u)) for cx, cy in clumps]
    )
    green = ("#1f5a3a", "#2f7a3f", "#4b9a3f", "#7dbb48", "#b9dd6a", "#e2f08e")
    trees.crown(layer, canvas.rng, blobs, green, dab=0.0075 * u, light=(0.6, -0.8))
    canvas.lay(layer)
    grass = ("#2f6b2f", "#4a8f37", "#6fb344", "#98cc55", "#c4e276")
    plants.grass(canvas, near, grass, count=5200, near=0.14, dark_near=0.25)
    plants.flowers(canvas, near, ("#ffffff", "#fdf6e0"), count=260, size=0.017, heart="#f4c430", petals=9, start=0.05)
    plants.flowers(canvas, near, ("#e8453c", "#f06a4a"), count=130, size=0.017, heart="#3a1a20", petals=4, start=0.10)
    plants.flowers(canvas, near, ("#6f7fd8", "#8f9bea"), count=120, size=0.012, start=0.15)
    plants.flowers(canvas, near, ("#ffd84a",), count=200, size=0.009, start=0.02)
    sky.birds(canvas, 0.46, 0.25, count=4, size=0.014, spread=0.06, colour="#3f5f86")


def _shadow(canvas: Canvas, x: float, y: float) -> None:
    """Lay the shade below a crown, broken by the grass, around (x, y) in pixels."""
    u, rng = canvas.unit, canvas.rng
    n = 150
    turn, away = rng.uniform(0, 2 * np.pi, n), rng.uniform(0, 1, n) ** 0.6
    long = rng.uniform(0.02, 0.06, n) * u
    layer = canvas.layer()
    marks = dabs(x + np.cos(turn) * away * 0.20 * u, y + np.sin(turn) * away * 0.024 * u, long, long * 0.09, corners=12)
    layer.marks(marks, np.repeat(np.array([[0.17, 0.42, 0.18, 0.62]], np.float32), n, 0))
    canvas.lay(layer)
