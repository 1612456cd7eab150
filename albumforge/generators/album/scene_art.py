"""Prepare what a scene shows, once, so that each of its frames costs only sampling and mixing."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.motion import cover, view_window, window_at
from albumforge.generators.album.plan import Backdrop, Canvas, Clip, MediaSource, Picture, Plan, Rect, Scene, Text
from albumforge.generators.album.type_art import draw_type
from albumforge.media.blend import Sprite, overlay
from albumforge.media.clips import ClipReader
from albumforge.media.pictures import open_picture
from albumforge.media.planes import Planes, colour_of, dither_noise, frame_buffer, from_rgb, from_rgb_float, to_rgb
from albumforge.media.warp import OVERSAMPLING, Window, resample, sample

_SOFT = 4
"""Blurred things are made at a fraction of the canvas; the blur hides it."""


@dataclass(frozen=True)
class _Box:
    """A rectangle on the canvas in whole, even samples."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class _Moving:
    """A photo cut to what its motion shows; `place` is the cut, in fractions of the photo."""

    layer: Picture
    box: _Box
    picture_shape: float
    planes: Planes
    place: Window

    def draw(self, t: float, out: Planes) -> None:
        """Write the view at time 0 … 1 of the scene into its box."""
        seen = window_at(self.layer.motion, t, self.box.width / self.box.height, self.picture_shape)
        columns, rows = self.planes.size
        scale_x, scale_y = columns / self.place.width, rows / self.place.height
        window = Window(
            (seen.x - self.place.x) * scale_x,
            (seen.y - self.place.y) * scale_y,
            seen.width * scale_x,
            seen.height * scale_y,
        )
        sample(self.planes, window, out.region(self.box.x, self.box.y, self.box.width, self.box.height))


@dataclass(frozen=True)
class ClipSlot:
    """A clip in a scene: which file, from when, and in which box."""

    number: int
    path: Path
    start: float
    box: _Box


ReadClip = Callable[[ClipSlot, int], Planes]
"""Gives the planes of a clip at a frame of its scene."""


@dataclass(frozen=True)
class SceneArt:
    """A scene ready to be drawn: what stands still, what moves, and the type on top. Shared between threads."""

    frames: int
    base: Planes | None
    moving: tuple[_Moving | ClipSlot, ...]
    type: tuple[tuple[Text, Sprite], ...]

    def draw(self, number: int, out: Planes, read_clip: ReadClip) -> None:
        """Write frame `number` of the scene over all of `out`."""
        if self.base is not None:
            out.paste(self.base)
        t = number / max(1, self.frames - 1)
        for element in self.moving:
            if isinstance(element, ClipSlot):
                box = element.box
                out.region(box.x, box.y, box.width, box.height).paste(read_clip(element, number))
            else:
                element.draw(t, out)
        for text, sprite in self.type:
            overlay(out, sprite, text_opacity(text, number))


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
    moving: list[_Moving | ClipSlot] = []
    texts: list[Text] = []
    backdrop: NDArray[np.float32] | None = None
    shadows: list[tuple[_Box, float]] = []
    for number, layer in enumerate(scene.layers):
        if isinstance(layer, Text):
            texts.append(layer)
        elif isinstance(layer, Backdrop):
            backdrop = _backdrop(plan.source(layer.source), layer, canvas, max_pixels)
        else:
            box = _box(layer.rect, canvas)
            if layer.shadow > 0:
                shadows.append((box, layer.shadow))
            if isinstance(layer, Clip):
                moving.append(ClipSlot(number, Path(plan.source(layer.source).path), layer.start, box))
            else:
                moving.append(_moving(plan.source(layer.source), layer, box, max_pixels))
    covered = any(_covers(element.box, canvas) for element in moving)
    base = None if covered else _base(plan, backdrop, shadows)
    art = SceneArt(scene.frames, base, tuple(moving), ())
    type_ = [(text, sprite) for text in texts for sprite in draw_type(text, _still(art, text, plan.canvas))]
    return replace(art, type=tuple(type_))


def _still(art: SceneArt, text: Text, canvas: Canvas) -> Planes:
    """Return the frame that lies behind a text halfway through its time."""

    def read_clip(slot: ClipSlot, number: int) -> Planes:
        box = slot.box
        with ClipReader(slot.path, width=box.width, height=box.height, fps=canvas.rate, start=slot.start) as reader:
            return Planes(*(plane.copy() for plane in reader.frame(number)))

    _, planes = frame_buffer(canvas.width, canvas.height)
    art.draw(min(text.start + text.frames // 2, art.frames - 1), planes, read_clip)
    return planes


def _box(rect: Rect, canvas: tuple[int, int]) -> _Box:
    left, top = _even(rect.x * canvas[0], canvas[0] - 2), _even(rect.y * canvas[1], canvas[1] - 2)
    right = _even((rect.x + rect.width) * canvas[0], canvas[0])
    bottom = _even((rect.y + rect.height) * canvas[1], canvas[1])
    return _Box(left, top, max(2, right - left), max(2, bottom - top))


def _even(value: float, limit: int) -> int:
    return min(limit, round(value / 2) * 2)


def _covers(box: _Box, canvas: tuple[int, int]) -> bool:
    return (box.width, box.height) == canvas


def _moving(source: MediaSource, layer: Picture, box: _Box, max_pixels: int) -> _Moving:
    """Open a photo as fine as its motion needs and keep only what the motion shows."""
    picture_shape = source.width / source.height
    shape = box.width / box.height
    views = [view_window(view, shape, picture_shape) for view in (layer.motion.start, layer.motion.end)]
    wanted = math.ceil(box.width * OVERSAMPLING / min(view.width for view in views))
    at_least = (min(wanted, source.width), min(math.ceil(wanted / picture_shape), source.height))
    rough = open_picture(Path(source.path), at_least=at_least, max_pixels=max_pixels)
    height, width = rough.shape[:2]
    # A rim of two pixels: the sampling looks at neighbours.
    left = max(0, math.floor(min(view.x for view in views) * width) - 2)
    top = max(0, math.floor(min(view.y for view in views) * height) - 2)
    right = min(width, math.ceil(max(view.x + view.width for view in views) * width) + 2)
    bottom = min(height, math.ceil(max(view.y + view.height for view in views) * height) + 2)
    part = rough[top:bottom, left:right]
    scale = wanted / width
    if scale < 1.0 or scale > OVERSAMPLING:
        size = (max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale)))
        part = resample(part, *size)
    del rough  # tens of megabytes, not needed while the rest is converted
    place = Window(left / width, top / height, (right - left) / width, (bottom - top) / height)
    return _Moving(layer, box, picture_shape, from_rgb(part), place)


def _backdrop(source: MediaSource, layer: Backdrop, canvas: tuple[int, int], max_pixels: int) -> NDArray[np.float32]:
    """Return the canvas at 1 / `_SOFT` of its size, RGB 0 to 255, filled with the blurred, darkened source."""
    width, height = math.ceil(canvas[0] / _SOFT), math.ceil(canvas[1] / _SOFT)
    path = Path(source.path)
    if source.kind == "clip":
        with ClipReader(path, width=width // 2 * 2, height=height // 2 * 2, fps=Fraction(1)) as reader:
            picture = to_rgb(Planes(*reader.frame(0)))
    else:
        picture = open_picture(path, at_least=(width, height), max_pixels=max_pixels)
    rows, columns = picture.shape[:2]
    share_x, share_y = (side / 1.08 for side in cover(canvas[0] / canvas[1], columns / rows))
    w, h = max(1, round(columns * share_x)), max(1, round(rows * share_y))
    x, y = (columns - w) // 2, (rows - h) // 2
    part = cv2.resize(picture[y : y + h, x : x + w], (width, height), interpolation=cv2.INTER_AREA).astype(np.float32)
    # A blur of radius r looks like a Gaussian of r / 2.
    sigma = max(0.5, layer.blur * height / 2 * 1.6)
    blurred: NDArray[np.float32] = cv2.GaussianBlur(part, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    return np.multiply(blurred, layer.brightness, dtype=np.float32)


def _base(plan: Plan, backdrop: NDArray[np.float32] | None, shadows: list[tuple[_Box, float]]) -> Planes:
    width, height = plan.canvas.width, plan.canvas.height
    small = (math.ceil(width / _SOFT), math.ceil(height / _SOFT))
    ground = backdrop
    if ground is None:
        ground = np.full((small[1], small[0], 3), colour_of(plan.canvas.background), np.float32)
    for box, opacity in shadows:
        ground = ground * (1.0 - opacity * _shadow(box, small, (width, height)))[..., None]
    return from_rgb_float(ground.astype(np.float32), dither_noise(width, height))


def _shadow(box: _Box, small: tuple[int, int], canvas: tuple[int, int]) -> NDArray[np.float32]:
    """Return how dark the shadow of a box is at each place, 0 to 1: soft, and a little below the box."""
    shade = np.zeros((small[1], small[0]), np.float32)
    drop = canvas[1] * 0.008
    left, right = (round(edge / _SOFT) for edge in (box.x, box.x + box.width))
    top, bottom = (round((edge + drop) / _SOFT) for edge in (box.y, box.y + box.height))
    shade[max(0, top) : bottom, max(0, left) : right] = 1.0
    blurred: NDArray[np.float32] = cv2.GaussianBlur(shade, (0, 0), canvas[1] * 0.016 / _SOFT)
    return blurred
