"""A scene of late autumn: rain on a river at dusk."""

from __future__ import annotations

import numpy as np

from albumforge.samples import bridges, plants, sky, terrain, water
from albumforge.samples.canvas import Canvas, Layer, between, dabs, pick
from albumforge.samples.colour import mix, rgb, shades


def rainy_river(canvas: Canvas) -> None:
    """Dusk in November: rain on a river, lamps along the bank and a bridge."""
    line, u = 0.58, canvas.unit
    sky.gradient(canvas, line, [(0, "#26365c"), (0.5, "#4a5a82"), (0.85, "#8287a2"), (1, "#b39c9e")])
    sky.clouds(
        canvas,
        0.0,
        0.55,
        ("#2a3556", "#3b4768", "#56617f", "#7a7f98"),
        cover=0.6,
        light=(0.3, 0.8),
        scale=3.2,
        stretch=2.8,
        opacity=0.75,
    )
    far = terrain.hills(canvas, line - 0.03, 0.14, 2.2)
    terrain.ridge(canvas, far, line, [(0, "#4a5a80"), (1, "#7f86a0")])
    terrain.mist(canvas, line - 0.14, line, "#9a9cb2", opacity=0.55)
    lamps = _town(canvas, line)
    bridges.arched_bridge(
        canvas,
        (0.26, line - 0.005),
        (1.04, line - 0.045),
        0.075,
        deck=("#5a5064", "#242840"),
        posts=15,
        rail=0.040,
        piers=5,
        foot=line + 0.03,
    )
    bridge = [(0.42, line - 0.135), (0.64, line - 0.165), (0.86, line - 0.145)]
    layer = canvas.layer()
    for x, y in bridge:
        px, py = float(canvas.x(x)), float(canvas.y(y))
        layer.stroke([(px, py), (px, py + 0.075 * u)], u * 0.0045, rgb("#20243a"))
        layer.disc(px, py, u * 0.010, u * 0.012, rgb("#ffdf9a"))
    _walker(layer, float(canvas.x(0.535)), float(canvas.y(line - 0.072)), u * 0.075)
    canvas.lay(layer)
    for x, y in [*bridge, *lamps]:
        canvas.spot(float(canvas.x(x)), float(canvas.y(y)), u * 0.045, rgb("#ffb757") * np.float32(0.75), power=1.0)
    water.water(canvas, line, [(0, "#6f7590"), (0.4, "#3f4c72"), (1, "#1f2a4c")], mirror=(0.85, 0.55), rough=0.018)
    for x, _ in [*bridge, *lamps]:
        water.streaks(
            canvas,
            line,
            ("#f7a548", "#ffd384", "#fff0c2"),
            count=60,
            opacity=0.85,
            size=0.55,
            centre=x,
            spread=(0.008, 0.03),
            power=1.2,
            bottom=0.96,
        )
    water.streaks(canvas, line, ("#8f97b4", "#b3b6c8"), count=200, opacity=0.35, power=1.0)
    water.streaks(canvas, line, ("#182242", "#26325a"), count=260, opacity=0.45, power=0.8)
    _bank(canvas)


def _walker(layer: Layer, x: float, y: float, s: float) -> None:
    layer.shape(
        [(x - 0.10 * s, y), (x - 0.15 * s, y - 0.62 * s), (x + 0.13 * s, y - 0.62 * s), (x + 0.11 * s, y)],
        rgb("#1c2038"),
    )
    layer.shape(
        between(
            [
                (x - 0.52 * s, y - 0.64 * s),
                (x - 0.30 * s, y - 1.12 * s),
                (x + 0.30 * s, y - 1.12 * s),
                (x + 0.52 * s, y - 0.64 * s),
            ],
            24,
        ),
        rgb("#b83a34"),
    )


def _town(canvas: Canvas, line: float) -> list[tuple[float, float]]:
    rng, u = canvas.rng, canvas.unit
    layer = canvas.layer()
    lamps = []
    x = -0.02
    while x < 0.42:
        wide, high = rng.uniform(0.045, 0.085), rng.uniform(0.07, 0.15) * (1.25 - x)
        left, right, top, foot = (
            float(canvas.x(x)),
            float(canvas.x(x + wide)),
            float(canvas.y(line)) - high * u,
            float(canvas.y(line)),
        )
        wall = mix("#2a3152", "#4a4f6c", float(rng.uniform(0, 1)))
        layer.shape([(left, foot), (left, top), (right, top), (right, foot)], wall)
        peak = (right - left) * 0.32
        layer.shape(
            [
                (left - 0.010 * u, top + 0.004 * u),
                ((left + right) / 2, top - peak),
                (right + 0.010 * u, top + 0.004 * u),
            ],
            mix("#1d2340", "#3a3550", float(rng.uniform(0, 1))),
        )
        for k in range(rng.integers(1, 4)):
            wx = left + (right - left) * (0.2 + 0.27 * k)
            wy = top + (foot - top) * rng.uniform(0.25, 0.6)
            size = 0.012 * u
            layer.shape(
                [(wx, wy), (wx + size, wy), (wx + size, wy + size * 1.4), (wx, wy + size * 1.4)],
                mix("#f7b257", "#ffe2a0", float(rng.uniform(0, 1))),
            )
        x += wide * rng.uniform(0.8, 1.05)
    for lx in (0.06, 0.17, 0.28):
        y = line - 0.075
        px, py = float(canvas.x(lx)), float(canvas.y(y))
        layer.stroke([(px, py), (px, float(canvas.y(line)))], u * 0.0045, rgb("#151a30"))
        layer.disc(px, py, u * 0.011, u * 0.012, rgb("#ffe4a8"))
        lamps.append((lx, y))
    layer.shape(
        [
            (0, float(canvas.y(line - 0.012))),
            (float(canvas.x(0.44)), float(canvas.y(line - 0.008))),
            (float(canvas.x(0.46)), float(canvas.y(line))),
            (0, float(canvas.y(line))),
        ],
        rgb("#2c3352"),
    )
    canvas.lay(layer)
    return lamps


def _bank(canvas: Canvas) -> None:
    u, rng = canvas.unit, canvas.rng
    layer = canvas.layer()
    for _ in range(9):
        x0, y0 = float(canvas.x(0.98 + rng.normal(0, 0.02))), -0.04 * canvas.height
        end = (x0 + rng.normal(-0.10, 0.10) * u, y0 + rng.uniform(0.22, 0.55) * u)
        path = between([(x0, y0), (x0 - 0.16 * u * rng.uniform(0.2, 1), y0 + 0.05 * u), end], 24)
        layer.stroke(path, np.linspace(0.006, 0.0016, 24) * u, rgb("#141a30"))
        n = 70
        at = rng.integers(4, 24, n)
        layer.marks(
            dabs(
                path[at, 0] + rng.normal(0, 0.008 * u, n),
                path[at, 1] + rng.uniform(0, 0.02 * u, n),
                0.011 * u,
                0.0022 * u,
                rng.normal(1.45, 0.25, n),
            ),
            pick(rng, shades(("#141d30", "#24354a", "#3f5560"), 6), rng.uniform(0, 1, n)),
        )
    canvas.lay(layer)
    plants.reeds(
        canvas, 0.02, 1.02, count=90, spread=0.22, height=0.26, palette=("#10162a", "#1c2640", "#2e3d58"), lean=0.12
    )
