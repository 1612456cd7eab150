"""The DAG of a file in IPFS, built while its leaves come: UnixFS, balanced, with CIDv1 and raw leaves.

A leaf is 1 MiB as it is, and a node has up to 1,024 links: the profile ``unixfs-v1-2025`` of IPIP-499
(https://specs.ipfs.tech/ipips/ipip-0499/). Nodes are dag-pb (https://ipld.io/specs/codecs/dag-pb/spec/) with the data
of UnixFS (https://specs.ipfs.tech/unixfs/). A file of one leaf is that leaf.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from albumforge.errors import InvalidInput
from albumforge.transfers.cids import DAG_PB, RAW, cid_of, cid_text, digest_of, sha256

LINKS = 1024
"""Of a node, at most."""
_FILE = 2  # the type of a node of UnixFS


class DagError(InvalidInput):
    """Raised when a block is not what its CID says, or no node of a public block."""


@dataclass(frozen=True)
class Link:
    """A block as its parent has it.

    Attributes:
        cid: binary.
        content: bytes of the file that lie in it and below it.
        total: bytes of all blocks in it and below it.
    """

    cid: bytes
    content: int
    total: int


@dataclass(frozen=True)
class Node:
    """A node that is complete.

    Attributes:
        link: as its parent has it.
        data: its bytes.
    """

    link: Link
    data: bytes


class DagBuilder:
    """Builds the nodes above leaves that come in order."""

    def __init__(self, links: int = LINKS) -> None:
        """Begin a file.

        Args:
            links: of a node, at most.
        """
        self._links = links
        self._open: list[list[Link]] = [[]]

    def add(self, digest: bytes, size: int) -> Iterator[Node]:
        """Take the next leaf by its SHA-256; yield the nodes that it completes, the lowest first."""
        yield from self._add(Link(cid_of(RAW, digest), size, size), 0)

    def finish(self) -> Iterator[Node]:
        """Yield the nodes that are still open, the root last. Of one leaf there is none.

        Raises:
            InvalidInput: no leaf came.
        """
        if not self._open[0] and len(self._open) == 1:
            raise InvalidInput("A file without any bytes has no public block.")
        level = 0
        while level + 1 < len(self._open) or len(self._open[level]) > 1:
            if self._open[level]:
                yield from self._close(level)
            level += 1

    @property
    def root(self) -> Link:
        """The root; after `finish`."""
        (root,) = self._open[-1]
        return root

    def _add(self, link: Link, level: int) -> Iterator[Node]:
        if level == len(self._open):
            self._open.append([])
        self._open[level].append(link)
        if len(self._open[level]) == self._links:
            yield from self._close(level)

    def _close(self, level: int) -> Iterator[Node]:
        node = node_of(self._open[level])
        self._open[level] = []
        yield node
        yield from self._add(node.link, level + 1)


def node_of(links: list[Link]) -> Node:
    """Return the node above blocks, as dag-pb writes it: links first, then the data of UnixFS."""
    content = sum(link.content for link in links)
    blocks = b"".join(_bytes(2, _bytes(1, link.cid) + _bytes(2, b"") + _number(3, link.total)) for link in links)
    sizes = b"".join(_number(4, link.content) for link in links)
    data = blocks + _bytes(1, _number(1, _FILE) + _number(3, content) + sizes)
    total = len(data) + sum(link.total for link in links)
    return Node(Link(cid_of(DAG_PB, sha256(data)), content, total), data)


def links_of(cid: bytes, data: bytes) -> list[Link]:
    """Return what a node links to, once it is sure that these are its bytes.

    Raises:
        DagError: they are those of another block, or no node as it is made here.
    """
    if sha256(data) != digest_of(cid):
        raise DagError(f"The bytes of {cid_text(cid)} are not its own.")
    try:
        links = _parsed(data)
        if node_of(links).data == data:  # there is but one way to write it
            return links
    except (IndexError, ValueError):
        pass
    raise DagError(f"{cid_text(cid)} is no node of a public block.")


def _parsed(data: bytes) -> list[Link]:
    found: list[tuple[bytes, int]] = []
    sizes: list[int] = []
    for field, value in _fields(data):
        if field == 2:
            parts = dict(_fields(_as_bytes(value)))
            found.append((_as_bytes(parts.get(1)), _as_number(parts.get(3))))
        else:
            sizes = [_as_number(size) for number, size in _fields(_as_bytes(value)) if number == 4]
    return [Link(cid, size, total) for (cid, total), size in zip(found, sizes, strict=True)]


def _fields(data: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Yield the fields of a message of Protocol Buffers that has numbers and bytes alone."""
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        value, at = _read_varint(data, at)
        if tag & 7 == 0:
            yield tag >> 3, value
        elif tag & 7 == 2 and at + value <= len(data):
            yield tag >> 3, data[at : at + value]
            at += value
        else:
            raise ValueError(tag)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 64, 7):
        byte = data[at]
        value, at = value | (byte & 0x7F) << shift, at + 1
        if byte < 0x80:
            return value, at
    raise ValueError(value)


def _as_bytes(value: bytes | int | None) -> bytes:
    if not isinstance(value, bytes):
        raise ValueError(value)
    return value


def _as_number(value: bytes | int | None) -> int:
    if not isinstance(value, int):
        raise ValueError(value)
    return value


def _bytes(field: int, value: bytes) -> bytes:
    """Return a field of Protocol Buffers that holds bytes."""
    return bytes([field << 3 | 2]) + varint(len(value)) + value


def _number(field: int, value: int) -> bytes:
    return bytes([field << 3]) + varint(value)


def varint(value: int) -> bytes:
    """Return a number as Protocol Buffers and multiformats write it: 7 bits a byte, the lowest first."""
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(found) + bytes([value])
