"""Wooden bridges."""

from __future__ import annotations

import numpy as np

from albumforge.samples.canvas import Canvas, between
from albumforge.samples.colour import rgb


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
    layer.stroke(path + np.array([0.0, unit * 0.012]), unit * 0.020, dark)
    layer.stroke(path, unit * 0.009, lit)
    up = np.array([0.0, -rail * unit])
    for k in np.linspace(0, 59, posts).astype(int):
        layer.stroke([path[k], path[k] + up * 1.22], unit * 0.007, dark)
        layer.disc(float(path[k, 0]), float(path[k, 1]) - 1.25 * rail * unit, unit * 0.0055, unit * 0.0045, lit)
    layer.stroke(path + up, unit * 0.0065, lit)
    layer.stroke(path + up * 0.55, unit * 0.004, dark)
    canvas.lay(layer)
