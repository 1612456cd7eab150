"""Which segments are there already."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from transfer_parts import open_files

from albumforge.errors import StorageError
from albumforge.transfers.leaf_map import LeafMap

ROOT, OTHER = bytes(range(36)), bytes(range(1, 37))


def there(path: Path, root: bytes = ROOT, count: int = 10) -> list[int]:
    with LeafMap(path, root, count) as found:
        return [number for number in range(count) if number in found]


def test_what_is_noted_is_there_in_the_next_opening(tmp_path: Path) -> None:
    path = tmp_path / "map"
    assert there(path) == []
    with LeafMap(path, ROOT, 10) as found:
        found.add(0)
        found.add(9)
        found.add(4)
    assert there(path) == [0, 4, 9]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("length", [0, 1, 39, 40, 45, 49, 51, 4000])
def test_a_map_of_another_length_is_none(tmp_path: Path, length: int) -> None:
    path = tmp_path / "map"
    with LeafMap(path, ROOT, 10) as found:
        for number in range(10):
            found.add(number)
    os.truncate(path, length)
    assert there(path) == []
    assert path.stat().st_size == 50
    assert there(path) == []


@pytest.mark.parametrize("content", [b"", b"x", bytes(50), b"\1" * 50, ROOT, ROOT + b"\1" * 14])
def test_garbage_is_no_map(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "map"
    path.write_bytes(content)
    assert there(path) == []


def test_bytes_that_were_never_written_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "map"
    there(path)
    path.write_bytes(path.read_bytes()[:40] + b"\2\0\xff\1\0\0\0\0\0\1")
    assert there(path) == [3, 9]


def test_the_map_of_another_block_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "map"
    with LeafMap(path, ROOT, 10) as found:
        found.add(3)
    assert there(path, OTHER) == []
    assert there(path, ROOT) == []
    with LeafMap(path, ROOT, 10) as found:
        found.add(3)
    assert there(path, ROOT, 11) == []


def test_many_threads_note_together(tmp_path: Path) -> None:
    path, count = tmp_path / "map", 2000
    with LeafMap(path, ROOT, count) as found:
        threads = [threading.Thread(target=lambda n=n: [found.add(i) for i in range(n, count, 4)]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert there(path, count=count) == list(range(count))


def test_it_cannot_be_written(tmp_path: Path) -> None:
    before = open_files()
    with pytest.raises(StorageError):
        LeafMap(tmp_path / "nowhere" / "map", ROOT, 10)
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(StorageError):
        LeafMap(tmp_path / "full", ROOT, 10)
    assert open_files() == before
