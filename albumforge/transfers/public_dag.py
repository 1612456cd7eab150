"""The DAG of a public block: made from the digests of its segments, or walked from its root by who has not the key.

There is but one DAG of so many bytes, so that whoever walks one knows beforehand what each node must hold, and a small
one cannot pretend to be without end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from albumforge.errors import InvalidInput
from albumforge.transfers.cids import DAG_PB, RAW, cid_of, cid_text, digest_of
from albumforge.transfers.public_block import HEADER_BYTES, SEGMENT_BYTES, TAG_BYTES, plain_bytes, segment_count
from albumforge.transfers.unixfs import LINKS, DagBuilder, DagError, Link, Node, links_of


@dataclass(frozen=True)
class Layout:
    """What a public block consists of.

    Attributes:
        root: binary CID.
        length: bytes of the public block; None: it is a single leaf, which does not say so.
        leaves: SHA-256 of the segments, in order.
        nodes: binary CIDs of the nodes above them, each before those that link to it: the root is last.
    """

    root: bytes
    length: int | None
    leaves: tuple[bytes, ...]
    nodes: tuple[bytes, ...]

    def end(self, number: int) -> int:
        """Return where a segment ends in the public block; of a single one that may be too far."""
        end = (number + 1) * SEGMENT_BYTES
        return end if self.length is None else min(end, self.length)

    def check_size(self, number: int, size: int) -> None:
        """Check the bytes of a segment: what the nodes say of them, the segment itself must prove.

        Raises:
            DagError: it has more or fewer.
        """
        most = self.end(number) - number * SEGMENT_BYTES
        least = most if self.length is not None else HEADER_BYTES + TAG_BYTES
        if not least <= size <= most:
            raise DagError(f"{cid_text(self.root)} is no public block: its segment {number} has {size:,} bytes.")


def nodes_of(leaves: Sequence[bytes], length: int) -> tuple[bytes, list[Node]]:
    """Return the binary CID of the root of a public block, and all nodes above its leaves, the root last.

    Args:
        leaves: SHA-256 of the segments, in order.
        length: bytes of the public block.
    """
    dag, nodes = DagBuilder(), list[Node]()
    for number, digest in enumerate(leaves):
        nodes += dag.add(digest, min(SEGMENT_BYTES, length - number * SEGMENT_BYTES))
    nodes += dag.finish()
    return dag.root.cid, nodes


def layout_of(root: bytes, get: Callable[[bytes], bytes], *, most: int | None = None) -> Layout:
    """Return the layout of a public block.

    Args:
        get: gives the bytes of a node by its binary CID.
        most: bytes that the public block has at most; None: any.

    Raises:
        DagError: it is not the DAG of a public block, or larger.
        Whatever `get` raises.
    """
    if root[1] == RAW:
        return Layout(root, None, (digest_of(root),), ())
    first = links_of(root, get(root))
    length = sum(link.content for link in first)
    if most is not None and length > most:
        raise DagError(f"{cid_text(root)} has {length:,} bytes, not {most:,}.")
    try:
        width = _width(segment_count(plain_bytes(length)))
    except InvalidInput:
        raise _another_file(root) from None
    nodes, level = [root], _checked(root, first, length, width)
    while width > SEGMENT_BYTES:
        cids = [cid_of(DAG_PB, digest) for digest in level]
        if len(set(cids)) < len(cids):  # or a few nodes could pretend to be a large block
            raise _another_file(root)
        nodes[:0], level = cids, []
        for number, cid in enumerate(cids):
            size = min(width, length - number * width)
            level += _checked(root, links_of(cid, get(cid)), size, width // LINKS)
        width //= LINKS
    if nodes_of(level, length)[0] != root:
        raise _another_file(root)
    return Layout(root, length, tuple(level), tuple(nodes))


def _width(count: int) -> int:
    """Return the bytes below each link of the root, of a DAG with so many leaves; the last one may have fewer."""
    found = SEGMENT_BYTES
    while count * SEGMENT_BYTES > found * LINKS:
        found *= LINKS
    return found


def _checked(root: bytes, links: Sequence[Link], size: int, width: int) -> list[bytes]:
    """Return the SHA-256 of what a node of so many bytes links to, if each link is as it must be."""
    codec = RAW if width == SEGMENT_BYTES else DAG_PB
    found = [(link.cid.removesuffix(digest_of(link.cid)), link.content) for link in links]
    head = cid_of(codec, b"")
    if found != [(head, min(width, size - at)) for at in range(0, size, width)]:
        raise _another_file(root)
    return [digest_of(link.cid) for link in links]


def _another_file(root: bytes) -> DagError:
    return DagError(f"{cid_text(root)} is a file, but no public block: its parts are cut in another way.")
