"""Pictures as cards: turned, masked, bordered, with a shadow of their shape, coming in after their scene has begun.

All that stands still on a card is made once. A frame then costs one affine map of the picture, seen through an
antialiased stencil; while the card comes in, also that of the card itself, within the box it covers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Border, Clip, Entrance, Picture
from albumforge.generators.album.rendering.card_art import CardArt, Inner, draw_card, inner_of
from albumforge.generators.album.rendering.entrance import REST, Pose, pose_at
from albumforge.generators.album.rendering.scene_ground import SHADOW_BLUR, SHADOW_DROP, SOFT
from albumforge.generators.album.rendering.scene_picture import ClipSlot, PhotoCut, ReadClip
from albumforge.media.matte import Matte, fill_in, lay, make_matte, make_stencil, moved
from albumforge.media.planes import Planes


@dataclass(frozen=True)
class Place:
    """A card on the canvas: its middle and size in pixels, its angle clockwise in degrees, and the picture in it."""

    x: float
    y: float
    width: float
    height: float
    angle: float
    inner: Inner

    def to_card(self, fine: float = 1.0) -> NDArray[np.float64]:
        """Return the 2 × 3 map from places on the canvas to places on the card lying straight, `fine` times as fine."""
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        turn = np.array([[cos, sin], [-sin, cos]])
        offset = np.array([self.width / 2, self.height / 2]) - turn @ (self.x, self.y)
        return fine * np.column_stack([turn, offset])

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the box around the turned card."""
        cos, sin = abs(math.cos(math.radians(self.angle))), abs(math.sin(math.radians(self.angle)))
        half_x = (self.width * cos + self.height * sin) / 2
        half_y = (self.width * sin + self.height * cos) / 2
        return self.x - half_x, self.y - half_y, self.x + half_x, self.y + half_y


@dataclass(frozen=True)
class Card:
    """A picture or clip on its card, ready to be drawn.

    Attributes:
        still: shadow and border; None where there are none, or where they are part of what stands behind.
        stencil: where the picture is seen.
        photo: the photo; None for a clip.
        clip: the clip; None for a photo.
    """

    place: Place
    canvas: tuple[int, int]
    entrance: Entrance
    still: Matte | None
    stencil: Matte
    photo: PhotoCut | None
    clip: ClipSlot | None
    frames: int

    def draw(self, number: int, out: Planes, read_clip: ReadClip, /) -> None:
        """Draw the card as it is at frame `number` of its scene."""
        pose = pose_at(self.entrance, number, self.canvas, self.extent()[::2])
        if pose.opacity <= 0:
            return
        still: Matte | None = self.still
        stencil: Matte | None = self.stencil
        if pose[1:] != REST[1:]:
            still, stencil = self._posed(still, pose), self._posed(stencil, pose)
        if stencil is None:
            return
        below = None if pose.opacity >= 1 else _kept(out, [still, stencil])
        if still is not None:
            lay(out, still)
        source, to_source = self._source(number, read_clip)
        fill_in(out, stencil, source, _compose(to_source, self._to_card(pose)), sited_left=self.clip is not None)
        if below is not None:
            box, before = below
            for plane, kept in zip(out.region(*box), before, strict=True):
                plane[...] = cv2.addWeighted(plane, pose.opacity, kept, 1 - pose.opacity, 0)

    def extent(self) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of all that it covers at rest."""
        mattes = [matte for matte in (self.still, self.stencil) if matte is not None]
        return (
            min(matte.x for matte in mattes),
            min(matte.y for matte in mattes),
            max(matte.x + matte.size[0] for matte in mattes),
            max(matte.y + matte.size[1] for matte in mattes),
        )

    def settled_on(self, base: Planes) -> Card:
        """Lay shadow and border on what stands behind; return the card without them."""
        if self.still is None or self.entrance != Entrance():
            return self
        lay(base, self.still)
        return replace(self, still=None)

    def _posed(self, matte: Matte | None, pose: Pose) -> Matte | None:
        if matte is None:
            return None
        return moved(matte, (self.place.x, self.place.y), (pose.right, pose.down), pose.scale, self.canvas)

    def _to_card(self, pose: Pose) -> NDArray[np.float64]:
        back = np.array(
            [
                [1 / pose.scale, 0, self.place.x - (self.place.x + pose.right) / pose.scale],
                [0, 1 / pose.scale, self.place.y - (self.place.y + pose.down) / pose.scale],
            ]
        )
        return _compose(self.place.to_card(), back)

    def _source(self, number: int, read_clip: ReadClip) -> tuple[Planes, NDArray[np.float64]]:
        """Return the picture at a frame, and the map from places on the card to places in it."""
        inner = self.place.inner
        if self.photo is not None:
            x, y, width, height = self.photo.window(number / max(1, self.frames - 1))
            planes = self.photo.planes
        else:
            assert self.clip is not None
            planes = read_clip(self.clip, number)
            x, y, (width, height) = 0.0, 0.0, planes.size
        scale_x, scale_y = width / inner.width, height / inner.height
        return planes, np.array([[scale_x, 0, x - inner.x * scale_x], [0, scale_y, y - inner.y * scale_y]])


def place_of(layer: Picture | Clip, canvas: tuple[int, int]) -> Place:
    """Return where a layer's card lies on a canvas of width × height pixels."""
    rect = layer.rect
    width, height = max(2.0, rect.width * canvas[0]), max(2.0, rect.height * canvas[1])
    inner = inner_of(layer.border, width, height, min(canvas))
    middle = ((rect.x + rect.width / 2) * canvas[0], (rect.y + rect.height / 2) * canvas[1])
    return Place(*middle, width, height, layer.angle, inner)


def is_plain(layer: Picture | Clip) -> bool:
    """Whether a layer just fills its box."""
    return (
        layer.angle == 0
        and not layer.mask
        and layer.border == Border(colour=layer.border.colour, width=layer.border.width)
        and layer.entrance == Entrance()
    )


def make_card(
    layer: Picture | Clip, picture: PhotoCut | ClipSlot, place: Place, canvas: tuple[int, int], frames: int
) -> Card:
    """Draw what stands still on a card and put its picture behind the stencil."""
    art = draw_card(layer.border, layer.mask, place.width, place.height, min(canvas))
    room = 0 if layer.shadow <= 0 else math.ceil(3 * (canvas[1] * SHADOW_BLUR) + canvas[1] * SHADOW_DROP)
    left, top, right, bottom = place.bounds()
    x, y = (math.floor(edge - room - 1) // 2 * 2 for edge in (left, top))
    size = tuple(math.ceil(edge + room + 1 - start) // 2 * 2 + 2 for edge, start in ((right, x), (bottom, y)))
    turn = _compose(place.to_card(art.fine), np.array([[1.0, 0, x], [0, 1.0, y]]))
    seen = _turned(art.picture, turn, size)
    still = _still(layer.shadow, art, seen, turn, (x, y), canvas)
    photo, clip = (picture, None) if isinstance(picture, PhotoCut) else (None, picture)
    return Card(place, canvas, layer.entrance, still, make_stencil(seen, x, y), photo, clip, frames)


def _still(
    opacity: float,
    art: CardArt,
    seen: NDArray[np.uint8],
    turn: NDArray[np.float64],
    corner: tuple[int, int],
    canvas: tuple[int, int],
) -> Matte | None:
    """Return shadow and border in one layer."""
    if art.border is None and opacity <= 0:
        return None
    size = (seen.shape[1], seen.shape[0])
    border = np.zeros((*seen.shape, 4), np.uint8) if art.border is None else _turned(art.border, turn, size)
    shade = None
    if opacity > 0:
        shape = np.maximum(seen, border[..., 3])
        small = (math.ceil(size[0] / SOFT), math.ceil(size[1] / SOFT))
        dark = cv2.resize(shape, small, interpolation=cv2.INTER_AREA).astype(np.float32)
        fall = np.array([[1, 0, 0], [0, 1, canvas[1] * SHADOW_DROP / SOFT]])
        dark = cv2.warpAffine(dark, fall, small)
        dark = cv2.GaussianBlur(dark, (0, 0), canvas[1] * SHADOW_BLUR / SOFT)
        shade = cv2.resize(dark, size, interpolation=cv2.INTER_LINEAR) * np.float32(opacity / 255)
    return make_matte(border, *corner, shade)


def _turned(image: NDArray[np.uint8], turn: NDArray[np.float64], size: tuple[int, ...]) -> NDArray[np.uint8]:
    steps = np.column_stack([turn[:, :2], turn[:, :2] @ (0.5, 0.5) + turn[:, 2] - 0.5])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, steps, (size[0], size[1]), flags=flags), np.uint8)


def _compose(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the 2 × 3 map that does `inner` first."""
    return np.column_stack([outer[:, :2] @ inner[:, :2], outer[:, :2] @ inner[:, 2] + outer[:, 2]])


def _kept(out: Planes, mattes: list[Matte | None]) -> tuple[tuple[int, int, int, int], Planes] | None:
    """Return a copy of what lies under layers, and its place: x, y, width, height."""
    there = [matte for matte in mattes if matte is not None]
    left, top = (max(0, min(edges)) for edges in zip(*((m.x, m.y) for m in there), strict=True))
    right = min(out.size[0], max(m.x + m.size[0] for m in there))
    bottom = min(out.size[1], max(m.y + m.size[1] for m in there))
    if right <= left or bottom <= top:
        return None
    box = (left, top, right - left, bottom - top)
    return box, Planes(*(plane.copy() for plane in out.region(*box)))
