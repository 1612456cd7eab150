"""What makes lettering readable: how much the ground behind it must give way, and the shade that does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.plan import Text
from albumforge.media.blend import Sprite, make_sprite
from albumforge.media.easing import smoothstep
from albumforge.media.planes import colour_of
from albumforge.media.text import contrast_ratio

CONTRAST = 4.5
"""Least ratio of the luminances of lettering and ground (WCAG 2.2, success criterion 1.4.3)."""

HALO = 0.42
"""Opacity of the soft dark halo that light lettering carries with it: what it darkens need not be shaded."""

_HALO_HOLDS = 0.6
"""Part of the halo's opacity that is there a fifth of an em from the strokes."""

DARKEST_SHADE = 0.6

_EASE_OFF = 0.4
"""How much less the frame is dimmed far from the text."""

_WHOLE_FRAME = frozenset({"chapter", "credits"})
"""Roles for which the whole frame steps back: they stand over a background. Behind the others only what lies around the
lines does, so that the picture keeps its light."""

_TITLES = frozenset({"title", "subtitle"})
"""Roles that are shaded by themselves wherever they stand: from an edge, the opening would lose its light."""

_TITLE_ROOM, _TITLE_BLUR = 0.5, 0.7
"""Em that the shade of a title reaches beyond its lines, and over which it fades out: of large type, both are large."""

_MOST_AROUND = 0.72

_NEAR = 0.36
"""Part of the canvas within which a block stands along an edge."""

_FADE_OUT = 3.5
"""Em over which a shade from an edge fades out, at least."""

Box = tuple[int, int, int, int]


def is_dark(colour: str) -> bool:
    """Whether lettering of a colour stands on light ground."""
    return contrast_ratio(colour_of(colour), (255, 255, 255)) > contrast_ratio(colour_of(colour), (0, 0, 0))


def needed_shade(lumas: Iterable[NDArray[np.uint8]], colour: str) -> float:
    """Return how much the ground must be darkened (for dark lettering, lightened) to be read well.

    Args:
        lumas: what lies behind the lettering at several moments, limited range; the worst counts, but of each its
            brightest (darkest) tenth may stay so.

    Returns:
        0 to `DARKEST_SHADE`.
    """
    worst = 0.0
    dark = is_dark(colour)
    for luma in lumas:
        if not luma.size:
            continue
        ground = min(1.0, max(0.0, (float(np.percentile(luma, 10 if dark else 90)) - 16) / 219))
        worst = max(worst, _shade_for(ground, colour, dark))
    return worst


def _shade_for(ground: float, colour: str, dark: bool) -> float:
    lettering = colour_of(colour)
    for shade in np.linspace(0.0, DARKEST_SHADE, 66):
        left = (1 - shade) * (1 - HALO * _HALO_HOLDS)
        grey = round(255 * (ground + (1 - ground) * shade if dark else ground * left))
        if contrast_ratio(lettering, (grey, grey, grey)) >= CONTRAST:
            return float(shade)
    return DARKEST_SHADE


def behind(luma: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.uint8]:
    """Return the samples of a frame's luma inside boxes of the canvas, in one row."""
    parts = [luma[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] for left, top, right, bottom in boxes]
    return np.concatenate([part.reshape(-1) for part in parts]) if parts else np.zeros(0, np.uint8)


def make_shade(
    text: Text, strength: float, boxes: Sequence[Box], size: float, canvas: tuple[int, int]
) -> Sprite | None:
    """Return the shade behind lines of text.

    Args:
        strength: 0 to 1, at the lines.
        boxes: of the lines on the canvas.
        size: pixels of the em.
    """
    if strength <= 0 or not boxes:
        return None
    if text.role in _WHOLE_FRAME:
        height = max(box[3] for box in boxes) - min(box[1] for box in boxes)
        return _whole(text, strength, height, size, canvas)
    block = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    edge = "" if text.role in _TITLES else _edge_beside(block, canvas, text.vertical)
    if edge:
        return _from_edge(edge, text, strength, block, size, canvas)
    return _around(text, strength, boxes, size, canvas)


def _whole(text: Text, strength: float, ink_height: int, size: float, canvas: tuple[int, int]) -> Sprite | None:
    """Dim the whole frame while the text is seen, a little more behind it: a band alone would look like smog."""
    reach = ink_height / 2 + 3.2 * size
    distance = np.minimum(1.0, np.abs(np.arange(canvas[1], dtype=np.float32) + 0.5 - text.y * canvas[1]) / reach)
    share = 1.0 - _EASE_OFF * (0.5 - 0.5 * np.cos(np.pi * distance))
    return _sprite(np.repeat((strength * share)[:, None], canvas[0], 1), text, (0, 0), canvas)


def _edge_beside(block: Box, canvas: tuple[int, int], vertical: bool) -> str:
    """Return the edge of the canvas that a block stands along, or "" where it stands in the middle."""
    across, down = (block[0] + block[2]) / 2 / canvas[0], (block[1] + block[3]) / 2 / canvas[1]
    if not vertical and not _NEAR <= down <= 1 - _NEAR:
        return "top" if down < _NEAR else "bottom"
    if block[2] - block[0] < 0.5 * canvas[0] and not _NEAR <= across <= 1 - _NEAR:
        return "left" if across < _NEAR else "right"
    return ""


def _from_edge(
    edge: str, text: Text, strength: float, block: Box, size: float, canvas: tuple[int, int]
) -> Sprite | None:
    """Dim from an edge of the canvas to beyond the block, fading out: no shape of its own is seen."""
    lying = edge in ("top", "bottom")
    length = canvas[1] if lying else canvas[0]
    far = {"top": block[3], "bottom": length - block[1], "left": block[2], "right": length - block[0]}[edge]
    full = far + 0.3 * size
    reach = max(_FADE_OUT * size, 0.55 * full)
    t = np.clip((np.arange(round(full + reach)) + 0.5 - full) / reach, 0, 1)
    share = (strength * (1 - smoothstep(t))).astype(np.float32)
    if edge in ("bottom", "right"):
        share = share[::-1]
    field = np.repeat(share[:, None], canvas[0], 1) if lying else np.repeat(share[None], canvas[1], 0)
    start = length - share.size if edge in ("bottom", "right") else 0
    return _sprite(field, text, (0, start) if lying else (start, 0), canvas)


def _around(text: Text, strength: float, boxes: Sequence[Box], size: float, canvas: tuple[int, int]) -> Sprite | None:
    """Dim what lies around the lines, fading out without an edge."""
    room, blur = (_TITLE_ROOM * size, _TITLE_BLUR * size) if text.role == "title" else (1.2 * size, 1.3 * size)
    pad = round(room + 3 * blur)
    left, top = min(box[0] for box in boxes) - pad, min(box[1] for box in boxes) - pad
    right, bottom = max(box[2] for box in boxes) + pad, max(box[3] for box in boxes) + pad
    if right <= 0 or bottom <= 0 or left >= canvas[0] or top >= canvas[1]:
        return None
    coarse = max(1, round(size / 12))
    shape = (-(-(bottom - top) // coarse), -(-(right - left) // coarse))
    field = np.zeros(shape, np.float32)
    inner = np.zeros(shape, bool)
    for box in boxes:
        x0, y0, x1, y1 = (round((edge - start) / coarse) for edge, start in zip(box, (left, top) * 2, strict=True))
        grow = round(room / coarse)
        field[max(0, y0 - grow) : y1 + grow, max(0, x0 - grow) : x1 + grow] = 1.0
        inner[y0:y1, x0:x1] = True
    field = np.asarray(cv2.GaussianBlur(field, (0, 0), blur / coarse), np.float32)
    # As strong as needed where the lines end, too; the small shade of a title has its corners in its slope.
    least = float(np.percentile(field[inner], 1 if text.role in _TITLES else 5)) if inner.any() else 1.0
    field = np.minimum(_MOST_AROUND, field * (strength / max(0.5, least)))
    full = cv2.resize(field, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    return _sprite(np.asarray(full, np.float32), text, (left, top), canvas)


def _sprite(share: NDArray[np.float32], text: Text, corner: tuple[int, int], canvas: tuple[int, int]) -> Sprite | None:
    # Noise before rounding: without it, a clear sky shows the steps.
    noise = np.random.default_rng(0).random(share.shape, np.float32)
    rgba = np.empty((*share.shape, 4), np.uint8)
    rgba[..., :3] = 255 if is_dark(text.colour) else 0
    rgba[..., 3] = np.minimum(255, 255 * share + noise * (share > 0.002))
    return make_sprite(rgba, *corner, canvas)
