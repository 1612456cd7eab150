"""Scenes of autumn and winter."""

from __future__ import annotations

import numpy as np

from albumforge.samples import plants, sky, terrain, things, trees, water
from albumforge.samples.canvas import Canvas, Layer, between, dabs, pick
from albumforge.samples.colour import Floats, mix, rgb, shades
from albumforge.samples.noise import fbm, smoothstep


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
            [(0, top), (0.55, mix_code(top, "#ffd2a2", 0.35)), (1, "#ffd2a6")],
            lit=lit,
            light=1,
            strength=0.6,
        )
        terrain.mist(canvas, base - 0.05, base + 0.14, "#ffdcb4", opacity=0.62, wisps=0.6)
    _crag(canvas)
    things.birds(canvas, 0.42, 0.20, count=6, size=0.018, spread=0.07, colour="#3a2f5c")


def mix_code(first: str, second: str, amount: float) -> str:
    """Return the mixture of two colours as ``#rrggbb``."""
    return "#" + "".join(f"{round(float(v) * 255):02x}" for v in mix(first, second, amount))


def _crag(canvas: Canvas) -> None:
    u, rng = canvas.unit, canvas.rng
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    jag = fbm(rng, (canvas.width, 2), (26, 1), octaves=4, gain=0.55)[0]
    steep = 0.70 + 0.42 * smoothstep(0.05, 0.52, x) + 0.010 * jag
    crest = np.asarray(steep * canvas.height, np.float32)
    terrain.ridge(
        canvas, crest, 1.0, [(0, "#3a2c54"), (1, "#1a1634")], lit="#8a5068", light=1, strength=0.75, detail=22
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


def rainy_river(canvas: Canvas) -> None:
    """Dusk in November: rain on a river, lamps along the bank and a bridge."""
    line, u, rng = 0.58, canvas.unit, canvas.rng
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
    things.arched_bridge(
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
    _bank(canvas, line)


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


def _bank(canvas: Canvas, line: float) -> None:
    u, rng = canvas.unit, canvas.rng
    layer = canvas.layer()
    for k in range(9):
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


def cloudy_moor(canvas: Canvas) -> None:
    """Late summer: heather and standing stones under heavy cloud with a break of light."""
    line, u, rng = 0.58, canvas.unit, canvas.rng
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
    things.birds(canvas, 0.30, 0.30, count=5, size=0.02, spread=0.06, colour="#3a4658")


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


def first_snow(canvas: Canvas) -> None:
    """December: the first snow on pines, a cabin and its smoke."""
    line, rng = 0.62, canvas.rng
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
    terrain.ground(canvas, slope, white, ("#d3deee", "#f7f9fc", "#e3eaf4"), count=420)  # type: ignore[arg-type]
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
    top = things.cabin(
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
    things.smoke(canvas, *top, 0.30, "#f7f5f4", opacity=0.6)
    _fence(canvas)
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
    top = things.cabin(
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
    things.smoke(canvas, *top, 0.24, "#8fa6c4", opacity=0.45)
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


def foggy_lighthouse(canvas: Canvas) -> None:
    """A grey-green morning: a lighthouse on its rock, its beam in the fog."""
    line, u, rng = 0.66, canvas.unit, canvas.rng
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
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    jag = fbm(rng, (canvas.width, 2), (30, 1), octaves=4, gain=0.6)[0]
    rock = (
        line
        + 0.03
        - 0.155 * np.exp(-(((x - 0.70) / 0.17) ** 4))
        - 0.06 * np.exp(-(((x - 0.92) / 0.13) ** 2))
        + 0.008 * jag
    )
    crest = np.asarray(rock * canvas.height, np.float32)
    top = float(rock[int(0.66 * canvas.width)])
    lamp = things.lighthouse(
        canvas, 0.66, top + 0.012, 0.52, white=("#f7f4e8", "#c2ccc8"), red=("#b5453c", "#7f3438"), lamp="#fff3b8"
    )
    _beam(canvas, lamp)
    things.cabin(
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
    terrain.mist(canvas, line - 0.07, line + 0.04, "#dbe3d6", opacity=0.55, wisps=0.9)
    water.water(canvas, line, [(0, "#c3d3c8"), (0.35, "#7f9f9c"), (1, "#3f6468")], mirror=(0.70, 0.30), rough=0.020)
    water.streaks(canvas, line, ("#3f6268", "#557a7c"), count=420, opacity=0.45, size=1.3, power=1.0)
    water.streaks(canvas, line, ("#dfe9de", "#f4f6ea"), count=300, opacity=0.6, size=0.9, power=1.1)
    water.streaks(canvas, line, ("#fffbe6",), count=150, opacity=0.7, size=0.7, centre=0.20, spread=(0.06, 0.15))
    _rocks(canvas)
    things.birds(canvas, 0.40, 0.30, count=7, size=0.026, spread=0.09, colour="#f4f5ec")


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
    bumps = sum(high * np.exp(-(((x - at) / wide) ** 2)) for at, wide, high in ((0.02, 0.09, 0.135), (0.19, 0.075, 0.12), (0.33, 0.05, 0.06)))
    rock = np.asarray((1.015 - bumps - 0.010 * jag * (bumps > 0.01)) * canvas.height, np.float32)
    terrain.ridge(canvas, rock, 1.0, [(0, "#41585a"), (1, "#2a3d42")], lit="#9fb0a2", light=-1, strength=0.8, detail=26)
    layer = canvas.layer()
    n = 26
    at = canvas.rng.uniform(0.0, 0.42, n)
    long = u * canvas.rng.uniform(0.012, 0.04, n)
    foot = np.minimum(float(canvas.y(0.992)), np.interp(at, x, rock) + 0.035 * u)
    layer.marks(dabs(canvas.x(at), foot, long, long * 0.07, corners=12), np.repeat(np.float32([[0.93, 0.96, 0.92, 0.75]]), n, 0))
    canvas.lay(layer)
