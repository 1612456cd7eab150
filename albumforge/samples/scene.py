"""What a scene is: a name, a moment of the year, and the functions that paint it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from albumforge.samples.canvas import Canvas


@dataclass(frozen=True)
class Scene:
    """A painted scene.

    Attributes:
        name: its key.
        title: a few words, fit for a file name.
        description: one sentence about what is seen.
        moment: month, day, hour and minute it is set in.
        painter: paints it, without what is in the air.
        air: paints what falls through the air after so many seconds, or None.
        sway: what moves below `line` when it is shown as a clip.
        line: part of the height.
        upright: whether the sample of it is in portrait orientation.
    """

    name: str
    title: str
    description: str
    moment: tuple[int, int, int, int]
    painter: Callable[[Canvas], None]
    air: Callable[[Canvas, float], None] | None = None
    sway: Literal["water", "grass", ""] = ""
    line: float = 0.6
    upright: bool = False
