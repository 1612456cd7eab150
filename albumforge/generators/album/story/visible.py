"""Where the things in a picture are on the canvas while its scene is seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from albumforge.generators.album.borders import inner_rect
from albumforge.generators.album.motion import window_at
from albumforge.generators.album.plan import FULL, Clip, Layer, MediaSource, Picture, Plan, Rect, Scene
from albumforge.generators.album.story.brief import Brief
from albumforge.media.places import Box
from albumforge.media.warp import Window

_MOMENTS = 21
"""Moments of a scene that are looked at."""


_TOUCHED = 0.04
"""Part of a face from which on something stands on it."""


_SLIGHTLY = 0.03
"""Part of a block that may reach over the edge of a picture."""


@dataclass(frozen=True)
class Busy:
    """Places on the canvas: faces, which nothing may stand on, others that had better stay in sight, and of these the
    pictures that do not fill the canvas."""

    faces: tuple[Rect, ...] = ()
    others: tuple[Rect, ...] = ()
    pictures: tuple[Rect, ...] = ()

    @property
    def all(self) -> tuple[Rect, ...]:
        """Both."""
        return (*self.faces, *self.others)

    def crossed(self, block: Rect) -> bool:
        """Whether a block of the canvas lies across the edge of a picture, partly on it and partly beside it."""
        return any(_SLIGHTLY < overlap(picture, block) < 1 - _SLIGHTLY for picture in self.pictures)

    def covers_face(self, block: Rect) -> bool:
        """Whether something that takes a block of the canvas stands on a face."""
        return any(overlap(block, face) > _TOUCHED for face in self.faces)


def overlap(block: Rect, box: Rect) -> float:
    """Return the part of a box that a block covers."""
    across = min(block.x + block.width, box.x + box.width) - max(block.x, box.x)
    down = min(block.y + block.height, box.y + box.height) - max(block.y, box.y)
    return max(0.0, across) * max(0.0, down) / max(1e-9, box.width * box.height)


def busy_places(layers: Sequence[Layer], brief: Brief) -> Busy:
    """Return where the faces of a scene's pictures are seen, their subjects where they have none, and the pictures that
    do not fill the canvas."""
    media = {source.id: source for source in brief.media}
    faces: dict[str, list[Box]] = {}
    subjects: dict[str, list[Box]] = {}
    shown = [layer for layer in layers if isinstance(layer, Picture | Clip)]
    for layer in shown:
        info = brief.infos[media[layer.source].digest]
        faces[layer.source] = [face.box for face in info.faces]
        subjects[layer.source] = [] if info.faces else [info.subject]
    scene = Scene(id="", start=0, frames=1, layers=tuple(layers))
    rects = [layer.rect for layer in shown if layer.rect != FULL]
    return Busy(
        tuple(boxes_of_scene(scene, faces, media, brief.canvas)),
        (*boxes_of_scene(scene, subjects, media, brief.canvas), *rects),
        tuple(_turned(layer, brief.canvas) for layer in shown if layer.rect != FULL),
    )


def _turned(layer: Picture | Clip, canvas: tuple[int, int]) -> Rect:
    """Return the rectangle that a picture takes which is turned by a few degrees."""
    rect, angle = layer.rect, math.radians(abs(layer.angle))
    across, down = rect.width * canvas[0], rect.height * canvas[1]
    width = (across * math.cos(angle) + down * math.sin(angle)) / canvas[0]
    height = (across * math.sin(angle) + down * math.cos(angle)) / canvas[1]
    return Rect(x=rect.x + (rect.width - width) / 2, y=rect.y + (rect.height - height) / 2, width=width, height=height)


def seen_window(layer: Picture | Clip, source: MediaSource, canvas: tuple[int, int], t: float) -> Window:
    """Return what of a source is seen at time 0 … 1 of its scene, in fractions of it."""
    inner = inner_rect(layer.rect, layer.border, canvas)
    shape = inner.width * canvas[0] / (inner.height * canvas[1])
    if isinstance(layer, Clip):
        ratio = source.width / source.height / shape  # cropped around its middle
        width, height = min(1.0, 1 / ratio), min(1.0, ratio)
        return Window((1 - width) / 2, (1 - height) / 2, width, height)
    return window_at(layer.motion, t, shape, source.width / source.height)


def on_canvas(layer: Picture | Clip, source: MediaSource, box: Box, canvas: tuple[int, int], t: float) -> Rect:
    """Return where a box of a source is at time 0 … 1, in fractions of the canvas; it may reach beyond the picture.

    The few degrees that a picture may be turned by are not counted.
    """
    window, inner = seen_window(layer, source, canvas, t), inner_rect(layer.rect, layer.border, canvas)
    return Rect(
        x=inner.x + inner.width * (box.x - window.x) / window.width,
        y=inner.y + inner.height * (box.y - window.y) / window.height,
        width=inner.width * box.width / window.width,
        height=inner.height * box.height / window.height,
    )


def boxes_of_scene(
    scene: Scene, boxes: Mapping[str, Sequence[Box]], sources: Mapping[str, MediaSource], canvas: tuple[int, int]
) -> list[Rect]:
    """Return where boxes of a scene's sources (by their id) are on the canvas, at its start and at its end."""
    return [
        on_canvas(layer, sources[layer.source], box, canvas, t)
        for layer in scene.layers
        if isinstance(layer, Picture | Clip)
        for box in boxes.get(layer.source, ())
        for t in (0.0, 1.0)
    ]


def share_inside(plan: Plan, boxes: Mapping[str, Sequence[Box]]) -> dict[str, float]:
    """Return for each photo of a plan with boxes the least share of its time on screen that one of them is whole.

    Args:
        boxes: such as faces, by digest of the source, in fractions of it.
    """
    canvas = (plan.canvas.width, plan.canvas.height)
    found: dict[str, float] = {}
    for scene in plan.scenes:
        for layer in scene.layers:
            if not isinstance(layer, Picture):
                continue
            source = plan.source(layer.source)
            for box in boxes.get(source.digest, ()):
                moments = [number / (_MOMENTS - 1) for number in range(_MOMENTS)]
                inside = sum(_holds(seen_window(layer, source, canvas, t), box) for t in moments) / _MOMENTS
                found[source.id] = min(found.get(source.id, 1.0), inside)
    return found


def _holds(window: Window, box: Box) -> bool:
    rim = 1e-4
    return (
        box.x >= window.x - rim
        and box.y >= window.y - rim
        and box.x + box.width <= window.x + window.width + rim
        and box.y + box.height <= window.y + window.height + rim
    )
