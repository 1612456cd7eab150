"""Originals are found by any path to them, put back and swept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from killed_steps import NEW, OLD, Place

from albumforge.errors import NotFound
from albumforge.services.originals import broken, originals, restore, sweep, swept_line
from albumforge.transcoders.kept import Swept


@pytest.fixture
def libraries(tmp_path: Path) -> Path:
    """A library, and below it a folder that was once given by itself."""
    for folder in ("", "day"):
        place = Place(tmp_path / "films" / folder, f"film{folder}.avi")
        place.replace()
    return tmp_path / "films"


def test_a_folder_has_all_below_it(libraries: Path) -> None:
    assert [one.path for one in originals([libraries])] == [libraries / "film.avi", libraries / "day" / "filmday.avi"]
    assert [one.path for one in originals([libraries / "day"])] == [libraries / "day" / "filmday.avi"]
    assert len(originals([libraries, libraries / "day", libraries / "film.mp4"])) == 2


def test_a_file_is_found_by_its_old_and_by_its_new_name(libraries: Path) -> None:
    for name in ("film.avi", "film.mp4"):
        (found,) = originals([libraries / name])
        assert (found.path, found.replacement, found.size) == (libraries / "film.avi", libraries / "film.mp4", len(OLD))
    with pytest.raises(NotFound, match="no original of it is kept"):
        originals([libraries / "other.mp4"])


def test_a_file_of_a_quarantine_further_up_is_found(tmp_path: Path) -> None:
    place = Place(tmp_path / "films", "film.mp4")
    place.replace()
    (tmp_path / "films" / "day").mkdir()
    assert originals([tmp_path / "films" / "day"]) == []


def test_restoring(libraries: Path) -> None:
    for one in originals([libraries]):
        assert restore(one).read_bytes() == OLD
    assert originals([libraries]) == []
    assert not (libraries / "film.mp4").exists()


def test_sweeping(libraries: Path) -> None:
    assert sweep([libraries], 30) == Swept()
    assert sweep([libraries], 1e-9) == Swept(2, 2 * len(OLD))
    assert originals([libraries]) == []
    assert (libraries / "film.mp4").read_bytes() == NEW


def test_what_was_deleted_is_told() -> None:
    assert re.fullmatch(
        r"12 originals were deleted, replaced before \d{4}-\d\d-\d\d: 31\.0 GB freed\.",
        swept_line(Swept(12, 31 * 10**9), 30),
    )
    assert swept_line(Swept(1, 12), None) == "1 original was deleted: 12 bytes freed."


def test_an_original_whose_replacement_is_gone_is_told_and_stays(libraries: Path) -> None:
    (libraries / "film.mp4").unlink()
    assert [one.problem for one in originals([libraries])] == ["its replacement is missing", ""]
    assert sweep([libraries], None) == Swept(1, len(OLD), ((libraries / "film.avi", "its replacement is missing"),))


def test_a_record_that_cannot_be_read_is_named(libraries: Path) -> None:
    assert broken([libraries]) == []
    (one, other) = sorted(libraries.rglob(".entry.json"))
    one.write_text("{half a rec")
    assert broken([libraries]) == [one]
    assert broken([libraries / "film.mp4"]) == [one]
    other.unlink()
    assert broken([libraries]) == [one, other]
