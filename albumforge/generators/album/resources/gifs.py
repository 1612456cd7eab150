"""Stickers: small animations with alpha, drawn by this project, and what each of them suits."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from albumforge.errors import MediaError
from albumforge.generators.album.info.record import Season, WeatherLabel

MOST_FRAMES = 120
"""Frames of an animation that are read; it repeats after them."""

_SHORTEST = 0.02
"""Seconds; browsers, too, take a frame that says it lasts less for a mistake."""

_USUAL = 0.1


@dataclass(frozen=True)
class Animation:
    """Pictures with alpha, uint8 (h, w, 4) each, all of one size, and the seconds that each is seen; it repeats."""

    frames: tuple[NDArray[np.uint8], ...]
    durations: tuple[float, ...]

    def at(self, seconds: float) -> int:
        """Return the number of the frame that is seen so long after the beginning."""
        into = seconds % sum(self.durations)
        for number, duration in enumerate(self.durations):
            into -= duration
            if into < 0:
                return number
        return len(self.durations) - 1


@dataclass(frozen=True)
class StickerInfo:
    """What a sticker shows and suits: weathers and seasons of a picture (empty: none in particular), and subjects."""

    weathers: tuple[WeatherLabel, ...] = ()
    seasons: tuple[Season, ...] = ()
    things: tuple[str, ...] = ()


STICKERS: MappingProxyType[str, StickerInfo] = MappingProxyType(
    {
        "balloons": StickerInfo(("shine",), (), ("birthday", "party", "children")),
        "birds": StickerInfo(("cloudy", "sunrise", "fog"), ("autumn",), ("sky", "sea", "mountain")),
        "blossom": StickerInfo((), ("spring",), ("flowers", "garden")),
        "boat": StickerInfo(("cloudy", "shine"), ("summer",), ("sea", "water", "children")),
        "butterfly": StickerInfo(("shine",), ("spring", "summer"), ("flowers", "garden")),
        "camera": StickerInfo((), (), ("travel", "city", "people")),
        "cloud": StickerInfo(("cloudy",), (), ("sky",)),
        "hearts": StickerInfo(("indoor",), (), ("love", "wedding", "family", "people")),
        "kite": StickerInfo(("shine", "cloudy"), ("spring",), ("sky", "children")),
        "lantern": StickerInfo(("night",), ("winter",), ("festival", "city", "family")),
        "leaf": StickerInfo((), ("autumn",), ("forest", "garden")),
        "moon": StickerInfo(("night",), (), ("sky", "sleep")),
        "pin": StickerInfo((), (), ("travel", "city")),
        "plane": StickerInfo(("shine", "cloudy"), (), ("travel", "sky")),
        "snowflake": StickerInfo(("snow",), ("winter",), ("mountain",)),
        "sparkle": StickerInfo(("night", "indoor"), (), ("party", "wedding", "festival")),
        "sun": StickerInfo(("shine", "sunrise"), ("summer",), ("sea", "sky")),
        "umbrella": StickerInfo(("rain",), (), ("city",)),
    }
)
"""All stickers by name."""


def suits(weather: WeatherLabel | None, season: Season | None) -> tuple[str, ...]:
    """Return the stickers that suit a picture's weather or season, those that suit both first, else by name."""

    def score(name: str) -> int:
        info = STICKERS[name]
        if weather is not None and season is not None and info.seasons and season not in info.seasons:
            return 0 if weather not in info.weathers or not info.weathers else 1
        return 2 * (weather in info.weathers) + 2 * (season in info.seasons)

    return tuple(sorted((name for name in STICKERS if score(name)), key=lambda name: (-score(name), name)))


def load_sticker(name: str) -> Animation:
    """Return a sticker of the resources.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in STICKERS:
        raise KeyError(name)
    with as_file(files("albumforge.generators.album.resources").joinpath("gifs", f"{name}.webp")) as path:
        return load_animation(path)


def load_animation(path: Path) -> Animation:
    """Read an animated WebP, GIF or PNG with alpha, anybody's; a still picture is an animation of one frame.

    Raises:
        MediaError: the file cannot be read as one.
    """
    frames, durations = [], []
    try:
        with Image.open(path, formats=["WEBP", "GIF", "PNG"]) as image:
            for frame in ImageSequence.Iterator(image):
                frames.append(np.asarray(frame.convert("RGBA"), np.uint8))
                seconds = float(frame.info.get("duration") or 0) / 1000
                durations.append(seconds if seconds >= _SHORTEST else _USUAL)
                if len(frames) == MOST_FRAMES:
                    break
    except (OSError, ValueError, SyntaxError) as error:
        raise MediaError(path, "it is no animation that can be read") from error
    return Animation(tuple(frames), tuple(durations))
