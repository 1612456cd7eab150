"""Originals are kept, put back, and go when their time is over."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from killed_steps import NEW, OLD, Place

from albumforge.errors import Conflict, NotFound, StorageError
from albumforge.transcoders.kept import Swept
from albumforge.transcoders.quarantine import Quarantine


@pytest.fixture(params=["film.mp4", "film.avi"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    made = Place(tmp_path / "library", request.param)
    made.replace()
    return made


def aged(place: Place, days: float) -> None:
    """Let what lies in a quarantine have been there for some days."""
    for file in place.quarantine.folder.glob("*/.entry.json"):
        record = msgspec.json.decode(file.read_bytes())
        record["since"] = datetime.now(UTC) - timedelta(days=days)
        file.write_bytes(msgspec.json.encode(record))


def test_an_original_is_put_back_and_its_replacement_set_aside(place: Place) -> None:
    entry = Quarantine(place.quarantine.root).find(place.dest)
    assert (entry.original, entry.replacement, entry.size) == (place.source.name, "film.mp4", len(OLD))
    assert place.quarantine.restore(entry) == place.source
    assert place.source.read_bytes() == OLD
    assert place.source.stat().st_mtime_ns == place.noted["mtime_ns"]
    aside = place.quarantine.folder / entry.id / "replacement" / "film.mp4"
    assert aside.read_bytes() == NEW
    assert place.dest == place.source or not place.dest.exists()
    assert not place.quarantine.entries()
    with pytest.raises(NotFound, match="it is no longer kept"):
        place.quarantine.restore(entry)


def test_a_replacement_that_was_changed_stays_unless_forced(place: Place) -> None:
    place.dest.write_bytes(b"edited by hand")
    entry = place.quarantine.find(place.source)
    with pytest.raises(Conflict, match="was changed since it replaced its original"):
        place.quarantine.restore(entry)
    assert place.dest.read_bytes() == b"edited by hand"
    place.quarantine.restore(entry, force=True)
    assert place.source.read_bytes() == OLD
    assert b"edited by hand" in [file.read_bytes() for file in place.quarantine.folder.glob("*/replacement/*")]


def test_an_original_comes_back_where_the_replacement_was_deleted(place: Place) -> None:
    place.dest.unlink()
    place.quarantine.restore(place.quarantine.find(place.source))
    assert place.source.read_bytes() == OLD


def test_an_original_comes_back_where_its_folder_was_deleted(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.mp4")
    place.replace()
    entry = place.quarantine.find(place.source)
    place.dest.unlink()
    record = place.quarantine.folder / entry.id / ".entry.json"
    record.write_bytes(
        msgspec.json.encode(msgspec.structs.replace(entry, original="a/film.mp4", replacement="a/b.mkv"))
    )
    place.quarantine.restore(place.quarantine.entries()[0])
    assert (place.quarantine.root / "a" / "film.mp4").read_bytes() == OLD


def test_another_file_of_the_name_of_an_original_stays(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.avi")
    place.replace()
    place.source.write_bytes(b"a new one")
    with pytest.raises(Conflict, match="another file has this name now"):
        place.quarantine.restore(place.quarantine.find(place.source), force=True)
    assert place.source.read_bytes() == b"a new one"
    assert place.dest.read_bytes() == NEW


def test_what_is_kept_goes_when_its_time_is_over(place: Place) -> None:
    aged(place, 29)
    assert place.quarantine.sweep(30) == Swept()
    aged(place, 31)
    assert place.quarantine.sweep(0) == Swept()
    assert place.quarantine.sweep(30) == Swept(1, len(OLD))
    assert place.contents() == {"film.mp4": NEW.decode()}
    assert not place.quarantine.entries()


def test_a_replacement_that_was_set_aside_goes_later(place: Place) -> None:
    aged(place, 31)
    place.quarantine.restore(place.quarantine.entries()[0])
    assert place.quarantine.sweep(30) == Swept()
    aged(place, 31)
    assert place.quarantine.sweep(30) == Swept(1, len(NEW))
    assert place.contents() == {place.source.name: OLD.decode()}


def test_nothing_is_made_where_nothing_is_kept(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)
    assert quarantine.entries() == []
    assert quarantine.sweep(1) == Swept()
    with pytest.raises(NotFound, match="no original of it is kept"):
        quarantine.find(tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_link_finds_its_entry(place: Place, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(place.quarantine.root)
    assert place.quarantine.find(tmp_path / "alias" / "film.mp4").replacement == "film.mp4"


def test_the_latest_of_several_originals_is_found(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.mp4")
    place.replace()
    place.part.write_bytes(b"smaller")
    status = place.source.stat()
    place.noted = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
    place.replace()
    assert len(place.quarantine.entries()) == 2
    place.quarantine.restore(place.quarantine.find(place.source))
    assert place.source.read_bytes() == NEW
    place.quarantine.restore(place.quarantine.find(place.source))
    assert place.source.read_bytes() == OLD


def test_a_record_that_is_damaged_hides_no_other(place: Place) -> None:
    (place.quarantine.folder / "odd").mkdir()
    (place.quarantine.folder / "odd" / ".entry.json").write_text("{")
    assert len(place.quarantine.entries()) == 1


def test_what_cannot_be_settled_holds_up_no_other_and_is_told(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.avi")
    with place.quarantine.locked():
        broken = place.quarantine.begin(place.source, place.dest, place.part)
    record = place.quarantine.folder / "pending" / f"{broken.id}.json"
    (place.quarantine.root / "file").write_bytes(b"no folder")
    odd = msgspec.structs.replace(broken, original="file/film.avi", replacement="file/film.mp4")
    place.quarantine.held(odd).write_bytes(OLD)
    record.write_bytes(msgspec.json.encode(odd))
    place.replace()
    assert place.dest.read_bytes() == NEW
    with pytest.raises(StorageError, match="cannot be written: File exists"):
        place.quarantine.recover()
    (place.quarantine.root / "file").unlink()
    place.quarantine.recover()
    assert (place.quarantine.root / "file" / "film.avi").read_bytes() == OLD


@pytest.mark.parametrize("days", [30, None])
def test_the_last_good_copy_stays(place: Place, days: float | None) -> None:
    aged(place, 31)
    place.dest.rename(place.dest.with_suffix(".moved"))
    kept = Swept(kept=((place.source, "its replacement is missing"),))
    assert place.quarantine.sweep(days) == kept
    place.dest.write_bytes(b"cut")
    kept = Swept(kept=((place.source, "its replacement was changed"),))
    assert place.quarantine.sweep(days) == kept
    assert place.quarantine.held(place.quarantine.entries()[0]).read_bytes() == OLD
    place.dest.unlink()
    place.dest.with_suffix(".moved").rename(place.dest)
    assert place.quarantine.sweep(days) == Swept(1, len(OLD))


def test_an_original_stays_where_the_disk_lost_bytes_of_its_replacement(place: Place) -> None:
    aged(place, 31)
    status = place.dest.stat()
    place.dest.write_bytes(bytes([NEW[0] ^ 1]) + NEW[1:])
    os.utime(place.dest, ns=(status.st_atime_ns, status.st_mtime_ns))
    kept = Swept(kept=((place.source, "its replacement is damaged"),))
    assert place.quarantine.sweep(30) == place.quarantine.sweep(None) == kept
    place.dest.write_bytes(NEW)
    os.utime(place.dest, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert place.quarantine.sweep(30) == Swept(1, len(OLD))


def test_an_original_stays_while_its_replacement_cannot_be_read() -> None:
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is for its user alone
        place = Place(Path(folder, "library"), "film.avi")
        place.replace()
        aged(place, 31)
        place.dest.chmod(0)
        if user == 0:  # who may read everything
            for path in [Path(folder), place.quarantine.root, *place.quarantine.root.rglob("*")]:
                os.chown(path, 65534 if path != place.dest else 0, -1)
            os.seteuid(65534)
        try:
            swept = place.quarantine.sweep(30)
        finally:
            os.seteuid(user)
    assert swept.kept == ((place.source, "its replacement cannot be read: no permission to read it"),)


def test_an_original_goes_whose_replacement_was_replaced_in_its_turn(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.mp4")
    place.replace()
    status = place.source.stat()
    place.part.write_bytes(b"smaller still")
    place.noted = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
    place.replace()
    aged(place, 31)
    assert place.quarantine.problems() == {}
    assert place.quarantine.sweep(30) == Swept(2, len(OLD) + len(NEW))


def test_a_replacement_that_was_set_aside_stays_where_the_original_is_gone(place: Place) -> None:
    place.quarantine.restore(place.quarantine.entries()[0])
    place.source.unlink()
    aged(place, 31)
    assert place.quarantine.sweep(30) == Swept(kept=((place.source, "its original is missing"),))


def test_many_originals_are_swept_quickly(tmp_path: Path) -> None:
    place = Place(tmp_path / "library", "film.mp4")
    place.replace()
    entry = place.quarantine.entries()[0]
    for number in range(2000):
        folder = place.quarantine.folder / f"{entry.id}{number:04}"
        folder.mkdir()
        record = msgspec.structs.replace(entry, id=folder.name, original=f"{number}.mp4")
        (folder / ".entry.json").write_bytes(msgspec.json.encode(record))
    began = time.process_time()
    assert place.quarantine.problems() == {}
    assert time.process_time() - began < 5
