"""EXIF as cameras write it, and as damage leaves it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiff_writer import exif_block

from albumforge.media.exif import Exif, parse_offset, read_exif

MOMENT = datetime.fromisoformat("2022-08-14T14:12:31")


@pytest.mark.parametrize("order", ["<", ">"])
def test_reads_all_of_a_full_block(order: str) -> None:
    block = exif_block(
        orientation=6, captured=MOMENT, subseconds="55", offset="+03:00", place=(60.1467, -24.9067), order=order
    )
    found = read_exif(block)
    assert found.orientation == 6
    assert found.captured_at == MOMENT.replace(microsecond=550_000)
    assert found.utc_offset == timedelta(hours=3)
    assert found.latitude == pytest.approx(60.1467, abs=1e-5)
    assert found.longitude == pytest.approx(-24.9067, abs=1e-5)


def test_the_mark_before_the_block_may_be_missing() -> None:
    assert read_exif(exif_block(orientation=3)[6:]).orientation == 3


@pytest.mark.parametrize(
    "text",
    ["0000:00:00 00:00:00", "    :  :     :  :  ", "2022:13:40 99:00:00", "", "yesterday", "1000:01:01 00:00:00"],
)
def test_a_time_that_makes_no_sense_is_none(text: str) -> None:
    assert read_exif(exif_block(captured=text)).captured_at is None


def test_the_zone_follows_from_the_time_of_the_satellites() -> None:
    block = exif_block(captured=MOMENT, gps_utc=datetime.fromisoformat("2022-08-14T11:12:30"))
    assert read_exif(block).utc_offset == timedelta(hours=3)


def test_an_old_fix_tells_no_zone() -> None:
    assert (
        read_exif(exif_block(captured=MOMENT, gps_utc=datetime.fromisoformat("2022-08-14T11:05:30"))).utc_offset is None
    )
    assert (
        read_exif(exif_block(captured=MOMENT, gps_utc=datetime.fromisoformat("2022-08-12T11:12:30"))).utc_offset is None
    )


def test_the_null_island_is_nowhere() -> None:
    found = read_exif(exif_block(place=(0.0, 0.0)))
    assert (found.latitude, found.longitude) == (None, None)


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_unknown_orientation_is_upright(orientation: int) -> None:
    assert read_exif(exif_block(orientation=orientation)).orientation == 1


@pytest.mark.parametrize("text, minutes", [("+03:00", 180), ("-0330", -210), ("Z", None), ("+99:00", None)])
def test_offsets(text: str, minutes: int | None) -> None:
    assert parse_offset(text) == (None if minutes is None else timedelta(minutes=minutes))


def test_nothing_is_nothing() -> None:
    assert read_exif(None) == read_exif(b"") == read_exif(b"MM") == Exif()


FULL = exif_block(orientation=6, captured=MOMENT, subseconds="5", offset="+03:00", place=(1.5, 2.5), gps_utc=MOMENT)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(FULL)), st.binary(max_size=6), st.integers(0, len(FULL)))
def test_damage_never_raises(at: int, noise: bytes, end: int) -> None:
    found = read_exif((FULL[:at] + noise + FULL[at + len(noise) :])[:end])
    assert 1 <= found.orientation <= 8
