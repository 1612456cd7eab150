"""The film's own colours, taken from its pictures: what backgrounds, borders and type are tinted with."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from albumforge.generators.album.info.record import PictureInfo
from albumforge.media.planes import colour_of

_HUES = 12
"""Steps of the circle of hues: one picture more or less hardly ever moves a film to the next."""

_GREY = 12.0
"""Chroma (CIELAB) below which a colour has no hue to speak of."""


@dataclass(frozen=True)
class Palette:
    """Colours as ``#rrggbb``: `light` and `light_edge` for a light background, `dark` and `dark_edge` for a dark one,
    `accent` for lines, borders and words that should stand out on the dark one."""

    light: str
    light_edge: str
    dark: str
    dark_edge: str
    accent: str

    def named(self, colour: str) -> str:
        """Return the colour for a word of a template (``light``, ``dark``, ``accent``), or the given one."""
        return {"light": self.light, "dark": self.dark, "accent": self.accent}.get(colour, colour)


def palette_of(infos: Iterable[PictureInfo]) -> Palette:
    """Return the palette of a film: the hue that its pictures share most, in tints and shades that go together."""
    weights = np.zeros(_HUES)
    grey = 0.0
    for info in infos:
        for colour in info.colours:
            _, a, b = _lab(colour.hex)
            chroma = math.hypot(a, b)
            if chroma < _GREY:
                grey += colour.share
            else:
                step = round(math.degrees(math.atan2(b, a)) / 360 * _HUES) % _HUES
                weights[step] += colour.share * min(1.0, chroma / 40)
    # Neighbouring hues count for each other.
    smooth = weights + 0.5 * (np.roll(weights, 1) + np.roll(weights, -1))
    hue = float(np.argmax(smooth)) * 360 / _HUES
    vivid = 0.35 if weights.sum() < 0.08 * (grey + weights.sum()) else 1.0
    return Palette(
        light=_hex(96, 4 * vivid, hue),
        light_edge=_hex(86, 9 * vivid, hue),
        dark=_hex(20, 10 * vivid, hue),
        dark_edge=_hex(8, 6 * vivid, hue),
        accent=_hex(80, 32 * vivid, hue),
    )


def _lab(colour: str) -> tuple[float, float, float]:
    pixel = np.array([[colour_of(colour)]], np.float32) / 255
    lightness, a, b = cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0]
    return float(lightness), float(a), float(b)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    angle = math.radians(hue)
    lab = np.array([[[lightness, chroma * math.cos(angle), chroma * math.sin(angle)]]], np.float32)
    red, green, blue = np.clip(np.rint(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)[0, 0] * 255), 0, 255).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"
