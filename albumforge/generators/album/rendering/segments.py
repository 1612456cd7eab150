"""Cut a plan into segments that can be rendered, cached and joined on their own.

A segment's key is the digest of exactly what it shows, so that a changed title costs one segment and a film made again
costs none.
"""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from albumforge.generators.album.plan import (
    OVERLAPPING,
    Backdrop,
    Clip,
    Ground,
    Layer,
    Particles,
    Picture,
    Plan,
    Rect,
    Scene,
    Sticker,
    Text,
)
from albumforge.generators.album.rendering.scene_card import is_plain
from albumforge.media.coding import VideoCoding

RENDERER_VERSION = 3
"""Raised whenever the same plan would give other pixels."""

LONGEST_SECONDS = 2.6
"""Long enough for most shots between their dissolves: each part has an encoder of its own, and a still picture shows a
slight step where one ends. Short enough that one changed shot keeps several threads busy."""
SHORTEST_FRAMES = 6

ALBUM = Path(__file__).parent.parent

RESOURCES = ("resources", "transitions", "particles")
"""Folders whose files say how backgrounds, masks, stickers, luma maps and particles look."""

_LIBRARIES = (
    "av",
    "opencv-python-headless",
    "pillow",
    "pillow-heif",
    "uharfbuzz",
    "manimgx-fonts-cjk",
    "fontpkg-eb-garamond",
)


@dataclass(frozen=True)
class Segment:
    """Frames `start` to `start + frames` of a film; `key` names its content."""

    start: int
    frames: int
    key: str

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.frames


def visible_scenes(plan: Plan, start: int, end: int) -> list[Scene]:
    """Return the scenes of which something is seen in frames `start` to `end` (without it)."""
    return [scene for scene in plan.scenes if scene.start < end and scene.start + scene.frames > start]


def cut(plan: Plan, coding: VideoCoding) -> tuple[Segment, ...]:
    """Cut a plan where scenes and transitions begin and end, and long scenes into parts.

    Returns:
        segments in order, without gaps.
    """
    length = plan.frames
    bounds = {0, length}
    for scene in plan.scenes[1:]:
        bounds.add(scene.start)
        if scene.transition.type in OVERLAPPING:
            bounds.add(scene.start + scene.transition.frames)
    places = _without_slivers(sorted(bounds))
    longest = max(SHORTEST_FRAMES, round(LONGEST_SECONDS * plan.canvas.rate))
    segments = []
    for start, end in itertools.pairwise(places):
        parts = -(-(end - start) // longest)
        edges = [start + (end - start) * part // parts for part in range(parts + 1)]
        for first, last in itertools.pairwise(edges):
            segments.append(Segment(first, last - first, segment_key(plan, first, last, coding)))
    return tuple(segments)


def _without_slivers(bounds: list[int]) -> list[int]:
    """Drop bounds so that no part is shorter than `SHORTEST_FRAMES`, unless the film itself is."""
    kept = [bounds[0]]
    for bound in bounds[1:-1]:
        if bound - kept[-1] >= SHORTEST_FRAMES and bounds[-1] - bound >= SHORTEST_FRAMES:
            kept.append(bound)
    return [*kept, bounds[-1]]


def segment_key(plan: Plan, start: int, end: int, coding: VideoCoding) -> str:
    """Return the digest of all that frames `start` to `end` depend on; file names and the place in the film do not."""
    digests = {source.id: source.digest for source in plan.sources}
    scenes = visible_scenes(plan, start, end)
    fades = end > plan.frames - plan.fade_out or any(_fades_in(scene, start) for scene in scenes)
    canvas = msgspec.to_builtins(plan.canvas)
    if not fades and all(map(_hides_background, scenes)):
        del canvas["background"]  # it is seen nowhere
    content = {
        "renderer": RENDERER_VERSION,
        "libraries": _library_versions(),
        "coding": coding.describe(),
        "canvas": canvas,
        "frames": end - start,
        "scenes": [_scene_content(scene, start, end, digests) for scene in scenes],
        "fade_out": max(0, end - (plan.frames - plan.fade_out)) and [plan.frames - start, plan.fade_out],
    }
    return hashlib.blake2b(msgspec.json.encode(content, order="sorted"), digest_size=20).hexdigest()


def _scene_content(scene: Scene, start: int, end: int, digests: dict[str, str]) -> dict[str, Any]:
    seen = [each for each in scene.layers if not isinstance(each, Text | Sticker) or _seen(scene, each, start, end)]
    layers = []
    for layer in seen:
        content = msgspec.to_builtins(layer)
        if "source" in content:
            content["source"] = digests[content["source"]]
        layers.append(content)
    # Whether the scene is still coming in matters only while it does.
    comes_in = start < scene.start + scene.transition.frames
    made_here = any(map(_takes_resources, seen)) or (comes_in and scene.transition.type == "luma")
    return {
        "resources": _resources_digest() if made_here else "",
        "offset": start - scene.start,
        "frames": scene.frames,
        "transition": msgspec.to_builtins(scene.transition) if comes_in else None,
        "layers": layers,
    }


def _fades_in(scene: Scene, start: int) -> bool:
    """Whether from some frame of the film on a scene still comes in from the background."""
    return scene.transition.type == "fade" and start < scene.start + scene.transition.frames


def _hides_background(scene: Scene) -> bool:
    """Whether something of a scene lies over the whole canvas."""
    return any(
        isinstance(layer, Ground | Backdrop)
        or (isinstance(layer, Picture | Clip) and layer.rect == Rect() and is_plain(layer))
        for layer in scene.layers
    )


def _takes_resources(layer: Layer) -> bool:
    return isinstance(layer, Ground | Sticker | Particles) or bool(getattr(layer, "mask", ""))


@cache
def _resources_digest() -> str:
    """Return the digest of all that draws, or is, a resource: one that is drawn otherwise is another resource."""
    digest = hashlib.blake2b(digest_size=16)
    for file in sorted(file for folder in RESOURCES for file in (ALBUM / folder).rglob("*") if file.is_file()):
        if file.suffix in (".pyc", ".pyo") or "templates" in file.relative_to(ALBUM).parts:
            continue
        content = file.read_bytes()
        digest.update(f"{file.relative_to(ALBUM).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _seen(scene: Scene, layer: Text | Sticker, start: int, end: int) -> bool:
    first = scene.start + layer.start
    to_the_end = isinstance(layer, Sticker) and layer.frames == 0
    last = scene.start + scene.frames if to_the_end else first + layer.frames
    return first < end and last > start


@cache
def _library_versions() -> dict[str, str]:
    return {name: version(name) for name in _LIBRARIES}
