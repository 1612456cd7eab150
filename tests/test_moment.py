"""The season and the part of the day of a moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from albumforge.generators.album.info.moment import part_of_day_of, season_of, sun_of
from albumforge.generators.album.info.record import PARTS_OF_DAY, SEASONS

PARIS, LONDON, NEW_YORK = (48.857, 2.352), (51.507, -0.128), (40.713, -74.006)
BEIJING, SYDNEY, TROMSO = (39.904, 116.407), (-33.868, 151.209), (69.650, 18.956)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("month", "north", "south"),
    [
        (12, "winter", "summer"),
        (2, "winter", "summer"),
        (3, "spring", "autumn"),
        (5, "spring", "autumn"),
        (6, "summer", "winter"),
        (8, "summer", "winter"),
        (9, "autumn", "spring"),
        (11, "autumn", "spring"),
    ],
)
def test_seasons_are_three_months_and_turned_round_in_the_south(month: int, north: str, south: str) -> None:
    for day in (1, 28):
        moment = datetime.fromisoformat(f"2024-{month:02}-{day:02}T12:00:00")
        assert season_of(moment, None) == season_of(moment, 0.0) == season_of(moment, 60.2) == north
        assert season_of(moment, -33.9) == south


def test_without_a_place_the_sun_of_the_middle_latitudes_tells() -> None:
    midnight = at("2024-05-05T00:00:00")
    parts = [part_of_day_of(midnight + timedelta(hours=hour), None, None) for hour in range(24)]
    assert parts[:5] == ["night"] * 5
    assert parts[6] == "dawn"
    assert parts[7:11] == ["morning"] * 4
    assert parts[11:14] == ["noon"] * 3
    assert parts[14:18] == ["afternoon"] * 4
    assert parts[18:21] == ["evening"] * 3
    assert parts[21:] == ["night"] * 3


@pytest.mark.parametrize(
    ("moment", "latitude", "part"),
    [
        ("2024-07-28T20:15:00", None, "evening"),
        ("2024-07-28T22:30:00", None, "night"),
        ("2024-07-28T22:30:00", 60.0, "evening"),
        ("2024-12-21T16:30:00", None, "evening"),
        ("2024-12-21T18:30:00", None, "night"),
        ("2024-12-21T07:30:00", None, "dawn"),
        ("2024-12-21T20:00:00", -40.0, "evening"),
        ("2024-07-28T20:00:00", -40.0, "night"),
    ],
)
def test_dusk_without_a_place_goes_by_season_and_latitude(moment: str, latitude: float | None, part: str) -> None:
    assert part_of_day_of(at(moment), latitude, None) == part


# Almanac times of sunrise and sunset on the clocks there; the middle of the sun is then 0.83° below the horizon.
@pytest.mark.parametrize(
    ("moment", "place", "rising"),
    [
        ("2025-06-21T04:43", LONDON, True),
        ("2025-06-21T21:21", LONDON, False),
        ("2025-03-20T06:59", NEW_YORK, True),
        ("2025-03-20T19:09", NEW_YORK, False),
        ("2025-12-21T07:33", BEIJING, True),
        ("2025-12-21T16:53", BEIJING, False),
        ("2025-12-21T05:41", SYDNEY, True),
        ("2025-12-21T20:05", SYDNEY, False),
    ],
)
def test_the_sun_rises_and_sets_as_the_almanac_says(moment: str, place: tuple[float, float], rising: bool) -> None:
    height, rises = sun_of(at(moment), *place)
    assert height == pytest.approx(-0.83, abs=0.5)
    assert rises == rising


@pytest.mark.parametrize(
    ("moment", "place", "part"),
    [
        ("2025-07-12T05:45", PARIS, "dawn"),
        ("2025-07-12T08:00", PARIS, "morning"),
        ("2025-07-12T12:30", PARIS, "noon"),
        ("2025-07-12T16:00", PARIS, "afternoon"),
        ("2025-07-12T19:00", PARIS, "evening"),  # the sun is at 26°
        ("2025-07-12T21:50", PARIS, "evening"),
        ("2025-07-12T23:00", PARIS, "night"),
        ("2025-12-21T08:20", PARIS, "dawn"),
        ("2025-12-21T16:45", PARIS, "evening"),
        ("2025-12-21T18:30", PARIS, "night"),
        ("2025-06-21T05:30", SYDNEY, "night"),
        ("2025-12-21T06:00", SYDNEY, "dawn"),
        ("2025-06-21T23:30", TROMSO, "evening"),  # midnight sun
        ("2025-06-21T03:00", TROMSO, "morning"),
        ("2025-12-21T12:00", TROMSO, "noon"),  # polar twilight
        ("2025-12-21T15:30", TROMSO, "night"),
    ],
)
def test_with_a_place_the_sun_tells(moment: str, place: tuple[float, float], part: str) -> None:
    assert part_of_day_of(at(moment), *place) == part


def test_a_time_zone_is_believed() -> None:
    assert part_of_day_of(at("2025-07-12T21:50:00+02:00"), *PARIS) == "evening"
    assert part_of_day_of(at("2025-07-12T21:50:00+00:00"), *PARIS) == "night"


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])  # noqa: DTZ901
def test_every_moment_and_place_has_a_part(moment: datetime) -> None:
    for latitude in (-90.0, 0.0, 90.0):
        for longitude in (-180.0, 0.0, 179.9):
            assert part_of_day_of(moment, latitude, longitude) in PARTS_OF_DAY
            assert season_of(moment, latitude) in SEASONS
