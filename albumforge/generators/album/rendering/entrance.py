"""How a card comes in: how far it is from its place, how large and how opaque, at each frame of its scene."""

from __future__ import annotations

from typing import NamedTuple

from albumforge.generators.album.plan import Entrance
from albumforge.media.easing import smoothstep

_RISE = 0.07
"""Canvas heights from below."""

_FALL = 0.16
"""Canvas heights from above."""

_SMALL = 0.72
"""Part of its size with which a card begins to grow."""

_BACK = 1.2
"""How far the settling goes beyond its end and back; this gives 5 % of the way."""


class Pose(NamedTuple):
    """Opacity (0 to 1), pixels right and down of its place, and scale around its middle."""

    opacity: float
    right: float
    down: float
    scale: float


REST = Pose(1.0, 0.0, 0.0, 1.0)
UNSEEN = Pose(0.0, 0.0, 0.0, 1.0)


def pose_at(entrance: Entrance, number: int, canvas: tuple[int, int], extent: tuple[float, float]) -> Pose:
    """Return how a card stands at a frame of its scene; `REST` once it has come in.

    Args:
        canvas: width and height in pixels.
        extent: left and right edge of all that the card covers, shadow included, in pixels.
    """
    into = number - entrance.start
    if into < 0:
        return UNSEEN
    if entrance.type == "none" or into >= entrance.frames:
        return REST
    t = (into + 1) / (entrance.frames + 1)
    come = 1 - (1 - t) ** 3
    if entrance.type == "rise":
        return Pose(_smooth(1.6 * t), 0.0, _RISE * canvas[1] * (1 - come), 1.0)
    if entrance.type == "drop":
        settled = 1 + (_BACK + 1) * (t - 1) ** 3 + _BACK * (t - 1) ** 2
        return Pose(_smooth(2.5 * t), 0.0, -_FALL * canvas[1] * (1 - settled), 1.0 + 0.05 * (1 - come))
    if entrance.type == "left":
        return Pose(1.0, -extent[1] * (1 - come), 0.0, 1.0)
    if entrance.type == "right":
        return Pose(1.0, (canvas[0] - extent[0]) * (1 - come), 0.0, 1.0)
    if entrance.type == "grow":
        return Pose(_smooth(1.8 * t), 0.0, 0.0, _SMALL + (1 - _SMALL) * come)
    return Pose(_smooth(t), 0.0, 0.0, 1.0)


def _smooth(t: float) -> float:
    return smoothstep(min(1.0, t))
