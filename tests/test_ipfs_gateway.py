"""Blocks from a gateway."""

from __future__ import annotations

import os
from typing import Any

import pytest
from ipfs_parts import Between, Running, dag_of, instead, raw

from albumforge.errors import InvalidInput
from albumforge.transferring import BlockMissing, PlaceAway
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.ipfs_node import Node

pytest_plugins = ["ipfs_fixtures"]


def test_blocks_are_fetched(place: Node, between: Between, opened: Any) -> None:
    _, blocks = dag_of([os.urandom(1 << 20), os.urandom(5)])
    gateway = opened(f"{between.url}/ipfs/")
    gateway.check()
    for cid, data in blocks.items():
        place.put(cid, data)
        assert gateway.has(cid)
        assert get_block(gateway, cid) == data
    assert gateway.room() is None
    lines = [line for line, _, _ in between.seen]
    assert lines[0] == "GET /ipfs/bafkqaaa?format=raw"
    assert {line.partition("?")[2] for line in lines} == {"format=raw"}
    assert {headers["Accept"] for _, headers, _ in between.seen} == {"application/vnd.ipld.raw"}


def test_what_is_not_there_is_missing(between: Between, opened: Any) -> None:
    gateway, cid = opened(f"{between.url}/ipfs/"), raw(os.urandom(9))
    assert not gateway.has(cid)
    with pytest.raises(BlockMissing, match=rf"{between.url}/ipfs has no block bafkrei\S+ \(status 404\)"):
        gateway.get(cid)


@pytest.mark.parametrize("status", [404, 410, 412, 451, 504])
def test_ways_to_have_no_block(between: Between, opened: Any, status: int) -> None:
    between.node, between.fault = "", instead(status, b"")
    with pytest.raises(BlockMissing):
        opened(f"{between.url}/ipfs").get(raw(b"x"))


@pytest.mark.parametrize(
    "status, body, kind",
    [
        (500, b"ipfs: could not find bafkrei", BlockMissing),
        (500, b"failed", PlaceAway),
        (502, b"", PlaceAway),
        (429, b"", PlaceAway),
        (400, b"", InvalidInput),
        (403, b"", InvalidInput),
        (301, b"", InvalidInput),
    ],
)
def test_other_answers(between: Between, opened: Any, status: int, body: bytes, kind: type[Exception]) -> None:
    between.node, between.fault = "", instead(status, body)
    with pytest.raises(kind, match=f"^{between.url}/ipfs "):
        opened(f"{between.url}/ipfs").get(raw(b"x"))


def test_nothing_can_be_put(opened: Any) -> None:
    gateway = opened("http://127.0.0.1:1/ipfs/")
    cid = raw(b"x")
    for call in (lambda: gateway.put(cid, b"x"), *(lambda name=name: getattr(gateway, name)(cid) for name in NAMES)):
        with pytest.raises(InvalidInput, match="is a gateway, which blocks can only be fetched from"):
            call()


NAMES = ("remove", "pin", "unpin")


def test_a_gateway_of_whole_files_gives_leaves_but_no_nodes(ipfs: Running, place: Node, opened: Any) -> None:
    """The gateway of js-ipfs, which knows nothing of blocks."""
    root, blocks = dag_of([os.urandom(1000), os.urandom(5)])
    for cid, data in blocks.items():
        place.put(cid, data)
    gateway = opened(ipfs.gateway)
    leaf = next(iter(blocks))
    assert get_block(gateway, leaf) == blocks[leaf]
    with pytest.raises(WrongBlock):
        get_block(gateway, root)
    with pytest.raises((InvalidInput, PlaceAway)):
        gateway.check()
