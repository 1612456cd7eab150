"""Luma maps drawn with compass and ruler: wipes, irises, clocks, blinds, tiles, doors and waves.

Each function takes the frame and its parameters and returns (H, W) float32: low where the new scene comes first. Range
and offset do not matter.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.transitions.frame import Frame
from albumforge.media.noise import Field, generator


def wipe(frame: Frame, *, angle: float = 0.0, bend: float = 0.0) -> Field:
    """An edge that moves in a direction (degrees, clockwise from to the right), bent like a bow."""
    along, aside = frame.turned(angle)
    return frame.full(along + np.float32(bend) * aside * aside)


def iris(frame: Frame, *, shape: str = "circle", turn: float = 0.0) -> Field:
    """A shape that grows from the middle."""
    if shape == "circle":
        return frame.radius()
    x, y = frame.turned(turn)
    if shape == "diamond":
        return frame.full(np.abs(x) + np.abs(y))
    angles, radii = _OUTLINES[shape]()
    around = np.arctan2(frame.full(y), frame.full(x))
    reach = np.interp(around, angles, radii, period=2 * math.pi)
    gauge = np.asarray(frame.radius() / reach, np.float32)
    # The last corners come together: the notch of a heart would take as long as all the rest.
    return np.minimum(gauge, np.float32(np.quantile(gauge[::4, ::4], 0.985)))


Curve = NDArray[np.float64]


def _heart() -> tuple[Field, Field]:
    # The well-known curve of sines, around a point a little above its middle.
    t = np.linspace(0.0, 2 * np.pi, 721, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) - 1.0
    return _polar(x / 16, y / 16)


def _star() -> tuple[Field, Field]:
    corners = np.arange(10)
    radius = np.where(corners % 2 == 0, 1.0, 0.42)
    angle = corners * np.pi / 5 - np.pi / 2
    return _polygon(radius * np.cos(angle), radius * np.sin(angle))


def _hexagon() -> tuple[Field, Field]:
    angle = np.arange(6) * np.pi / 3
    return _polygon(np.cos(angle), np.sin(angle))


def _flower() -> tuple[Field, Field]:
    angle = np.linspace(-np.pi, np.pi, 720, endpoint=False)
    radius = 0.78 + 0.22 * np.cos(5 * (angle + np.pi / 2))
    return angle.astype(np.float32), radius.astype(np.float32)


def _polygon(x: Curve, y: Curve) -> tuple[Field, Field]:
    steps = np.linspace(0.0, 1.0, 60, endpoint=False)
    next_x, next_y = np.roll(x, -1), np.roll(y, -1)
    return _polar(
        np.concatenate([a + (b - a) * steps for a, b in zip(x, next_x, strict=True)]),
        np.concatenate([a + (b - a) * steps for a, b in zip(y, next_y, strict=True)]),
    )


def _polar(x: Curve, y: Curve) -> tuple[Field, Field]:
    angle = np.arctan2(y, x)
    order = np.argsort(angle, kind="stable")
    return angle[order].astype(np.float32), np.hypot(x, y)[order].astype(np.float32)


_OUTLINES = {"heart": _heart, "star": _star, "hexagon": _hexagon, "flower": _flower}


def clock(frame: Frame, *, hands: int = 1, mirrored: bool = False) -> Field:
    """Hands that sweep clockwise from the top; mirrored: one at each side, like a fan."""
    around = np.arctan2(frame.full(frame.x), -frame.full(frame.y)) / np.float32(2 * math.pi)
    if mirrored:
        return np.abs(around).astype(np.float32)
    return ((around % 1.0 * hands) % 1.0).astype(np.float32)


def blinds(frame: Frame, *, count: int = 9, upright: bool = False, lag: float = 0.0) -> Field:
    """Slats that turn; with `lag` one after the other (in parts of a slat's own time)."""
    place, half = (frame.x, frame.half[0]) if upright else (frame.y, frame.half[1])
    slats = max(2, round(count * half))
    at = (place / np.float32(half) + 1.0) / 2.0 * slats
    return frame.full((at % 1.0 + np.float32(lag) * at / slats).astype(np.float32))


def tiles(frame: Frame, *, count: int = 6, order: str = "random", grow: float = 0.0) -> Field:
    """Squares that come in an order; with `grow` each opens from its middle, in parts of the whole time."""
    columns, rows = (max(1, round(count * half)) for half in frame.half)
    at_x = (frame.x / np.float32(frame.half[0]) + 1.0) / 2.0 * columns
    at_y = (frame.y / np.float32(frame.half[1]) + 1.0) / 2.0 * rows
    column = np.clip(np.floor(at_x), 0, columns - 1).astype(np.intp)
    row = np.clip(np.floor(at_y), 0, rows - 1).astype(np.intp)
    rank = _ORDERS[order](columns, rows)
    values = rank[row, column].astype(np.float32)
    if grow > 0:
        inside = np.maximum(np.abs(at_x - column - 0.5), np.abs(at_y - row - 0.5))
        values = values + np.float32(2.0 * grow) * inside.astype(np.float32)
    return np.asarray(values, np.float32)


def _random_order(columns: int, rows: int) -> Curve:
    ranks = generator("tiles", columns, rows).permutation(columns * rows)
    return np.asarray(ranks.reshape(rows, columns) / max(1, columns * rows - 1))


def _checker(columns: int, rows: int) -> Curve:
    return np.asarray(np.add.outer(np.arange(rows), np.arange(columns)) % 2 * 0.5)


def _cascade(columns: int, rows: int) -> Curve:
    return np.asarray(np.add.outer(np.arange(rows), np.arange(columns)) / max(1, rows + columns - 2))


def _spiral(columns: int, rows: int) -> Curve:
    ranks = np.full((rows, columns), -1.0)
    x = y = 0
    step_x, step_y = 1, 0
    for number in range(columns * rows):
        ranks[y, x] = number
        ahead_x, ahead_y = x + step_x, y + step_y
        if not (0 <= ahead_x < columns and 0 <= ahead_y < rows) or ranks[ahead_y, ahead_x] >= 0:
            step_x, step_y = -step_y, step_x
            ahead_x, ahead_y = x + step_x, y + step_y
        x, y = ahead_x, ahead_y
    return np.asarray(ranks / max(1, columns * rows - 1))


_ORDERS = {"random": _random_order, "checker": _checker, "cascade": _cascade, "spiral": _spiral}


def honeycomb(frame: Frame, *, count: float = 7.0, sweep: float = 1.0) -> Field:
    """Hexagons that open from their middles, in an order from the middle outward."""
    size = np.float32(2.0 / count)
    best = np.full((frame.height, frame.width), np.inf, np.float32)
    middle = np.zeros_like(best)
    root = math.sqrt(3.0)
    for shift in (0.0, 0.5):  # two rectangular lattices make the hexagonal one
        x = (np.round(frame.x / size - shift) + np.float32(shift)) * size
        y = (np.round(frame.y / (size * root) - shift) + np.float32(shift)) * size * np.float32(root)
        near_x, near_y = np.abs(frame.x - x), np.abs(frame.y - y)
        gauge = np.maximum(near_x, near_x * np.float32(0.5) + near_y * np.float32(root / 2)).astype(np.float32)
        nearer = gauge < best
        best = np.where(nearer, gauge, best)
        middle = np.where(nearer, np.hypot(x, y).astype(np.float32), middle)
    far = math.hypot(*frame.half)
    return np.asarray(best / (size / 2) * np.float32(0.35) + middle / np.float32(far) * np.float32(sweep), np.float32)


def doors(frame: Frame, *, angle: float = 0.0, folds: float = 0.0) -> Field:
    """Two doors that open along a direction; with `folds` a curtain, its hem lagging behind."""
    along, aside = frame.turned(angle)
    values = np.abs(along)
    if folds > 0:
        # Gathered at the top, where it is pulled.
        low = (aside / np.float32(max(frame.half)) + 1.0) / 2.0
        values = values - np.float32(0.35) * low * low + np.float32(folds) * np.sin(values * 19.0) * (0.35 + low)
    return frame.full(values)


def page(frame: Frame) -> Field:
    """A page turned from its lower right corner."""
    x, y = frame.half
    corner = frame.radius(1.6 * x, y * 1.15 + 0.6 * x)
    return corner.astype(np.float32)


def ripple(frame: Frame, *, rings: float = 5.0, depth: float = 0.11) -> Field:
    """Rings that run outward, the next one showing before the last has passed."""
    far = math.hypot(*frame.half)
    radius = frame.radius() / np.float32(far)
    return np.asarray(radius + np.float32(depth) * np.sin(radius * np.float32(2 * math.pi * rings)), np.float32)


def wave(frame: Frame, *, angle: float = 0.0, length: float = 0.9, depth: float = 0.16, layers: int = 1) -> Field:
    """An edge shaped like waves; with layers, several of them follow each other as on a beach."""
    along, aside = frame.turned(angle)
    phase = aside * np.float32(2 * math.pi / length)
    crest = np.sin(phase) + 0.25 * np.sin(phase * np.float32(1.7) + 1.7)
    values = along + np.float32(depth) * crest
    if layers > 1:
        values = values + np.float32(0.09) * np.sin(values * np.float32(math.pi * layers))
    return frame.full(values)
