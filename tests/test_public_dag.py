"""The DAG of a public block is walked only where it is one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

import pytest

from albumforge.transfers.cids import DAG_PB, RAW, cid_of, sha256
from albumforge.transfers.public_block import SEGMENT_BYTES, block_bytes, plain_bytes
from albumforge.transfers.public_dag import Layout, layout_of, nodes_of
from albumforge.transfers.unixfs import DagBuilder, DagError, Link, Node, node_of

LAST = 5000


def digests(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


def length_of(count: int, last: int = LAST) -> int:
    return (count - 1) * SEGMENT_BYTES + last


class Store:
    """Blocks in memory, and how often they are asked for."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.blocks = {node.link.cid: node.data for node in nodes}
        self.asked = 0

    def get(self, cid: bytes) -> bytes:
        self.asked += 1
        return self.blocks[cid]


def built(leaves: Sequence[bytes], sizes: Sequence[int], links: int = 1024) -> tuple[bytes, Store]:
    """A DAG of leaves of any sizes, with so many links a node."""
    dag, nodes = DagBuilder(links), list[Node]()
    for digest, size in zip(leaves, sizes, strict=True):
        nodes += dag.add(digest, size)
    nodes += dag.finish()
    return dag.root.cid, Store(nodes)


def refused(root: bytes, store: Store, **options: int) -> None:
    begun = time.process_time()
    with pytest.raises(DagError):
        layout_of(root, store.get, **options)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("count", [2, 3, 174, 175, 1023, 1024, 1025, 2048, 2049, 5000])
@pytest.mark.parametrize("last", [17, SEGMENT_BYTES])
def test_what_was_built_is_walked(count: int, last: int) -> None:
    leaves, length = digests(count), length_of(count, last)
    root, nodes = nodes_of(leaves, length)
    store = Store(nodes)
    found = layout_of(root, store.get, most=length)
    assert (found.root, found.length, found.leaves) == (root, length, tuple(leaves))
    assert set(found.nodes) == set(store.blocks)
    assert len(found.nodes) == len(nodes) == store.asked
    assert found.nodes[-1] == root
    assert found.end(count - 1) == length and found.end(0) == SEGMENT_BYTES


def test_a_node_stands_before_those_that_link_to_it() -> None:
    root, nodes = nodes_of(digests(3000), length_of(3000))
    found = layout_of(root, Store(nodes).get)
    assert found.nodes == (*(node.link.cid for node in nodes[:-1]), root)


def test_a_single_leaf_does_not_say_how_long_it_is() -> None:
    root, nodes = nodes_of(digests(1), LAST)
    assert nodes == [] and root == cid_of(RAW, digests(1)[0])
    found = layout_of(root, Store([]).get, most=10)
    assert found == Layout(root, None, (digests(1)[0],), ())
    found.check_size(0, SEGMENT_BYTES)
    for size in (0, 55, SEGMENT_BYTES + 1, 1 << 30):
        with pytest.raises(DagError, match="segment 0"):
            found.check_size(0, size)


@pytest.mark.parametrize("number, size", [(0, SEGMENT_BYTES - 1), (0, SEGMENT_BYTES + 1), (2, LAST - 1), (2, LAST + 1)])
def test_a_segment_of_another_size_than_the_nodes_say(number: int, size: int) -> None:
    root, nodes = nodes_of(digests(3), length_of(3))
    found = layout_of(root, Store(nodes).get)
    found.check_size(0, SEGMENT_BYTES)
    found.check_size(2, LAST)
    with pytest.raises(DagError, match=f"segment {number}"):
        found.check_size(number, size)


def test_one_byte_too_large() -> None:
    root, nodes = nodes_of(digests(3), length_of(3))
    refused(root, Store(nodes), most=length_of(3) - 1)
    assert layout_of(root, Store(nodes).get, most=length_of(3)).length == length_of(3)


@pytest.mark.parametrize("chunk", [1000, 256 << 10, (1 << 20) - 1, (1 << 20) + 1, 2 << 20])
@pytest.mark.parametrize("count", [2, 1024, 1500])
def test_other_chunks(chunk: int, count: int) -> None:
    refused(*built(digests(count), [chunk] * (count - 1) + [700]))


@pytest.mark.parametrize("links", [2, 174, 1023, 1025])
def test_other_links_a_node(links: int) -> None:
    count = links + 1
    refused(*built(digests(count), [SEGMENT_BYTES] * (count - 1) + [LAST], links))
    refused(*built(digests(3000), [SEGMENT_BYTES] * 2999 + [LAST], links))


def test_a_file_without_bytes() -> None:
    empty = node_of([])
    refused(empty.link.cid, Store([empty]))


@pytest.mark.parametrize("sizes", [[0], [0, 0], [LAST], [SEGMENT_BYTES, 0], [SEGMENT_BYTES, 16], [0, SEGMENT_BYTES]])
def test_lengths_that_no_public_block_has(sizes: list[int]) -> None:
    node = node_of([Link(cid_of(RAW, one), size, size) for one, size in zip(digests(2), sizes, strict=False)])
    refused(node.link.cid, Store([node]))


def test_bytes_that_are_not_the_nodes_own() -> None:
    root, nodes = nodes_of(digests(3), length_of(3))
    store = Store(nodes)
    store.blocks[root] = bytes([store.blocks[root][0] ^ 1]) + store.blocks[root][1:]
    refused(root, store)
    garbage = b"garbage" * 100
    for codec in (DAG_PB, 0x71):
        refused(cid_of(codec, sha256(garbage)), Store([Node(Link(cid_of(codec, sha256(garbage)), 0, 0), garbage)]))


def test_a_leaf_that_is_a_node() -> None:
    links = [Link(cid_of(DAG_PB, one), SEGMENT_BYTES, SEGMENT_BYTES) for one in digests(3)]
    node = node_of(links)
    refused(node.link.cid, Store([node]))


def test_a_node_in_the_place_of_many_leaves() -> None:
    leaf = Link(cid_of(RAW, digests(1)[0]), 1024 * SEGMENT_BYTES, 1024 * SEGMENT_BYTES)
    node = node_of([leaf, Link(cid_of(RAW, digests(2)[1]), LAST, LAST)])
    refused(node.link.cid, Store([node]))


def tower(height: int) -> tuple[bytes, Store]:
    """A node of leaves, 1,024 times the same one above it, and so on: few bytes that pretend to be without end."""
    nodes = [node_of([Link(cid_of(RAW, one), SEGMENT_BYTES, SEGMENT_BYTES) for one in digests(1024)])]
    for _ in range(height):
        nodes.append(node_of([nodes[-1].link] * 1024))
    return nodes[-1].link.cid, Store(nodes)


@pytest.mark.parametrize("height", [1, 2, 3, 4])
def test_a_few_nodes_that_pretend_to_be_without_end(height: int) -> None:
    root, store = tower(height)
    refused(root, store)
    assert store.asked <= 2


def changed(change: Callable[[list[Link]], object]) -> tuple[bytes, Store]:
    """A DAG of two levels whose first node, or what the root says of it, is another one."""
    leaves = [Link(cid_of(RAW, one), SEGMENT_BYTES, SEGMENT_BYTES) for one in digests(1500)]
    first, second = node_of(leaves[:1024]), node_of(leaves[1024:])
    links = [first.link, second.link]
    change(links)
    root = node_of(links)
    return root.link.cid, Store([first, second, root])


def test_a_parent_that_lies_about_its_children() -> None:
    layout_of(*walked(changed(lambda links: None)))
    first, second = 0, 1

    def grow(links: list[Link]) -> None:
        links[first] = Link(links[first].cid, links[first].content + 5, links[first].total)

    def heavier(links: list[Link]) -> None:
        links[second] = Link(links[second].cid, links[second].content, links[second].total + 1)

    def turn(links: list[Link]) -> None:
        links.reverse()

    def twice(links: list[Link]) -> None:
        links[second:] = [links[first], links[second]]

    for change in (grow, heavier, turn, twice):
        refused(*changed(change))


def walked(made: tuple[bytes, Store]) -> tuple[bytes, Callable[[bytes], bytes]]:
    return made[0], made[1].get


def test_lengths_are_those_of_public_blocks() -> None:
    assert block_bytes(plain_bytes(length_of(3))) == length_of(3)
