"""Text over the pictures of a scene: it comes in line by line, rests on whole pixels, and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.lettering.type_art import corner_of, line_boxes, set_type
from albumforge.generators.album.lettering.type_shade import HALO, behind, is_dark, make_shade, needed_shade
from albumforge.generators.album.plan import Text
from albumforge.generators.album.rendering.scene_picture import ReadClip
from albumforge.media.blend import Sprite, make_sprite, overlay
from albumforge.media.easing import smoothstep
from albumforge.media.planes import Plane, Planes
from albumforge.media.text import TextImage, shadow

_RISE = 0.5
"""Em by which lines rise."""

_SOFT = 1.6
"""Em over which the edge of a wipe is soft."""

_PEN = 2.0
"""Clusters that are being written at a time."""


@dataclass(frozen=True)
class Line:
    """A line or column of type.

    Attributes:
        sprite: its lettering with the shadow; the sprites of a text do not overlap.
        bounds: samples along the line, from the sprite's edge, between which its clusters lie; one more than these.
        vertical: whether the line runs downwards.
        size: pixels of the em.
    """

    sprite: Sprite
    bounds: NDArray[np.float64]
    vertical: bool
    size: float


@dataclass(frozen=True)
class Lettering:
    """A text that is set, ready to be drawn: the shade behind it, and its lines in reading order."""

    text: Text
    shade: Sprite | None
    lines: tuple[Line, ...]

    def draw(self, number: int, out: Planes, _read_clip: ReadClip, /) -> None:
        """Draw the text as far as it has come in at frame `number` of its scene."""
        opacity = text_opacity(self.text, number)
        if opacity <= 0:
            return
        if self.shade is not None:
            overlay(out, self.shade, opacity)
        stagger = self._stagger()
        for place, line in enumerate(self.lines):
            _draw_line(line, self.text, *_shares(self.text, number, place * stagger), out)

    def _stagger(self) -> int:
        """Return the frames from line to line; fewer where the last would else not have come before all go."""
        room = self.text.frames - 2 * self.text.fade - 1
        return max(0, min(self.text.stagger, room // max(1, len(self.lines) - 1)))


def text_opacity(text: Text, number: int) -> float:
    """Return how much of a text that fades is seen at a frame of its scene, 0 to 1."""
    return smoothstep(min(_shares(text, number, 0)))


def _shares(text: Text, number: int, later: int) -> tuple[float, float]:
    """Return how far a line has come in, and how far it has not yet gone, 0 to 1."""
    into, left = number - text.start - later, text.start + text.frames - 1 - number
    if number < text.start or into < 0 or left < 0:
        return 0.0, 0.0
    return min(1.0, (into + 1) / (text.fade + 1)), min(1.0, (left + 1) / (text.fade + 1))


def make_lettering(text: Text, canvas: tuple[int, int], grounds: Callable[[], list[Plane]]) -> Lettering:
    """Set a text and shade what lies behind it as far as it needs.

    Args:
        grounds: gives the luma of frames without the text, from its beginning to its end; asked only where needed.
    """
    image = set_type(text, canvas)
    if not image.rgba.size:
        return Lettering(text, None, ())
    left, top = corner_of(text, image, canvas)
    shade = None
    if text.shade > 0:
        boxes = [(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in line_boxes(text, image)]
        needed = needed_shade((behind(luma, boxes) for luma in grounds()), text.colour)
        shade = make_shade(text, max(text.shade, needed), boxes, image.size, canvas)
    return Lettering(text, shade, tuple(_lines(text, image, (left, top), canvas)))


def _lines(text: Text, image: TextImage, corner: tuple[int, int], canvas: tuple[int, int]) -> list[Line]:
    """Cut the picture of a text between its lines, at even places of the canvas."""
    picture = image.rgba
    if not is_dark(text.colour):
        fallen = shadow(image.rgba, max(1.0, image.size * 0.07), (0, max(1, round(image.size * 0.02))), 0.5)
        picture = shadow(fallen, max(1.0, image.size * 0.16), (0, 0), HALO, grow=image.size * 0.28)
    pad = (picture.shape[0] - image.rgba.shape[0]) // 2
    left, top = corner[0] - pad, corner[1] - pad
    across = 1 if text.vertical else 0
    start, end = ((top, left)[across], picture.shape[across] + (top, left)[across])
    middle = 0.0 if text.vertical else 0.3
    centres = [at + pad + start - middle * image.size for at in image.baselines]
    order = sorted(range(len(centres)), key=lambda k: centres[k])
    cuts = [round((centres[a] + centres[b]) / 4) * 2 for a, b in pairwise(order)]
    edges = [start, *cuts, end]
    lines: dict[int, Line] = {}
    for place, k in enumerate(order):
        first, last = edges[place] - start, edges[place + 1] - start
        part = picture[:, first:last] if text.vertical else picture[first:last]
        at = (edges[place], top) if text.vertical else (left, edges[place])
        sprite = make_sprite(part, *at, canvas)
        if sprite is None:
            continue
        shift = pad + (top - sprite.y if text.vertical else left - sprite.x)
        lines[k] = Line(sprite, _bounds(image.stops[k], shift), text.vertical, image.size)
    return [lines[k] for k in sorted(lines)]


def _bounds(stops: tuple[tuple[float, float], ...], shift: float) -> NDArray[np.float64]:
    """Return the places between clusters, half way through the gaps."""
    ends = np.array(stops, np.float64) + shift
    return np.concatenate([ends[:1, 0], (ends[:-1, 1] + ends[1:, 0]) / 2, ends[-1:, 1]])


def _draw_line(line: Line, text: Text, come: float, stay: float, out: Planes) -> None:
    if come <= 0 or stay <= 0:
        return
    sprite, opacity = line.sprite, 1.0
    if text.enter == text.exit == "fade":
        opacity = smoothstep(min(come, stay))
    else:
        opacity *= smoothstep(come) if text.enter in ("fade", "rise") else 1.0
        opacity *= smoothstep(stay) if text.exit in ("fade", "rise") else 1.0
    if text.enter == "reveal" and come < 1:
        sprite = _weighted(sprite, _wiped(line, come), line.vertical)
    elif text.enter == "write" and come < 1:
        sprite = _weighted(sprite, _written(line, come), line.vertical)
    if text.exit == "reveal" and stay < 1:
        sprite = _weighted(sprite, 1 - _wiped(line, 1 - stay), line.vertical)
    down = 0.0
    if text.enter == "rise":
        down += _RISE * line.size * (1 - come) ** 3
    if text.exit == "rise":
        down -= _RISE * line.size * (1 - stay) ** 3
    if down:
        moved = _shifted(sprite, down, out.size[1])
        if moved is None:
            return
        sprite = moved
    overlay(out, sprite, opacity)


def _along(line: Line) -> NDArray[np.float64]:
    return np.arange(line.sprite.alpha.shape[0 if line.vertical else 1], dtype=np.float64) + 0.5


def _wiped(line: Line, share: float) -> NDArray[np.float64]:
    """Return how much is seen at each sample along a line that is uncovered as far as `share`, with a soft edge."""
    soft = _SOFT * line.size
    first, last = float(line.bounds[0]) - 0.3 * line.size, float(line.bounds[-1]) + 0.3 * line.size
    head = first + share * (last + soft - first)
    t = np.clip((head - _along(line)) / soft, 0, 1)
    return np.asarray(smoothstep(t), np.float64)


def _written(line: Line, share: float) -> NDArray[np.float64]:
    """Return how much is seen at each sample along a line of which `share` is written, cluster by cluster."""
    count = len(line.bounds) - 1
    clusters = np.clip(np.searchsorted(line.bounds, _along(line), side="right") - 1, 0, count - 1)
    t = np.clip((share * (count + _PEN - 1) - np.arange(count)) / _PEN, 0, 1)
    return np.asarray(smoothstep(t)[clusters], np.float64)


def _weighted(sprite: Sprite, weights: NDArray[np.float64], vertical: bool) -> Sprite:
    """Return a sprite whose columns (of a vertical line: rows) are seen as much as their weights say."""
    place = (slice(None), None) if vertical else (None, slice(None))
    fine = weights.astype(np.float32)[place]
    half = weights.reshape(-1, 2).mean(axis=1).astype(np.float32)[place]
    y, u, v = sprite.colour
    return Sprite(sprite.x, sprite.y, sprite.alpha * fine, sprite.alpha_half * half, (y * fine, u * half, v * half))


def _shifted(sprite: Sprite, down: float, height: int) -> Sprite | None:
    """Return a sprite moved by a fraction of a pixel, too; None where it is off a canvas of that height."""
    whole = int(np.floor(down / 2)) * 2
    rest = down - whole
    top = sprite.y + whole
    skip = max(0, -top)
    rows = min(sprite.alpha.shape[0] + 2 - skip, height - top - skip)
    if rows <= 0:
        return None

    def warp(plane: NDArray[np.float32], fine: int) -> NDArray[np.float32]:
        steps = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, (skip - rest) / fine]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(cv2.warpAffine(plane, steps, (plane.shape[1], rows // fine), flags=flags), np.float32)

    y, u, v = sprite.colour
    return Sprite(
        sprite.x, top + skip, warp(sprite.alpha, 1), warp(sprite.alpha_half, 2), (warp(y, 1), warp(u, 2), warp(v, 2))
    )
