"""The time zone that a place lives by, offline: the zone of its country whose principal town is nearest.

The IANA time zone database names the zones of each country and a town in each (``zone.tab``); it comes in the package
`tzdata`. Borders between the zones of one country are not in it: near them the neighbour's zone may be given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from albumforge.errors import Unavailable
from albumforge.generators.album.info.place import country_of

_PACKAGE = "tzdata"
_LINE = re.compile(r"([A-Z]{2})\t([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?\t(\S+)")
_UNUSED = {"Asia/Urumqi"}  # clocks and phones in Xinjiang mostly show the time of Beijing


def utc_offset(moment: datetime, latitude: float, longitude: float) -> timedelta:
    """Return how far the clocks of a place are ahead of UTC, with summer time; far from any town, by the meridian.

    Args:
        moment: on the clocks there; one with a time zone is believed.
        latitude, longitude: degrees, north and east positive.

    Raises:
        Unavailable: the tables of towns or of time zones are not installed.
    """
    told = moment.utcoffset()
    if told is not None:
        return told
    country = country_of(latitude, longitude)
    near = _zones().get(country or "", ())
    if not near:
        return timedelta(hours=round(longitude / 15))
    offset = ZoneInfo(min(near, key=lambda zone: _apart(latitude, longitude, *zone[1:]))[0]).utcoffset(moment)
    return offset or timedelta()


@cache
def _zones() -> Mapping[str, tuple[tuple[str, float, float], ...]]:
    """Return for each country its zones: name, latitude and longitude of the principal town."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise Unavailable("Time zones cannot be looked up: tzdata is missing.", hint="pip install tzdata")
    found: dict[str, tuple[tuple[str, float, float], ...]] = {}
    text = (Path(spec.origin).parent / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        match = _LINE.match(line)
        if match and match[10] not in _UNUSED:
            town = match[10], _degrees(*match.group(2, 3, 4, 5)), _degrees(*match.group(6, 7, 8, 9))
            found[match[1]] = (*found.get(match[1], ()), town)
    return found


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    """Return an angle of ISO 6709."""
    angle = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -angle if sign == "-" else angle


def _apart(latitude1: float, longitude1: float, latitude2: float, longitude2: float) -> float:
    """Return the square of half the chord between two places on a globe of radius 1 (the haversine)."""
    north1, north2 = math.radians(latitude1), math.radians(latitude2)
    east = math.radians(longitude2 - longitude1)
    return math.sin((north2 - north1) / 2) ** 2 + math.cos(north1) * math.cos(north2) * math.sin(east / 2) ** 2
