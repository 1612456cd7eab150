"""Prepare what a scene shows, once, so that each of its frames costs only sampling and mixing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Backdrop, Canvas, Clip, Picture, Plan, Scene, Sticker, Text
from albumforge.generators.album.scene_card import Card, is_plain, make_card, place_of
from albumforge.generators.album.scene_ground import backdrop, still_base
from albumforge.generators.album.scene_picture import Box, ClipSlot, Moving, ReadClip, box_of, cut_photo
from albumforge.generators.album.scene_sticker import make_sticker
from albumforge.generators.album.type_art import draw_type
from albumforge.media.blend import Sprite, overlay
from albumforge.media.clips import ClipReader
from albumforge.media.planes import Planes, frame_buffer

__all__ = ["ClipSlot", "Element", "SceneArt", "prepare_scene", "text_opacity"]


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


@dataclass(frozen=True)
class Lettering:
    """A text that is set, with the shade behind it."""

    text: Text
    sprites: tuple[Sprite, ...]

    def draw(self, number: int, out: Planes, _read_clip: ReadClip, /) -> None:
        """Draw it as far as it has come in at frame `number` of its scene."""
        for sprite in self.sprites:
            overlay(out, sprite, text_opacity(self.text, number))


def text_opacity(text: Text, number: int) -> float:
    """Return how much of a text is seen at a frame of its scene, 0 to 1."""
    into, left = number - text.start, text.start + text.frames - 1 - number
    if into < 0 or left < 0:
        return 0.0
    share = min(1.0, (min(into, left) + 1) / (text.fade + 1))
    return share * share * (3 - 2 * share)


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
        elif isinstance(layer, Picture | Clip):
            element = _picture(plan, scene, number, layer, max_pixels)
            if layer.shadow > 0 and not isinstance(element, Card):
                shadows.append((element.box, layer.shadow))
            elements.append(element)
        elif isinstance(layer, Sticker):
            elements.append(make_sticker(layer, canvas, plan.canvas.rate, scene.frames))
    covered = any(_covers(element, canvas) for element in elements)
    base = None if covered else still_base(plan.canvas, ground, shadows)
    if base is not None:
        elements = _settled(elements, base)
    for layer in scene.layers:
        if isinstance(layer, Text):
            behind = _still(SceneArt(scene.frames, base, tuple(elements)), layer, plan.canvas)
            elements.append(Lettering(layer, tuple(draw_type(layer, behind))))
    return SceneArt(scene.frames, base, tuple(elements))


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


def _still(art: SceneArt, text: Text, canvas: Canvas) -> Planes:
    """Return the frame that lies behind a text halfway through its time."""

    def read_clip(slot: ClipSlot, number: int) -> Planes:
        box = slot.box
        with ClipReader(slot.path, width=box.width, height=box.height, fps=canvas.rate, start=slot.start) as reader:
            return Planes(*(plane.copy() for plane in reader.frame(number)))

    _, planes = frame_buffer(canvas.width, canvas.height)
    art.draw(min(text.start + text.frames // 2, art.frames - 1), planes, read_clip)
    return planes
