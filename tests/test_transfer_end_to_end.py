"""A folder of masters goes from a sender to a receiver: server, two IPFS nodes and both clients are processes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ipfs_parts import Running, running_node
from served import Served, until
from transfer_world import MIB, World, master

from albumforge.context import Context
from albumforge.transfers.mhl_verify import verify_folder


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Running]]:
    folder = tmp_path_factory.mktemp("nodes")
    with running_node(folder / "first") as first, running_node(folder / "second") as second:
        yield first, second


def test_a_folder_of_masters(nodes: tuple[Running, Running], tmp_path: Path) -> None:
    first, second = (f"ipfs:{node.url}" for node in nodes)
    settings = (f"transfer_places={first}", f"transfer_keep={second}")
    served = Served(tmp_path / "server", "--no-open", plugins=False, settings=settings)
    world = World(tmp_path, served.ready())
    try:
        anna, bob = world.person("anna", [first]), world.person("bob", [first, second])
        folder = tmp_path / "masters"
        contents = {
            name: master(folder / name, size).read_bytes()
            for name, size in (("one.mov", 9 * MIB + 5), ("reel 2/二.mxf", 70_000), ("reel 2/three.mp4", MIB))
        }
        sent = anna.json("send", folder, "--series", 12)["sent"]
        assert sorted(Path(one["path"]).relative_to(folder).as_posix() for one in sent) == sorted(contents)
        until(lambda: {one["copy"] for one in anna.server._ask("GET", "transfers/uploads")["data"]} == {"done"}, 60)

        waiting = {one["source_id"]: bob.start("receive", one["source_id"], "-o", tmp_path / "got") for one in sent}
        due = until(lambda: len(found := anna.json("private")["due"]) == 3 and found)
        assert {one["series_id"] for one in due} == {12}
        assert not list((tmp_path / "got").rglob("*.m*"))  # nothing before consent
        fingerprint = bob.json("keys", "show")["fingerprint"]
        assert {one["fingerprint"] for one in due} == {fingerprint}
        assert len(anna.json("private", "--yes")["released"]) == 3
        for process in waiting.values():
            _, err = process.communicate(timeout=60)
            assert process.returncode == 0, err

        for name, content in contents.items():
            assert (tmp_path / "got" / name).read_bytes() == content
        report = verify_folder(tmp_path / "got", context=Context())
        assert report.good and report.files == 3
        assert "3 files" in bob.run("verify", tmp_path / "got")
        for one in sent:
            whole = bob.json("verify", one["hash"])
            assert whole["good"] and len(whole["places"]) == 2  # each node has all of it
        actions = [line["action"] for line in anna.server._ask("GET", "transfers/log?per_page=100")["data"]]
        assert {name: actions.count(name) for name in ("asked", "released", "received")} == dict.fromkeys(
            ("asked", "released", "received"), 3
        )
    finally:
        served.end()


def test_blocks_come_from_both_nodes_and_one_may_die(
    transfer_server: World, nodes: tuple[Running, Running], tmp_path: Path
) -> None:
    world = transfer_server.anew(tmp_path)
    with running_node(tmp_path / "third") as third:
        first, mortal = f"ipfs:{nodes[0].url}", f"ipfs:{third.url}"
        anna, bob = world.person("anna", [first]), world.person("bob", [first, mortal])
        content = master(tmp_path / "masters" / "one.mov", 24 * MIB).read_bytes()
        (one,) = anna.json("send", tmp_path / "masters", "--series", 1)["sent"]
        copied = world.person("copy", [first])
        _copy(copied.places[0], mortal, one["hash"])
        process = bob.start("receive", one["source_id"], "-o", tmp_path / "got", "--limit", 8, "--json", "--no-wait")
        leaves = until(lambda: list((tmp_path / "got").rglob("block.leaves")))
        until(lambda: leaves[0].read_bytes()[40:].count(1) >= 8)
        third.kill()
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, (out, err)
        anna.run("private", "--yes")
        received = bob.json("receive", one["source_id"], "-o", tmp_path / "got")["received"]
        assert received["segments_fetched"] == 0
        assert (tmp_path / "got" / "one.mov").read_bytes() == content


def test_the_nodes_answers_are_shared_out(
    transfer_server: World, nodes: tuple[Running, Running], tmp_path: Path
) -> None:
    world = transfer_server.anew(tmp_path)
    places = [f"ipfs:{node.url}" for node in nodes]
    anna, bob = world.person("anna", places[:1]), world.person("bob", places)
    content = master(tmp_path / "masters" / "one.mov", 12 * MIB).read_bytes()
    (one,) = anna.json("send", tmp_path / "masters", "--series", 1)["sent"]
    _copy(places[0], places[1], one["hash"])
    process = bob.start("receive", one["source_id"], "-o", tmp_path / "got", "--json")
    until(lambda: anna.json("private", "--yes")["released"])
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    import json

    given = json.loads(out)["received"]["blocks_by_place"]
    assert len(given) == 2 and min(given.values()) >= 2, given
    assert (tmp_path / "got" / "one.mov").read_bytes() == content


def test_a_node_that_is_killed_while_a_master_is_sent(transfer_server: World, tmp_path: Path) -> None:
    world = transfer_server.anew(tmp_path)
    anna = world.person("anna")
    master(tmp_path / "masters" / "one.mov", 16 * MIB)
    with running_node(tmp_path / "node") as node:
        process = anna.start("send", tmp_path / "masters", "--series", 1, "--to", f"ipfs:{node.url}", "--limit", 8)
        until(lambda: [task["percent"] > 20 for task in anna.server._ask("GET", "transfers/uploads")["data"]] == [True])
        node.kill()
        time.sleep(0.5)
        process.terminate()  # instead of waiting for minutes
        process.communicate(timeout=30)
        assert process.returncode != 0
    with running_node(tmp_path / "node") as node:  # the same repository, at another port
        again = anna.json("send", tmp_path / "masters", "--series", 1, "--to", f"ipfs:{node.url}")["sent"][0]
        assert 0 < again["segments_put"] < 17
        whole = anna.json("verify", again["hash"], "--from", f"ipfs:{node.url}")
        assert whole["good"]


def _copy(source: str, target: str, cid: str) -> None:
    """Copy a public block from a place to another, as the server's workers do."""
    from albumforge.plugins import Registry
    from albumforge.transfers.cids import cid_of, read_cid
    from albumforge.transfers.copying import copy_block
    from albumforge.transfers.sources import Sources

    registry = Registry()
    copy_block(
        cid_of(*read_cid(cid)), Sources([registry.place(source)]), registry.place(target), context=Context(), jobs=4
    )
