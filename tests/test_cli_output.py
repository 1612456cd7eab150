"""Where a film may go: never over a source, never over something nobody asked to replace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image

from albumforge.backends import Film, Skipped
from albumforge.cli.output import (
    check_output,
    clock,
    default_output,
    film_as_json,
    print_film,
    print_json,
    printable,
)
from albumforge.errors import Conflict, InTheWay, InvalidInput
from albumforge.media.mark import mark_film, poster_exif, poster_of


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of files as if from a camera; the current folder is its parent."""
    folder = tmp_path / "trip"
    folder.mkdir()
    for name in ("a.jpg", "a.poster.jpg", "live.jpg", "live.mp4"):
        (folder / name).write_bytes(b"original")
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_film_is_named_after_the_folder(trip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_output([Path("trip")]) == Path("trip.mp4")
    assert default_output([Path("trip/")]) == Path("trip.mp4")
    assert default_output([trip / "a.jpg"]) == Path("trip.mp4")
    assert default_output([trip / "a.jpg", trip]) == Path("trip.mp4")
    monkeypatch.chdir(trip)
    assert default_output([Path()]) == Path("trip.mp4")
    assert default_output([Path("a.jpg")]) == Path("trip.mp4")
    assert default_output([Path("/")]) == Path("film.mp4")


def test_a_new_name_is_fine(trip: Path) -> None:
    check_output(Path("trip.mp4"), [trip], replace=False)
    check_output(trip / "new.mp4", [trip], replace=False)


@pytest.mark.parametrize("name", ["film.jpg", "film.mov", "film", "film.mp4.json"])
def test_a_film_is_an_mp4_by_name(trip: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        check_output(Path(name), [trip], replace=True)


@pytest.mark.parametrize("files", [["trip"], ["trip/live.mp4"], ["trip/a.jpg", "trip/live.mp4"]])
def test_a_source_is_never_replaced(trip: Path, files: list[str]) -> None:
    with pytest.raises(InTheWay, match="made from"):
        check_output(trip / "live.mp4", [Path(name) for name in files], replace=True)


def test_a_photo_is_not_taken_for_the_place_of_a_poster(trip: Path) -> None:
    with pytest.raises(InTheWay, match=r"a\.poster\.jpg"):
        check_output(trip / "a.mp4", [trip], replace=True)


def test_a_source_is_known_by_another_name_too(trip: Path, tmp_path: Path) -> None:
    (tmp_path / "other").symlink_to(trip)
    with pytest.raises(InTheWay):
        check_output(tmp_path / "other" / "live.mp4", [trip], replace=True)
    (tmp_path / "hard.mp4").hardlink_to(trip / "live.mp4")
    with pytest.raises(InTheWay):
        check_output(tmp_path / "hard.mp4", [trip / "live.mp4"], replace=True)
    with pytest.raises(InTheWay, match=r"hard\.mp4"):
        check_output(tmp_path / "hard.mp4", [trip], replace=True)


def test_a_film_that_is_there_is_replaced_only_when_asked(trip: Path) -> None:
    film = Path("trip.mp4")
    film.write_bytes(b"old")
    poster_of(film).write_bytes(b"old")
    with pytest.raises(Conflict, match=r"trip\.mp4 is there already") as caught:
        check_output(film, [trip], replace=False)
    assert "--force" in caught.value.hint
    check_output(film, [trip], replace=True)


def test_a_film_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.mp4").write_bytes(b"x" * 1_500_000)
    film = Film(tmp_path / "f.mp4", None, 1920, 1080, 300, 10.0, 2, 3, (Skipped(Path("b.jpg"), "is empty"),))
    document = json.loads(json.dumps(film_as_json(film)))
    assert document["skipped"] == [{"path": "b.jpg", "reason": "is empty"}]
    assert (document["poster"], document["frames"], document["duration"]) == (None, 300, 10.0)
    print_film(film)
    captured = capsys.readouterr()
    assert "1920×1080" in captured.out
    assert "0:10" in captured.out
    assert "1.5 MB" in captured.out
    assert "3 of 5 parts" in captured.out
    assert "b.jpg: is empty" in captured.err


def test_clock() -> None:
    assert [clock(seconds) for seconds in (0, 9.4, 59.6, 61, 3600, 36_061)] == [
        "0:00",
        "0:09",
        "0:59",
        "1:01",
        "1:00:00",
        "10:01:01",
    ]


def test_a_film_of_ours_in_the_folder_may_be_replaced_but_not_be_its_own_source(trip: Path) -> None:
    film = trip / "trip.mp4"
    film.write_bytes(b"old")
    with pytest.raises(InTheWay, match="made from"):
        check_output(film, [trip], replace=True)
    mark_film(film)
    poster_of(film).write_bytes(b"old")
    with pytest.raises(InTheWay, match=r"trip\.poster\.jpg"):
        check_output(film, [trip], replace=True)
    Image.new("RGB", (64, 48)).save(poster_of(film), exif=poster_exif())
    check_output(film, [trip], replace=True)
    for named in (film, poster_of(film)):
        with pytest.raises(InTheWay):
            check_output(film, [trip, named], replace=True)


def test_names_of_any_bytes_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert printable("a\x1b[2J\n\udcff山.jpg") == r"a\x1b[2J\n\udcff山.jpg"
    print_json({"path": "\udcff山"})
    out = capsys.readouterr().out
    assert out == '{"path": "\\udcff山"}\n'
    assert json.loads(out) == {"path": "\udcff山"}
