"""Titles: out of the folder's name, with the dates of the pictures, seen long enough to be read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_parts import media

from albumforge.generators.album.lettering.type_art import set_type
from albumforge.generators.album.plan import MediaSource
from albumforge.generators.album.story.titles import date_line, default_title, film_language, title_texts
from albumforge.media.text import reading_time

CANVAS = (1920, 1080)
RATE = Fraction(30)


def _taken(*moments: str | None) -> list[MediaSource]:
    return [media(number, captured_at=moment) for number, moment in enumerate(moments)]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("trip to the sea", "Trip to the sea"),
        ("Iceland_2024", "Iceland 2024"),
        ("海边的一天", "海边的一天"),
        ("  two  words ", "Two words"),
        ("été à Rome", "Été à Rome"),
        ("DCIM", ""),
        ("100CANON", ""),
        ("101_PANA", ""),
        ("100D5300", ""),
        ("20240517", "20240517"),
        ("2024trip", "2024trip"),
        ("Camera Roll", ""),
        ("Pictures", ""),
        ("New folder (2)", ""),
        ("照片", ""),
        ("___", ""),
        ("...", ""),
        ("tmp", ""),
        ("Photos of Anna", "Photos of Anna"),
    ],
)
def test_a_folder_gives_its_name_where_it_says_something(tmp_path: Path, name: str, title: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert default_title([folder]) == title


def test_files_and_several_folders_give_no_title(tmp_path: Path) -> None:
    file = tmp_path / "Sea.jpg"
    file.write_bytes(b"x")
    assert default_title([file]) == ""
    assert default_title([tmp_path, tmp_path]) == ""
    assert default_title([]) == ""
    assert default_title([tmp_path / "missing"]) == ""


def test_a_name_that_is_no_text_gives_no_title(tmp_path: Path) -> None:
    folder = tmp_path / "sea \udcff"
    folder.mkdir()
    assert default_title([folder]) == ""


def test_the_folder_above_dots_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Sea"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert default_title([Path()]) == "Sea"


@pytest.mark.parametrize(
    ("title", "language"), [("Sea", "en"), ("", "en"), ("海", "zh"), ("Sea 海", "zh"), ("Été", "en"), ("\udcff", "en")]
)
def test_the_language_follows_the_title(title: str, language: str) -> None:
    assert film_language(title) == language


DATES = [
    (("2024-05-17T09:30:00", "2024-05-17T21:00:00"), "17 May 2024", "2024年5月17日"),
    (("2024-05-30T09:30:00", "2024-05-02T21:00:00"), "May 2024", "2024年5月"),
    (("2024-05-17T09:30:00", "2024-08-02T21:00:00"), "May – August 2024", "2024年5月至8月"),
    (("2023-12-31T23:59:59", "2024-01-01T00:00:00"), "2023 – 2024", "2023年至2024年"),
    ((None, "2024-05-17T09:30:00"), "17 May 2024", "2024年5月17日"),
    ((None, None, "2024-05-17T09:30:00"), "", ""),
    ((), "", ""),
]


@pytest.mark.parametrize(("moments", "english", "chinese"), DATES)
def test_dates_are_said_as_people_say_them(moments: tuple[str | None, ...], english: str, chinese: str) -> None:
    assert date_line(_taken(*moments), "en") == english
    assert date_line(_taken(*moments), "zh") == chinese


@pytest.mark.parametrize("title", ["Sea", "A long title about a summer by the northern sea", "海边的一天"])
@pytest.mark.parametrize("frames", [90, 120, 200, 400])
def test_a_title_is_seen_long_enough_to_be_read_or_as_long_as_there_is_room(title: str, frames: int) -> None:
    texts = title_texts(title, _taken("2024-05-17T09:30:00"), "en", frames, RATE, CANVAS)
    first, second = texts
    assert (first.role, second.role) == ("title", "subtitle")
    room = frames - first.start - round(0.5 * RATE)
    assert first.frames >= min(room, reading_time(f"{title} 17 May 2024") * 30)
    assert second.start > first.start
    assert second.start + second.frames == first.start + first.frames <= frames
    assert second.y > first.y + first.size / 2
    assert second.size < first.size


@given(st.integers(1, 1000), st.sampled_from([Fraction(1), Fraction(10), RATE, Fraction(120)]), st.text(min_size=1))
@settings(max_examples=200, deadline=None)
def test_texts_stay_within_their_scene(frames: int, rate: Fraction, title: str) -> None:
    for text in title_texts(title, _taken("2024-05-17T09:30:00"), "en", frames, rate, CANVAS):
        assert text.start >= 0
        assert text.frames >= 1
        assert text.start + text.frames <= frames
        assert 0 <= 2 * text.fade <= text.frames + 1


def test_straight_quotes_become_printers_quotes() -> None:
    (text,) = title_texts('The "sea"', [], "en", 120, RATE, CANVAS)
    assert text.text == "The “sea”"


def test_a_long_title_is_set_smaller() -> None:
    (short,) = title_texts("Sea", [], "en", 200, RATE, CANVAS)
    (long,) = title_texts("A long title about a summer by the sea", [], "en", 200, RATE, CANVAS)
    assert long.size < short.size


@pytest.mark.parametrize("canvas", [(1920, 1080), (1080, 1920), (640, 640)])
@pytest.mark.parametrize(
    "title",
    ["Sea", "Our summer by the sea in Qingdao with the whole family", "海边两日：我们在青岛的夏天与海风、沙滩和啤酒"],
)
def test_the_date_stands_below_the_title_however_many_lines_it_takes(title: str, canvas: tuple[int, int]) -> None:
    above, below = title_texts(title, _taken("2024-05-17T09:30:00"), "en", 200, RATE, canvas)
    places = []
    for text in (above, below):
        image = set_type(text, canvas)
        top = text.y * canvas[1] - image.rgba.shape[0] / 2
        places.append((top + image.ink[1], top + image.ink[3]))
    assert places[0][1] < places[1][0]
    assert places[1][0] - places[0][1] < 0.08 * canvas[1], "they belong together"
    assert 0.08 * canvas[1] < places[0][0] and places[1][1] < 0.92 * canvas[1], "inside the safe margins"
    assert (places[0][0] + places[1][1]) / 2 == pytest.approx(canvas[1] / 2, abs=2), "in the middle"
