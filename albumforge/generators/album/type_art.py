"""Set a plan's text as sprites: the type with its soft shadow, and the shade that makes it readable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Text
from albumforge.media.blend import Sprite, make_sprite
from albumforge.media.planes import Planes, colour_of
from albumforge.media.text import Style, contrast_ratio, draw_text, shadow

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
        box = ground.y[max(0, top) : top + lettering.shape[0], max(0, left) : left + lettering.shape[1]]
        strength = max(text.shade, needed_shade(box, text.colour))
        sprites.append(_shade(text, strength, image.ink[3] - image.ink[1], image.size, canvas))
    sprites.append(make_sprite(lettering, left, top, canvas))
    return [sprite for sprite in sprites if sprite is not None]


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
