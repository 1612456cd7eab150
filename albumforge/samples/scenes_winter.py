"""Scenes of winter: the first snow, a clear night."""

from __future__ import annotations

import numpy as np

from albumforge.samples import buildings, sky, terrain, trees, water
from albumforge.samples.canvas import Canvas, between
from albumforge.samples.colour import mix, rgb


def first_snow(canvas: Canvas) -> None:
    """December: the first snow on pines, a cabin and its smoke."""
    line = 0.62
    sky.gradient(canvas, line + 0.1, [(0, "#8fa6c2"), (0.5, "#bccbdc"), (1, "#eee8e6")])
    sky.streaks(canvas, 0.0, 0.4, "#dfe6ee", cover=0.45, opacity=0.7, stretch=5)
    far = terrain.skyline(canvas, 0.56, 0.32, 3, gain=0.46)
    terrain.ridge(
        canvas,
        far,
        line + 0.02,
        [(0, "#7f9abf"), (0.6, "#b3c4da"), (1, "#dfe4ea")],
        lit="#ffffff",
        strength=0.95,
        detail=16,
    )
    terrain.mist(canvas, 0.44, 0.62, "#e9ecf0", opacity=0.7)
    middle = terrain.hills(canvas, 0.60, 0.14, 2.2)
    terrain.ridge(canvas, middle, line + 0.04, [(0, "#a3b6cc"), (1, "#eef1f4")])
    trees.forest(canvas, middle, ("#8196b0", "#6f87a4"), count=230, size=(0.02, 0.06), spread=0.08)
    terrain.mist(canvas, 0.50, 0.66, "#eff1f4", opacity=0.6)
    slope = terrain.hills(canvas, line + 0.045, 0.05, 1.6)
    white = [(0, "#f3f5f9"), (0.5, "#e2e9f3"), (1, "#bccbe2")]
    terrain.ground(canvas, slope, white, ("#d3deee", "#f7f9fc", "#e3eaf4"), count=420)
    trees.forest(
        canvas,
        slope,
        ("#5a7390", "#3f5a78"),
        count=46,
        size=(0.07, 0.16),
        spread=0.05,
        snow="#f3f6fa",
        span=(0.0, 0.42),
    )
    trees.forest(
        canvas,
        slope,
        ("#5a7390", "#3f5a78"),
        count=30,
        size=(0.06, 0.14),
        spread=0.04,
        snow="#f3f6fa",
        span=(0.82, 1.0),
    )
    top = buildings.cabin(
        canvas,
        0.60,
        0.725,
        0.20,
        wall=("#5d3f38", "#7a5142"),
        roof=("#cfd9e8", "#f7f9fc"),
        window="#ffcf74",
        chimney="#6a5a5c",
        glow=0.55,
    )
    buildings.smoke(canvas, *top, 0.30, "#f7f5f4", opacity=0.6)
    _fence(canvas)
    _pines(canvas)


def _pines(canvas: Canvas) -> None:
    rng = canvas.rng
    layer = canvas.layer()
    for x, y, tall, tint in (
        (0.90, 0.86, 0.46, 0.2),
        (0.20, 0.88, 0.60, 0.4),
        (0.065, 0.97, 0.82, 1.0),
        (0.985, 1.0, 0.66, 1.0),
    ):
        layer.disc(
            float(canvas.x(x)),
            float(canvas.y(y)),
            tall * canvas.unit * 0.17,
            tall * canvas.unit * 0.022,
            [0.62, 0.71, 0.84, 0.8],
        )
        trees.conifer(
            layer,
            rng,
            float(canvas.x(x)),
            float(canvas.y(y)),
            tall * canvas.unit,
            mix("#35536e", "#1f3a52", tint),
            lit=rgb("#4f7088"),
            snow=rgb("#f7fafd"),
            slender=0.20,
            tiers=12,
        )
    canvas.lay(layer)


def _fence(canvas: Canvas) -> None:
    u = canvas.unit
    layer = canvas.layer()
    path = between([(0.30, 0.775), (0.50, 0.80), (0.62, 0.83), (0.82, 0.95)], 14)
    points = np.stack([canvas.x(path[:, 0]), canvas.y(path[:, 1])], 1)
    grow = np.linspace(0.55, 1.5, 14)
    for rail in (0.030, 0.016):
        layer.stroke(points - np.stack([np.zeros(14), rail * u * grow], 1), 0.0045 * u * grow, rgb("#6a5654"))
        layer.stroke(points - np.stack([np.zeros(14), (rail + 0.003) * u * grow], 1), 0.003 * u * grow, rgb("#f7f9fc"))
    for (x, y), size in zip(points, grow, strict=True):
        layer.stroke([(x, y + 0.004 * u), (x, y - 0.040 * u * size)], 0.0085 * u * size, rgb("#59474a"))
        layer.disc(x, y - 0.041 * u * size, 0.0065 * u * size, 0.0040 * u * size, rgb("#fbfcfe"))
    canvas.lay(layer)


def starry_cabin(canvas: Canvas) -> None:
    """A clear winter night: the Milky Way over a cabin with lit windows by a lake."""
    line, u, rng = 0.70, canvas.unit, canvas.rng
    sky.gradient(canvas, line, [(0, "#0b1533"), (0.45, "#16275a"), (0.8, "#2f4f86"), (1, "#5f86a8")])
    sky.milky_way(canvas, (0.98, -0.10), (0.34, 0.72), 0.13, line)
    sky.stars(canvas, line, 1500)
    far = terrain.skyline(canvas, 0.69, 0.24, 3, gain=0.46)
    terrain.ridge(canvas, far, line, [(0, "#2a4674"), (1, "#3f6288")], lit="#8fb0d0", light=-1, strength=0.8, detail=16)
    terrain.mist(canvas, 0.60, line + 0.01, "#6f96b4", opacity=0.42)
    shore = terrain.hills(canvas, line + 0.006, 0.03, 2.0)
    terrain.ridge(canvas, shore, line + 0.004, [(0, "#15284a"), (1, "#10203c")])
    trees.forest(canvas, shore, ("#1c3358", "#0f1f3c"), count=150, size=(0.03, 0.13), spread=0.01)
    layer = canvas.layer()
    for x, tall in ((0.155, 0.30), (0.205, 0.24), (0.395, 0.22), (0.10, 0.25)):
        trees.conifer(
            layer, rng, float(canvas.x(x)), float(canvas.y(line)), tall * u, rgb("#0c1832"), lit=rgb("#1d3358"), light=1
        )
    canvas.lay(layer)
    top = buildings.cabin(
        canvas,
        0.295,
        line - 0.002,
        0.20,
        wall=("#241d2c", "#33262e"),
        roof=("#5f7796", "#86a0bd"),
        window="#ffc566",
        chimney="#2c2836",
        glow=0.85,
    )
    buildings.smoke(canvas, *top, 0.24, "#8fa6c4", opacity=0.45)
    water.water(canvas, line, [(0, "#2a4a78"), (0.5, "#14264e"), (1, "#0a1430")], mirror=(0.85, 0.55), rough=0.010)
    water.streaks(
        canvas,
        line,
        ("#ffb04f", "#ffd68a"),
        count=90,
        opacity=0.8,
        size=0.6,
        centre=0.325,
        spread=(0.035, 0.06),
        power=1.4,
        bottom=0.92,
    )
    water.streaks(canvas, line, ("#4a74a8", "#7fa6cc"), count=120, opacity=0.35, power=0.9)
    layer = canvas.layer()
    for x, y, tall in ((0.93, 1.06, 0.70), (0.82, 1.08, 0.48), (1.0, 1.04, 0.55)):
        trees.conifer(
            layer,
            rng,
            float(canvas.x(x)),
            float(canvas.y(y)),
            tall * u,
            rgb("#070e22"),
            lit=rgb("#142747"),
            light=-1,
            tiers=14,
        )
    canvas.lay(layer)
