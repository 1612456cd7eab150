"""Blocks as files of a folder."""

import os
import threading
from pathlib import Path

import pytest

from albumforge.errors import InvalidInput, StorageError
from albumforge.transferring import BlockMissing
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.local import Folder, LocalTransfer
from albumforge.transfers.unixfs import DagBuilder


def raw(data: bytes) -> bytes:
    return cid_of(RAW, sha256(data))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return LocalTransfer().place(str(tmp_path / "blocks of ours"))


def file_of(folder: Folder, cid: bytes) -> Path:
    (found,) = Path(folder.address).rglob(cid_text(cid))
    return found


def put_dag(folder: Folder, leaves: list[bytes], links: int) -> bytes:
    dag = DagBuilder(links)
    for data in leaves:
        folder.put(raw(data), data)
        for node in dag.add(sha256(data), len(data)):
            folder.put(node.link.cid, node.data)
    for node in dag.finish():
        folder.put(node.link.cid, node.data)
    return dag.root.cid


def test_what_is_put_is_got_in_another_opening_of_the_folder(folder: Folder) -> None:
    data = os.urandom(1 << 20)
    assert not folder.has(raw(data))
    folder.put(raw(data), memoryview(data))
    again = LocalTransfer().place(folder.address)
    assert again.has(raw(data))
    assert get_block(again, raw(data)) == data
    assert again.room() > 0
    again.check()


def test_flipped_bits_are_found_and_mended_by_putting_again(folder: Folder) -> None:
    data = os.urandom(1000)
    folder.put(raw(data), data)
    path = file_of(folder, raw(data))
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    with pytest.raises(WrongBlock, match="other bytes"):
        get_block(folder, raw(data))
    folder.put(raw(data), data)
    assert get_block(folder, raw(data)) == data


def test_many_threads_may_put_the_same_block(folder: Folder) -> None:
    data = os.urandom(100_000)
    threads = [threading.Thread(target=folder.put, args=(raw(data), data)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert get_block(folder, raw(data)) == data
    assert [path for path in Path(folder.address).rglob("*") if path.is_file()] == [file_of(folder, raw(data))]


def test_unpin_drops_what_no_other_pin_keeps(folder: Folder) -> None:
    shared, mine, theirs = os.urandom(50), os.urandom(50), os.urandom(50)
    first, second = put_dag(folder, [mine, shared, mine], 2), put_dag(folder, [shared, theirs], 2)
    folder.pin(first)
    folder.pin(second)
    folder.unpin(first)
    assert not folder.has(first)
    assert not folder.has(raw(mine))
    assert folder.has(raw(shared))
    folder.unpin(first)  # once more does nothing
    folder.unpin(second)
    assert [path for path in Path(folder.address).rglob("*") if path.is_file()] == []


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    place = LocalTransfer().place(str(tmp_path / "file"))
    with pytest.raises(StorageError, match="not a folder"):
        place.check()
    with pytest.raises(StorageError):
        place.put(raw(b"x"), b"x")
    with pytest.raises(BlockMissing):
        place.get(raw(b"x"))


@pytest.mark.parametrize("address", ["", "a\0b"])
def test_what_is_no_path_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="no path"):
        LocalTransfer().place(address)


def test_a_file_that_is_far_too_large_is_not_read_whole(folder: Folder) -> None:
    data = os.urandom(1000)
    folder.put(raw(data), data)
    os.truncate(file_of(folder, raw(data)), 1 << 40)
    with pytest.raises(WrongBlock, match="other bytes"):
        get_block(folder, raw(data))


def test_what_killed_processes_left_goes_with_the_next_pin(folder: Folder) -> None:
    data = os.urandom(1000)
    folder.put(raw(data), data)
    old, new = (file_of(folder, raw(data)).with_name(f".albumforge-{name}") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half of a block")
    os.utime(old, (1, 1))
    folder.pin(raw(data))
    assert not old.exists() and new.exists()
    assert get_block(folder, raw(data)) == data
