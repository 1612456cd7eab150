"""The public block of a master is put in a place, killed or not; what changed is never encrypted under the old key."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from transfer_parts import (
    ASSOCIATED,
    COUNT,
    KEYS,
    REACTS,
    Sent,
    Troubled,
    cancelled_after,
    file_of,
    flip,
    journal_of,
    killed_after,
    new_master,
    open_files,
    publish,
    seal,
    send,
)

from albumforge.context import Context
from albumforge.errors import Cancelled, Conflict, InvalidInput, MediaError, StorageError
from albumforge.transferring import PlaceAway
from albumforge.transfers.checking import check_place
from albumforge.transfers.fetching import fetch_block
from albumforge.transfers.journal import Journal
from albumforge.transfers.local import Folder
from albumforge.transfers.public_block import SEGMENT_BYTES
from albumforge.transfers.sources import Sources

JOBS = 4


@pytest.fixture
def master(tmp_path: Path) -> Path:
    return new_master(tmp_path)


@pytest.fixture
def place(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "place")


def is_whole(sent: Sent, folder: Path) -> bool:
    """Whether what the place has is the master, byte by byte."""
    block = folder / "fetched"
    fetch_block(sent.layout, Sources([sent.place]), block, context=Context())
    return sent.is_master(block)


def blocks_in(place: Folder) -> list[Path]:
    return [path for path in Path(place.address, "blocks").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, 1_048_520, 1_048_521, 2_097_080, 5_000_000])
def test_published_and_read_back(tmp_path: Path, size: int) -> None:
    sent = send(tmp_path, size)
    assert sent.layout.leaves == sent.sealed.leaves
    assert is_whole(sent, tmp_path)
    names = {path.name for path in blocks_in(sent.place)}
    assert len(names) == len(sent.leaves) + (len(sent.leaves) > 1)


def test_what_is_there_is_not_put_again(master: Path, place: Folder) -> None:
    sealed, seen = seal(master), list[float]()
    watched = Troubled(place)
    assert publish(master, watched, Context(on_progress=lambda one: seen.append(one.fraction)), jobs=JOBS) == COUNT
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert watched.put_[-1] == sealed.root, "after all that it links to"
    assert publish(master, place) == 0
    place.remove(Sent(master, sealed, place).leaves[3])
    assert publish(master, place) == 1
    assert is_whole(Sent(master, sealed, place), master.parent)


def test_no_key_no_name_and_no_digest_of_the_master_is_in_the_place(tmp_path: Path) -> None:
    sent = send(tmp_path)
    stored = b"".join(path.read_bytes() for path in blocks_in(sent.place))
    private = sent.private()
    digest = bytes.fromhex(private.xxh128)
    for secret in (private.key, private.commit, digest, private.xxh128.encode(), private.c4.encode(), b"master.mov"):
        assert secret not in stored
    assert not any("master" in path.name for path in Path(sent.place.address).rglob("*"))


def test_marks_are_on_the_disk_before_the_first_block_leaves(
    master: Path, place: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(master)
    synced, real = list[str](), os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    publish(master, place)
    assert synced[0] == str(journal_of(master))


KILLED = """
place = Folder(Path(args[1]))
class Slow(Troubled):
    def put(self, cid, data):
        os.write(1, cid.hex().encode() + b"\\n")
        time.sleep(0.02)
        super().put(cid, data)
publish(Path(args[0]), Slow(place), jobs=4)
"""


def test_killed_and_killed_again_it_goes_on(master: Path, place: Folder) -> None:
    sealed = seal(master)
    begun = set[str]()
    for _ in range(2):
        said = killed_after(KILLED, 5, master, place.address)
        again = begun & set(said)
        assert len(again) <= JOBS, "at most what was under way is done again"
        begun |= set(said)
    whole = [path for path in blocks_in(place) if not path.name.startswith(".")]
    assert len(begun) - JOBS <= len(whole) < COUNT
    assert COUNT - len(whole) <= publish(master, place, jobs=JOBS) <= COUNT - len(whole) + JOBS
    assert is_whole(Sent(master, sealed, place), master.parent)


SEALING = """
def told(one):
    print(one.fraction, flush=True)
    time.sleep(0.05)
seal(Path(args[0]), Context(on_progress=told))
"""


def test_killed_while_it_is_sealed(master: Path, place: Folder) -> None:
    noted = 0
    for lines in (3, 4):
        killed_after(SEALING, lines + noted, master)
        content = journal_of(master).read_bytes()
        noted = (len(content) - content.index(b"\n") - 1) // 48
        assert lines <= noted + 2
    with pytest.raises(InvalidInput, match=r"master\.mov: its encryption did not come to an end"):
        publish(master, place)
    assert not blocks_in(place)
    sealed = seal(master)
    assert sealed.resealed == COUNT - noted < COUNT
    publish(master, place)
    assert is_whole(Sent(master, sealed, place), master.parent)


def test_a_master_that_changed_is_refused_by_name(master: Path, place: Folder) -> None:
    seal(master)
    os.utime(master, ns=(1, 1))
    with pytest.raises(MediaError, match=r"master\.mov: it changed since"):
        publish(master, place)
    assert not Path(place.address).exists()


@pytest.mark.parametrize("number", [0, 4, COUNT - 1])
def test_other_bytes_under_the_same_time_are_never_encrypted(master: Path, place: Folder, number: int) -> None:
    sealed, status = seal(master), master.stat()
    flip(master, min(status.st_size - 1, number * SEGMENT_BYTES + 700))
    os.utime(master, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(MediaError, match=r"master\.mov: it changed since"):
        publish(master, place, jobs=1)
    names = {path.name for path in blocks_in(place)}
    sent = Sent(master, sealed, place)
    assert names == {file_of(place, cid).name for cid in sent.leaves[:number]}, "all blocks are those of the old bytes"


def test_a_master_that_changes_while_it_is_published(master: Path, place: Folder) -> None:
    sealed, changed = seal(master), list[int]()

    class Changing(Troubled):
        def put(self, cid: bytes, data: bytes | memoryview) -> None:
            if not changed:
                changed.append(1)
                with master.open("r+b") as file:
                    file.seek(5 * SEGMENT_BYTES)
                    file.write(os.urandom(4 * SEGMENT_BYTES))
            super().put(cid, data)

    with pytest.raises(MediaError, match=r"master\.mov: it changed since"):
        publish(master, Changing(place), jobs=1)
    known = {file_of(place, cid).name for cid in Sent(master, sealed, place).leaves}
    assert {path.name for path in blocks_in(place)} < known


def test_a_master_that_becomes_shorter_meanwhile(master: Path, place: Folder) -> None:
    seal(master)

    class Cutting(Troubled):
        def put(self, cid: bytes, data: bytes | memoryview) -> None:
            os.truncate(master, 5)
            super().put(cid, data)

    with pytest.raises(MediaError, match=r"master\.mov: it changed since"):
        publish(master, Cutting(place), jobs=1)


def test_a_journal_that_is_damaged(master: Path, place: Folder) -> None:
    seal(master)
    begin = journal_of(master).read_bytes().index(b"\n") + 1
    flip(journal_of(master), begin + 48 * 2 + 20)  # in the digest of the third segment
    with pytest.raises(InvalidInput, match="its journal is damaged"):
        publish(master, place)
    flip(journal_of(master), begin + 48 * 2 + 20)
    flip(journal_of(master), begin + 48 * 2)  # in its mark
    with pytest.raises(MediaError, match="it changed since"):
        publish(master, place)


def test_a_journal_belongs_to_one_process(master: Path, place: Folder) -> None:
    seal(master)
    status = master.stat()
    known = status.st_size, status.st_mtime_ns
    held = Journal.resume(journal_of(master), source=known, associated=ASSOCIATED, keys=KEYS)
    assert held is not None
    with held:
        for work in (lambda: publish(master, place), lambda: seal(master)):
            with pytest.raises(Conflict, match="another process is at it"):
                work()
        with pytest.raises(Conflict):
            Journal.begin(journal_of(master), source=known, associated=ASSOCIATED, keys=KEYS)
    assert publish(master, place) == COUNT


def test_zeros_at_the_end_of_a_journal_are_no_records(master: Path) -> None:
    """The power failed: the file system knew how long it was to be, but not what was to be in it."""
    first = seal(master)
    journal = journal_of(master)
    content = journal.read_bytes()
    kept = content.index(b"\n") + 1 + 48 * 5
    journal.write_bytes(content[: kept + 10] + bytes(len(content) - kept - 10))
    again = seal(master)
    assert (again.root, again.resealed) == (first.root, COUNT - 5)
    assert journal.read_bytes() == content


def test_cancelled_while_the_place_is_away_or_hangs(master: Path, place: Folder) -> None:
    seal(master)
    for troubled in (Troubled(place, away=lambda: True), Troubled(place, seconds=REACTS * 3, away=lambda: True)):
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            publish(master, troubled, cancelled_after(0.3))
        assert time.monotonic() - begun < REACTS


def test_a_place_that_stays_away_and_one_that_comes_back(master: Path, place: Folder) -> None:
    seal(master)
    with pytest.raises(PlaceAway, match="does not answer"):
        publish(master, Troubled(place, away=lambda: True), patience=0.2)
    begun = time.monotonic()
    assert publish(master, Troubled(place, away=lambda: time.monotonic() < begun + 0.5)) == COUNT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")
def test_a_full_disk(master: Path, tmp_path: Path) -> None:
    sealed, small = seal(master), tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", small], check=True)
    try:
        place = Folder(small / "place")
        with pytest.raises(StorageError, match="full"):
            publish(master, place)
        assert 0 < len(blocks_in(place)) < COUNT
        assert all(not path.name.startswith(".") for path in blocks_in(place)), "nothing half-made is left"
        subprocess.run(["mount", "-o", "remount,size=20m", small], check=True)
        assert publish(master, place) > 0
        layout = Sent(master, sealed, place).layout
        assert check_place(layout, place, context=Context()).whole
    finally:
        subprocess.run(["umount", small], check=True)


LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (int(args[1]), int(args[1])))
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from albumforge.errors import StorageError
try:
    seal(Path(args[0]))
except StorageError as error:
    print(error, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("more", [0, 20, 48 * 3 + 20])
def test_no_room_for_the_journal(master: Path, more: int) -> None:
    """A record of which only a part was written is written over."""
    first = seal(master)
    content = journal_of(master).read_bytes()
    head = content.index(b"\n") + 1
    journal_of(master).write_bytes(content[:head])
    (said,) = killed_after(LIMITED, 1, master, head + more)
    assert "journal cannot be written" in said and "larger than allowed" in said
    assert journal_of(master).read_bytes() == content[: head + more]
    again = seal(master)
    assert (again.root, again.resealed) == (first.root, COUNT - more // 48)
    assert journal_of(master).read_bytes() == content


def test_no_descriptor_stays_open(master: Path, place: Folder) -> None:
    before = open_files()
    seal(master)
    publish(master, place)
    os.utime(master, ns=(1, 1))
    with pytest.raises(MediaError):
        publish(master, place)
    assert open_files() == before
