"""Buildings: a small house with its smoke, a lighthouse."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from albumforge.samples.canvas import Canvas, Layer, between, placed
from albumforge.samples.colour import Floats, mix, rgb

_PANES = ((0.05, -0.215), (0.29, -0.22))
_PANE = (0.115, 0.125)


def cabin(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    *,
    wall: tuple[str, str],
    roof: tuple[str, str],
    window: str,
    chimney: str,
    glow: float = 0.0,
) -> tuple[float, float]:
    """Paint a small house seen over its corner; its foot is at (x, y) in parts and `size` its width in units.

    Args:
        canvas: what is painted on.
        x, y, size: place and width.
        wall, roof: each the colour of the gable side and of the long side.
        window: colour of the panes.
        chimney: its colour.
        glow: light around the windows, 0 … 1.

    Returns:
        The top of the chimney, in pixels.
    """
    s, cx, cy = size * canvas.unit, float(canvas.x(x)), float(canvas.y(y))
    layer = canvas.layer()
    _walls(layer, cx, cy, s, wall)
    _roof(layer, cx, cy, s, roof, chimney)
    wide, high = _PANE
    for px, py in _PANES:
        pane = [(px, py), (px + wide, py - 0.004), (px + wide, py + high), (px, py + high + 0.004)]
        layer.shape(placed(cx, cy, s, pane), rgb(window))
        bars = (
            [(px + wide / 2, py), (px + wide / 2, py + high)],
            [(px, py + high / 2), (px + wide, py + high / 2)],
        )
        for bar in bars:
            layer.stroke(placed(cx, cy, s, bar), s * 0.010, rgb(wall[0]))
    canvas.lay(layer)
    for px, py in _PANES:
        if glow:
            light = rgb(window) * np.float32(glow)
            canvas.spot(cx + (px + wide / 2) * s, cy + (py + high / 2) * s, s * 0.22, light, power=1.1)
    return cx + 0.16 * s, cy - 0.71 * s


def _walls(layer: Layer, x: float, y: float, s: float, wall: tuple[str, str]) -> None:
    gable = [(-0.5, -0.02), (-0.5, -0.30), (-0.31, -0.54), (-0.12, -0.30), (-0.12, 0)]
    long = [(-0.12, 0), (-0.12, -0.32), (0.5, -0.30), (0.5, -0.03)]
    door = [(-0.365, -0.012), (-0.365, -0.20), (-0.255, -0.20), (-0.255, -0.006)]
    layer.shape(placed(x, y, s, gable), rgb(wall[0]))
    layer.shape(placed(x, y, s, long), rgb(wall[1]))
    for level in (-0.06, -0.12, -0.18, -0.24):
        board = placed(x, y, s, [(-0.12, level), (0.5, level - 0.02)])
        layer.stroke(board, s * 0.006, mix(wall[1], "#101014", 0.3))
    layer.shape(placed(x, y, s, door), mix(wall[0], "#0c0c12", 0.55))


def _roof(layer: Layer, x: float, y: float, s: float, roof: tuple[str, str], chimney: str) -> None:
    stack = [(0.11, -0.51), (0.11, -0.71), (0.21, -0.71), (0.21, -0.51)]
    lid = [(0.10, -0.685), (0.10, -0.71), (0.22, -0.71), (0.22, -0.685)]
    slope = [(-0.31, -0.56), (0.33, -0.56), (0.55, -0.27), (-0.09, -0.265)]
    left = [(-0.31, -0.56), (-0.285, -0.56), (-0.51, -0.24), (-0.55, -0.26)]
    right = [(-0.32, -0.56), (-0.29, -0.56), (-0.07, -0.265), (-0.115, -0.25)]
    for outline, colour in ((stack, chimney), (lid, roof[1]), (slope, roof[1]), (left, roof[0]), (right, roof[0])):
        layer.shape(placed(x, y, s, outline), rgb(colour))


def smoke(canvas: Canvas, x: float, y: float, size: float, colour: str, *, opacity: float = 0.5) -> None:
    """Paint a thin rising smoke from (x, y) in pixels, `size` units high, that drifts aside and dissolves."""
    s = size * canvas.unit
    path = between([(x, y), (x + 0.02 * s, y - 0.4 * s), (x + 0.1 * s, y - 0.6 * s), (x + 0.5 * s, y - s)], 30)
    path[:, 0] += np.sin(np.linspace(0, 9, 30)) * np.linspace(0, 0.035 * s, 30)
    layer = canvas.layer()
    layer.stroke(path, np.linspace(0.025, 0.15, 30) * s, np.append(rgb(colour), opacity))
    fade = np.clip((np.arange(canvas.height, dtype=np.float32) - (y - s)) / s, 0, 1)
    layer.pixels = (layer.pixels * fade[:, None, None]).astype(np.uint8)
    layer.soften(s * 0.018)
    canvas.lay(layer)


def lighthouse(
    canvas: Canvas,
    x: float,
    y: float,
    size: float,
    *,
    white: tuple[str, str],
    red: tuple[str, str],
    lamp: str,
) -> tuple[float, float]:
    """Paint a banded lighthouse on (x, y) in parts, `size` units high.

    Args:
        canvas: what is painted on.
        x, y, size: place and height.
        white, red: colours of the bands in light and in shade.
        lamp: colour of the lantern.

    Returns:
        The lamp's place in pixels.
    """
    s, cx, cy = size * canvas.unit, float(canvas.x(x)), float(canvas.y(y))
    layer = canvas.layer()
    edges = np.linspace(0, 1, 6)
    for k, (low, high) in enumerate(pairwise(edges.tolist())):
        lit, dark = white if k % 2 == 0 else red
        w0, w1 = 0.115 - 0.045 * low, 0.115 - 0.045 * high
        for inner, colour in ((-1.0, rgb(lit)), (0.15, rgb(dark)), (0.62, mix(dark, "#2b3644", 0.28))):
            band = [(inner * w0, -0.8 * low), (w0, -0.8 * low), (w1, -0.8 * high), (inner * w1, -0.8 * high)]
            layer.shape(placed(cx, cy, s, band), colour)
    iron = mix(red[1], "#20242c", 0.75)
    for level in (-0.20, -0.496):
        hole = [(-0.035, level), (-0.01, level), (-0.01, level - 0.045), (-0.035, level - 0.045)]
        layer.shape(placed(cx, cy, s, hole), iron)
    _lantern(layer, cx, cy - 0.80 * s, s, iron, rgb(red[0]), rgb(lamp))
    canvas.lay(layer)
    return cx, cy - 0.868 * s


def _lantern(layer: Layer, x: float, y: float, s: float, iron: Floats, roof: Floats, lamp: Floats) -> None:
    """Draw gallery, lamp room and dome on the top of the tower at (x, y), in pixels."""
    gallery = [(-0.105, 0), (0.105, 0), (0.085, 0.022), (-0.085, 0.022)]
    room = [(-0.05, -0.02), (0.05, -0.02), (0.05, -0.115), (-0.05, -0.115)]
    dome = between([(-0.065, -0.11), (-0.04, -0.185), (0.04, -0.185), (0.065, -0.11)], 16)
    layer.shape(placed(x, y, s, room), lamp)
    layer.stroke(placed(x, y, s, [(0, -0.02), (0, -0.115)]), s * 0.008, iron)
    layer.shape(placed(x, y, s, gallery), iron)
    for post in np.linspace(-0.1, 0.1, 9):
        layer.stroke(placed(x, y, s, [(post, 0), (post, -0.05)]), s * 0.006, iron)
    layer.stroke(placed(x, y, s, [(-0.105, -0.05), (0.105, -0.05)]), s * 0.007, iron)
    layer.shape(placed(x, y, s, dome), roof)
    layer.stroke(placed(x, y, s, [(0, -0.16), (0, -0.21)]), s * 0.008, iron)
