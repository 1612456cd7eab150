"""Backgrounds by name (`plan.Ground`): drawn at the size of the canvas and tinted with the film's own colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Ground
from albumforge.generators.album.resources import ground_papers, ground_scenes
from albumforge.generators.album.transitions.frame import Frame, frame_of
from albumforge.media.noise import Field, generator
from albumforge.media.planes import colour_of

_TABLE: Mapping[str, Callable[[Frame, np.random.Generator], tuple[Field, Field]]] = {
    "plain": ground_papers.plain,
    "paper": ground_papers.paper,
    "kraft": ground_papers.kraft,
    "linen": ground_papers.linen,
    "cork": ground_papers.cork,
    "wood": ground_papers.wood,
    "film": ground_papers.film,
    "watercolour": ground_scenes.watercolour,
    "ink": ground_scenes.ink,
    "starry": ground_scenes.starry,
    "bokeh": ground_scenes.bokeh,
    "confetti": ground_scenes.confetti,
    "topographic": ground_scenes.topographic,
}


def ground_names() -> tuple[str, ...]:
    """Return the names of all backgrounds."""
    return tuple(_TABLE)


def draw_ground(layer: Ground, canvas: tuple[int, int]) -> NDArray[np.float32]:
    """Return a background for a canvas of width × height pixels: (H, W, 3) RGB, 0 to 255, not rounded.

    Whoever rounds it adds a dither (`planes.from_rgb_float`).

    Raises:
        KeyError: there is no background of that name.
    """
    frame = frame_of(*canvas)
    mix, detail = _TABLE[layer.image](frame, generator("ground", layer.image, layer.seed))
    colours = layer.colours or Ground().colours
    first, last = (np.array(colour_of(colour), np.float32) for colour in (colours[0], colours[-1]))
    # On dark grounds the same steps would be seen twice as well.
    light = float(first.mean()) / 255
    strength = np.float32(0.5 + 0.5 * light)
    detail = detail * strength
    channels = [
        cv2.scaleAdd(mix, float(step), cv2.add(detail, (float(start), 0, 0, 0)))
        for start, step in zip(first, last - first, strict=True)
    ]
    return np.asarray(np.clip(cv2.merge(channels), 0.0, 255.0), np.float32)
