"""Results get their places; a crash at any step loses neither original nor result."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from killed_steps import NEW, OLD, Place

from albumforge.errors import Conflict, InTheWay, MediaError, StorageError
from albumforge.transcoders.quarantine import FOLDER, Quarantine
from albumforge.transcoders.replace import destination, is_in_place, part_path, put_in_place

HELD = f"{FOLDER}/id"


def outcomes(name: str, action: str, links: str) -> list[dict[str, dict[str, str]]]:
    program = Path(__file__).with_name("killed_steps.py")
    ran = subprocess.run(
        [sys.executable, str(program), name, action, links], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, dict[str, str]]] = json.loads(ran.stdout)
    return found


@pytest.fixture(params=["film.mp4", "film.avi"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    return Place(tmp_path / "library", request.param)


@pytest.mark.parametrize("action", ["replace", "finish"])
@pytest.mark.parametrize("links", ["links", "no links"])
@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_killed_at_any_step_twice_nothing_is_lost_and_the_next_run_ends_well(
    name: str, links: str, action: str
) -> None:
    found = outcomes(name, action, links)
    assert len(found) > 50
    for outcome in found:
        for left in (outcome["left"], outcome["after"]):
            assert OLD.decode() in left.values()
            if links == "links":
                assert left.get(name) == OLD.decode() or left.get("film.mp4") == NEW.decode()
        assert outcome["end"] == {"film.mp4": NEW.decode(), f"{HELD}/{name}": OLD.decode()}
        assert not outcome["pending"]


@pytest.mark.parametrize("links", ["links", "no links"])
@pytest.mark.parametrize("name", ["film.mp4", "film.avi"])
def test_a_restore_that_is_killed_at_any_step_loses_nothing(name: str, links: str) -> None:
    for outcome in outcomes(name, "restore", links):
        for left in (outcome["left"], outcome["after"]):
            assert OLD.decode() in left.values()
            assert NEW.decode() in left.values()
        assert outcome["end"][name] == OLD.decode()
        assert NEW.decode() in outcome["end"].values()


def test_a_result_takes_over_time_permissions_and_owner(place: Place) -> None:
    os.utime(place.source, ns=(1, 1_500_000_000_000_000_123))
    place.source.chmod(0o640)
    place.noted["mtime_ns"] = place.source.stat().st_mtime_ns
    before = place.source.stat()
    place.replace()
    after = place.dest.stat()
    assert place.dest.read_bytes() == NEW
    assert (after.st_mtime_ns, after.st_mode) == (before.st_mtime_ns, before.st_mode)
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)


def test_it_may_be_called_again_and_knows_that_it_is_done(place: Place) -> None:
    noted = {"source": place.source, **place.noted, "keep": place.quarantine}
    assert not is_in_place(place.part, place.dest, **noted)
    place.replace()
    assert is_in_place(place.part, place.dest, **noted)
    place.replace()
    assert len(place.quarantine.entries()) == 1


def test_a_source_that_was_changed_is_not_replaced(place: Place) -> None:
    place.source.write_bytes(OLD + b"!")
    with pytest.raises(Conflict, match="was changed while it was transcoded"):
        place.replace()
    assert place.source.read_bytes() == OLD + b"!"
    assert place.part.exists()


def test_a_source_that_is_gone_is_told(place: Place) -> None:
    place.source.unlink()
    with pytest.raises(MediaError, match="the source is gone"):
        place.replace()


def test_a_result_that_is_gone_is_told(place: Place) -> None:
    place.part.unlink()
    with pytest.raises(MediaError, match="the result is gone"):
        place.replace()
    assert place.contents() == {place.source.name: OLD.decode()}


def test_a_link_is_not_replaced(place: Place) -> None:
    real = place.source.rename(place.source.with_name("real.mp4"))
    place.source.symlink_to(real)
    with pytest.raises(Conflict, match="is a link"):
        place.replace()


def test_another_file_of_that_name_stays(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.avi")
    place.dest.write_bytes(b"somebody's")
    with pytest.raises(InTheWay, match="another file has this name"):
        place.replace()
    assert place.contents() == {"film.avi": OLD.decode(), "film.mp4": "somebody's", place.part.name: NEW.decode()}
    assert not place.pending()


def test_without_a_quarantine_the_source_stays(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.avi")
    for _ in range(2):
        put_in_place(place.part, place.dest, source=place.source, **place.noted, keep=None)
    assert place.contents() == {"film.avi": OLD.decode(), "film.mp4": NEW.decode()}
    assert place.dest.stat().st_mtime_ns == place.source.stat().st_mtime_ns
    with pytest.raises(Conflict, match="nothing would keep it"):
        put_in_place(place.part, place.source, source=place.source, **place.noted, keep=None)


def test_a_result_that_was_written_to_its_place_is_taken(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.avi")
    place.part.rename(place.dest)
    place.part = place.dest
    place.replace()
    assert place.contents() == {"film.mp4": NEW.decode(), f"{HELD}/film.avi": OLD.decode()}


def test_a_source_outside_the_root_is_refused(place: Place, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    place.quarantine = Quarantine(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="lies outside"):
        place.replace()
    assert place.source.read_bytes() == OLD


def nobody(_: Path) -> bool:
    return False


@pytest.mark.parametrize(
    ("source", "dest", "expected"),
    [
        ("a.mp4", None, "a.mp4"),
        ("a.MP4", None, "a.MP4"),
        ("a.avi", None, "a.mp4"),
        ("a", None, "a.mp4"),
        ("a.b.avi", None, "a.b.mp4"),
        ("a.avi", "out", "out/a.mp4"),
        ("a.avi", "out.d", "out.d/a.mp4"),
        ("a.mp4", "out", "out/a.mp4"),
        ("a.mp4", ".", "a.mp4.mp4"),
        ("a.avi", "out/film.mkv", "out/film.mkv"),
    ],
)
def test_where_a_result_goes(source: str, dest: str | None, expected: str, tmp_path: Path) -> None:
    (tmp_path / "out.d").mkdir()
    found = destination(tmp_path / source, None if dest is None else tmp_path / dest, ".mp4", nobody)
    assert found == tmp_path / expected


def test_a_name_that_another_video_has_gets_the_old_suffix_too(tmp_path: Path) -> None:
    taken = {tmp_path / "a.mp4"}
    assert destination(tmp_path / "a.avi", None, ".mp4", taken.__contains__) == tmp_path / "a.avi.mp4"
    taken.add(tmp_path / "a.avi.mp4")
    assert destination(tmp_path / "a.avi", None, ".mp4", taken.__contains__) == tmp_path / "a.avi.2.mp4"


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    stem = "影" * 83
    dest = destination(tmp_path / f"{stem}.avi", None, ".mp4", {tmp_path / f"{stem}.mp4"}.__contains__)
    assert len(os.fsencode(dest.name)) <= 255
    dest.write_bytes(NEW)


def test_a_part_lies_beside_its_place_and_is_hidden() -> None:
    assert part_path(Path("/films/a.mkv"), "12") == Path("/films/.transcode-12.mkv")
