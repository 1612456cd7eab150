"""What people built, and birds: boats, cabins, a lighthouse, bridges, lamps."""

from __future__ import annotations

import numpy as np

from albumforge.samples.canvas import Canvas, Layer, between
from albumforge.samples.colour import Floats, mix, rgb


def sail(
    layer: Layer, x: float, y: float, size: float, *, cloth: str, shade: str, hull: str, side: float = 1.0
) -> None:
    """Draw a sailing boat whose waterline is at (x, y); `size` is the height of its mast in pixels."""
    s = size
    main = between(
        [(x + 0.02 * s * side, y - s), (x + 0.30 * s * side, y - 0.55 * s), (x + 0.42 * s * side, y - 0.14 * s)], 12
    )
    layer.shape(np.vstack([main, [(x + 0.02 * s * side, y - 0.12 * s)]]), rgb(cloth))
    inner = between(
        [(x + 0.02 * s * side, y - 0.9 * s), (x + 0.16 * s * side, y - 0.5 * s), (x + 0.20 * s * side, y - 0.13 * s)],
        12,
    )
    layer.shape(np.vstack([inner, [(x + 0.02 * s * side, y - 0.12 * s)]]), rgb(shade))
    jib = between(
        [(x - 0.02 * s * side, y - 0.88 * s), (x - 0.10 * s * side, y - 0.5 * s), (x - 0.32 * s * side, y - 0.13 * s)],
        12,
    )
    layer.shape(np.vstack([jib, [(x - 0.03 * s * side, y - 0.14 * s)]]), mix(cloth, shade, 0.35))
    layer.stroke([(x, y - 1.02 * s), (x, y - 0.08 * s)], max(1.0, s * 0.018), rgb(hull))
    bow, stern = x - 0.36 * s * side, x + 0.40 * s * side
    layer.shape(
        [(bow, y - 0.10 * s), (stern, y - 0.085 * s), (stern - 0.06 * s * side, y), (bow + 0.12 * s * side, y)],
        rgb(hull),
    )


def rowboat(
    layer: Layer, x: float, y: float, size: float, *, hull: str, inside: str, rim: str, person: str = ""
) -> None:
    """Draw a rowing boat, `size` long, afloat at (x, y) in pixels, perhaps with somebody in it."""
    s = size
    top = between([(x - 0.5 * s, y - 0.12 * s), (x - 0.1 * s, y - 0.02 * s), (x + 0.5 * s, y - 0.15 * s)], 20)
    keel = between(
        [
            (x + 0.5 * s, y - 0.15 * s),
            (x + 0.36 * s, y + 0.055 * s),
            (x - 0.3 * s, y + 0.07 * s),
            (x - 0.5 * s, y - 0.12 * s),
        ],
        20,
    )
    back = between([(x + 0.5 * s, y - 0.15 * s), (x, y - 0.115 * s), (x - 0.5 * s, y - 0.12 * s)], 20)
    layer.shape(np.vstack([top, back]), rgb(inside))
    if person:
        dark = rgb(person)
        layer.shape(
            between(
                [
                    (x - 0.10 * s, y - 0.04 * s),
                    (x - 0.11 * s, y - 0.36 * s),
                    (x + 0.07 * s, y - 0.36 * s),
                    (x + 0.08 * s, y - 0.04 * s),
                ],
                16,
            ),
            dark,
        )
        layer.disc(x - 0.015 * s, y - 0.315 * s, 0.035 * s, 0.042 * s, dark)
        layer.shape(
            [(x - 0.105 * s, y - 0.325 * s), (x - 0.012 * s, y - 0.40 * s), (x + 0.08 * s, y - 0.325 * s)], rgb(rim)
        )
        layer.stroke([(x + 0.03 * s, y - 0.2 * s), (x + 0.46 * s, y + 0.05 * s)], max(1.0, s * 0.012), dark)
    layer.shape(np.vstack([top, keel]), rgb(hull))
    layer.stroke(top, max(1.0, s * 0.014), rgb(rim))


def cabin(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    *,
    wall: tuple[str, str],
    roof: tuple[str, str],
    window: str,
    chimney: str = "",
    glow: float = 0.0,
) -> tuple[float, float]:
    """Paint a small house seen over its corner; its foot is at (x, y) in parts and `size` its width in units.

    Args:
        canvas: what is painted on.
        x, y, size: place and width.
        wall, roof: each the colour of the gable side and of the long side.
        window: colour of the panes.
        chimney: its colour, or "".
        glow: light around the windows, 0 … 1.

    Returns:
        The top of the chimney (or of the ridge), in pixels.
    """
    s, cx, cy = size * canvas.unit, float(canvas.x(x)), float(canvas.y(y))
    layer = canvas.layer()
    corner, left, right = cx - 0.12 * s, cx - 0.5 * s, cx + 0.5 * s
    eave, ridge_y = cy - 0.30 * s, cy - 0.56 * s
    gable_x = (left + corner) / 2
    end_x = right - 0.17 * s
    layer.shape(
        [(left, cy - 0.02 * s), (left, eave), (gable_x, ridge_y + 0.02 * s), (corner, eave), (corner, cy)], rgb(wall[0])
    )
    layer.shape([(corner, cy), (corner, eave - 0.02 * s), (right, eave), (right, cy - 0.03 * s)], rgb(wall[1]))
    for k in range(1, 5):
        level = cy - 0.06 * s * k
        layer.stroke([(corner, level), (right, level - 0.02 * s)], max(0.8, s * 0.005), mix(wall[1], "#101014", 0.3))
    top = (end_x, ridge_y)
    if chimney:
        top = (cx + 0.16 * s, ridge_y - 0.15 * s)
        layer.shape(
            [
                (cx + 0.11 * s, ridge_y + 0.05 * s),
                (cx + 0.11 * s, top[1]),
                (cx + 0.21 * s, top[1]),
                (cx + 0.21 * s, ridge_y + 0.05 * s),
            ],
            rgb(chimney),
        )
        layer.shape(
            [
                (cx + 0.10 * s, top[1] + 0.025 * s),
                (cx + 0.10 * s, top[1]),
                (cx + 0.22 * s, top[1]),
                (cx + 0.22 * s, top[1] + 0.025 * s),
            ],
            rgb(roof[1]),
        )
    over = 0.05 * s
    layer.shape(
        [
            (gable_x, ridge_y),
            (end_x, ridge_y),
            (right + over, eave + 0.03 * s),
            (corner + over * 0.6, eave + 0.035 * s),
        ],
        rgb(roof[1]),
    )
    layer.shape(
        [
            (gable_x, ridge_y),
            (gable_x + 0.025 * s, ridge_y),
            (left - over * 0.2, eave + 0.06 * s),
            (left - over, eave + 0.04 * s),
        ],
        rgb(roof[0]),
    )
    layer.shape(
        [
            (gable_x - 0.01 * s, ridge_y),
            (gable_x + 0.02 * s, ridge_y),
            (corner + over, eave + 0.035 * s),
            (corner + over * 0.1, eave + 0.05 * s),
        ],
        rgb(roof[0]),
    )
    panes = [(cx + 0.05 * s, cy - 0.215 * s), (cx + 0.29 * s, cy - 0.22 * s)]
    wide, high = 0.115 * s, 0.125 * s
    for px, py in panes:
        layer.shape(
            [(px, py), (px + wide, py - 0.004 * s), (px + wide, py + high), (px, py + high + 0.004 * s)], rgb(window)
        )
        layer.stroke([(px + wide / 2, py), (px + wide / 2, py + high)], max(0.8, s * 0.010), rgb(wall[0]))
        layer.stroke([(px, py + high / 2), (px + wide, py + high / 2)], max(0.8, s * 0.010), rgb(wall[0]))
    door = (left + corner) / 2
    layer.shape(
        [
            (door - 0.055 * s, cy - 0.012 * s),
            (door - 0.055 * s, cy - 0.20 * s),
            (door + 0.055 * s, cy - 0.20 * s),
            (door + 0.055 * s, cy - 0.006 * s),
        ],
        mix(wall[0], "#0c0c12", 0.55),
    )
    canvas.lay(layer)
    for px, py in panes:
        if glow:
            canvas.spot(px + wide / 2, py + high / 2, s * 0.22, rgb(window) * np.float32(glow), power=1.1)
    return top


def smoke(
    canvas: Canvas, x: float, y: float, size: float, colour: str, *, opacity: float = 0.5, drift: float = 0.5
) -> None:
    """Paint a thin rising smoke from (x, y) in pixels, `size` units high, that drifts aside and dissolves."""
    s = size * canvas.unit
    path = between(
        [(x, y), (x + 0.02 * s, y - 0.4 * s), (x + drift * 0.2 * s, y - 0.6 * s), (x + drift * s, y - s)], 30
    )
    path[:, 0] += np.sin(np.linspace(0, 9, 30)) * np.linspace(0, 0.035 * s, 30)
    layer = canvas.layer()
    layer.stroke(path, np.linspace(0.025, 0.15, 30) * s, np.append(rgb(colour), opacity))
    layer.pixels[:] = (layer.pixels * _fade(canvas, y - s, y)[:, None, None]).astype(np.uint8)
    layer.soften(s * 0.018)
    canvas.lay(layer)


def _fade(canvas: Canvas, top: float, bottom: float) -> Floats:
    return np.clip((np.arange(canvas.height, dtype=np.float32) - top) / max(1.0, bottom - top), 0, 1)


def lighthouse(
    canvas: Canvas, x: float, y: float, size: float, *, white: tuple[str, str], red: tuple[str, str], lamp: str
) -> tuple[float, float]:
    """Paint a banded lighthouse on (x, y) in parts, `size` units high, and return its lamp's place in pixels."""
    s, cx, cy = size * canvas.unit, float(canvas.x(x)), float(canvas.y(y))
    layer = canvas.layer()
    head = cy - 0.80 * s
    edges = np.linspace(0, 1, 6)
    for k in range(5):
        (lit, dark) = white if k % 2 == 0 else red
        y0, y1 = cy + (head - cy) * edges[k], cy + (head - cy) * edges[k + 1]
        w0, w1 = (0.115 - 0.045 * edges[k]) * s, (0.115 - 0.045 * edges[k + 1]) * s
        layer.shape([(cx - w0, y0), (cx + w0, y0), (cx + w1, y1), (cx - w1, y1)], rgb(lit))
        layer.shape([(cx + w0 * 0.15, y0), (cx + w0, y0), (cx + w1, y1), (cx + w1 * 0.15, y1)], rgb(dark))
        layer.shape(
            [(cx + w0 * 0.62, y0), (cx + w0, y0), (cx + w1, y1), (cx + w1 * 0.62, y1)], mix(dark, "#2b3644", 0.28)
        )
    iron = mix(red[1], "#20242c", 0.75)
    layer.shape(
        [
            (cx - 0.105 * s, head),
            (cx + 0.105 * s, head),
            (cx + 0.085 * s, head - 0.022 * s),
            (cx - 0.085 * s, head - 0.022 * s),
        ],
        iron,
    )
    for k in np.linspace(-0.1, 0.1, 9):
        layer.stroke([(cx + k * s, head), (cx + k * s, head - 0.05 * s)], max(0.8, s * 0.005), iron)
    layer.stroke([(cx - 0.105 * s, head - 0.05 * s), (cx + 0.105 * s, head - 0.05 * s)], max(0.8, s * 0.006), iron)
    layer.shape(
        [
            (cx - 0.05 * s, head - 0.02 * s),
            (cx + 0.05 * s, head - 0.02 * s),
            (cx + 0.05 * s, head - 0.115 * s),
            (cx - 0.05 * s, head - 0.115 * s),
        ],
        rgb(lamp),
    )
    layer.stroke([(cx, head - 0.02 * s), (cx, head - 0.115 * s)], max(0.8, s * 0.008), iron)
    dome = between(
        [
            (cx - 0.065 * s, head - 0.11 * s),
            (cx - 0.04 * s, head - 0.185 * s),
            (cx + 0.04 * s, head - 0.185 * s),
            (cx + 0.065 * s, head - 0.11 * s),
        ],
        16,
    )
    layer.shape(dome, rgb(red[0]))
    layer.stroke([(cx, head - 0.16 * s), (cx, head - 0.21 * s)], max(0.8, s * 0.008), iron)
    for k in (0.25, 0.62):
        wy = cy + (head - cy) * k
        layer.shape(
            [
                (cx - 0.035 * s, wy),
                (cx - 0.01 * s, wy),
                (cx - 0.01 * s, wy - 0.045 * s),
                (cx - 0.035 * s, wy - 0.045 * s),
            ],
            iron,
        )
    canvas.lay(layer)
    return cx, head - 0.068 * s


def arched_bridge(
    canvas: Canvas,
    start: tuple[float, float],
    end: tuple[float, float],
    rise: float,
    *,
    deck: tuple[str, str],
    posts: int = 9,
    rail: float = 0.05,
    piers: int = 0,
    foot: float = 0.0,
) -> None:
    """Paint a wooden bridge that arches between two places (parts) by `rise` units.

    Args:
        canvas: what is painted on.
        start, end: its ends.
        rise: of the middle over the ends.
        deck: colour in light and in shade.
        posts: of the railing.
        rail: height of the railing in units.
        piers: how many pairs of legs stand below.
        foot: part of the height where the legs end.
    """
    unit = canvas.unit
    a = (float(canvas.x(start[0])), float(canvas.y(start[1])))
    b = (float(canvas.x(end[0])), float(canvas.y(end[1])))
    top = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 - 2 * rise * unit)
    path = between([a, top, b], 60)
    layer = canvas.layer()
    lit, dark = rgb(deck[0]), rgb(deck[1])
    for k in range(piers):
        px, py = path[int((k + 1) * 59 / (piers + 1))]
        for shift in (-0.012, 0.012):
            layer.stroke(
                [(px + shift * unit, py), (px + shift * 1.6 * unit, float(canvas.y(foot)))], unit * 0.009, dark
            )
        level = py + (float(canvas.y(foot)) - py) * 0.5
        layer.stroke([(px - 0.02 * unit, level), (px + 0.02 * unit, level)], unit * 0.006, dark)
    layer.stroke(path + [0, unit * 0.012], unit * 0.020, dark)
    layer.stroke(path, unit * 0.009, lit)
    up = np.array([0.0, -rail * unit])
    for k in np.linspace(0, 59, posts).astype(int):
        layer.stroke([path[k], path[k] + up * 1.22], unit * 0.007, dark)
        layer.disc(*(path[k] + up * 1.25), unit * 0.0055, unit * 0.0045, lit)
    layer.stroke(path + up, unit * 0.0065, lit)
    layer.stroke(path + up * 0.55, unit * 0.004, dark)
    canvas.lay(layer)


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
