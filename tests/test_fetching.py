"""A public block is fetched from several places, whatever they do; killed, it goes on."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from transfer_parts import (
    COUNT,
    REACTS,
    SIZE,
    Sent,
    Troubled,
    cancelled_after,
    file_of,
    flip,
    killed_after,
    open_files,
    send,
)

from albumforge.context import Context
from albumforge.errors import Cancelled, StorageError
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.fetching import Fetched, fetch_block, fetch_layout, heal_segment, map_of
from albumforge.transfers.local import Folder
from albumforge.transfers.opening import open_master
from albumforge.transfers.public_block import SEGMENT_BYTES
from albumforge.transfers.public_dag import Layout, nodes_of
from albumforge.transfers.sources import Fault, Sources
from albumforge.transfers.unixfs import DagError

JOBS = 4


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """A master of a single segment."""
    return send(tmp_path_factory.mktemp("small"), 5000)


def fetch(sent: Sent, block: Path, *places: object, context: Context | None = None) -> Fetched:
    sources = Sources(list(places) or [sent.place])  # type: ignore[arg-type]
    return fetch_block(sent.layout, sources, block, context=context or Context(), jobs=JOBS)


def test_it_is_the_public_block(sent: Sent, tmp_path: Path) -> None:
    block, seen, before = tmp_path / "block", list[float](), open_files()
    found = fetch(sent, block, context=Context(on_progress=lambda one: seen.append(one.fraction)))
    assert found == Fetched(sent.layout, sent.sealed.length, COUNT)
    assert block.stat().st_size == sent.sealed.length
    assert sent.is_master(block)
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert open_files() == before


def test_what_is_there_is_not_fetched_again(sent: Sent, tmp_path: Path) -> None:
    block, watched = tmp_path / "block", Troubled(sent.place)
    fetch(sent, block)
    seen = list[bool]()
    again = fetch(sent, block, watched, context=Context(on_progress=lambda one: seen.append(one.found)))
    assert (again.fetched, again.length) == (0, sent.sealed.length)
    assert watched.got == [] and seen == [True]


def test_cancelled_it_goes_on_from_there(sent: Sent, tmp_path: Path) -> None:
    block, watched = tmp_path / "block", Troubled(sent.place, seconds=0.02)
    with pytest.raises(Cancelled):
        fetch(sent, block, watched, context=Context(cancelled=lambda: len(watched.got) > 4, poll_interval=0))
    rest = Troubled(sent.place)
    assert fetch(sent, block, rest).fetched == len(rest.got) < COUNT
    assert len(set(rest.got) & set(watched.got)) <= JOBS
    assert sent.is_master(block)


KILLED = """
place, root = Folder(Path(args[0])), bytes.fromhex(args[1])
from albumforge.transfers.fetching import fetch_block
class Slow(Troubled):
    def get(self, cid):
        data = super().get(cid)
        if len(self.got) > 1:
            os.write(1, cid.hex().encode() + b"\\n")
            time.sleep(0.02)
        return data
sources = Sources([Slow(place)])
fetch_block(fetch_layout(root, sources, context=Context()), sources, Path(args[2]), context=Context(), jobs=4)
"""


def test_killed_and_killed_again_at_most_what_was_under_way_is_fetched_again(sent: Sent, tmp_path: Path) -> None:
    block, begun = tmp_path / "block", set[str]()
    for _ in range(2):
        said = set(killed_after(KILLED, 5, sent.place.address, sent.sealed.root.hex(), block))
        assert len(begun & said) <= JOBS
        begun |= said
    rest = Troubled(sent.place)
    assert fetch(sent, block, rest).fetched == len(rest.got)
    assert len(begun & {cid.hex() for cid in rest.got}) <= JOBS
    assert sent.is_master(block)


def harmed(sent: Sent, folder: Path, change: Callable[[Path], object], *numbers: int) -> Folder:
    """A place as that of the sender, but for some of its files."""
    place = sent.twin(folder)
    for number in numbers:
        change(file_of(place, sent.leaves[number]))
    return place


def test_five_places_none_of_which_is_whole(sent: Sent, tmp_path: Path) -> None:
    """Each wrong byte is found, its place named, and the segment fetched from another one."""
    faults = list[Fault]()
    missing = harmed(sent, tmp_path / "missing", Path.unlink, 0, 1)
    flipped = harmed(sent, tmp_path / "flipped", lambda path: flip(path, 100), 2, 3, COUNT - 1)
    cut = harmed(sent, tmp_path / "cut", lambda path: os.truncate(path, path.stat().st_size - 1), 4, 0)
    swapped = sent.twin(tmp_path / "swapped")
    first, second = (file_of(swapped, sent.leaves[number]) for number in (5, 6))
    kept = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(kept)
    away = Troubled(sent.twin(tmp_path / "away"), away=lambda: True)
    places = [missing, flipped, cut, swapped, away]
    for turn in range(len(places)):  # each of them is asked first
        block = tmp_path / f"block {turn}"
        sources = Sources([*places[turn:], *places[:turn]], on_fault=faults.append)  # type: ignore[list-item]
        fetch_block(sent.layout, sources, block, context=Context(), jobs=1)
        assert sent.is_master(block)
    told = {(Path(fault.address).name, sent.leaves.index(fault.cid)) for fault in faults}
    assert {"flipped", "cut", "swapped", "away"} == {name for name, _ in told}
    allowed = {"flipped": {2, 3, COUNT - 1}, "cut": {4, 0}, "swapped": {5, 6}, "away": set(range(COUNT))}
    assert all(number in allowed[name] for name, number in told)


def test_a_segment_that_is_wrong_everywhere_is_named(sent: Sent, tmp_path: Path) -> None:
    first = harmed(sent, tmp_path / "first", flip, 3)
    second = harmed(sent, tmp_path / "second", Path.unlink, 3)
    block = tmp_path / "block"
    with pytest.raises(BlockMissing) as caught:
        fetch(sent, block, first, second)
    for named in (cid_text(sent.leaves[3]), first.address, second.address):
        assert named in caught.value.message
    content, whole = block.read_bytes(), b"".join(sent.place.get(cid) for cid in sent.leaves)
    for at in range(0, len(content), SEGMENT_BYTES):
        part = content[at : at + SEGMENT_BYTES]
        assert part in (whole[at : at + SEGMENT_BYTES], bytes(len(part))), "no wrong byte is in the file"
    assert fetch(sent, block, first, second, sent.place).fetched < COUNT
    assert sent.is_master(block)


def test_a_file_that_somebody_cut_or_begun_anew(sent: Sent, tmp_path: Path) -> None:
    block = tmp_path / "block"
    fetch(sent, block)
    for length, again in ((3 * SEGMENT_BYTES + 5, COUNT - 3), (sent.sealed.length - 1, 1), (0, COUNT)):
        os.truncate(block, length)
        assert fetch(sent, block).fetched == again
        assert sent.is_master(block)
    block.unlink()
    assert fetch(sent, block).fetched == COUNT
    with block.open("ab") as file:
        file.write(b"more")
    assert fetch(sent, block).length == sent.sealed.length == block.stat().st_size


@pytest.mark.parametrize("content", [b"", b"garbage", bytes(40 + COUNT), b"\1" * (40 + COUNT)])
def test_a_map_that_is_none(sent: Sent, tmp_path: Path, content: bytes) -> None:
    block = tmp_path / "block"
    fetch(sent, block)
    map_of(block).write_bytes(content)
    assert fetch(sent, block).fetched == COUNT
    assert sent.is_master(block)


def test_the_file_of_another_public_block(sent: Sent, small: Sent, tmp_path: Path) -> None:
    block = tmp_path / "block"
    fetch(sent, block)
    assert fetch(small, block) == Fetched(small.layout, small.sealed.length, 1)
    assert small.is_master(block)
    assert fetch(small, block).fetched == 0
    assert fetch(sent, block).fetched == COUNT
    assert sent.is_master(block)


def test_a_map_that_says_too_much_is_healed_as_it_is_opened(sent: Sent, tmp_path: Path) -> None:
    """The power failed before the file was written, and after the map was."""
    block, out = tmp_path / "block", tmp_path / "out.mov"
    fetch(sent, block)
    with block.open("r+b") as file:
        for number in (0, 4, COUNT - 1):
            file.seek(number * SEGMENT_BYTES)
            file.write(bytes(4096))
    sources, layout, healed = Sources([sent.place]), sent.layout, list[int]()

    def heal(number: int) -> None:
        healed.append(number)
        heal_segment(layout, number, sources, block, context=Context())

    open_master(block, sent.private(), out, context=Context(), heal=heal)
    assert out.read_bytes() == sent.master.read_bytes()
    assert healed == [0, 4, COUNT - 1]


@pytest.mark.parametrize("length", [0, 30, 56, SEGMENT_BYTES + 1])
def test_a_single_leaf_that_is_no_segment(tmp_path: Path, length: int) -> None:
    data = os.urandom(length)
    place, cid = Folder(tmp_path / "place"), cid_of(RAW, sha256(data))
    place.put(cid, data)
    sources, block = Sources([place]), tmp_path / "block"
    layout = fetch_layout(cid, sources, context=Context())
    if length == 56:  # that of nothing; there is no such master, but it is a public block
        assert fetch_block(layout, sources, block, context=Context()).length == 56
        return
    with pytest.raises(DagError, match="no public block"):
        fetch_block(layout, sources, block, context=Context())
    assert block.read_bytes() == b""


def test_a_segment_that_is_larger_than_its_node_says(tmp_path: Path) -> None:
    """It would be written over its neighbours."""
    parts = [os.urandom(SEGMENT_BYTES), os.urandom(SEGMENT_BYTES * 2), os.urandom(500)]
    place, digests = Folder(tmp_path / "place"), [sha256(part) for part in parts]
    for part, digest in zip(parts, digests, strict=True):
        place.put(cid_of(RAW, digest), part)
    root, nodes = nodes_of(digests, 2 * SEGMENT_BYTES + 500)
    for node in nodes:
        place.put(node.link.cid, node.data)
    sources, block = Sources([place]), tmp_path / "block"
    layout = fetch_layout(root, sources, context=Context())
    with pytest.raises(DagError, match="its segment 1 has 2,097,152 bytes"):
        fetch_block(layout, sources, block, context=Context(), jobs=1)
    with pytest.raises(DagError, match="its segment 1"):
        heal_segment(layout, 1, sources, block, context=Context())
    assert block.read_bytes() == parts[0]


def test_more_bytes_than_were_said(sent: Sent) -> None:
    with pytest.raises(DagError, match="bytes, not"):
        fetch_layout(sent.sealed.root, Sources([sent.place]), context=Context(), most=SIZE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a file system")
def test_a_full_disk(sent: Sent, tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", folder], check=True)
    try:
        block, before = folder / "block", open_files()
        with pytest.raises(StorageError, match="block cannot be written: the disk is full"):
            fetch(sent, block)
        assert open_files() == before
        subprocess.run(["mount", "-o", "remount,size=30m", folder], check=True)
        assert 0 < fetch(sent, block).fetched < COUNT
        assert sent.is_master(block)
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_file_that_cannot_be_written(sent: Sent, tmp_path: Path) -> None:
    (tmp_path / "block").symlink_to("/dev/full")
    with pytest.raises(StorageError, match="block cannot be written: the disk is full"):
        fetch(sent, tmp_path / "block")
    with pytest.raises(StorageError, match="folder does not exist"):
        fetch(sent, tmp_path / "nowhere" / "block")


def test_cancelled_while_a_place_is_away_or_hangs(sent: Sent, tmp_path: Path) -> None:
    layout, before = sent.layout, open_files()
    for troubled in (
        Troubled(sent.place, away=lambda: True),
        Troubled(sent.place, seconds=REACTS * 3, away=lambda: True),
    ):
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            fetch_block(layout, Sources([troubled]), tmp_path / "block", context=cancelled_after(0.3))
        assert time.monotonic() - begun < REACTS
    assert open_files() == before


def test_all_places_stay_away(sent: Sent, tmp_path: Path) -> None:
    sources = Sources([Troubled(sent.place, away=lambda: True)], patience=0.2)
    with pytest.raises(PlaceAway):
        fetch_block(sent.layout, sources, tmp_path / "block", context=Context())


def test_a_layout_of_many_segments_is_gone_through_quickly(tmp_path: Path) -> None:
    """Those of a master of 200 GB that is there already."""
    count = 200_000
    layout = Layout(bytes(36), (count - 1) * SEGMENT_BYTES + 100, (bytes(32),) * count, ())
    block, begun = tmp_path / "block", time.process_time()
    with block.open("wb") as file:
        file.truncate(layout.length)
    map_of(block).write_bytes(bytes(40) + b"\1" * count)
    assert fetch_block(layout, Sources([]), block, context=Context()).fetched == 0
    assert time.process_time() - begun < 1.0
