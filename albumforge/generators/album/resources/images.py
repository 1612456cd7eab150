"""Backgrounds by name (`plan.Ground`): drawn at the size of the canvas and tinted with the film's own colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Ground
from albumforge.generators.album.resources import ground_papers, ground_scenes
from albumforge.generators.album.transitions.frame import Frame, frame_of
from albumforge.media.noise import Field, generator
from albumforge.media.planes import colour_of


class _Entry(NamedTuple):
    draw: Callable[[Frame, np.random.Generator], tuple[Field, Field]]
    zh: str
    en: str


_TABLE: Mapping[str, _Entry] = {
    "plain": _Entry(ground_papers.plain, "素色", "Plain"),
    "paper": _Entry(ground_papers.paper, "纸", "Paper"),
    "kraft": _Entry(ground_papers.kraft, "牛皮纸", "Kraft paper"),
    "linen": _Entry(ground_papers.linen, "亚麻布", "Linen"),
    "cork": _Entry(ground_papers.cork, "软木板", "Cork board"),
    "wood": _Entry(ground_papers.wood, "木纹", "Wood"),
    "film": _Entry(ground_papers.film, "胶片", "Film leader"),
    "watercolour": _Entry(ground_scenes.watercolour, "水彩", "Watercolour"),
    "ink": _Entry(ground_scenes.ink, "水墨", "Ink"),
    "starry": _Entry(ground_scenes.starry, "星空", "Starry sky"),
    "bokeh": _Entry(ground_scenes.bokeh, "光斑", "Bokeh"),
    "confetti": _Entry(ground_scenes.confetti, "彩纸屑", "Confetti"),
    "topographic": _Entry(ground_scenes.topographic, "等高线", "Map lines"),
}


def ground_names() -> tuple[str, ...]:
    """Return the names of all backgrounds."""
    return tuple(_TABLE)


def ground_title(name: str, language: str) -> str:
    """Return what people call a background in a language, ``zh`` or ``en``."""
    return _TABLE[name].zh if language == "zh" else _TABLE[name].en


def draw_ground(layer: Ground, canvas: tuple[int, int]) -> NDArray[np.float32]:
    """Return a background for a canvas of width × height pixels: (H, W, 3) RGB, 0 to 255, not rounded.

    Whoever rounds it adds a dither (`planes.from_rgb_float`).

    Raises:
        KeyError: there is no background of that name.
    """
    frame = frame_of(*canvas)
    mix, detail = _TABLE[layer.image].draw(frame, generator("ground", layer.image, layer.seed))
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
