"""Places of positions."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import resources

import pytest

from albumforge.generators.album import info
from albumforge.generators.album.info.place import country_of, place_of


@pytest.mark.parametrize(
    ("position", "town", "country"),
    [
        ((48.8584, 2.2945), "Paris", "FR"),  # the Eiffel Tower; the middle of Vanves is nearer than that of Paris
        ((48.8049, 2.1204), "Versailles", "FR"),
        ((40.7143, -74.0060), "New York City", "US"),
        ((31.2304, 121.4737), "Shanghai", "CN"),
        ((30.2460, 120.1500), "Hangzhou", "CN"),
        ((22.2816, 114.1585), "Hong Kong", "HK"),
        ((-33.8568, 151.2153), "Sydney", "AU"),
        ((46.2044, 6.1432), "Genève", "CH"),
        ((78.2232, 15.6267), "Longyearbyen", "SJ"),  # a degree east is a fifth of one north
        ((64.1466, -21.9426), "Reykjavík", "IS"),
    ],
)
def test_towns_and_countries(position: tuple[float, float], town: str, country: str) -> None:
    found = place_of(*position)
    assert found is not None
    assert (found.town, found.country_code) == (town, country)
    assert country_of(*position) == country


def test_names_in_two_languages_and_the_region() -> None:
    found = place_of(48.8584, 2.2945)
    assert found is not None
    assert (found.country_en, found.country_zh, found.region) == ("France", "法国", "Île-de-France")
    found = place_of(22.2816, 114.1585)
    assert found is not None
    assert (found.country_en, found.country_zh, found.region) == ("Hong Kong", "香港", "")


def test_the_shortest_way_goes_over_the_date_line() -> None:
    # Taveuni, Fiji, lies on the meridian of 180°: west of it and east of it the nearest town is the same.
    east, west = place_of(-16.8, 179.99), place_of(-16.8, -179.99)
    assert east is not None
    assert east == west
    assert east.country_code == "FJ"


@pytest.mark.parametrize(
    "position",
    [
        (0.0, 0.0),
        (35.0, -40.0),  # the Atlantic
        (90.0, 0.0),
        (-90.0, 12.0),
        (90.1, 0.0),
        (-91.0, 0.0),
        (48.9, 180.5),
        (48.9, -181.0),
        (float("nan"), 2.3),
        (48.9, float("nan")),
        (float("inf"), 2.3),
    ],
)
def test_no_place(position: tuple[float, float]) -> None:
    assert place_of(*position) is None
    assert country_of(*position) is None


def test_a_hundred_kilometres_is_the_limit() -> None:
    # Due west of Porto do Son, Galicia, there is nothing but sea.
    assert place_of(42.7, -9.9) is not None
    assert place_of(42.7, -10.6) is None


def test_every_country_has_two_names() -> None:
    table = resources.files(info).joinpath("countries.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(table.splitlines()))
    codes = [code for code, _, _ in rows]
    assert codes == sorted(set(codes))
    assert len(codes) >= 249  # of ISO 3166
    for code, english, chinese in rows:
        assert len(code) == 2
        assert english.strip() == english != ""
        assert any("一" <= letter <= "鿿" for letter in chinese)


def test_every_town_is_in_a_country_with_a_name() -> None:
    from albumforge.generators.album.info.place import _gazetteer

    known = _gazetteer()
    assert {town.country_code for town in known.towns} <= set(known.countries)


def test_many_threads_load_it_once_and_find_the_same() -> None:
    code = (
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from albumforge.generators.album.info import place\n"
        "assert not place._loaded\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = set(pool.map(lambda n: place.place_of(48.8584, 2.2945).town, range(16)))\n"
        "assert found == {'Paris'}, found\n"
        "assert len(place._loaded) == 1\n"
        "assert 'reverse_geocode' not in sys.modules and 'scipy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_positions_are_found_quickly_and_from_threads() -> None:
    positions = [
        (latitude / 2, longitude / 3) for latitude in range(-60, 120, 30) for longitude in range(-300, 300, 60)
    ]
    alone = [place_of(*one) for one in positions]
    start = time.process_time()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: place_of(*one), positions)) == alone
    assert (time.process_time() - start) / len(positions) < 0.03  # seconds; about 0.003 where nothing else runs
    assert any(alone)
