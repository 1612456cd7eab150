"""Set a plan's text as sprites: the type with its soft shadow, and the shade that makes it readable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Text
from albumforge.media.blend import Sprite, make_sprite
from albumforge.media.planes import Planes, colour_of
from albumforge.media.text import Style, TextImage, contrast_ratio, draw_text, shadow

ROLES = {
    "title": Style(face="serif", weight=400, tracking=0.06, han_tracking=0.18, line_spacing=1.35),
    "subtitle": Style(face="serif", weight=400, tracking=0.1, han_tracking=0.2, line_spacing=1.4),
    "caption": Style(face="sans", weight=400, tracking=0.02, han_tracking=0.08, line_spacing=1.45),
}
"""One look for each role; two faces at most in a film."""

MAX_LINES = {"title": 3, "subtitle": 2, "caption": 3}

CONTRAST = 4.5
"""Least ratio of the luminances of lettering and ground (WCAG 2.2, success criterion 1.4.3)."""

DARKEST_SHADE = 0.6

_EASE_OFF = 0.4
"""How much less the frame is dimmed far from the text."""


def draw_type(text: Text, ground: Planes) -> list[Sprite]:
    """Return the sprites of a text over a frame, the lowest first; none for empty text.

    Args:
        ground: the frame without the text, as it is halfway through the text's time.
    """
    canvas = width, height = ground.size
    image = set_type(text, canvas)
    if not image.rgba.size:
        return []
    radius = max(1.0, image.size * 0.07)
    lettering = shadow(image.rgba, radius, (0, max(1, round(image.size * 0.02))), 0.5)
    left = round(text.x * width - lettering.shape[1] / 2)
    top = round(text.y * height - lettering.shape[0] / 2)
    sprites = []
    if text.shade > 0:
        box = ground.y[max(0, top) : top + lettering.shape[0], max(0, left) : left + lettering.shape[1]]
        strength = max(text.shade, needed_shade(box, text.colour))
        sprites.append(_shade(text, strength, image.ink[3] - image.ink[1], image.size, canvas))
    sprites.append(make_sprite(lettering, left, top, canvas))
    return [sprite for sprite in sprites if sprite is not None]


def set_type(text: Text, canvas: tuple[int, int]) -> TextImage:
    """Return the lettering of a text on a canvas of width × height pixels."""
    style = replace(ROLES[text.role], size=max(8.0, text.size * canvas[1]), colour=colour_of(text.colour))
    return draw_text(text.text, style, max_width=text.width * canvas[0], max_lines=MAX_LINES[text.role])


def stacked(texts: Sequence[Text], middle: float, canvas: tuple[int, int]) -> tuple[Text, ...]:
    """Return the texts moved to stand below each other, however many lines each takes.

    Args:
        middle: where the middle of all of them comes, in canvas heights.
    """
    images = [set_type(text, canvas) for text in texts]
    inks = [image.ink[3] - image.ink[1] for image in images]
    gaps = [0.55 * image.size for image in images[:-1]]
    top = middle * canvas[1] - (sum(inks) + sum(gaps)) / 2
    placed = []
    for text, image, ink, gap in zip(texts, images, inks, [*gaps, 0.0], strict=True):
        # `y` is the middle of the whole picture of the text, which is higher than its ink.
        y = (top - image.ink[1] + image.rgba.shape[0] / 2) / canvas[1]
        placed.append(msgspec.structs.replace(text, y=round(min(1.0, max(0.0, y)), 5)))
        top += ink + gap
    return tuple(placed)


def needed_shade(luma: NDArray[np.uint8], colour: str) -> float:
    """Return how much the ground must be darkened (0 to `DARKEST_SHADE`) for lettering of a colour to be read well.

    Args:
        luma: of what lies behind the lettering, limited range; its brightest tenth may stay brighter.
    """
    if not luma.size:
        return 0.0
    ground = max(0.0, (float(np.percentile(luma, 90)) - 16) / 219)
    for shade in np.linspace(0.0, DARKEST_SHADE, 66):
        grey = round(255 * ground * (1 - shade))
        if contrast_ratio(colour_of(colour), (grey, grey, grey)) >= CONTRAST:
            return float(shade)
    return DARKEST_SHADE


def _shade(text: Text, strength: float, ink_height: int, size: float, canvas: tuple[int, int]) -> Sprite | None:
    """Dim the whole frame while the text is seen, a little more behind it: a band alone would look like smog."""
    reach = ink_height / 2 + 3.2 * size
    distance = np.minimum(1.0, np.abs(np.arange(canvas[1], dtype=np.float32) + 0.5 - text.y * canvas[1]) / reach)
    alpha = 255 * strength * (1.0 - _EASE_OFF * (0.5 - 0.5 * np.cos(np.pi * distance)))
    # Noise before rounding: without it, a clear sky shows the steps.
    noise = np.random.default_rng(0).random((canvas[1], canvas[0]), np.float32)
    dim = np.zeros((canvas[1], canvas[0], 4), np.uint8)
    dim[..., 3] = np.minimum(255, alpha[:, None] + noise)
    return make_sprite(dim, 0, 0, canvas)
