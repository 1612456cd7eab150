"""Scenes of summer: a lake at dawn, the sea, wheat at evening."""

from __future__ import annotations

import numpy as np

from albumforge.samples import boats, buildings, plants, sky, terrain, trees, water
from albumforge.samples.canvas import Canvas, dabs, pick
from albumforge.samples.colour import rgb, shades


def misty_lake(canvas: Canvas) -> None:
    """Dawn: violet ridges in mist, the sun just up, an angler in a boat on a still lake."""
    line, sun = 0.60, (0.66, 0.385)
    sky.gradient(
        canvas, line, [(0, "#6d86b8"), (0.35, "#a9a6cc"), (0.62, "#e9bcc0"), (0.85, "#fbd9b8"), (1, "#ffe9cf")]
    )
    sky.streaks(canvas, 0.05, 0.36, "#f6c6c4", cover=0.30, opacity=0.75, stretch=7, scale=3)
    sky.streaks(canvas, 0.22, 0.46, "#ffe3c2", cover=0.25, opacity=0.7, stretch=10, scale=4)
    sky.sunlight(canvas, *sun, "#ffd9a0", reach=0.22, strength=0.75, bottom=line)
    sky.disc(canvas, *sun, 0.036, "#fff6dc")
    for base, high, cells, top, lit in (
        (0.56, 0.24, 3, "#a99fc6", "#c9b3cc"),
        (0.58, 0.17, 5, "#8b8ab8", "#b3a3c4"),
        (0.595, 0.10, 6, "#6d76a6", "#8f8db6"),
    ):
        crest = terrain.skyline(canvas, base, high, cells, gain=0.42)
        terrain.ridge(canvas, crest, line, [(0, top), (1, "#f0d3cf")], lit=lit, light=1, strength=0.5)
        terrain.mist(canvas, line - 0.10, line + 0.02, "#fbe3d6", opacity=0.55)
    shore = terrain.hills(canvas, line + 0.002, 0.022, 3)
    terrain.ridge(canvas, shore, line, [(0, "#4f5f8c"), (1, "#7a7fa6")])
    trees.forest(canvas, shore, ("#5d6a98", "#46557f"), count=110, size=(0.02, 0.075), span=(0.0, 0.40))
    trees.forest(canvas, shore, ("#6a74a0", "#55628e"), count=50, size=(0.015, 0.05), span=(0.78, 1.0))
    terrain.mist(canvas, line - 0.05, line + 0.02, "#fde6d8", opacity=0.75, wisps=0.4)
    water.water(canvas, line, [(0, "#f3d6cc"), (0.5, "#9d9cc4"), (1, "#4f6496")], mirror=(0.95, 0.55), rough=0.008)
    water.sun_path(canvas, line, sun[0], "#ffe2ae", count=230)
    water.streaks(canvas, line, ("#5b6a9c", "#8a93bf"), count=150, opacity=0.35, power=0.9)
    terrain.mist(canvas, line - 0.03, line + 0.06, "#fff0e2", opacity=0.65, wisps=0.8)
    layer = canvas.layer()
    x, y, s = float(canvas.x(0.345)), float(canvas.y(0.775)), canvas.unit * 0.21
    boats.rowboat(layer, x, y, s, hull="#2c3358", inside="#1d2342", rim="#e8b79c", person="#20274a")
    water.afloat(canvas, layer, y + 0.045 * s, strength=0.6)
    plants.reeds(
        canvas,
        0.97,
        1.02,
        count=120,
        spread=0.20,
        height=0.38,
        palette=("#1b2240", "#2a3560", "#3d4a78"),
        heads="#2a2036",
    )
    plants.reeds(
        canvas,
        0.04,
        1.03,
        count=60,
        spread=0.12,
        height=0.22,
        palette=("#1b2240", "#2a3560", "#3d4a78"),
        heads="#2a2036",
    )
    sky.birds(canvas, 0.40, 0.22, count=7, size=0.016, spread=0.07, colour="#4a4f7c")


def summer_sea(canvas: Canvas) -> None:
    """Afternoon: towering clouds over a blue sea with sails."""
    line = 0.64
    sky.gradient(canvas, line, [(0, "#1f6fb8"), (0.45, "#4fa3db"), (0.8, "#a6d7ec"), (1, "#dff1f0")])
    sky.streaks(canvas, 0.0, 0.25, "#cfe8f6", cover=0.15, opacity=0.5, stretch=9)
    cloud = ("#86a9cf", "#a9c5e0", "#d6e4ef", "#fbf6ec", "#ffffff")
    sky.cumulus(canvas, 0.70, 0.64, 0.80, 0.60, cloud, count=130, haze=0.22)
    sky.cumulus(canvas, 0.98, 0.645, 0.60, 0.34, cloud, count=60, haze=0.22)
    sky.cumulus(canvas, 0.42, 0.645, 0.60, 0.18, cloud, count=50, haze=0.22)
    sky.cumulus(canvas, 0.10, 0.645, 0.55, 0.10, cloud, count=40, haze=0.22)
    far = terrain.skyline(canvas, line, 0.045, 3, gain=0.4)
    far = far + np.linspace(0, 1, canvas.width, dtype=np.float32) ** 2 * 0.05 * canvas.height
    terrain.ridge(canvas, far.astype(np.float32), line, [(0, "#7ba6cc"), (1, "#b3d3e2")])
    water.water(
        canvas,
        line,
        [(0, "#3f97c9"), (0.12, "#2f86c2"), (0.5, "#1a66ab"), (1, "#12528f")],
        mirror=(0.35, 0.10),
        rough=0.02,
    )
    water.streaks(canvas, line, ("#0f4f92", "#1b62a8"), count=520, opacity=0.55, size=1.3, power=1.2)
    water.streaks(canvas, line, ("#4fb0d8", "#8fd4e6"), count=480, opacity=0.55, power=1.3)
    water.streaks(canvas, line, ("#ffffff", "#eaf8fb"), count=150, opacity=0.9, size=0.55, power=1.1)
    water.streaks(
        canvas, line, ("#ffffff",), count=160, opacity=0.9, size=0.7, centre=0.66, spread=(0.10, 0.22), power=1.6
    )
    for x, y, s, side in (
        (0.60, 0.652, 0.045, 1),
        (0.80, 0.657, 0.06, -1),
        (0.525, 0.648, 0.03, 1),
        (0.33, 0.755, 0.25, 1),
    ):
        px, py, size = float(canvas.x(x)), float(canvas.y(y)), s * canvas.unit
        layer = canvas.layer()
        cloth = "#fffaf0" if s < 0.1 else "#fff4e0"
        boats.sail(
            layer, px, py, size, cloth=cloth, shade="#d9e2ea", hull="#a8382f" if s > 0.1 else "#35506e", side=side
        )
        water.afloat(canvas, layer, py, strength=0.55, rough=0.0005 + 0.02 * s)
    _headland(canvas)
    sky.birds(canvas, 0.22, 0.34, count=6, size=0.024, spread=0.08, colour="#f6fbff")


def _headland(canvas: Canvas) -> None:
    u, rng = canvas.unit, canvas.rng
    x = np.linspace(0, 1, canvas.width, dtype=np.float32)
    slope = 0.80 + 0.34 * np.clip((x - 0.02) / 0.60, 0, 1.2) ** 0.8 + 0.008 * np.sin(x * 31) + 0.006 * np.sin(x * 83)
    crest = np.asarray(slope * canvas.height, np.float32)
    terrain.ground(
        canvas, crest, [(0, "#6fae4e"), (1, "#2f6d3c")], ("#5d9c46", "#8cc25a", "#3f7f40"), count=300, bottom=1.1
    )
    plants.grass(
        canvas,
        crest,
        ("#215a38", "#3a7f3f", "#62a34a", "#98c862", "#cfe48a"),
        count=3000,
        near=0.13,
        far=0.03,
        lean=0.35,
        bottom=1.12,
    )
    layer = canvas.layer()
    n = 130
    fx = rng.uniform(0, 0.5, n)
    fy = np.interp(fx, x, crest) + rng.uniform(-0.01, 0.2, n) * canvas.height
    r = rng.uniform(0.004, 0.009, n) * u
    layer.marks(
        dabs(fx * canvas.width, fy, r, r * 0.7),
        pick(rng, shades(("#ff9db0", "#ffffff", "#ffd86b"), 9), rng.uniform(0, 1, n)),
    )
    canvas.lay(layer)


def wheat_evening(canvas: Canvas) -> None:
    """Summer evening: a wheat field, poplars and a low sun."""
    line, sun, u, rng = 0.60, (0.30, 0.50), canvas.unit, canvas.rng
    sky.gradient(
        canvas, line + 0.02, [(0, "#5f7fb0"), (0.35, "#a7a2b0"), (0.65, "#f0bd84"), (0.9, "#ffd98c"), (1, "#ffe6a8")]
    )
    sky.streaks(canvas, 0.0, 0.34, "#8f86a4", cover=0.42, opacity=0.75, stretch=5, scale=2.5)
    sky.streaks(canvas, 0.03, 0.40, "#f4bd90", cover=0.38, opacity=0.85, stretch=6, scale=3)
    sky.streaks(canvas, 0.12, 0.50, "#ffdf9f", cover=0.34, opacity=0.85, stretch=8, scale=4)
    sky.sunlight(canvas, *sun, "#ffcf7a", reach=0.28, strength=0.9, bottom=line + 0.02)
    sky.disc(canvas, *sun, 0.042, "#fff8dc")
    far = terrain.hills(canvas, line, 0.05, 3)
    terrain.ridge(canvas, far, line + 0.04, [(0, "#c79a7c"), (1, "#f0c48c")])
    middle = terrain.hills(canvas, line + 0.02, 0.035, 2)
    terrain.ground(canvas, middle, [(0, "#b39a58"), (1, "#d9b45c")], ("#a88f50", "#e0bd66"), count=200, bottom=0.75)
    terrain.far_trees(canvas, middle, "#7d6f4e", "#c79f68", count=60, size=0.014)
    buildings.cabin(
        canvas,
        0.575,
        0.622,
        0.085,
        wall=("#d9b08a", "#a8805f"),
        roof=("#8f4a38", "#a85a40"),
        window="#5a4038",
        chimney="#8f4a38",
    )
    layer = canvas.layer()
    warm = ("#3f4a2e", "#5d6a36", "#87843c", "#bda24a", "#f0cb66")
    for x, tall in ((0.66, 0.27), (0.70, 0.34), (0.745, 0.30), (0.785, 0.36), (0.83, 0.25)):
        px, base = float(canvas.x(x)), float(canvas.y(0.640))
        layer.stroke([(px, base), (px, base - tall * u * 0.5)], u * 0.008, rgb("#4a3a2c"))
        at = np.linspace(0.10, 0.96, 13)
        wide = 0.034 * u * np.sin(np.pi * at**0.75) ** 0.7 + 0.006 * u
        blobs = np.stack([px + rng.normal(0, 0.004 * u, 13), base - at * tall * u, wide], 1)
        trees.crown(layer, rng, blobs, warm, dab=0.006 * u, light=(-0.9, -0.3), slim=0.5)
    canvas.lay(layer)
    near = terrain.hills(canvas, line + 0.075, 0.03, 1.2, octaves=2)
    gold = ("#7a4f1e", "#a8742a", "#cf9a3a", "#e8bd55", "#ffe08a")
    terrain.ground(canvas, near, [(0, "#f3cd70"), (0.35, "#d9a343"), (1, "#8a5a24")], gold[1:], count=900)
    plants.grass(canvas, near, gold, count=4200, near=0.16, lean=0.18, dark_near=0.15, thick=0.045)
    plants.wheat(canvas, near, gold, count=1500, near=0.34)
    plants.flowers(canvas, near, ("#d9382c", "#f0553a"), count=34, size=0.020, heart="#3a1418", petals=4, start=0.35)
    away = (np.arange(canvas.width, dtype=np.float32) - canvas.x(sun[0]).astype(np.float32))[None, :] / np.float32(u)
    rows = (np.arange(canvas.height, dtype=np.float32) - canvas.y(line).astype(np.float32))[:, None] / np.float32(u)
    canvas.glow(np.exp(-(away**2) / 0.16 - rows**2 / 0.035).astype(np.float32) * np.float32(0.45), rgb("#ffc667"))
    sky.birds(canvas, 0.72, 0.22, count=9, size=0.013, spread=0.10, colour="#6a4f5a")
