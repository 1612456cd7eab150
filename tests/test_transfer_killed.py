"""Clients killed in every state go on: nothing is lost, and at most what was under way is done again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from served import Served, until
from transfer_world import MIB, Person, World, master, place_of, receiver_of, release_all, send

from albumforge.context import Context
from albumforge.transfers.checking import check_place, layout_in
from albumforge.transfers.cids import cid_of, read_cid
from albumforge.transfers.mhl_verify import verify_folder

SEGMENTS = 7
JOBS = 2


def killed(person: Person, blocks: Path, kill: str, **arguments: Any) -> None:
    """Run a client that is killed."""
    given = {"url": person.url, "token": person.token, "home": str(person.home), "blocks": str(blocks), "kill": kill}
    text = json.dumps(
        {**given, **{name: str(value) if isinstance(value, Path) else value for name, value in arguments.items()}}
    )
    script = Path(__file__).with_name("transfer_child.py")
    ended = subprocess.run([sys.executable, "-W", "error", script, text], capture_output=True, text=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def statuses(person: Person, route: str) -> list[int]:
    return [task["status"] for task in person.server._ask("GET", f"transfers/{route}")["data"]]


@pytest.mark.parametrize(
    "kill", ["before 1", "after 1", "after 2", "before 3", "after 3", "put 1", "put 4", "put 8", "before 8", "after 8"]
)
def test_a_sender_that_is_killed_goes_on(world: World, tmp_path: Path, kill: str) -> None:
    anna, blocks = world.person("anna"), tmp_path / "blocks"
    name = f"{kill}.mov"
    original = master(tmp_path / "masters" / name, SEGMENTS * MIB - 1000).read_bytes()
    killed(anna, blocks, kill, role="send", masters=tmp_path / "masters")
    there = len(list(blocks.rglob("bafkrei*")))
    (sent,) = send(anna, tmp_path / "masters", blocks, jobs=JOBS)
    assert (tmp_path / "masters" / name).read_bytes() == original
    assert SEGMENTS - there <= sent.put <= SEGMENTS - there + JOBS  # those that were under way once more
    assert statuses(anna, "uploads") == [8]  # and no second task
    root = cid_of(*read_cid(sent.hash))
    place = place_of(blocks)
    assert check_place(layout_in(place, root, context=Context()), place, context=Context()).whole
    assert len(list(blocks.rglob("bafkrei*"))) - len(list(blocks.rglob("pins/bafkrei*"))) == SEGMENTS
    assert not list(anna.home.rglob("journal"))


@pytest.mark.parametrize(
    "kill",
    ["before 4", "after 4", "get 2", "get 5", "after 5", "before 6", "after 6", "after 7", "before 8", "after 8"],
)
def test_a_receiver_that_is_killed_goes_on(world: World, tmp_path: Path, kill: str) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    blocks, folder = tmp_path / "blocks", tmp_path / "received"
    original = master(tmp_path / "masters" / "reel" / "one.mov", SEGMENTS * MIB - 1000).read_bytes()
    (sent,) = send(anna, tmp_path / "masters", blocks)
    arguments = {"role": "receive", "source": sent.source_id, "folder": folder}
    state = int(kill.split()[1]) if kill[0] in "ab" else 4
    if state >= 6:  # else it would wait for consent
        assert receiver_of(bob, folder, blocks).receive(sent.source_id, Context()) is None
        assert release_all(anna, blocks) == 1
    killed(bob, blocks, kill, **arguments)
    assert not (folder / "reel" / "one.mov").exists() or (folder / "reel" / "one.mov").read_bytes() == original
    marks = [path.read_bytes()[40:].count(1) for path in folder.rglob("block.leaves")]
    there = marks[0] if marks else 0
    if kill == "after 8":
        assert statuses(bob, "downloads") == [8]
    else:
        if state < 6:
            receiver = receiver_of(bob, folder, blocks, jobs=JOBS)
            assert receiver.receive(sent.source_id, Context()) is None
            assert release_all(anna, blocks) == 1
            assert sum(receiver.sources.given.values()) <= 1 + SEGMENTS - there  # and the node above the leaves
        received = receiver_of(bob, folder, blocks, jobs=JOBS).receive(sent.source_id, Context())
        assert received is not None
        assert received.fetched == 0
    assert (folder / "reel" / "one.mov").read_bytes() == original
    assert statuses(bob, "downloads") == [8]
    left = [
        path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > 1000 and path.suffix != ".mhl"
    ]
    assert left == [folder / "reel" / "one.mov"]
    assert not list(folder.rglob("*.part"))
    assert not verify_folder(folder, context=Context()).changed


def test_the_server_is_killed_while_a_receiver_waits(tmp_path: Path) -> None:
    served = Served(tmp_path / "server", "--no-open", plugins=False).ready()
    world = World(tmp_path, served)
    anna, bob = world.person("anna"), world.person("bob")
    original = master(tmp_path / "masters" / "one.mov").read_bytes()
    try:
        (sent,) = send(anna, tmp_path / "masters", world.blocks)
        process = bob.start("receive", sent.source_id, "-o", tmp_path / "received")
        until(lambda: statuses(bob, "downloads") == [5])
        os.killpg(served.process.pid, signal.SIGKILL)
        served.end()
        again = Served(tmp_path / "server", "--no-open", port=served.port, plugins=False).ready()
        try:
            assert release_all(anna, world.blocks) == 1
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err
            assert (tmp_path / "received" / "one.mov").read_bytes() == original
        finally:
            again.end()
    finally:
        served.end()
