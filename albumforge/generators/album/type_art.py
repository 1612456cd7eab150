"""Set a plan's text as sprites: the type with its soft shadow, and the shade that makes it readable."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Text
from albumforge.media.blend import Sprite, make_sprite
from albumforge.media.planes import colour_of
from albumforge.media.text import Style, draw_text, shadow

ROLES = {
    "title": Style(face="serif", weight=500, tracking=0.06, han_tracking=0.24, line_spacing=1.3),
    "subtitle": Style(face="serif", weight=500, tracking=0.12, han_tracking=0.3, line_spacing=1.4),
    "caption": Style(face="sans", weight=400, tracking=0.02, han_tracking=0.08, line_spacing=1.45),
}
"""One look for each role; two faces at most in a film."""

MAX_LINES = {"title": 3, "subtitle": 2, "caption": 3}


def draw_type(text: Text, canvas: tuple[int, int]) -> list[Sprite]:
    """Return the sprites of a text on a canvas of width × height pixels, the lowest first; none for empty text."""
    width, height = canvas
    style = replace(ROLES[text.role], size=max(8.0, text.size * height), colour=colour_of(text.colour))
    image = draw_text(text.text, style, max_width=text.width * width, max_lines=MAX_LINES[text.role])
    if not image.rgba.size:
        return []
    radius = max(1.0, image.size * 0.07)
    lettering = shadow(image.rgba, radius, (0, max(1, round(image.size * 0.02))), 0.5)
    left = round(text.x * width - lettering.shape[1] / 2)
    top = round(text.y * height - lettering.shape[0] / 2)
    sprites = []
    if text.shade > 0:
        ink_width, ink_height = image.ink[2] - image.ink[0], image.ink[3] - image.ink[1]
        sprites.append(_shade(text, (ink_width, ink_height), image.size, canvas))
    sprites.append(make_sprite(lettering, left, top, canvas))
    return [sprite for sprite in sprites if sprite is not None]


def _shade(text: Text, ink: tuple[int, int], size: float, canvas: tuple[int, int]) -> Sprite | None:
    """A dark pool behind the lettering whose edge cannot be seen: cosine falloff, dithered against banding."""
    reach = size * 2.2
    width, height = round(ink[0] + 2 * reach), round(ink[1] + 2 * reach)
    pool = np.zeros((height, width, 4), np.uint8)
    pool[..., 3] = _pool(width, height, text.shade)
    left, top = round(text.x * canvas[0] - width / 2), round(text.y * canvas[1] - height / 2)
    return make_sprite(pool, left, top, canvas)


def _pool(width: int, height: int, strength: float) -> NDArray[np.uint8]:
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    # A superellipse: full behind long lines, round at its ends.
    distance = np.minimum(1.0, (np.abs(x) ** 3 + np.abs(y) ** 2.2) ** 0.45)
    alpha = 255 * strength * (0.5 + 0.5 * np.cos(np.pi * distance))
    noise = np.random.default_rng(0).random((height, width), np.float32)
    rounded: NDArray[np.uint8] = np.asarray(cv2.convertScaleAbs(np.floor(alpha + noise) * (alpha > 0)), np.uint8)
    return rounded
