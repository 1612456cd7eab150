"""Scenes of late summer: a moor in bloom, a lighthouse in fog."""

from __future__ import annotations

import numpy as np

from albumforge.samples import buildings, plants, sky, terrain, water
from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import Floats, rgb, shades
from albumforge.samples.noise import fbm


def cloudy_moor(canvas: Canvas) -> None:
    """Late summer: heather and standing stones under heavy cloud with a break of light."""
    line = 0.58
    sky.gradient(canvas, line + 0.02, [(0, "#7f95ac"), (0.6, "#b9c6cc"), (1, "#f0ead2")])
    sky.clouds(
        canvas,
        -0.02,
        0.60,
        ("#4f5f78", "#6c7b90", "#95a1ae", "#c7ccce", "#f2efe2"),
        cover=0.66,
        light=(0.6, -0.5),
        scale=2.6,
        stretch=2.0,
    )
    for x, wide, opacity in ((0.62, 0.05, 0.20), (0.72, 0.08, 0.26), (0.80, 0.03, 0.16)):
        rows = canvas.row(line + 0.06)
        y = np.arange(rows, dtype=np.float32)[:, None] / np.float32(rows)
        px = np.arange(canvas.width, dtype=np.float32)[None, :] / np.float32(canvas.width)
        away = (px - (np.float32(x) - y * np.float32(0.10))) / (np.float32(wide) * (np.float32(0.35) + y))
        canvas.glow((np.exp(-(away**4)) * y * np.float32(opacity)).astype(np.float32), rgb("#fff2cc"))
    far = terrain.hills(canvas, line - 0.01, 0.10, 2.4, octaves=4)
    terrain.ridge(canvas, far, line + 0.05, [(0, "#7f8ea8"), (1, "#b9bcbc")], lit="#a9b3b8", light=1, strength=0.22)
    middle = terrain.hills(canvas, line + 0.035, 0.085, 1.6, octaves=4)
    terrain.ground(
        canvas,
        middle,
        [(0, "#77808c"), (0.5, "#8f8a7c"), (1, "#a59a6c")],
        ("#7a7f80", "#b0a678", "#8c7a8c"),
        count=400,
        bottom=0.8,
    )
    terrain.mist(canvas, line - 0.02, line + 0.09, "#d5d8d2", opacity=0.40)
    near = terrain.hills(canvas, line + 0.12, 0.055, 1.3)
    terrain.ground(
        canvas, near, [(0, "#a3975c"), (0.4, "#7f6a54"), (1, "#43303f")], ("#8f8a50", "#7d5470", "#5d4a3c"), count=800
    )
    _stones(canvas, near)
    plants.grass(
        canvas,
        near,
        ("#3a3a2a", "#5d5a34", "#8a8048", "#b9a864", "#d9c98a"),
        count=3400,
        near=0.12,
        dark_near=0.2,
        lean=0.3,
    )
    bloom = ("#3f2a48", "#6a3f6c", "#94578c", "#c07fae", "#e3b0d0")
    plants.spikes(canvas, near, bloom, count=2100, near=0.085)
    sky.birds(canvas, 0.30, 0.30, count=5, size=0.02, spread=0.06, colour="#3a4658")


def _stones(canvas: Canvas, near: Floats) -> None:
    u, rng = canvas.unit, canvas.rng
    layer = canvas.layer()
    for x, high, wide, lean in (
        (0.235, 0.13, 0.045, -0.02),
        (0.31, 0.20, 0.06, 0.015),
        (0.40, 0.115, 0.055, 0.03),
        (0.475, 0.155, 0.045, -0.01),
        (0.56, 0.085, 0.06, 0.01),
    ):
        px = float(canvas.x(x))
        py = float(np.interp(x, np.linspace(0, 1, canvas.width), near)) + 0.03 * u
        w, h, shift = wide * u / 2, high * u, lean * u
        outline = np.array(
            [
                (-w * 1.1, 0),
                (-w * 0.9, -h * 0.55),
                (-w * 0.62 + shift, -h * 0.95),
                (-w * 0.1 + shift, -h),
                (w * 0.55 + shift, -h * 0.90),
                (w * 0.95, -h * 0.45),
                (w * 1.15, 0),
            ]
        )
        outline += rng.normal(0, w * 0.05, outline.shape)
        at = np.array([px, py])
        layer.shape(
            np.array(
                [
                    (px - 2.2 * u * wide, py + 0.012 * u),
                    (px - w, py - 0.004 * u),
                    (px + w, py),
                    (px + w * 0.8, py + 0.012 * u),
                ]
            ),
            [0.20, 0.17, 0.17, 0.55],
        )
        layer.shape(at + outline, rgb("#5a6270"))
        lit = np.vstack([outline[3:], [(w * 0.15, 0)], [(w * 0.05 + shift * 0.5, -h * 0.5)]])
        layer.shape(at + lit, rgb("#a3a5a0"))
        rim = np.vstack([outline[4:], [(w * 0.62, 0)], [(w * 0.5, -h * 0.45)]])
        layer.shape(at + rim, rgb("#cfc9b2"))
        n = 26
        layer.marks(
            dabs(
                px + rng.uniform(-0.8, 0.8, n) * w,
                py - rng.uniform(0.05, 0.85, n) * h,
                w * 0.12,
                w * 0.05,
                rng.normal(-0.9, 0.4, n),
            ),
            pick(
                rng,
                np.hstack([shades(("#4a5260", "#8a9088", "#b3b08a"), 6), np.full((6, 1), 0.5, np.float32)]),
                rng.uniform(0, 1, n),
            ),
        )
    canvas.lay(layer)


def foggy_lighthouse(canvas: Canvas) -> None:
    """A grey-green morning: a lighthouse on its rock, its beam in the fog."""
    line = 0.66
    sky.gradient(canvas, line, [(0, "#7f9c9c"), (0.5, "#a9bfb6"), (1, "#dbe0cc")])
    sky.clouds(
        canvas,
        0.0,
        0.66,
        ("#7d9796", "#98afaa", "#bccbc0", "#e3e6d6"),
        cover=0.45,
        light=(-0.5, -0.7),
        scale=2.6,
        stretch=3.0,
        opacity=0.6,
    )
    sky.sunlight(canvas, 0.20, 0.40, "#fff3cf", reach=0.30, strength=0.55, bottom=line)
    sky.disc(canvas, 0.20, 0.36, 0.034, "#fffbe6")
    far = terrain.hills(canvas, line, 0.07, 2.0)
    terrain.ridge(canvas, far, line, [(0, "#a9bcb4"), (1, "#d3dccb")])
    terrain.mist(canvas, line - 0.10, line + 0.01, "#dde3d2", opacity=0.8)
    _isle(canvas, line)
    terrain.mist(canvas, line - 0.07, line + 0.04, "#dbe3d6", opacity=0.55, wisps=0.9)
    water.water(canvas, line, [(0, "#c3d3c8"), (0.35, "#7f9f9c"), (1, "#3f6468")], mirror=(0.70, 0.30), rough=0.020)
    water.streaks(canvas, line, ("#3f6268", "#557a7c"), count=420, opacity=0.45, size=1.3, power=1.0)
    water.streaks(canvas, line, ("#dfe9de", "#f4f6ea"), count=300, opacity=0.6, size=0.9, power=1.1)
    water.streaks(canvas, line, ("#fffbe6",), count=150, opacity=0.7, size=0.7, centre=0.20, spread=(0.06, 0.15))
    _rocks(canvas)
    sky.birds(canvas, 0.40, 0.30, count=7, size=0.026, spread=0.09, colour="#f4f5ec")


def _isle(canvas: Canvas, line: float) -> None:
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    jag = fbm(canvas.rng, (canvas.width, 2), (30, 1), octaves=4, gain=0.6)[0]
    rock = (
        line
        + 0.03
        - 0.155 * np.exp(-(((x - 0.70) / 0.17) ** 4))
        - 0.06 * np.exp(-(((x - 0.92) / 0.13) ** 2))
        + 0.008 * jag
    )
    crest = np.asarray(rock * canvas.height, np.float32)
    top = float(rock[int(0.66 * canvas.width)])
    lamp = buildings.lighthouse(
        canvas, 0.66, top + 0.012, 0.52, white=("#f7f4e8", "#c2ccc8"), red=("#b5453c", "#7f3438"), lamp="#fff3b8"
    )
    _beam(canvas, lamp)
    buildings.cabin(
        canvas,
        0.770,
        top + 0.006,
        0.135,
        wall=("#dfe0d6", "#f3f0e2"),
        roof=("#7f4038", "#9a5044"),
        window="#ffe09a",
        chimney="#8f5a4c",
        glow=0.25,
    )
    terrain.ridge(
        canvas,
        crest,
        line + 0.02,
        [(0, "#6a8078"), (0.5, "#56695f"), (1, "#48584f")],
        lit="#a3b09c",
        light=-1,
        strength=0.75,
        detail=20,
    )
    plants.grass(canvas, crest, ("#5f7a5c", "#7f9a6c", "#a8b984"), count=500, near=0.03, far=0.014, bottom=line - 0.01)


def _beam(canvas: Canvas, lamp: tuple[float, float]) -> None:
    u = canvas.unit
    dx = (np.arange(canvas.width, dtype=np.float32) - np.float32(lamp[0]))[None, :] / np.float32(u)
    dy = (np.arange(canvas.height, dtype=np.float32) - np.float32(lamp[1]))[:, None] / np.float32(u)
    for slope in (0.10, -0.14):
        side = np.float32(-1 if slope > 0 else 1)
        away = side * dx
        width = np.float32(0.010) + np.maximum(away, 0) * np.float32(0.10)
        mask = (
            np.exp(-(((dy - away * np.float32(slope)) / width) ** 2))
            * np.exp(-np.maximum(away, 0) / np.float32(0.55))
            * (away > 0)
        )
        canvas.glow((mask * np.float32(0.75)).astype(np.float32), rgb("#fff5c6"))
    canvas.spot(*lamp, u * 0.05, rgb("#fff3b8") * np.float32(0.9), power=1.0)


def _rocks(canvas: Canvas) -> None:
    u = canvas.unit
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    jag = fbm(canvas.rng, (canvas.width, 2), (22, 1), octaves=5, gain=0.55)[0]
    bumps = sum(
        high * np.exp(-(((x - at) / wide) ** 2))
        for at, wide, high in ((0.02, 0.09, 0.135), (0.19, 0.075, 0.12), (0.33, 0.05, 0.06))
    )
    rock = np.asarray((1.015 - bumps - 0.010 * jag * (bumps > 0.01)) * canvas.height, np.float32)
    terrain.ridge(canvas, rock, 1.0, [(0, "#41585a"), (1, "#2a3d42")], lit="#9fb0a2", light=-1, strength=0.8, detail=26)
    layer = canvas.layer()
    n = 26
    at = canvas.rng.uniform(0.0, 0.42, n)
    long = u * canvas.rng.uniform(0.012, 0.04, n)
    foot = np.minimum(float(canvas.y(0.992)), np.interp(at, x, rock) + 0.035 * u)
    layer.marks(
        dabs(canvas.x(at), foot, long, long * 0.07, corners=12),
        np.repeat(np.array([[0.93, 0.96, 0.92, 0.75]], np.float32), n, 0),
    )
    canvas.lay(layer)
