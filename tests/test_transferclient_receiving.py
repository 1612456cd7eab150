"""Masters are received: nothing but what the sender sent appears, and only with the owner's consent."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from transfer_world import MIB, Person, World, master, place_of, receiver_of, release_all, send

from albumforge.context import Context
from albumforge.errors import Conflict, ForgeError, InTheWay, InvalidInput, StorageError
from albumforge.transferclient.kept import Kept
from albumforge.transferclient.receiving import Received, RefusedByOwner
from albumforge.transferclient.releasing import Releaser
from albumforge.transferclient.sending import Sent
from albumforge.transferclient.server import Refused, Server, Task
from albumforge.transferring import BlockMissing
from albumforge.transfers.cids import RAW, cid_of, cid_text, read_cid, sha256
from albumforge.transfers.keys import Keys
from albumforge.transfers.mhl_verify import verify_folder
from albumforge.transfers.names import UnsafeName
from albumforge.transfers.sources import Fault


class Story:
    """Anna sent a master; Bob is to get it."""

    def __init__(self, world: World, tmp_path: Path, size: int = 3 * MIB + 77) -> None:
        self.world, self.folder = world, tmp_path / "received"
        self.anna, self.bob = world.person("anna"), world.person("bob")
        self.content = master(tmp_path / "masters" / "reel" / "one.mov", size).read_bytes()
        self.sent: Sent = send(self.anna, tmp_path / "masters", world.blocks)[0]

    def receive(self, *blocks: Path, person: Person | None = None, **options: Any) -> Received | None:
        """Bob receives, as far as that goes without waiting."""
        receiver = receiver_of(person or self.bob, self.folder, *(blocks or (self.world.blocks,)), **options)
        return receiver.receive(self.sent.source_id, Context())

    def ask_and_release(self) -> None:
        """Bob has the public block, and Anna's consent."""
        assert self.receive() is None
        assert release_all(self.anna, self.world.blocks) == 1

    @property
    def appeared(self) -> list[str]:
        """What is in Bob's folder under a name that people see."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        names = [path.relative_to(self.folder).as_posix() for path in paths]
        return sorted(name for name in names if not name.startswith((".albumforge-", "ascmhl/")))


@pytest.fixture
def story(world: World, tmp_path: Path) -> Story:
    return Story(world, tmp_path)


def leaf_file(story: Story, number: int, blocks: Path) -> Path:
    """The file of a segment of the public block."""
    from albumforge.transfers.checking import layout_in

    place, root = place_of(blocks), cid_of(*read_cid(story.sent.hash))
    layout = layout_in(place, root, context=Context())
    (found,) = blocks.rglob(cid_text(cid_of(RAW, layout.leaves[number])))
    return found


def test_with_consent_it_is_there_and_proven(story: Story) -> None:
    story.ask_and_release()
    received = story.receive()
    assert received is not None
    assert received.path == story.folder / "reel" / "one.mov"
    assert received.path.read_bytes() == story.content
    assert abs(received.path.stat().st_mtime - Kept.read(story.sent.kept).modified) < 1
    assert verify_folder(story.folder, context=Context()).good
    assert {path.name for path in story.folder.iterdir()} == {"ascmhl", "reel"}
    task = story.bob.server._ask("GET", "transfers/downloads")["data"][0]
    assert (task["status"], task["percent"]) == (8, 100)


def test_without_consent_nothing_appears(story: Story) -> None:
    waiting: list[Task] = []
    assert story.receive(on_waiting=waiting.append) is None
    assert len(waiting) == 1 and waiting[0].status == 5 and waiting[0].private_hash == ""
    assert story.appeared == []


def test_begun_in_one_folder_it_may_go_on_in_another(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    story.folder = tmp_path / "elsewhere"
    received = story.receive()
    assert received is not None and received.path.read_bytes() == story.content


def test_what_is_still_on_its_way_is_not_taken_for_something_else(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    assert story.receive() is not None
    master(tmp_path / "masters" / "reel" / "two.mov")
    second = next(one for one in send(story.anna, tmp_path / "masters", story.world.blocks) if not one.before)
    assert receiver_of(story.bob, story.folder, story.world.blocks).receive(second.source_id, Context()) is None
    assert verify_folder(story.folder, context=Context()).good


def refuse(story: Story, why: str) -> int:
    """Anna refuses; returns the download."""
    releaser = Releaser(story.anna.server, story.anna.state, place_of(story.world.blocks))
    (due,) = releaser.due(None, Context())
    releaser.refuse(due, why, Context())
    return due.task.download_id


def test_refused_it_says_why_and_asks_anew_only_when_told_to(story: Story) -> None:
    assert story.receive() is None
    refuse(story, "合同还没签\u202egnp.exe\x1b[2J")
    for _ in range(2):
        with pytest.raises(RefusedByOwner, match="合同还没签\ufffdgnp") as caught:
            story.receive()
        assert "--again" in caught.value.hint and "\x1b" not in str(caught.value)
    assert story.receive(again=True) is None
    assert release_all(story.anna, story.world.blocks) == 1
    assert story.receive() is not None
    assert [task["status"] for task in story.bob.server._ask("GET", "transfers/downloads")["data"]] == [8, 9]


def test_refused_while_it_is_being_fetched(story: Story) -> None:
    assert story.receive() is None
    download = refuse(story, "not before May")

    class Before(Server):
        """The server as it was before the refusal."""

        def refused(self, source_id: int) -> Task | None:
            return None

        def ask(self, source_id: int) -> Task:
            return msgspec.structs.replace(self.download(download), status=5)

    receiver = receiver_of(story.bob, story.folder, story.world.blocks)
    receiver.server = Before(story.bob.url, story.bob.token)
    with pytest.raises(RefusedByOwner, match="not before May"):
        receiver.receive(story.sent.source_id, Context())


def test_damage_is_found_told_and_healed_from_another_place(story: Story, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other place"
    shutil.copytree(story.world.blocks, other)
    flipped, cut = leaf_file(story, 1, story.world.blocks), leaf_file(story, 2, other)
    flipped.write_bytes(b"\0" + flipped.read_bytes()[1:])
    cut.write_bytes(cut.read_bytes()[:500])
    leaf_file(story, 0, other).unlink()
    faults: list[Fault] = []
    assert story.receive(story.world.blocks, other, on_fault=faults.append) is None
    release_all(story.anna, story.world.blocks)
    received = story.receive(story.world.blocks, other)
    assert received is not None and received.path.read_bytes() == story.content
    assert {(fault.address, cid_text(fault.cid)) for fault in faults} <= {
        (str(story.world.blocks), flipped.name),
        (str(other), cut.name),
    }


@pytest.mark.parametrize("number", range(4))
def test_damage_on_the_receivers_own_disk_is_healed(story: Story, number: int) -> None:
    story.ask_and_release()
    (block,) = story.folder.rglob("block")
    with block.open("r+b") as file:
        file.seek(number * MIB + 10)
        file.write(b"damaged")
    received = story.receive()
    assert received is not None and received.path.read_bytes() == story.content
    assert received.fetched == 0  # healed, one segment alone


def test_what_no_place_has_is_named(story: Story) -> None:
    gone = leaf_file(story, 2, story.world.blocks)
    gone.unlink()
    with pytest.raises(BlockMissing, match=gone.name):
        story.receive()
    assert story.appeared == []
    assert story.bob.server._ask("GET", "transfers/downloads")["data"][0]["status"] == 9


@pytest.mark.parametrize(
    "name", ["../evil.mov", "/etc/evil.mov", "C:\\evil.mov", "a\\..\\evil", ".hidden", "a/ascmhl/x"]
)
def test_a_name_that_leaves_the_folder_is_refused(story: Story, tmp_path: Path, name: str) -> None:
    kept = Kept.read(story.sent.kept)
    msgspec.structs.replace(kept, name=name).write(story.sent.kept)
    assert story.receive() is None
    release_lying(story)
    with pytest.raises(UnsafeName, match="cannot be the name of a file here"):
        story.receive()
    assert story.appeared == []
    assert not list(tmp_path.rglob("*evil*"))


def release_lying(story: Story) -> None:
    """Anna's client, which makes no ASC MHL that would refuse the name first, releases a private block of that name."""
    from albumforge.transferclient.state import State
    from albumforge.transfers.keys import PublicKey
    from albumforge.transfers.private_block import seal

    (task,) = story.anna.server.due()
    keys = State(story.anna.state.folder).keys()
    block = seal(
        Kept.read(story.sent.kept).master(keys, ""),
        receiver=PublicKey.decode(task.receiver_key or ""),
        download=task.download_id,
        keys=keys,
    )
    publish(story, task, block)


def publish(story: Story, task: Task, block: bytes) -> None:
    """Put a private block, and report it."""
    cid = cid_of(RAW, sha256(block))
    place_of(story.world.blocks).put(cid, block)
    fields: Mapping[str, object] = {"name": "x", "file": "y", "ip": "", "hash": cid_text(cid), "size": len(block)}
    for status in (3, 8):
        story.anna.server.report_private(task.id, {**fields, "status": status})


def test_the_private_block_of_another_download_is_refused(story: Story) -> None:
    """An old one of the same master, for the same receiver, played again."""
    story.ask_and_release()
    received = story.receive()
    assert received is not None
    received.path.unlink()
    old = story.bob.server._ask("GET", "transfers/downloads")["data"][0]["private_hash"]
    assert story.receive() is None
    (task,) = story.anna.server.due()
    publish(story, task, place_of(story.world.blocks).get(cid_of(*read_cid(old))))
    with pytest.raises(InvalidInput, match="not what its sender signed for this download"):
        story.receive()
    assert story.appeared == []


def test_the_private_block_of_another_receiver_is_refused(story: Story, tmp_path: Path) -> None:
    eve = story.world.person("eve")
    assert story.receive() is None
    assert receiver_of(eve, tmp_path / "eve", story.world.blocks).receive(story.sent.source_id, Context()) is None
    releaser = Releaser(story.anna.server, story.anna.state, place_of(story.world.blocks))
    mine, hers = sorted(releaser.due(None, Context()), key=lambda due: due.task.download_id)
    assert (mine.receiver.name.split()[0], hers.receiver.name.split()[0]) == ("bob", "eve")
    cid = releaser.release(mine, Context())
    publish(story, hers.task, place_of(story.world.blocks).get(cid_of(*read_cid(cid))))
    with pytest.raises(InvalidInput, match="not what its sender signed for this download"):
        receiver_of(eve, tmp_path / "eve", story.world.blocks).receive(story.sent.source_id, Context())
    assert not list((tmp_path / "eve").rglob("*.mov"))


def test_a_server_that_exchanges_the_senders_key_is_found_out(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    assert story.receive() is not None  # the sender is known from now on
    master(tmp_path / "masters" / "reel" / "two.mov")
    second = next(one for one in send(story.anna, tmp_path / "masters", story.world.blocks) if not one.before)
    receiver = receiver_of(story.bob, story.folder, story.world.blocks)
    assert receiver.receive(second.source_id, Context()) is None
    assert release_all(story.anna, story.world.blocks) == 1
    story.anna.server.set_key(Keys.new().public.encode())
    with pytest.raises(Conflict, match="changed: it was") as caught:
        receiver.receive(second.source_id, Context())
    assert "keys trust" in caught.value.hint
    assert story.appeared == ["reel/one.mov"]


def test_a_receiver_whose_key_changed_gets_nothing_until_it_is_trusted(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    assert story.receive() is not None
    story.folder = tmp_path / "again"
    assert story.receive() is None
    new = Keys.new()
    story.bob.server.set_key(new.public.encode())
    releaser = Releaser(story.anna.server, story.anna.state, place_of(story.world.blocks))
    (due,) = releaser.due(None, Context())
    assert "changed" in due.problem
    with pytest.raises(InvalidInput, match="changed"):
        releaser.release(due, Context())
    (who,) = story.anna.state.known().entries()
    story.anna.state.known().trust(who, new.public.fingerprint)
    (due,) = releaser.due(None, Context())
    assert due.known and not due.problem


@pytest.mark.parametrize("content", [b"something else", b"\0" * (3 * MIB + 77)])
def test_what_is_there_already_is_not_written_over(story: Story, content: bytes) -> None:
    story.ask_and_release()
    path = story.folder / "reel" / "one.mov"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(InTheWay, match=r"one\.mov is there already"):
        story.receive()
    assert path.read_bytes() == content


def test_a_link_in_the_folder_does_not_lead_out_of_it(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    outside = tmp_path / "outside"
    outside.mkdir()
    (story.folder / "reel").symlink_to(outside)
    with pytest.raises(InvalidInput, match="link on its way"):
        story.receive()
    assert list(outside.iterdir()) == []


def test_a_programme_that_is_not_there(story: Story) -> None:
    with pytest.raises(Refused, match=r"404.*no such source"):
        receiver_of(story.bob, story.folder, story.world.blocks).receive(999_999_999, Context())


def test_a_hash_that_is_no_public_block_is_refused(story: Story) -> None:
    """A client that is not ours completed an upload with the CID of something else."""
    task = story.anna.server.new_upload(series_id=1, uuid="other", source_name="x")
    fields = {
        "status": 8,
        "name": "x",
        "file": "y",
        "hash": cid_text(cid_of(RAW, sha256(b"hello"))),
        "size": 5,
        "ip": "",
    }
    place_of(story.world.blocks).put(cid_of(RAW, sha256(b"hello")), b"hello")
    story.anna.server.report_upload(task.id, fields)
    receiver = receiver_of(story.bob, story.folder, story.world.blocks)
    with pytest.raises(ForgeError, match="is no public block"):
        receiver.receive(task.source_id, Context())
    assert story.appeared == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_disk_that_is_too_small_is_said_before_anything_is_fetched(story: Story, tmp_path: Path) -> None:
    import subprocess

    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=5m", "none", small], check=True)
    try:
        story.folder = small / "received"
        with pytest.raises(ForgeError, match="this programme needs"):
            story.receive()
        assert sum(path.stat().st_size for path in small.rglob("*") if path.is_file()) < 10_000
    finally:
        subprocess.run(["umount", small], check=True)


def test_of_a_full_run_nothing_leaks(story: Story, tmp_path: Path) -> None:
    """No key and no digest of the master but where they belong; no name in any block."""
    story.ask_and_release()
    received = story.receive()
    assert received is not None
    kept = Kept.read(story.sent.kept)
    key = story.anna.state.keys().unwrap(kept.key)
    server = [path for path in story.world.served.home.rglob("*") if path.is_file()]
    blocks = [path for path in story.world.blocks.rglob("*") if path.is_file()]
    mine = [path for path in story.bob.home.rglob("*") if path.is_file()]
    c4, xxh = kept.c4.encode(), kept.xxh128.encode()
    for path in [*server, *blocks, *mine]:
        found = path.read_bytes()
        assert key not in found and key.hex().encode() not in found, path
        assert c4 not in found and xxh not in found and bytes.fromhex(kept.xxh128) not in found, path
        assert path not in blocks or (b"one.mov" not in found and b"reel" not in found), path
    assert "one.mov" not in story.world.served.said


def test_names_and_keys_are_not_in_the_servers_log(story: Story) -> None:
    story.ask_and_release()
    assert story.receive() is not None
    assert "one.mov" not in story.world.served.said and "albumforge-key" not in story.world.served.said


def test_received_before_it_is_not_fetched_again_unless_told_to(story: Story, tmp_path: Path) -> None:
    story.ask_and_release()
    first = story.receive()
    assert first is not None and not first.before
    again = story.receive()
    assert again is not None and again.before and again.path == first.path
    assert [task["status"] for task in story.bob.server._ask("GET", "transfers/downloads")["data"]] == [8]
    with first.path.open("ab") as file:
        file.write(b"more")
    assert story.receive() is None  # it is not what was received any more: asked for anew
    first.path.unlink()
    assert release_all(story.anna, story.world.blocks) == 1
    received = story.receive()
    assert received is not None and received.path.read_bytes() == story.content
    assert story.receive(again=True) is None


def test_a_private_block_may_come_late(story: Story, tmp_path: Path) -> None:
    import shutil
    import threading

    assert story.receive() is None
    other, late = tmp_path / "other place", list[str]()
    assert release_all(story.anna, other) == 1

    def bring() -> None:
        late.append("late")
        threading.Timer(0.2, lambda: shutil.copytree(other, story.world.blocks, dirs_exist_ok=True)).start()

    received = story.receive(on_late=bring, patience=20)
    assert received is not None and late == ["late"]


def test_a_private_block_that_no_place_has_is_named_as_such(story: Story, tmp_path: Path) -> None:
    assert story.receive() is None
    assert release_all(story.anna, tmp_path / "other place") == 1
    with pytest.raises(BlockMissing, match="has consented, but no place has the private block") as caught:
        story.receive(patience=0.3)
    assert "--from" in caught.value.hint


def test_places_that_are_not_there_are_said_before_the_owner_is_asked(story: Story, tmp_path: Path) -> None:
    receiver = receiver_of(story.bob, story.folder, tmp_path / "not mounted")
    (tmp_path / "not mounted").rmdir()
    with pytest.raises(StorageError, match="There is no folder") as caught:
        receiver.receive(story.sent.source_id, Context())
    assert "mount" in caught.value.hint
    assert story.anna.server.due() == []
