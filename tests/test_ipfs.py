"""Blocks in a real IPFS node."""

from __future__ import annotations

import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from ipfs_parts import Running, dag_of, raw, running_node

from albumforge.context import Context
from albumforge.errors import InvalidInput, StorageError
from albumforge.testing import TransferContract
from albumforge.transferring import BlockMissing, Place, PlaceAway
from albumforge.transfers.blocks import get_block
from albumforge.transfers.cids import DAG_CBOR, DAG_PB, cid_of, sha256
from albumforge.transfers.ipfs import IpfsTransfer
from albumforge.transfers.ipfs_gateway import Gateway
from albumforge.transfers.ipfs_node import Node
from albumforge.transfers.keys import Keys
from albumforge.transfers.private_block import associated_data
from albumforge.transfers.sealing import seal_master
from albumforge.transfers.unixfs import links_of

pytest_plugins = ["ipfs_fixtures"]


def collect_garbage(node: Running) -> None:
    request = urllib.request.Request(f"{node.url}/api/v0/repo/gc", method="POST")
    with urllib.request.urlopen(request, timeout=60) as told:
        told.read()


def put_all(place: Node, blocks: dict[bytes, bytes]) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(place.put, cid, data) for cid, data in blocks.items()]:
            done.result()


class TestNode(TransferContract):
    timeout = 3.0
    wrong_addresses = ("", "ftp://127.0.0.1", "http://")

    @pytest.fixture(autouse=True)
    def _node(self, ipfs: Running) -> None:
        self._url = ipfs.url

    def backend(self) -> IpfsTransfer:
        return IpfsTransfer()

    def address(self, folder: Path) -> str:
        return self._url


def test_an_address_is_that_of_a_node_or_of_a_gateway() -> None:
    place: Place = IpfsTransfer().place("http://127.0.0.1:5001")
    assert isinstance(place, Node)
    assert isinstance(IpfsTransfer().place("https://example.org/ipfs/"), Gateway)
    assert place.address == "http://127.0.0.1:5001"


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_what_is_put_is_got(place: Node, size: int) -> None:
    data = os.urandom(size)
    place.check()
    place.put(raw(data), memoryview(data))
    place.put(raw(data), data)  # once more does nothing
    assert place.has(raw(data))
    assert get_block(place, raw(data)) == data


def test_blocks_of_each_kind_keep_their_names(place: Node) -> None:
    cbor = b"\xa1aa\x01"
    for cid, data in [*dag_of([b"a", b"b"])[1].items(), (cid_of(DAG_CBOR, sha256(cbor)), cbor)]:
        place.put(cid, data)
        assert get_block(place, cid) == data


def test_what_is_not_there_is_missing(ipfs: Running, opened: Any) -> None:
    place = opened(ipfs.url, timeout=1.0)
    cid = raw(os.urandom(9))
    assert not place.has(cid)
    with pytest.raises(BlockMissing, match="in time"):
        place.get(cid)
    place.remove(cid)
    place.unpin(cid)


def test_bytes_of_another_block_are_refused(place: Node) -> None:
    with pytest.raises(InvalidInput, match=r"127\.0\.0\.1:\d+ takes the block bafkrei\S+ for bafkrei"):
        place.put(raw(b"one"), b"another")


def test_a_pinned_file_outlives_the_collection_of_garbage(ipfs: Running, place: Node, opened: Any) -> None:
    """With more leaves than one node links to: whole, and in part."""
    leaves = [number.to_bytes(4, "big") * 25 for number in range(1030)]
    root, blocks = dag_of(leaves)
    assert len(blocks) == 1033
    put_all(place, blocks)
    place.pin(root)
    place.pin(root)  # once more does nothing
    collect_garbage(ipfs)
    whole = b"".join(leaves)
    assert b"".join(place.cat(root)) == whole
    assert b"".join(place.cat(root, offset=102_350, length=120)) == whole[102_350:102_470]
    assert b"".join(place.cat(root, offset=len(whole) - 5)) == whole[-5:]
    assert [link.content for link in links_of(root, get_block(place, root))] == [102_400, 600]
    with pytest.raises(StorageError, match="pinned"):
        place.remove(root)
    place.unpin(root)
    place.unpin(root)
    collect_garbage(ipfs)
    near = opened(ipfs.url, timeout=0.4)
    assert not any(near.has(cid) for cid in (root, raw(leaves[0]), raw(leaves[-1])))


def test_a_file_with_a_gap_cannot_be_pinned(ipfs: Running, opened: Any) -> None:
    root, blocks = dag_of([os.urandom(9), os.urandom(9)])
    place = opened(ipfs.url, timeout=1.0)
    place.put(root, blocks[root])
    with pytest.raises((BlockMissing, PlaceAway)):
        place.pin(root)


def test_a_public_block_of_several_segments_is_read_back(place: Node, tmp_path: Path) -> None:
    source, block = tmp_path / "master.mov", tmp_path / "block"
    source.write_bytes(os.urandom((3 << 20) + 12_345))
    sealed = seal_master(
        source,
        tmp_path / "journal",
        associated=associated_data("upload", 1),
        keys=Keys.new(),
        context=Context(),
        block=block,
    )
    segments = [block.read_bytes()[at : at + (1 << 20)] for at in range(0, sealed.length, 1 << 20)]
    root, blocks = dag_of(segments)
    assert root == sealed.root
    put_all(place, blocks)
    place.pin(root)
    assert b"".join(place.cat(root)) == block.read_bytes()
    assert place.add(block, Context()) == root
    assert b"".join(get_block(place, link.cid) for link in links_of(root, get_block(place, root))) == block.read_bytes()


def test_a_node_without_a_limit_says_nothing_of_room(place: Node) -> None:
    assert place.room() is None


def test_a_node_that_dies_is_away_and_may_come_back(tmp_path: Path, opened: Any) -> None:
    data = os.urandom(1000)
    with running_node(tmp_path / "repo") as node:
        place = opened(node.url)
        place.put(raw(data), data)
        node.kill()
        for call in (place.check, place.room, lambda: place.get(raw(data)), lambda: place.put(raw(data), data)):
            with pytest.raises(PlaceAway, match=f"{node.url} does not answer"):
                call()
        with pytest.raises(PlaceAway):
            place.has(raw(data))
    with running_node(tmp_path / "repo") as node:
        assert get_block(opened(node.url), raw(data)) == data


def test_a_root_is_of_the_kind_that_a_node_makes() -> None:
    root, _ = dag_of([b"a", b"b"])
    assert root[1] == DAG_PB
