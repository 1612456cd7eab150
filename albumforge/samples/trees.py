"""Trees: conifers in tiers, broad crowns of clustered dabs, birches, twisted boughs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from albumforge.samples.canvas import Canvas, Layer, between, dabs, pick
from albumforge.samples.colour import Floats, Reals, mix, rgb, shades

_MOST_TIERS = 17


def conifer(
    layer: Layer,
    rng: np.random.Generator,
    x: float,
    base: float,
    height: float,
    dark: npt.ArrayLike,
    *,
    lit: npt.ArrayLike | None = None,
    snow: npt.ArrayLike | None = None,
    light: float = -1.0,
    slender: float = 0.19,
    tiers: int = 0,
) -> None:
    """Draw a fir or spruce standing on (x, base); everything in pixels.

    Args:
        layer: what is drawn on.
        rng: for its irregularity.
        x, base: the foot.
        height: of the tree.
        dark: colour of the tree.
        lit: colour of the tips that face the light, or None.
        snow: colour of the snow on its branches, or None.
        light: -1 with light from the left, 1 from the right.
        slender: half width of the skirt over the height.
        tiers: number of whorls; 0 chooses by size.
    """
    tiers = tiers or int(np.clip(height / 9, 4, _MOST_TIERS))
    at = (np.arange(tiers) + 1) / tiers
    chance = rng.uniform(0, 1, (4, _MOST_TIERS))[:, :tiers]
    reach, other = slender * height * at**0.85 * (0.75 + 0.4 * chance[:2])
    rise = height * 0.93 / tiers
    y = base - height + height * 0.04 + at * height * 0.93
    sag = rise * 0.45 * chance[2:]
    left = _edge(x - reach, y + sag[0], x - reach * 0.45, y - rise * 0.15)
    right = _edge(x + other, y + sag[1], x + other * 0.45, y - rise * 0.15)
    trunk = [(x + height * 0.012, base), (x - height * 0.012, base)]
    layer.shape(np.vstack([[(x, base - height)], right, trunk, left[::-1]]), dark)
    if height < 14:
        return
    for colour, depth in ((lit, 0.75), (snow, 0.62)):
        if colour is None:
            continue
        side, span = (-1.0, reach) if light < 0 else (1.0, other)
        drop = sag[0] if light < 0 else sag[1]
        outlines = _tufts(x, y, side * span, drop, rise, depth)
        layer.marks(outlines, np.repeat(np.asarray(colour, np.float32)[None], tiers, 0))
        if snow is not None and colour is snow:
            shade = np.asarray(snow, np.float32) * np.array([0.74, 0.80, 0.90], np.float32)
            back = _tufts(x, y, -side * (other if light < 0 else reach), sag[1 if light < 0 else 0], rise, 0.45)
            layer.marks(back, np.repeat(shade[None], tiers, 0))


def _edge(x: Reals, y: Reals, inner: Reals, above: Reals) -> npt.NDArray[np.float64]:
    """Return the zigzag (2n, 2) of branch tips and the notches below them."""
    return np.stack([np.stack([x, y], 1), np.stack([inner, above + (y - above) * 0.35], 1)], 1).reshape(-1, 2)


def _tufts(x: float, y: Reals, span: Reals, drop: Reals, rise: float, depth: float) -> npt.NDArray[np.float64]:
    """Return slanting tongues (n, 4, 2), one on each whorl, from near the trunk out to the tip."""
    inner = np.stack([x + span * 0.10, y - rise * depth], 1)
    tip = np.stack([x + span * 0.94, y + drop * 0.9], 1)
    under = np.stack([x + span * 0.55, y + drop * 0.2 - rise * 0.08], 1)
    over = np.stack([x + span * 0.55, y - rise * depth * 0.42], 1)
    return np.stack([inner, over, tip, under], 1)


def forest(
    canvas: Canvas,
    crest: Floats,
    colours: tuple[str, str],
    *,
    count: int,
    size: tuple[float, float],
    spread: float = 0.0,
    lit: str = "",
    snow: str = "",
    light: float = -1.0,
    span: tuple[float, float] = (0.0, 1.0),
) -> None:
    """Set conifers on a skyline, the far ones first.

    Args:
        canvas: what is painted on.
        crest: rows of the ground (width,), in pixels.
        colours: of the farthest and of the nearest trees.
        count: how many.
        size: height of the smallest and the tallest, in units.
        spread: how far below the skyline the nearest stand, part of the height.
        lit, snow: colours of the lit tips and of snow, or "".
        light: -1 with light from the left, 1 from the right.
        span: parts of the width between which they stand.
    """
    rng = canvas.rng
    depth = np.sort(rng.uniform(0, 1, count))
    x = rng.uniform(*span, count)
    grove = 0.55 + 0.45 * np.sin(x * 17 + rng.uniform(0, 6)) * np.sin(x * 7 + rng.uniform(0, 6))
    tall = canvas.unit * (size[0] + (size[1] - size[0]) * rng.uniform(0.3, 1, count) * grove)
    layer = canvas.layer()
    for k in range(count):
        column = int(np.clip(x[k] * canvas.width, 0, canvas.width - 1))
        conifer(
            layer,
            rng,
            x[k] * canvas.width,
            float(crest[column]) + depth[k] * spread * canvas.height + tall[k] * 0.06,
            float(tall[k]) * (0.7 + 0.5 * depth[k] if spread else 1.0),
            mix(colours[0], colours[1], float(depth[k])),
            lit=mix(lit, colours[0], 0.3 * (1 - float(depth[k]))) if lit else None,
            snow=rgb(snow) if snow else None,
            light=light,
            slender=float(rng.uniform(0.15, 0.22)),
        )
    canvas.lay(layer)


def crown(
    layer: Layer,
    rng: np.random.Generator,
    blobs: npt.NDArray[np.float64],
    palette: Sequence[str],
    *,
    dab: float,
    density: float = 1.0,
    light: tuple[float, float] = (-0.6, -0.8),
    loose: float = 0.12,
    slim: float = 0.55,
    solid: bool = True,
) -> None:
    """Draw foliage as clusters of dabs, dark in the depth and bright towards the light.

    Args:
        layer: what is drawn on.
        rng: for the scatter.
        blobs: clusters (n, 3): x, y, radius in pixels.
        palette: colours from the deepest shade to the brightest leaf.
        dab: half length of a dab in pixels.
        density: 1 covers a cluster about twice.
        light: direction towards the light, x to the right and y down.
        loose: part of the dabs that stray beyond their cluster.
        slim: width of a dab over its length.
        solid: whether a body of shade lies under the dabs; without it the sky shows through.
    """
    colours = shades(palette, 14)
    counts = np.maximum(6, (density * 1.5 * (blobs[:, 2] / dab) ** 2).astype(int))
    owner = np.repeat(np.arange(len(blobs)), counts)
    n = len(owner)
    turn, away = rng.uniform(0, 2 * np.pi, n), np.sqrt(rng.uniform(0, 1, n))
    away = np.where(rng.uniform(0, 1, n) < loose, away * 1.25, away)
    nx, ny = away * np.cos(turn), away * np.sin(turn) * 0.85
    x, y = blobs[owner, 0] + nx * blobs[owner, 2], blobs[owner, 1] + ny * blobs[owner, 2]
    own = nx * light[0] + ny * light[1]
    low, high = blobs[:, :2].min(0), blobs[:, :2].max(0)
    whole = ((blobs[:, :2] - (low + high) / 2) / np.maximum(1, (high - low) / 2)) @ np.asarray(light)
    value = 0.46 + 0.34 * own + 0.16 * whole[owner] + rng.normal(0, 0.10, n)
    value -= 0.12 * (away < 0.35)
    order = np.argsort(value + rng.normal(0, 0.08, n))
    size = dab * rng.uniform(0.6, 1.25, n)
    marks = dabs(x, y, size, size * slim, rng.normal(0.2, 0.7, n), corners=7)
    if solid:
        base = dabs(blobs[:, 0], blobs[:, 1], blobs[:, 2] * 0.80, blobs[:, 2] * 0.68, corners=14)
        layer.marks(base, np.repeat(colours[1][None], len(blobs), 0))
    layer.marks(marks[order], pick(rng, colours, value[order]))


def cluster(
    rng: np.random.Generator, x: float, y: float, width: float, height: float, count: int, radius: tuple[float, float]
) -> npt.NDArray[np.float64]:
    """Return foliage clusters (n, 3) that fill an ellipse with the given half width and half height, in pixels."""
    turn, away = rng.uniform(0, 2 * np.pi, count), rng.uniform(0, 1, count) ** 0.6
    size = rng.uniform(*radius, count)
    return np.stack([x + away * np.cos(turn) * width, y + away * np.sin(turn) * height, size], 1)


def boughs(
    rng: np.random.Generator,
    start: tuple[float, float],
    angle: float,
    length: float,
    width: float,
    *,
    depth: int = 5,
    twist: float = 0.35,
    spread: float = 0.55,
    lift: float = 0.1,
    floor: float = float("inf"),
) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
    """Return the limbs of a tree, thick ones first, each as path (n, 2) and widths (n,) in pixels.

    Args:
        rng: for its growth.
        start: foot of the first limb.
        angle: direction of the first limb in radians; 0 is to the right, negative is up.
        length, width: of the first limb.
        depth: how many times limbs fork.
        twist: unsteadiness of the direction.
        spread: angle between fork and limb in radians.
        lift: pull upwards (positive) or downwards of each following limb.
        floor: limbs that would end below this row do not grow.
    """
    limbs = []
    heads = [(start, angle, length, width, depth)]
    while heads:
        (x, y), direction, size, thick, left = heads.pop(0)
        bends = direction + np.cumsum(rng.normal(0, twist / 2.6, 7))
        path = np.vstack([[(x, y)], np.stack([x + np.cumsum(np.cos(bends)), y + np.cumsum(np.sin(bends))], 1)])
        path = np.array([x, y]) + (path - [x, y]) * size / 7
        if path[-1, 1] > floor:
            continue
        widths = np.linspace(thick, thick * (0.62 if left else 0.25), 8)
        limbs.append((path, widths))
        if left == 0:
            continue
        forks = 2 if rng.uniform() < 0.7 else 3
        for k in range(forks):
            side = (k - (forks - 1) / 2) * 2 * spread / max(1, forks - 1)
            turned = float(bends[-1]) + side + float(rng.normal(0, twist / 2))
            turned += lift * float(np.sin(-np.pi / 2 - turned))
            end = (float(path[-1, 0]), float(path[-1, 1]))
            heads.append((end, turned, size * float(rng.uniform(0.62, 0.85)), float(widths[-1]) * 0.86, left - 1))
    return limbs


def draw_boughs(
    layer: Layer,
    limbs: Sequence[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]],
    dark: npt.ArrayLike,
    lit: npt.ArrayLike,
    *,
    light: float = -1.0,
) -> None:
    """Draw limbs in a dark colour with a lit edge on the side of the light (-1 left, 1 right)."""
    for path, widths in limbs:
        layer.stroke(path, np.maximum(widths, 0.9), dark)
    for path, widths in limbs:
        if widths[0] > 4:
            layer.stroke(path + np.stack([light * widths * 0.24, -widths * 0.05], 1), widths * 0.34, lit)


def birch(
    layer: Layer,
    rng: np.random.Generator,
    x: float,
    base: float,
    height: float,
    width: float,
    colours: tuple[str, str, str],
    light: float = -1.0,
) -> None:
    """Draw a birch trunk standing on (x, base), in pixels; colours: bark, its shaded side, its marks."""
    lean = rng.normal(0, 0.018) * height
    path = between([(x, base), (x + rng.normal(0, 0.02) * height, base - height * 0.5), (x + lean, base - height)], 24)
    widths = np.linspace(width, width * 0.55, 24)
    widths[:2] *= [1.25, 1.08]
    layer.stroke(path, widths, rgb(colours[0]))
    layer.stroke(
        path - np.stack([light * widths * 0.24, widths * 0], 1), widths * 0.50, mix(colours[0], colours[1], 0.6)
    )
    layer.stroke(path - np.stack([light * widths * 0.36, widths * 0], 1), widths * 0.26, rgb(colours[1]))
    count = int(height / max(3.0, width * 0.55))
    rng = np.random.default_rng(rng.integers(2**32))  # how many there are must not move what comes after
    at = np.sort(rng.uniform(0, 1, count))
    mx, my = np.interp(at, np.linspace(0, 1, 24), path[:, 0]), np.interp(at, np.linspace(0, 1, 24), path[:, 1])
    thick = np.interp(at, np.linspace(0, 1, 24), widths)
    long = thick * rng.uniform(0.08, 0.34, count)
    side = rng.choice([-1.0, 1.0], count) * (thick / 2 - long)
    marks = dabs(mx + side, my, long, long * rng.uniform(0.12, 0.38, count) + 0.3, rng.normal(0, 0.12, count))
    layer.marks(marks, np.repeat(rgb(colours[2])[None], count, 0))
