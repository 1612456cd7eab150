"""Checks a public block without its key: whether each of its segments is what the CID of the whole says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.media.regular import open_regular
from albumforge.transferring import BlockMissing, Place
from albumforge.transfers.blocks import WrongBlock, get_block
from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.many import PATIENCE, insist, side_by_side
from albumforge.transfers.places import read_at
from albumforge.transfers.public_block import SEGMENT_BYTES, plain_bytes
from albumforge.transfers.public_dag import Layout, layout_of, nodes_of
from albumforge.transfers.unixfs import DagError

STAGE = "check"


@dataclass(frozen=True)
class Checked:
    """What came of a check.

    Attributes:
        segments: number of them.
        missing: numbers of those that are not there, from 0.
        damaged: numbers of those that have other bytes.
        nodes: number of nodes above them that are not there or damaged; a file has none.
    """

    segments: int
    missing: tuple[int, ...]
    damaged: tuple[int, ...]
    nodes: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.missing and not self.damaged and not self.nodes


def check_place(
    layout: Layout, place: Place, *, context: Context, jobs: int = 4, patience: float = PATIENCE
) -> Checked:
    """Read all of a public block in a place.

    Reports progress with the stage ``check``.

    Raises:
        PlaceAway: the place was away for too long.
        Cancelled: the context asked to stop.
    """
    wrong: dict[int, ForgeError] = {}
    count = len(layout.leaves)

    def look(cid: bytes, inner: Context) -> bytes:
        return insist(lambda: get_block(place, cid), context=inner, patience=patience)

    def check(number: int, inner: Context) -> None:
        try:
            layout.check_size(number, len(look(cid_of(RAW, layout.leaves[number]), inner)))
        except (BlockMissing, WrongBlock, DagError) as error:
            wrong[number] = error

    side_by_side(
        range(count),
        check,
        jobs=min(jobs, count),
        context=context,
        progress=lambda done: context.progress(STAGE, done / count),
    )
    nodes = 0
    for cid in layout.nodes:
        try:
            look(cid, context)
        except (BlockMissing, WrongBlock):
            nodes += 1
    missing = tuple(sorted(number for number, error in wrong.items() if isinstance(error, BlockMissing)))
    return Checked(count, missing, tuple(sorted(set(wrong) - set(missing))), nodes)


def check_file(path: Path, layout: Layout, *, context: Context) -> Checked:
    """Read a public block in a file.

    Reports progress with the stage ``check``.

    Raises:
        MediaError: the file cannot be read.
        Cancelled: the context asked to stop.
    """
    found, length = _digests(path, context)
    count = len(layout.leaves)
    damaged = tuple(number for number, digest in enumerate(found[:count]) if digest != layout.leaves[number])
    if length > layout.end(count - 1):  # something is appended
        damaged = tuple(sorted({*damaged, count - 1}))
    return Checked(count, tuple(range(len(found), count)), damaged)


def root_of(path: Path, *, context: Context) -> bytes:
    """Return the binary CID that a file has as a public block.

    Raises:
        MediaError: the file cannot be read.
        InvalidInput: no public block has this length.
        Cancelled: the context asked to stop.
    """
    found, length = _digests(path, context)
    plain_bytes(length)
    return nodes_of(found, length)[0]


def layout_in(place: Place, root: bytes, *, context: Context, patience: float = PATIENCE) -> Layout:
    """Return the layout of a public block as one place has it; see `layout_of`."""
    return layout_of(root, lambda cid: insist(lambda: get_block(place, cid), context=context, patience=patience))


def _digests(path: Path, context: Context) -> tuple[list[bytes], int]:
    """Return the SHA-256 of each segment of a file, and its bytes."""
    found, buffer = list[bytes](), bytearray(SEGMENT_BYTES)
    with open_regular(path) as file, memoryview(buffer) as view:
        length = os.fstat(file.fileno()).st_size
        for at in range(0, length, SEGMENT_BYTES):
            context.check()
            context.progress(STAGE, at / length)
            found.append(sha256(view[: read_at(path, file.fileno(), at, view)]))
    context.progress(STAGE, 1.0)
    return found, length
