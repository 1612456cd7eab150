"""A master becomes its public block, in one pass; killed in the middle, it goes on and makes the same bytes."""

from __future__ import annotations

import hashlib
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xxhash
from served import until
from tink_parts import opened

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, MediaError, StorageError
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.journal import Journal
from albumforge.transfers.keys import Keys
from albumforge.transfers.public_block import SEGMENT_BYTES, block_bytes
from albumforge.transfers.public_dag import nodes_of
from albumforge.transfers.sealing import SealedMaster, seal_master

KEYS = Keys(b"\1" * 32, b"\2" * 32, b"\3" * 32)
SIZE = 5 * SEGMENT_BYTES + 12345


@pytest.fixture
def master(tmp_path: Path) -> Path:
    path = tmp_path / "master.mov"
    path.write_bytes(os.urandom(SIZE))
    return path


def sealed(master: Path, context: Context | None = None, keys: Keys = KEYS, associated: bytes = b"m") -> SealedMaster:
    """Seal a master beside itself."""
    block, journal = master.with_name("block"), master.with_name("journal")
    return seal_master(master, journal, associated=associated, keys=keys, context=context or Context(), block=block)


def key_of(master: Path) -> bytes:
    """The key that its journal keeps."""
    status = master.stat()
    known = status.st_size, status.st_mtime_ns
    journal = Journal.resume(master.with_name("journal"), source=known, associated=b"m", keys=KEYS)
    assert journal is not None
    with journal:
        return journal.key


def test_all_that_is_told_of_it_is_so(master: Path) -> None:
    plain, seen = master.read_bytes(), []
    result = sealed(master, Context(on_progress=seen.append))
    block = master.with_name("block").read_bytes()
    parts = [block[at : at + SEGMENT_BYTES] for at in range(0, len(block), SEGMENT_BYTES)]
    assert opened(block, key_of(master), b"m") == plain == master.read_bytes()
    assert result.leaves == tuple(hashlib.sha256(part).digest() for part in parts)
    assert (result.size, result.length) == (SIZE, len(block)) == (len(plain), block_bytes(SIZE))
    assert result.root == nodes_of(result.leaves, len(block))[0]
    assert result.c4 == c4_id(hashlib.sha512(plain).digest())
    assert result.xxh128 == xxhash.xxh3_128_hexdigest(plain)
    assert result.resealed == len(parts) == 6
    assert seen[-1].fraction == 1.0 and {one.stage for one in seen} == {"encrypt"}
    assert stat.S_IMODE(master.with_name("journal").stat().st_mode) == 0o600


def test_no_digest_of_the_master_is_in_the_block(master: Path) -> None:
    sealed(master)
    plain, block = master.read_bytes(), master.with_name("block").read_bytes()
    for digest in (hashlib.sha256(plain), hashlib.sha512(plain), hashlib.md5(plain, usedforsecurity=False)):
        assert digest.digest() not in block and digest.hexdigest().encode() not in block
    assert key_of(master) not in master.with_name("journal").read_bytes()


def test_done_again_nothing_is_encrypted_and_all_is_the_same(master: Path) -> None:
    first = sealed(master)
    block = master.with_name("block").read_bytes()
    again = sealed(master)
    assert again == SealedMaster(**{**vars(first), "resealed": 0})
    assert master.with_name("block").read_bytes() == block


def test_cancelled_it_goes_on_from_there(master: Path) -> None:
    done: list[float] = []

    def enough() -> bool:
        return len(done) > 3

    with pytest.raises(Cancelled):
        sealed(master, Context(on_progress=lambda one: done.append(one.fraction), cancelled=enough, poll_interval=0))
    part = master.with_name("block").read_bytes()
    result = sealed(master)
    assert 0 < result.resealed < 6
    block = master.with_name("block").read_bytes()
    assert block.startswith(part) and part
    assert opened(block, key_of(master), b"m") == master.read_bytes()


@pytest.mark.parametrize("kept", [0, 1, 47, 48, 49, 48 * 3 + 5, 48 * 5])
def test_a_journal_that_ends_in_a_record(master: Path, kept: int) -> None:
    """The power went: of the journal's records only so many bytes are there, of the block all or nothing."""
    first = sealed(master)
    journal, block = master.with_name("journal"), master.with_name("block")
    before, content = block.read_bytes(), journal.read_bytes()
    head = content.index(b"\n") + 1
    journal.write_bytes(content[: head + kept])
    again = sealed(master)
    assert (again.root, again.resealed) == (first.root, 6 - kept // 48)
    journal.write_bytes(content)
    block.write_bytes(before[: SEGMENT_BYTES * 2 + 77])
    again = sealed(master)
    assert (again.root, again.resealed) == (first.root, 4)
    assert block.read_bytes() == before


def test_a_master_that_changed_gets_another_key(master: Path) -> None:
    first, key = sealed(master), key_of(master)
    os.utime(master, ns=(1, 1))
    again = sealed(master)
    assert again.root != first.root
    assert key_of(master) != key
    assert again.resealed == 6


def test_other_bytes_under_the_same_time_are_found(master: Path) -> None:
    """Nothing is encrypted a second time with the same nonce."""
    sealed(master)
    status, before = master.stat(), master.with_name("block").read_bytes()
    with master.open("r+b") as file:
        file.seek(3 * SEGMENT_BYTES)
        file.write(bytes(100))
    os.utime(master, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(MediaError, match=r"master\.mov: it changed since"):
        sealed(master)
    assert master.with_name("block").read_bytes() == before


def test_a_master_that_changes_meanwhile(master: Path) -> None:
    def change(_: object) -> None:
        with master.open("ab") as file:
            file.write(b"x")

    with pytest.raises(MediaError, match="it changed since"):
        sealed(master, Context(on_progress=change))


def test_a_master_that_becomes_shorter(master: Path) -> None:
    with pytest.raises(MediaError, match="it changed since"):
        sealed(master, Context(on_progress=lambda _: os.truncate(master, 5)))


def test_keys_of_another_user_are_refused(master: Path) -> None:
    sealed(master)
    with pytest.raises(InvalidInput, match="other keys"):
        sealed(master, keys=Keys.new())


def test_for_another_version_another_key_is_drawn(master: Path) -> None:
    first = sealed(master)
    assert sealed(master, associated=b"version 2").root != first.root


@pytest.mark.parametrize("make, said", [(Path.touch, "empty"), (Path.mkdir, "folder"), (lambda _: None, "no such")])
def test_what_is_no_master(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    path = tmp_path / "a.mov"
    make(path)
    with pytest.raises(MediaError, match=said):
        sealed(path)
    assert not (tmp_path / "journal").exists()


def test_no_room_for_the_block(master: Path) -> None:
    master.with_name("block").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="full"):
        sealed(master)


SCRIPT = """
import sys, time
from pathlib import Path
from albumforge.context import Context
sys.path.insert(0, sys.argv[2])
from test_sealing import sealed
def slow(one):
    print(one.fraction, flush=True)
    time.sleep(0.1)
sealed(Path(sys.argv[1]), Context(on_progress=slow))
"""


def test_killed_at_most_one_segment_is_done_again(master: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, str(master), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        journal = master.with_name("journal")
        until(lambda: journal.exists() and journal.stat().st_size > 300 + 48 * 2)
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    noted = (journal.stat().st_size - journal.read_bytes().index(b"\n") - 1) // 48
    result = sealed(master)
    assert result.resealed == 6 - noted < 6
    assert opened(master.with_name("block").read_bytes(), key_of(master), b"m") == master.read_bytes()


@pytest.mark.parametrize("lost", [1, 15, 16, 17, 5000])
def test_a_block_whose_end_the_disk_lost(master: Path, lost: int) -> None:
    first = sealed(master)
    block = master.with_name("block")
    content = block.read_bytes()
    os.truncate(block, len(content) - lost)
    again = sealed(master)
    assert (again.root, again.resealed) == (first.root, 1)
    assert block.read_bytes() == content


def test_a_block_of_which_the_disk_lost_some(master: Path) -> None:
    sealed(master)
    block = master.with_name("block")
    content = block.read_bytes()
    block.write_bytes(content[: SEGMENT_BYTES + 10] + bytes(2 * SEGMENT_BYTES) + content[3 * SEGMENT_BYTES + 10 :])
    assert sealed(master).resealed == 3
    assert block.read_bytes() == content
