"""Prepare what a scene shows, once, so that each of its frames costs only sampling and mixing."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.particles import prepare_particles
from albumforge.generators.album.plan import (
    Backdrop,
    Canvas,
    Clip,
    Ground,
    Particles,
    Picture,
    Plan,
    Scene,
    Sticker,
    Text,
)
from albumforge.generators.album.rendering.scene_card import Card, is_plain, make_card, place_of
from albumforge.generators.album.rendering.scene_ground import backdrop, still_base
from albumforge.generators.album.rendering.scene_picture import Box, ClipSlot, Moving, ReadClip, box_of, cut_photo
from albumforge.generators.album.rendering.scene_sticker import make_sticker
from albumforge.generators.album.rendering.scene_type import Lettering, make_lettering
from albumforge.generators.album.resources.images import draw_ground
from albumforge.media.clips import ClipReader
from albumforge.media.planes import Plane, Planes, frame_buffer


class Element(Protocol):
    """Something a scene shows, ready to be drawn over what lies behind it."""

    def draw(self, number: int, out: Planes, read_clip: ReadClip, /) -> None:
        """Draw it as it is at frame `number` of its scene."""


@dataclass(frozen=True)
class SceneArt:
    """A scene ready to be drawn: what stands still, and over it the rest, back to front. Shared between threads."""

    frames: int
    base: Planes | None
    elements: tuple[Element, ...]

    def draw(self, number: int, out: Planes, read_clip: ReadClip) -> None:
        """Write frame `number` of the scene over all of `out`."""
        if self.base is not None:
            out.paste(self.base)
        for element in self.elements:
            element.draw(number, out, read_clip)


def prepare_scene(plan: Plan, scene: Scene, max_pixels: int) -> SceneArt:
    """Read, cut and reduce the pictures of a scene, and set its type.

    Raises:
        MediaError: a picture cannot be read any more.
    """
    canvas = (plan.canvas.width, plan.canvas.height)
    elements: list[Element] = []
    ground: NDArray[np.float32] | None = None
    shadows: list[tuple[Box, float]] = []
    for number, layer in enumerate(scene.layers):
        if isinstance(layer, Backdrop):
            ground = backdrop(plan.source(layer.source), layer, canvas, max_pixels)
        elif isinstance(layer, Ground):
            ground = draw_ground(layer, canvas)
        elif isinstance(layer, Picture | Clip):
            element = _picture(plan, scene, number, layer, max_pixels)
            if layer.shadow > 0 and not isinstance(element, Card):
                shadows.append((element.box, layer.shadow))
            elements.append(element)
        elif isinstance(layer, Sticker):
            elements.append(make_sticker(layer, canvas, plan.canvas.rate, scene.frames))
        elif isinstance(layer, Particles):
            elements.append(prepare_particles(layer, canvas, plan.canvas.rate, scene.frames))
    covered = any(_covers(element, canvas) for element in elements)
    base = None if covered else still_base(plan.canvas, ground, shadows)
    if base is not None:
        elements = _settled(elements, base)
    # The shade of one text is behind the lettering of all.
    shades: list[Lettering] = []
    texts: list[Lettering] = []
    for layer in scene.layers:
        if isinstance(layer, Text):
            below = SceneArt(scene.frames, base, (*elements, *shades))
            lettering = make_lettering(layer, canvas, partial(_lumas, below, layer, plan.canvas))
            shades.append(replace(lettering, lines=()))
            texts.append(replace(lettering, shade=None))
    return SceneArt(scene.frames, base, (*elements, *shades, *texts))


def _picture(plan: Plan, scene: Scene, number: int, layer: Picture | Clip, max_pixels: int) -> Moving | ClipSlot | Card:
    """Open a photo or find a clip's place, on a card where it has more than a box."""
    canvas = (plan.canvas.width, plan.canvas.height)
    source = plan.source(layer.source)
    box, place = box_of(layer.rect, canvas), place_of(layer, canvas)
    plain = is_plain(layer)
    if isinstance(layer, Clip):
        if not plain:
            width, height = (max(2, round(side / 2) * 2) for side in (place.inner.width, place.inner.height))
            box = Box(0, 0, width, height)
        slot = ClipSlot(number, Path(source.path), layer.start, box)
        return slot if plain else make_card(layer, slot, place, canvas, scene.frames)
    size = (box.width, box.height) if plain else (place.inner.width, place.inner.height)
    photo = cut_photo(source, layer, size, max_pixels)
    return Moving(photo, box, scene.frames) if plain else make_card(layer, photo, place, canvas, scene.frames)


def _settled(elements: list[Element], base: Planes) -> list[Element]:
    """Lay what stands still on cards on the base, where nothing that moves lies between."""
    result: list[Element] = []
    for element in elements:
        if isinstance(element, Card) and not any(_meet(element, below) for below in result):
            element = element.settled_on(base)
        result.append(element)
    return result


def _meet(card: Card, below: Element) -> bool:
    if isinstance(below, Card):
        other = below.extent()
    elif isinstance(below, Moving | ClipSlot):
        other = (below.box.x, below.box.y, below.box.x + below.box.width, below.box.y + below.box.height)
    else:
        return True
    own = card.extent()
    return own[0] < other[2] and other[0] < own[2] and own[1] < other[3] and other[1] < own[3]


def _covers(element: Element, canvas: tuple[int, int]) -> bool:
    return isinstance(element, Moving | ClipSlot) and (element.box.width, element.box.height) == canvas


def _lumas(art: SceneArt, text: Text, canvas: Canvas) -> list[Plane]:
    """Return the luma of what lies behind a text at the beginning, in the middle and at the end of its time."""
    first = min(max(0, text.start), art.frames - 1)
    last = min(max(0, text.start + text.frames - 1), art.frames - 1)
    _, planes = frame_buffer(canvas.width, canvas.height)
    lumas = []
    with ExitStack() as stack:
        readers: dict[int, ClipReader] = {}

        def read_clip(slot: ClipSlot, number: int) -> Planes:
            if slot.number not in readers:
                readers[slot.number] = stack.enter_context(slot.open(canvas.rate))
            return Planes(*readers[slot.number].frame(number))

        for number in sorted({first, (first + last) // 2, last}):
            art.draw(number, planes, read_clip)
            lumas.append(planes.y.copy())
    return lumas
