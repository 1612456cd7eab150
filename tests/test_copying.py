"""A public block is copied from places to another one, without its key."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from transfer_parts import COUNT, REACTS, Sent, Troubled, cancelled_after, file_of, flip, killed_after, send

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.checking import check_place
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.copying import copy_block
from albumforge.transfers.local import Folder
from albumforge.transfers.sources import Fault, Sources
from albumforge.transfers.unixfs import DagBuilder, DagError

JOBS = 4


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"))


@pytest.fixture
def target(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "target")


def is_whole(sent: Sent, place: Folder) -> bool:
    return check_place(sent.layout, place, context=Context()).whole


def test_all_of_it_is_copied_and_pinned(sent: Sent, target: Folder) -> None:
    watched, seen = Troubled(target), list[float]()
    context = Context(on_progress=lambda one: seen.append(one.fraction))
    assert copy_block(sent.sealed.root, Sources([sent.place]), watched, context=context) == COUNT + 1  # type: ignore[arg-type]
    assert watched.put_[-1] == sent.sealed.root, "after what it links to"
    assert is_whole(sent, target)
    assert Path(target.address, "pins", cid_text(sent.sealed.root)).exists()
    assert seen == sorted(seen) and seen[-1] == 1.0
    assert copy_block(sent.sealed.root, Sources([sent.place]), target, context=Context()) == 0


def test_a_master_of_one_segment(tmp_path: Path, target: Folder) -> None:
    small = send(tmp_path / "small", 777)
    assert copy_block(small.sealed.root, Sources([small.place]), target, context=Context()) == 1
    assert is_whole(small, target)


KILLED = """
from albumforge.transfers.copying import copy_block
class Slow(Troubled):
    def put(self, cid, data):
        os.write(1, cid.hex().encode() + b"\\n")
        time.sleep(0.02)
        super().put(cid, data)
copy_block(bytes.fromhex(args[1]), Sources([Folder(Path(args[0]))]), Slow(Folder(Path(args[2]))), context=Context())
"""


def test_killed_it_goes_on(sent: Sent, target: Folder) -> None:
    begun = killed_after(KILLED, 6, sent.place.address, sent.sealed.root.hex(), target.address)
    rest = Troubled(target)
    copied = copy_block(sent.sealed.root, Sources([sent.place]), rest, context=Context())  # type: ignore[arg-type]
    assert 0 < copied == len(rest.put_) < COUNT
    assert len(set(begun) & {cid.hex() for cid in rest.put_}) <= JOBS
    assert is_whole(sent, target)


def test_a_wrong_block_comes_from_another_place(sent: Sent, tmp_path: Path, target: Folder) -> None:
    wrong, faults = sent.twin(tmp_path / "wrong"), list[Fault]()
    for cid in (*sent.leaves[2:4], sent.sealed.root):
        flip(file_of(wrong, cid), 50)
    sources = Sources([wrong, sent.place], on_fault=faults.append)
    copy_block(sent.sealed.root, sources, target, context=Context())
    assert is_whole(sent, target)
    assert {fault.address for fault in faults} == {wrong.address}


def test_a_block_that_no_place_has_leaves_no_root(sent: Sent, tmp_path: Path, target: Folder) -> None:
    wrong = sent.twin(tmp_path / "wrong")
    flip(file_of(wrong, sent.leaves[2]))
    with pytest.raises(BlockMissing, match=cid_text(sent.leaves[2])):
        copy_block(sent.sealed.root, Sources([wrong]), target, context=Context())
    assert not target.has(sent.sealed.root)


def test_what_is_no_public_block_is_not_copied(tmp_path: Path, target: Folder) -> None:
    place, dag = Folder(tmp_path / "place"), DagBuilder(174)
    for data in (os.urandom(1000), os.urandom(1000)):
        place.put(cid_of(RAW, sha256(data)), data)
        assert list(dag.add(sha256(data), len(data))) == []
    for node in dag.finish():
        place.put(node.link.cid, node.data)
    with pytest.raises(DagError, match="no public block"):
        copy_block(dag.root.cid, Sources([place]), target, context=Context())
    large = os.urandom((1 << 20) + 1)
    place.put(cid_of(RAW, sha256(large)), large)
    with pytest.raises(DagError, match="segment 0"):
        copy_block(cid_of(RAW, sha256(large)), Sources([place]), target, context=Context())
    assert not Path(target.address).exists()


def test_more_bytes_than_wanted(sent: Sent, target: Folder) -> None:
    with pytest.raises(DagError, match="bytes, not"):
        copy_block(sent.sealed.root, Sources([sent.place]), target, context=Context(), most=sent.sealed.length - 1)
    assert not Path(target.address).exists()


def test_cancelled_while_the_target_hangs_or_is_away(sent: Sent, target: Folder) -> None:
    for troubled in (Troubled(target, away=lambda: True), Troubled(target, seconds=REACTS * 3, away=lambda: True)):
        begun = time.monotonic()
        with pytest.raises(Cancelled):
            copy_block(sent.sealed.root, Sources([sent.place]), troubled, context=cancelled_after(0.3))  # type: ignore[arg-type]
        assert time.monotonic() - begun < REACTS
    with pytest.raises(PlaceAway):
        away = Troubled(target, away=lambda: True)
        copy_block(sent.sealed.root, Sources([sent.place]), away, context=Context(), patience=0.1)  # type: ignore[arg-type]
