"""The season and the part of the day of a moment on a camera's clock.

A camera's clock is taken to show the time that people live by where the picture was taken, summer time included
(`clock`). So the clock is put on UTC, and the height of the sun follows by the general equations of NOAA's Global
Monitoring Laboratory (solar position, after J. Meeus, "Astronomical Algorithms").
"""

from __future__ import annotations

import math
from datetime import datetime

from albumforge.generators.album.info.clock import utc_offset
from albumforge.generators.album.info.record import PartOfDay, Season

_NIGHT, _LOW = -6.0, 6.0  # degrees of the sun: end of civil twilight, of golden light
_SEASONS: tuple[Season, ...] = ("winter", "spring", "summer", "autumn")
_NOON, _AFTERNOON, _EVENING = 11, 14, 18  # hours from which it is so by day; evening though the sun be high
_LATITUDE = 45.0  # of a picture that does not tell it
_SUMMER_TIME = range(4, 11)  # months in which clocks are an hour ahead in most of the north


def season_of(moment: datetime, latitude: float | None) -> Season:
    """Return the meteorological season: three whole months each, winter from December north of the equator.

    Args:
        moment: on the camera's clock.
        latitude: degrees, north positive; None is taken for north.
    """
    months = moment.month % 12 + (6 if latitude is not None and latitude < 0 else 0)
    return _SEASONS[months // 3 % 4]


def part_of_day_of(moment: datetime, latitude: float | None, longitude: float | None) -> PartOfDay:
    """Return the part of the day, by the sun.

    It is night below -6°, else noon from 11 to 14 o'clock; else dawn or evening up to 6°, as the sun rises or sinks;
    above that the hour tells morning and afternoon, and evening from 18:00. Without a place the sun is that of 45°
    north (or of the latitude alone) on a meridian that the clocks live by, with summer time from April to October
    (in the south from November to March).

    Args:
        moment: on the camera's clock; with a time zone, that is believed.
        latitude, longitude: degrees, north and east positive.

    Raises:
        Unavailable: the tables of towns or of time zones are not installed.
    """
    if latitude is None or longitude is None:
        north = latitude is None or latitude >= 0
        ahead = float((moment.month in _SUMMER_TIME) == north)
        height, rising = _sun(moment, ahead, _LATITUDE if latitude is None else latitude, 0.0)
    else:
        height, rising = sun_of(moment, latitude, longitude)
    if height < _NIGHT:
        return "night"
    if _NOON <= moment.hour < _AFTERNOON:
        return "noon"
    if height < _LOW:
        return "dawn" if rising else "evening"
    if moment.hour >= _EVENING:
        return "evening"
    return "morning" if moment.hour < _NOON else "afternoon"


def sun_of(moment: datetime, latitude: float, longitude: float) -> tuple[float, bool]:
    """Return the height of the sun's middle over the horizon, in degrees, and whether it rises.

    The height is within about half a degree; refraction, which lifts it by as much at the horizon, is left out.

    Args and Raises: as `part_of_day_of`.
    """
    return _sun(moment, utc_offset(moment, latitude, longitude).total_seconds() / 3600, latitude, longitude)


def _sun(moment: datetime, ahead: float, latitude: float, longitude: float) -> tuple[float, bool]:
    """As `sun_of`, where the clocks are so many hours ahead of UTC."""
    hours = moment.hour + moment.minute / 60 + moment.second / 3600 - ahead
    turn = 2 * math.pi / 365.25 * (moment.timetuple().tm_yday - 1 + (hours - 12) / 24)
    minutes = 229.18 * (
        0.000075
        + 0.001868 * math.cos(turn)
        - 0.032077 * math.sin(turn)
        - 0.014615 * math.cos(2 * turn)
        - 0.040849 * math.sin(2 * turn)
    )
    declination = (
        0.006918
        - 0.399912 * math.cos(turn)
        + 0.070257 * math.sin(turn)
        - 0.006758 * math.cos(2 * turn)
        + 0.000907 * math.sin(2 * turn)
        - 0.002697 * math.cos(3 * turn)
        + 0.00148 * math.sin(3 * turn)
    )
    angle = math.radians(((hours + minutes / 60) * 15 + longitude) % 360 - 180)
    place = math.radians(latitude)
    sine = math.sin(place) * math.sin(declination) + math.cos(place) * math.cos(declination) * math.cos(angle)
    return math.degrees(math.asin(max(-1.0, min(1.0, sine)))), angle < 0
