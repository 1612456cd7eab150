"""What drifts, drawn once: discs of snow, streaks of rain, petals, leaves, sparks and fireflies.

Each function returns (h, w, 4) float32: RGB (0 to 255) multiplied by alpha, and alpha (0 to 1).
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.easing import smoothstep

Picture = NDArray[np.float32]
Colour = tuple[float, float, float]

_FINE = 4
"""Shapes are drawn so many times as fine and reduced."""


def coloured(alpha: NDArray[np.floating], colour: Colour) -> Picture:
    """Return a shape filled with one colour."""
    alpha = alpha[..., None]
    return np.concatenate([alpha * np.array(colour), alpha], axis=2).astype(np.float32)


def _grid(side: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    at = np.arange(side, dtype=np.float64) + 0.5 - side / 2
    return at.reshape(1, -1), at.reshape(-1, 1)


def flake(radius: float, softness: float, colour: Colour) -> Picture:
    """A snow flake out of focus: a disc whose rim is `softness` radii wide."""
    x, y = _grid(2 * math.ceil(radius * (1 + softness) + 1))
    reach = np.hypot(x, y) / radius
    edge = smoothstep(np.clip((1 + softness - reach) / (2 * softness), 0.0, 1.0))
    return coloured(edge, colour)


def streak(length: float, thickness: float, slant: float, colour: Colour) -> Picture:
    """A falling drop, drawn out by the shutter: fading at its upper end, leaning by `slant` to the right."""
    width, height = math.ceil(abs(slant) * length + 4 * thickness + 3), math.ceil(length + 4 * thickness + 3)
    x = np.arange(width)[None, :] + 0.5 - width / 2
    y = np.arange(height)[:, None] + 0.5 - height / 2
    norm = math.hypot(slant, 1.0)
    along, aside = (x * slant + y) / norm, (x - y * slant) / norm
    t = np.clip(along / (length * norm) + 0.5, 0.0, 1.0)
    body = np.where((t > 0) & (t < 1), t * np.clip((1 - t) * 9, 0, 1), 0.0)
    return coloured(body * np.exp(-0.5 * np.square(aside / (0.5 * thickness))), colour)


def glow(radius: float, colour: Colour, core: float = 0.16) -> Picture:
    """A firefly: a bright point in a wide, weak glow."""
    x, y = _grid(2 * math.ceil(radius + 1))
    reach = np.hypot(x, y) / radius
    halo = np.clip(1 - reach, 0, 1) ** 2.4 * 0.42
    point = np.exp(-0.5 * np.square(reach / core))
    alpha = np.clip(halo + point, 0, 1)
    picture = coloured(alpha, colour)
    # Its point is nearly white.
    picture[..., :3] += ((255 - np.array(colour)) * (0.75 * point * alpha)[..., None]).astype(np.float32)
    return picture


def spark(radius: float, colour: Colour) -> Picture:
    """A spark: a cross of light around a point."""
    x, y = _grid(2 * math.ceil(radius + 1))
    reach = np.hypot(x, y) / radius
    fade = np.clip(1 - reach, 0, 1) ** 1.6
    thin = max(0.7, radius * 0.032)
    rays = np.exp(-np.abs(x) / thin) + np.exp(-np.abs(y) / thin)
    alpha = np.clip(rays * fade + np.exp(-0.5 * np.square(reach / 0.11)) + 0.2 * np.clip(1 - reach, 0, 1) ** 4, 0, 1)
    picture = coloured(alpha, colour)
    picture[..., :3] += ((255 - np.array(colour)) * (0.7 * alpha * alpha)[..., None]).astype(np.float32)
    return picture


def petal(length: float, blur: float, colour: Colour) -> Picture:
    """A petal with a notch, paler towards its tip, which points to the right."""
    t = np.linspace(0.0, 1.0, 25)
    half = 0.36 * np.sin(np.pi * t**0.8) ** 0.75
    along = t - 0.5 - 0.07 * np.exp(-np.square((t - 1) / 0.02))
    outline = np.concatenate([np.stack([along, half], 1), np.stack([along, -half], 1)[::-1]])
    outline = np.concatenate([outline[:24], [[0.5, 0.1], [0.42, 0.0], [0.5, -0.1]], outline[26:]])
    return _blade(outline, length, blur, colour, pale=0.35, vein=0.0)


def leaf(length: float, blur: float, colour: Colour) -> Picture:
    """A leaf with a stalk, darker along its rib; its tip points to the right."""
    t = np.linspace(0.0, 1.0, 25)
    half = 0.3 * np.sin(np.pi * t**0.85) ** 1.15
    along = t * 0.86 - 0.36
    stalk = np.array([[-0.5, 0.012], [-0.36, 0.018]])
    outline = np.concatenate([stalk, np.stack([along, half + 0.012], 1), np.stack([along, -half - 0.012], 1)[::-1]])
    outline = np.concatenate([outline, stalk[::-1] * (1, -1)])
    return _blade(outline, length, blur, colour, pale=0.12, vein=0.3)


def _blade(
    outline: NDArray[np.float64],
    length: float,
    blur: float,
    colour: Colour,
    *,
    pale: float,
    vein: float,
) -> Picture:
    """Fill an outline (lengths of 1 along x), lit from above, on a square sheet."""
    side = 2 * math.ceil(length * 0.56 + 3 * blur + 1)
    fine = side * _FINE
    placed = outline * length * _FINE + fine / 2
    sheet = np.zeros((fine, fine), np.uint8)
    cv2.fillPoly(sheet, [np.rint(placed * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    alpha = cv2.resize(sheet, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    x, y = _grid(side)
    along, aside = x / length, y / length
    light = 1.0 + 0.12 * np.clip(aside * 3, -1, 1)
    towards_white = np.clip(pale * (along + 0.5) + 0 * aside, 0, 1)[..., None]
    rib = vein * np.exp(-0.5 * np.square(aside / 0.02))
    base = np.array(colour) * np.clip(light + 0 * along - rib, 0.4, 1.3)[..., None]
    rgb = np.clip(base * (1 - towards_white) + 255 * towards_white, 0, 255)
    picture = np.concatenate([rgb * alpha[..., None], alpha[..., None]], axis=2).astype(np.float32)
    if blur > 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), blur)
    return np.asarray(picture, np.float32)
