"""What is known of a picture: the record that one pass over it gives, and that choosing and matching read.

Places in a picture are fractions of its upright width and height.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

import msgspec

from albumforge.media.places import Box, Face

WeatherLabel = Literal["cloudy", "rain", "shine", "sunrise", "snow", "fog", "night", "indoor"]
Season = Literal["spring", "summer", "autumn", "winter"]
PartOfDay = Literal["dawn", "morning", "noon", "afternoon", "evening", "night"]

WEATHERS: tuple[str, ...] = get_args(WeatherLabel)
SEASONS: tuple[str, ...] = get_args(Season)
PARTS_OF_DAY: tuple[str, ...] = get_args(PartOfDay)


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    pass


class ThemeColour(_Record, frozen=True, kw_only=True):
    """A colour of a picture: as ``#rrggbb``, its share of the picture (0 to 1), and its names."""

    hex: str
    share: float
    name_en: str
    name_zh: str


class Weather(_Record, frozen=True, kw_only=True):
    """The weather or light of a picture, and the probability of it (calibrated for the first four labels)."""

    label: WeatherLabel
    probability: float


class Place(_Record, frozen=True, kw_only=True):
    """Where a picture was taken: the nearest town, its region ("" where not known), the country's ISO 3166 code and
    names."""

    town: str
    region: str
    country_code: str
    country_en: str
    country_zh: str


class PictureInfo(_Record, frozen=True, kw_only=True):
    """What is known of a photo, or of the frame that stands for a clip.

    Attributes:
        digest: of the file's content.
        width, height: pixels, upright.
        colours: at most five, by share, the largest first.
        brightness: mean lightness, 0 (black) to 1 (white).
        contrast: standard deviation of lightness, 0 to 0.5.
        sharpness: 0 (blurred) to 1 (crisp); below 0.25 people call it blurred.
        exposure: 1 well exposed, down to 0 where most of it is burnt out or black.
        faces: the largest first.
        subject: what the camera must keep in sight; the faces are within it.
        fingerprint: perceptual hash, hexadecimal; near-duplicates differ in few bits.
        captured_at: on the camera's clock; None where nothing tells.
        caption: words that came with the picture (IPTC, XMP or a ``captions.txt``), or "".
        captioned: whether the caption was written for the film: in a ``captions.txt`` or with the request.
    """

    digest: str
    width: int
    height: int
    colours: tuple[ThemeColour, ...]
    weather: Weather
    brightness: float
    contrast: float
    sharpness: float
    exposure: float
    faces: tuple[Face, ...]
    subject: Box
    fingerprint: str
    captured_at: datetime | None = None
    season: Season | None = None
    part_of_day: PartOfDay | None = None
    place: Place | None = None
    caption: str = ""
    captioned: bool = False
