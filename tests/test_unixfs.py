"""The DAG of a public block: what IPFS nodes make of the same bytes, and read back strictly."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.errors import InvalidInput
from albumforge.transfers.cids import DAG_PB, RAW, cid_of, cid_text, sha256
from albumforge.transfers.unixfs import LINKS, DagBuilder, DagError, Link, Node, links_of, node_of, varint

LEAF = 1 << 20


def built(sizes: list[int], links: int = LINKS) -> tuple[Link, list[Node]]:
    """The root and the nodes of leaves of these sizes."""
    dag, nodes = DagBuilder(links), []
    for number, size in enumerate(sizes):
        nodes += dag.add(hashlib.sha256(str(number).encode()).digest(), size)
    nodes += dag.finish()
    return dag.root, nodes


def leaves(root: Link, nodes: list[Node]) -> list[tuple[bytes, int]]:
    """All leaves below a root, by reading the nodes."""
    known = {node.link.cid: node.data for node in nodes}
    if root.cid not in known:
        return [(root.cid, root.content)]
    return [leaf for link in links_of(root.cid, known[root.cid]) for leaf in leaves(link, nodes)]


def test_one_leaf_is_the_file() -> None:
    root, nodes = built([77])
    assert (root.content, root.total, nodes) == (77, 77, [])
    assert root.cid == cid_of(RAW, hashlib.sha256(b"0").digest())


@pytest.mark.parametrize(
    "size, root",
    [
        (1, "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu"),
        (LEAF, "bafkreih3xkzit57zjmsxg3cyxzdktfgeih6qevjmyybcguxd3bws7k34qm"),
        (LEAF + 1, "bafybeidilpoket5zygjfcrvh76gvmez7iwgzmf55stwnofqxvprkyjlf7y"),
        (174 * LEAF, "bafybeigc6ub2qvqf3zrs36hsknxrvh2xqvyamsxytxqdma2igiljtmv3fm"),
    ],
)
def test_the_root_is_that_of_a_node_of_ipfs(size: int, root: str) -> None:
    """What js-ipfs 0.18 answered to ``add?cid-version=1&raw-leaves=true&chunker=size-1048576``."""
    dag, leaf = DagBuilder(), bytes(range(256)) * (LEAF >> 8)
    for at in range(0, size, LEAF):
        part = leaf[: min(LEAF, size - at)]
        assert not list(dag.add(sha256(part), len(part)))
    list(dag.finish())
    assert cid_text(dag.root.cid) == root


def test_without_a_leaf_there_is_no_file() -> None:
    with pytest.raises(InvalidInput, match="without any bytes"):
        list(DagBuilder().finish())


@pytest.mark.parametrize(
    "count, depths",
    [(2, [1]), (LINKS, [1]), (LINKS + 1, [1, 1, 2]), (2 * LINKS, [1, 1, 2]), (2 * LINKS + 1, [1, 1, 1, 2])],
)
def test_how_deep_it_is(count: int, depths: list[int]) -> None:
    root, nodes = built([LEAF] * count)
    assert len(nodes) == len(depths)
    assert (root.content, root.cid) == (LEAF * count, nodes[-1].link.cid)
    assert root.total == root.content + sum(len(node.data) for node in nodes)


@given(st.integers(1, 400), st.integers(2, 9), st.integers(1, LEAF))
def test_read_back_it_has_the_same_leaves(count: int, links: int, last: int) -> None:
    sizes = [LEAF] * (count - 1) + [last]
    root, nodes = built(sizes, links)
    digests = [cid_of(RAW, hashlib.sha256(str(number).encode()).digest()) for number in range(count)]
    assert leaves(root, nodes) == list(zip(digests, sizes, strict=True))
    assert all(len(links_of(node.link.cid, node.data)) <= links for node in nodes)


def test_each_byte_of_a_node_counts() -> None:
    _, (node,) = built([LEAF, 5])
    for at in range(len(node.data)):
        changed = bytearray(node.data)
        changed[at] ^= 1
        with pytest.raises(DagError, match="not its own"):
            links_of(node.link.cid, bytes(changed))


@given(st.binary(max_size=200))
def test_other_blocks_are_no_nodes(data: bytes) -> None:
    with pytest.raises(DagError, match="no node"):
        links_of(cid_of(DAG_PB, sha256(data)), data)


@given(st.integers(0, 2000), st.integers(1, 255))
def test_nodes_are_written_in_one_way(at: int, flip: int) -> None:
    """A node that says the same in other bytes, or something else, is refused though its CID is its own."""
    data = bytearray(node_of([Link(cid_of(RAW, sha256(bytes([n]))), LEAF, LEAF) for n in range(20)]).data)
    data[at % len(data)] ^= flip
    cid = cid_of(DAG_PB, sha256(bytes(data)))
    try:
        links = links_of(cid, bytes(data))
    except DagError:
        return
    assert node_of(links).data == bytes(data)


@given(st.integers(0, (1 << 64) - 1))
def test_numbers_take_seven_bits_a_byte(value: int) -> None:
    data = varint(value)
    assert sum((byte & 0x7F) << 7 * at for at, byte in enumerate(data)) == value
    assert [byte >> 7 for byte in data] == [1] * (len(data) - 1) + [0]
