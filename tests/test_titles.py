"""Titles out of the folder's name, their language, and the dates of the pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from plan_parts import media

from albumforge.generators.album.plan import MediaSource
from albumforge.generators.album.story.titles import date_line, default_title, film_language, says_one_day


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


def test_one_day_is_said_as_such() -> None:
    assert says_one_day(_taken("2024-05-17T09:30:00", "2024-05-17T21:00:00"))
    assert not says_one_day(_taken("2024-05-17T09:30:00", "2024-05-18T21:00:00"))
    assert not says_one_day(_taken(None, None, "2024-05-17T09:30:00"))
    assert not says_one_day(_taken())
