"""Stickers over the pictures of a scene: made at the canvas's size once, chosen by time, fading at both ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Sticker
from albumforge.generators.album.rendering.scene_picture import ReadClip
from albumforge.generators.album.resources.gifs import Animation, load_sticker
from albumforge.media.easing import smoothstep
from albumforge.media.matte import Matte, lay, make_matte
from albumforge.media.planes import Planes

_SHADOW = 0.26
_BLUR = 0.012
"""Of the shadow, in heights of the sticker; it falls as far."""


@dataclass(frozen=True)
class Stuck:
    """A sticker in its place, ready to be drawn.

    Attributes:
        mattes: one for each frame of the animation.
        rate: frames of the film a second.
    """

    layer: Sticker
    animation: Animation
    mattes: tuple[Matte, ...]
    rate: Fraction
    frames: int

    def draw(self, number: int, out: Planes, _read_clip: ReadClip, /) -> None:
        """Draw the sticker as it is at frame `number` of its scene."""
        opacity = sticker_opacity(self.layer, number, self.frames)
        if opacity > 0:
            lay(out, self.mattes[self.animation.at(float((number - self.layer.start) / self.rate))], opacity)


def sticker_opacity(layer: Sticker, number: int, frames: int) -> float:
    """Return how much of a sticker is seen at a frame of a scene of so many frames, 0 to 1."""
    end = frames if layer.frames == 0 else layer.start + layer.frames
    into, left = number - layer.start, end - 1 - number
    if into < 0 or left < 0:
        return 0.0
    share = min(1.0, (min(into, left) + 1) / (layer.fade + 1))
    return layer.opacity * smoothstep(share)


def make_sticker(layer: Sticker, canvas: tuple[int, int], rate: Fraction, frames: int) -> Stuck:
    """Bring a sticker of the resources to its size and angle on a canvas of width × height pixels."""
    animation = load_sticker(layer.image)
    height = max(4.0, layer.size * canvas[1])
    mattes = tuple(_matte(frame, layer, height, canvas) for frame in animation.frames)
    return Stuck(layer, animation, mattes, rate, frames)


def _matte(rgba: NDArray[np.uint8], layer: Sticker, height: float, canvas: tuple[int, int]) -> Matte:
    picture = rgba.astype(np.float32)
    picture[..., :3] *= picture[..., 3:] / 255
    if layer.mirrored:
        picture = np.ascontiguousarray(picture[:, ::-1])
    rows, columns = picture.shape[:2]
    scale = height / rows
    if scale < 1:
        # Reduced as a whole first: turning takes four samples only.
        size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)
        rows, columns = picture.shape[:2]
        scale = height / rows
    blur = _BLUR * height
    reach = math.hypot(columns, rows) * scale / 2 + 4 * blur + 2
    left, top = (math.floor(at * side - reach) // 2 * 2 for at, side in ((layer.x, canvas[0]), (layer.y, canvas[1])))
    side = math.ceil(2 * reach + 2) // 2 * 2 + 2
    angle = math.radians(layer.angle)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]) / scale
    middle = np.array([layer.x * canvas[0] - left - 0.5, layer.y * canvas[1] - top - 0.5])
    steps = np.column_stack([turn, np.array([columns / 2 - 0.5, rows / 2 - 0.5]) - turn @ middle])
    flags = cv2.WARP_INVERSE_MAP | (cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR)
    placed = np.clip(cv2.warpAffine(picture, steps, (side, side), flags=flags), 0, 255)
    placed[..., :3] = np.minimum(placed[..., :3], placed[..., 3:])
    fall = np.array([[1, 0, 0], [0, 1, blur]])
    dark = cv2.warpAffine(np.ascontiguousarray(placed[..., 3]), fall, (side, side))
    shade = cv2.GaussianBlur(dark, (0, 0), max(0.5, blur)) * np.float32(_SHADOW / 255)
    return _trimmed(np.rint(placed).astype(np.uint8), shade.astype(np.float32), left, top)


def _trimmed(rgba: NDArray[np.uint8], shade: NDArray[np.float32], left: int, top: int) -> Matte:
    """Return a layer without its empty rim."""
    seen = (rgba[..., 3] > 0) | (shade > 1 / 512)
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not rows.size:
        rows = columns = np.zeros(1, np.intp)
    y0, x0 = int(rows[0]) // 2 * 2, int(columns[0]) // 2 * 2
    y1, x1 = (int(rows[-1]) + 2) // 2 * 2, (int(columns[-1]) + 2) // 2 * 2
    return make_matte(np.ascontiguousarray(rgba[y0:y1, x0:x1]), left + x0, top + y0, shade[y0:y1, x0:x1])
