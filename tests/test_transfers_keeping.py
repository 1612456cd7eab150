"""The server's copies of public blocks: from real folders to real folders, by real workers that are killed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from http_parts import empty_queue, kill, worker
from served import command, until
from transfers_rig import Api, TransferRig, report

from albumforge.actors.table import chosen
from albumforge.errors import InvalidInput
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.transfers.messages import Kept
from albumforge.services.transfers.states import Upload
from albumforge.transfers.cids import RAW, cid_of, cid_text, sha256
from albumforge.transfers.local import Folder
from albumforge.transfers.public_block import SEGMENT_BYTES
from albumforge.transfers.public_dag import nodes_of

SIZE = 2 * SEGMENT_BYTES + 1234


@dataclass
class Keeper:
    """A rig whose server keeps copies.

    Attributes:
        source, target: folders of blocks; the first has a public block.
        leaves: its segments.
    """

    rig: TransferRig
    source: Path
    target: Path
    root: str
    leaves: list[bytes]

    @classmethod
    def make(cls, open_forge: Callable[..., Forge], folder: Path, database_url: str = "") -> Keeper:
        source, target = folder / "sender", folder / "kept"
        forge = open_forge(
            database_url=database_url, transfer_keep=f"local:{target}", transfer_places=(f"local:{source}",)
        )
        place, data = Folder(source), os.urandom(SIZE)
        segments = [data[at : at + SEGMENT_BYTES] for at in range(0, SIZE, SEGMENT_BYTES)]
        leaves = [cid_of(RAW, sha256(segment)) for segment in segments]
        for cid, segment in zip(leaves, segments, strict=True):
            place.put(cid, segment)
        root, nodes = nodes_of([sha256(segment) for segment in segments], SIZE)
        for node in nodes:
            place.put(node.link.cid, node.data)
        return cls(TransferRig.make(forge), source, target, cid_text(root), leaves)

    @property
    def settings(self) -> dict[str, object]:
        """For a worker."""
        return {"transfer_keep": f"local:{self.target}", "transfer_places": f"local:{self.source}", "lease_seconds": 2}

    def uploaded(self, hash: str = "", size: float = SIZE) -> Upload:
        uploads = self.rig.forge.transfers.uploads
        upload = uploads.add(self.rig.ann, 7, "u", "s")
        return uploads.report(self.rig.ann, upload.id, report(8, hash or self.root, size))

    def keep(self, stopping: bool = False) -> tuple[Kept, float]:
        return self.rig.forge.transfers.keep(1, lambda: stopping)

    def copy(self) -> str:
        return self.rig.forge.transfers.uploads.list(self.rig.ann, Asked()).items[0].copy

    def row(self) -> dict[str, object]:
        with self.rig.forge.database.session() as tables:
            return dict(vars(tables.transfer_copy.get_by_id(1))["__data__"])

    def hang(self) -> Path:
        """Let whoever reads the last segment wait for bytes that nobody sends."""
        name = cid_text(self.leaves[-1])
        path = self.source / "blocks" / name[-2:] / name
        path.rename(path.with_suffix(".away"))
        os.mkfifo(path)
        return path

    def unhang(self, path: Path, *, reader: bool = True) -> None:
        """Put the segment back; a reader, who is waited for, gets nothing, which is not it."""
        with path.open("wb") if reader else nullcontext():
            path.with_suffix(".away").rename(path)

    def check(self) -> None:
        """The copy is whole, and will be kept."""
        target, source = Folder(self.target), Folder(self.source)
        for cid in self.leaves:
            assert target.get(cid) == source.get(cid)
        assert (self.target / "pins" / self.root).exists()


def test_a_copy_is_made_once(open_forge: Callable[..., Forge], tmp_path: Path, database_url: str) -> None:
    keeper = Keeper.make(open_forge, tmp_path, database_url)
    keeper.uploaded()
    assert keeper.copy() == "waiting"
    assert keeper.rig.forge.broker.waiting("transfer.local") == 1
    assert keeper.keep(stopping=True)[0] is Kept.INTERRUPTED
    assert (keeper.copy(), keeper.row()["tries"], keeper.row()["lease"]) == ("waiting", 0, None)
    assert keeper.keep()[0] is Kept.DONE
    keeper.check()
    assert keeper.copy() == "done"
    assert keeper.keep()[0] is Kept.STALE, "a message that comes twice"
    assert keeper.rig.forge.transfers.keep(77)[0] is Kept.STALE


def test_without_the_setting_nothing_is_kept(local_forge: Forge) -> None:
    rig = TransferRig.make(local_forge)
    rig.uploaded()
    assert rig.forge.transfers.uploads.list(rig.ann, Asked()).items[0].copy == ""
    assert not (rig.forge.settings.home / "queue").exists()


def test_what_is_away_is_tried_again_later(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    keeper = Keeper.make(open_forge, tmp_path)
    keeper.uploaded()
    name = cid_text(keeper.leaves[0])
    path = keeper.source / "blocks" / name[-2:] / name
    path.rename(tmp_path / "away")
    pauses = [keeper.keep() for _ in range(3)]
    assert [kept for kept, _ in pauses] == [Kept.PUT_OFF] * 3
    assert [pause for _, pause in pauses] == pytest.approx([0.3, 0.6, 1.2])
    assert "No place has the block" in str(keeper.row()["error"])
    (tmp_path / "away").rename(path)
    assert keeper.keep()[0] is Kept.DONE
    assert keeper.row()["error"] == ""
    keeper.check()


@pytest.mark.parametrize("wrong", ["no DAG", "larger than told"])
def test_what_is_no_public_block_is_given_up(open_forge: Callable[..., Forge], tmp_path: Path, wrong: str) -> None:
    keeper = Keeper.make(open_forge, tmp_path)
    if wrong == "no DAG":
        Folder(keeper.source).put(cid := cid_of(0x70, sha256(b"nothing")), b"nothing")
        keeper.uploaded(cid_text(cid))
    else:
        keeper.uploaded(size=SEGMENT_BYTES)
    assert keeper.keep()[0] is Kept.FAILED
    assert keeper.copy() == "failed"
    assert keeper.keep()[0] is Kept.STALE


def test_it_needs_room(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    keeper = Keeper.make(open_forge, tmp_path)
    keeper.uploaded(size=2.0**52)
    assert keeper.keep()[0] is Kept.PUT_OFF
    assert "bytes free; the block has 4,503,599,627,370,496" in str(keeper.row()["error"])
    assert not keeper.target.exists()


def test_two_do_not_make_the_same_copy(open_forge: Callable[..., Forge], tmp_path: Path, database_url: str) -> None:
    keeper = Keeper.make(open_forge, tmp_path, database_url)
    keeper.uploaded()
    path = keeper.hang()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keeper.keep)
        until(lambda: keeper.copy() == "running", 10)
        assert keeper.keep()[0] is Kept.BUSY
        keeper.unhang(path)
        assert first.result(20)[0] is Kept.PUT_OFF
    assert keeper.keep()[0] is Kept.DONE
    keeper.check()


def test_a_copy_that_its_user_takes_along_ends(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    keeper = Keeper.make(open_forge, tmp_path)
    keeper.uploaded()
    path = keeper.hang()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(keeper.keep)
        until(lambda: keeper.copy() == "running", 10)
        keeper.rig.forge.accounts.remove_user("Ann", films=True)
        keeper.unhang(path)
        assert first.result(20)[0] is Kept.STALE


def test_a_worker_that_is_killed_is_followed_by_another_one(
    open_forge: Callable[..., Forge], tmp_path: Path, database_url: str
) -> None:
    keeper = Keeper.make(open_forge, tmp_path, database_url)
    path = keeper.hang()
    with worker(keeper.rig.forge, "transfer.local", **keeper.settings) as first:
        api = Api(keeper.rig.forge, keeper.rig.ann)
        number = api.data("POST", "tasks/upload/pbulic/", {"series_id": 1, "uuid": "u", "source_name": "s"})["id"]
        form = {"status": 8, "name": "a.mov", "file": "f", "hash": keeper.root, "size": SIZE, "ip": ""}
        assert api.data("PATCH", f"tasks/upload/pbulic/{number}/", form)["status"] == 8
        until(lambda: keeper.copy() == "running", 20)
        kill(first)
    keeper.unhang(path, reader=False)
    empty_queue(keeper.rig.forge)  # its message is lost, too
    with worker(keeper.rig.forge, "transfer.local", **keeper.settings):
        until(lambda: keeper.copy() == "done", 30)
    assert api.data("GET", "transfers/uploads")[0]["copy"] == "done"
    keeper.check()


def test_its_queue_is_one_to_choose(local_forge: Forge) -> None:
    assert chosen(local_forge, ["transfer.local"]) == ["transfer.local"]
    assert not any(name.startswith("transfer.") for name in chosen(local_forge, None))
    with pytest.raises(InvalidInput, match=r"no queue 'transfer\.none'"):
        chosen(local_forge, ["transfer.none"])


def test_a_supervisor_keeps_a_process_for_copies(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    keeper = Keeper.make(open_forge, tmp_path)
    settings = [f"{name}={value}" for name, value in keeper.settings.items()]
    line = command(keeper.rig.forge.settings.home, "worker", "--processes", 1, settings=settings)
    with subprocess.Popen(line, stderr=subprocess.DEVNULL) as process:
        try:
            keeper.uploaded()
            until(lambda: keeper.copy() == "done", 30)
            assert len(psutil.Process(process.pid).children()) == 2
        finally:
            process.terminate()
            assert process.wait(30) == 0
    keeper.check()
