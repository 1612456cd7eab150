"""Files are moved within a file system, and never over what nobody meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.media.moves import is_as_noted, link, move, move_to_free, same_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a"
    path.write_bytes(b"bytes")
    return path


def test_a_link_is_a_second_name(file: Path) -> None:
    assert link(file, file.with_name("b"))
    assert same_file(file, file.with_name("b"))
    with pytest.raises(FileExistsError):
        link(file, file.with_name("b"))


def test_moving_goes_over_what_is_there(file: Path) -> None:
    file.with_name("b").write_bytes(b"old")
    move(file, file.with_name("b"))
    assert file.with_name("b").read_bytes() == b"bytes"
    assert not file.exists()


def test_moving_to_a_free_name_does_not(file: Path) -> None:
    file.with_name("b").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        move_to_free(file, file.with_name("b"))
    assert file.exists()
    move_to_free(file, file.with_name("c"))
    assert file.with_name("c").read_bytes() == b"bytes"
    assert not file.exists()


def test_a_file_is_known_by_size_and_time_as_coarsely_as_fat_counts(file: Path) -> None:
    status = file.stat()
    assert is_as_noted(file, status.st_size, status.st_mtime_ns + 1_900_000_000)
    assert not is_as_noted(file, status.st_size, status.st_mtime_ns + 2_100_000_000)
    assert not is_as_noted(file, status.st_size + 1, status.st_mtime_ns)
    assert not is_as_noted(file.with_name("gone"), 5, 0)
    assert not same_file(file, file.with_name("gone"))
