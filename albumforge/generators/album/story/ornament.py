"""Particles and stickers: they belong to the weather and season seen in a picture, and are few."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import numpy as np

from albumforge.generators.album.info.cielab import rgb_to_lab
from albumforge.generators.album.info.record import PictureInfo, WeatherLabel
from albumforge.generators.album.plan import Ground, Layer, Particles, Rect, Sticker
from albumforge.generators.album.resources.gifs import suits
from albumforge.generators.album.templates.schema import Ornament
from albumforge.media.planes import colour_of

Kind = Literal["snow", "rain", "petals", "leaves", "sparkle", "fireflies"]

SURE = 0.55
"""Probability of a weather from which on things may fall from its sky."""

_SURELY_RAIN, _GREY = 0.95, 9.0
"""Probability and chroma: pictures without a sky are at times taken for rain, but real rain is grey."""

_STICKER = 0.15
"""Height of a sticker in canvas heights."""

_FEWEST_FRAMES = 40

_LOW_SUN = frozenset({"dawn", "evening", "night"})
"""Parts of a day when no high sun shines: a picture of a sunset has its own, and one in the rain has none."""

_CORNERS = ((0.11, 0.17), (0.89, 0.17), (0.11, 0.80), (0.89, 0.80))


def chroma(info: PictureInfo) -> float:
    """Return the mean chroma (CIELAB) of a picture's theme colours, by their shares."""
    codes = np.array([colour_of(colour.hex) for colour in info.colours], np.uint8)
    lab = rgb_to_lab(codes)
    shares = np.array([colour.share for colour in info.colours])
    return float((np.hypot(lab[:, 1], lab[:, 2]) * shares).sum() / max(1e-9, shares.sum()))


def believed(info: PictureInfo) -> WeatherLabel | None:
    """Return the weather of a picture where it is sure enough to be shown on it."""
    label, probability = info.weather.label, info.weather.probability
    if label == "rain" and (probability < _SURELY_RAIN or chroma(info) > _GREY):
        return None
    return label if probability >= SURE else None


def particles_for(info: PictureInfo, ornament: Ornament, seed: int, layers: Sequence[Layer] = ()) -> Particles | None:
    """Return what drifts over a picture: snow and rain where they are seen, others on some pictures they suit; nothing
    where it would drift over the paper around the picture.

    Args:
        layers: of the scene.
    """
    if ornament.particles == "none" or any(isinstance(layer, Ground) for layer in layers):
        return None
    number = _number(info, seed)
    weather = believed(info)
    if weather == "snow":
        return Particles(kind="snow", amount=0.5, seed=number % 1000)
    if weather == "rain":
        return Particles(kind="rain", amount=0.35, opacity=0.5, seed=number % 1000)
    kind = _some(info, weather)
    if kind is None or info.faces or number / 2**32 >= ornament.share:
        return None
    return Particles(kind=kind, amount=0.25, colour=_COLOURS[kind], opacity=0.85, seed=number % 1000)


_COLOURS: dict[Kind, str] = {
    "snow": "#ffffff",
    "rain": "#ffffff",
    "petals": "#f6c6d2",
    "leaves": "#d08a3c",
    "sparkle": "#fff3cf",
    "fireflies": "#ffe08a",
}


def _some(info: PictureInfo, weather: str | None) -> Kind | None:
    if weather == "night":
        return "fireflies" if info.season == "summer" else "sparkle"
    if weather == "indoor":
        return None
    if info.season == "autumn" and weather is not None:
        return "leaves"
    if info.season == "spring" and weather in ("shine", "cloudy", "sunrise"):
        return "petals"
    return None


def sticker_for(
    info: PictureInfo,
    wished: str,
    ornament: Ornament,
    taken: Sequence[Rect],
    *,
    seed: int,
    frames: int,
    canvas: tuple[int, int],
) -> Sticker | None:
    """Return a sticker in a corner that nothing important stands in, or None.

    Args:
        wished: what the slot asks for, or "" for one of the template's that suits the picture.
        taken: places on the canvas, in fractions, that must stay free.
        frames: of the scene; in a very short one it would only be a flicker.
    """
    number = _number(info, seed + 1)
    names = [wished] if wished else _suiting(info, ornament.stickers)
    if not names or frames < _FEWEST_FRAMES or (not wished and number / 2**32 >= ornament.share):
        return None
    shape = canvas[0] / canvas[1]
    size = _STICKER * min(1.0, shape) ** 0.75
    reach = (0.6 * size / shape, 0.6 * size)
    free = [corner for corner in _CORNERS if not any(_touches(corner, reach, box) for box in taken)]
    if not free:
        return None
    x, y = free[number % len(free)]
    name = names[number // 7 % len(names)]
    return Sticker(image=name, x=x, y=y, size=round(size, 4), mirrored=x > 0.5, start=8, fade=12)


def _suiting(info: PictureInfo, names: Sequence[str]) -> list[str]:
    """Return the stickers that suit the weather and season of a picture; a weather that is not sure tells nothing."""
    weather = believed(info)
    low = info.weather.label != "shine" or info.part_of_day in _LOW_SUN
    return [name for name in names if name in suits(weather, info.season) and not (name == "sun" and low)]


def _touches(corner: tuple[float, float], reach: tuple[float, float], box: Rect) -> bool:
    across = box.x - reach[0] < corner[0] < box.x + box.width + reach[0]
    return across and box.y - reach[1] < corner[1] < box.y + box.height + reach[1]


def _number(info: PictureInfo, seed: int) -> int:
    """Return 32 bits of the picture and the seed alone, so that other pictures do not change what this one gets."""
    return int.from_bytes(hashlib.blake2b(f"{seed} {info.digest}".encode(), digest_size=4).digest())
