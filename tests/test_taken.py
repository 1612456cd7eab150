"""When files were taken: written down and read again, brought to one clock, put in order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.media.taken import Taken, by_time, clocks, time_in_name

NOON = datetime(2024, 7, 13, 12)  # noqa: DTZ001
HOUR = timedelta(hours=1)


@given(
    st.one_of(
        st.builds(Taken),
        st.builds(Taken, st.datetimes(), st.none() | st.integers(-840, 840).map(lambda n: timedelta(minutes=n))),
        st.builds(Taken, utc=st.datetimes(timezones=st.just(UTC))),
    )
)
def test_what_is_written_down_is_read_again(taken: Taken) -> None:
    assert Taken.of(str(taken)) == taken
    assert len(str(taken)) <= 40


@pytest.mark.parametrize("text", [None, "", "yesterday", "2024-13-40", "Z"])
def test_what_was_not_written_by_it_tells_nothing(text: str | None) -> None:
    assert Taken.of(text) == Taken()


@pytest.mark.parametrize(
    "name, moment",
    [
        ("IMG_20240713_101502.jpg", "2024-07-13T10:15:02"),
        ("VID_20240713_101502123.mp4", "2024-07-13T10:15:02"),
        ("Screenshot_2024-07-13-10-15-02.png", "2024-07-13T10:15:02"),
        ("2024-07-13 10.15.02.jpg", "2024-07-13T10:15:02"),
        ("WhatsApp Image 2024-07-13 at 10.15.02.jpeg", "2024-07-13T10:15:02"),
        ("IMG_20241332_101502.jpg", None),
        ("DSC01234.jpg", None),
        ("IMG-20240713-WA0001.jpg", None),
        ("9920240713101502777777.jpg", None),
    ],
)
def test_times_in_names(name: str, moment: str | None) -> None:
    assert time_in_name(name) == (datetime.fromisoformat(moment) if moment else None)


def test_utc_is_brought_to_the_clock_of_the_nearest_photo() -> None:
    photos = [Taken(NOON, 3 * HOUR), Taken(NOON + 100 * HOUR, -5 * HOUR), Taken(NOON)]
    early, late = (Taken(utc=moment.replace(tzinfo=UTC)) for moment in (NOON - 8 * HOUR, NOON + 104 * HOUR))
    assert clocks([*photos, early, late])[3:] == [NOON - 5 * HOUR, NOON + 99 * HOUR]
    assert clocks([early]) == [early.utc.astimezone().replace(tzinfo=None) if early.utc else None]
    assert clocks([Taken(), Taken(NOON)]) == [None, NOON]


def test_those_without_a_time_stay_behind_the_one_before() -> None:
    assert by_time([NOON + HOUR, None, NOON, None]) == [2, 3, 0, 1]
    assert by_time([None, NOON, NOON - HOUR]) == [2, 0, 1]
    assert by_time([None, None]) == [0, 1]
    assert by_time([NOON, NOON]) == [0, 1]
