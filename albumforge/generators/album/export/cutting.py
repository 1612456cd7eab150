"""Where a film is cut, as editing programs see it: clips that meet in the middle of their transition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from albumforge.generators.album.plan import (
    OVERLAPPING,
    Backdrop,
    Clip,
    Ground,
    Layer,
    Picture,
    Plan,
    Scene,
    Text,
    Transition,
)
from albumforge.media.edl_lines import one_line

SMPTE_WIPES = {
    "wipe-right": 1,
    "wipe-down": 2,
    "doors": 21,
    "doors-upright": 22,
    "wipe-diagonal": 41,
    "iris-diamond": 102,
    "iris": 119,
    "iris-soft": 119,
    "iris-star": 128,
    "iris-heart": 130,
    "clock": 201,
}
"""Luma map → code of the wipe in SMPTE 258M (as listed with the transitions of W3C's SMIL 2.0)."""


@dataclass(frozen=True)
class Span:
    """A scene between its cuts, in frames of the film.

    Attributes:
        start: the cut before it, `lead` frames after its first frame is seen.
        end: the cut after it, `tail` frames before its last one is.
        handle: frames after that cut that the next transition lasts, also where the scene is not seen in them.
    """

    scene: Scene
    start: int
    end: int
    lead: int
    tail: int
    handle: int

    @property
    def frames(self) -> int:
        """Frames between the cuts."""
        return self.end - self.start


def spans_of(plan: Plan) -> list[Span]:
    """Return the scenes of a plan between their cuts: without gaps, and as long together as the film.

    A cut lies in the middle of a transition over the scene before, where its beat is; else where the scene begins.
    """
    leads = [lead_of(scene.transition) for scene in plan.scenes]
    cuts = [scene.start + lead for scene, lead in zip(plan.scenes, leads, strict=True)] + [plan.frames]
    joins = [scene.transition.frames - lead for scene, lead in zip(plan.scenes, leads, strict=True)]
    return [
        Span(scene, start, end, lead, scene.start + scene.frames - end, handle)
        for scene, lead, (start, end), handle in zip(plan.scenes, leads, pairwise(cuts), [*joins[1:], 0], strict=True)
    ]


def lead_of(transition: Transition) -> int:
    """Return how many frames of a transition lie before the cut."""
    return transition.frames - transition.frames // 2 if transition.type in OVERLAPPING else 0


def pictures_of(scene: Scene) -> list[Picture | Clip]:
    """Return what a scene shows, the largest first, the others from back to front."""
    shown = [layer for layer in scene.layers if isinstance(layer, Picture | Clip)]
    if not shown:
        return []
    main = max(shown, key=lambda layer: layer.rect.width * layer.rect.height)
    return [main, *(layer for layer in shown if layer is not main)]


def main_layer(scene: Scene) -> Layer | None:
    """Return what stands for a scene on a single track: its largest picture, else what lies behind its words."""
    pictures = pictures_of(scene)
    if pictures:
        return pictures[0]
    return next((layer for layer in scene.layers if isinstance(layer, Backdrop | Ground)), None)


def texts_of(scene: Scene) -> list[Text]:
    """Return the words of a scene."""
    return [layer for layer in scene.layers if isinstance(layer, Text)]


def name_of(plan: Plan, scene: Scene, layer: Layer | None) -> str:
    """Return what people call a layer on a track: the file it shows, or the words of a card."""
    if isinstance(layer, Picture | Clip):
        return file_name(plan, layer.source)
    words = scene.chapter or " ".join(text.text for text in texts_of(scene)[:1])
    if isinstance(layer, Backdrop):
        return one_line(words) or file_name(plan, layer.source)
    return one_line(words) or (layer.image if isinstance(layer, Ground) else "") or scene.id


def file_name(plan: Plan, source_id: str) -> str:
    """Return the name of a source's file, on one line."""
    return one_line(Path(plan.source(source_id).path).name)


def transition_name(transition: Transition) -> str:
    """Return what a transition is called: its luma map or direction where it has one."""
    if transition.type == "luma":
        return f"{transition.name} reversed" if transition.reversed else transition.name
    return f"push {transition.direction}" if transition.type == "push" else transition.type


def track_count(spans: Sequence[Span]) -> int:
    """Return how many tracks show all pictures of all scenes; one at least."""
    return max(1, *(len(pictures_of(span.scene)) for span in spans))
