"""Fetches a public block from several places at once, checks each segment, and writes it to a file; or heals one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from albumforge.context import Context
from albumforge.media.publish import writing
from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.leaf_map import LeafMap
from albumforge.transfers.many import side_by_side
from albumforge.transfers.places import read_at, write_at
from albumforge.transfers.public_block import SEGMENT_BYTES
from albumforge.transfers.public_dag import Layout, layout_of
from albumforge.transfers.sources import Sources
from albumforge.transfers.throttle import Throttle

STAGE = "fetch"


@dataclass(frozen=True)
class Fetched:
    """A public block that is there.

    Attributes:
        layout: its segments.
        length: bytes.
        fetched: number of segments that were fetched now.
    """

    layout: Layout
    length: int
    fetched: int


def map_of(block: Path) -> Path:
    """Return where it is noted which segments of a file are there."""
    return block.with_name(f"{block.name}.leaves")


def fetch_layout(root: bytes, sources: Sources, *, context: Context, most: int | None = None) -> Layout:
    """Return what a public block consists of, asked of several places; see `layout_of`."""
    return layout_of(root, lambda cid: sources.get(cid, context), most=most)


def fetch_block(
    layout: Layout,
    sources: Sources,
    block: Path,
    *,
    context: Context,
    jobs: int = 4,
    throttle: Throttle | None = None,
) -> Fetched:
    """Fetch the segments of a public block that are not in a file yet.

    Reports progress with the stage ``fetch``.

    Args:
        layout: as `fetch_layout` gave it.
        block: the file; beside it stands which segments are there, until somebody removes that, too.
        jobs: segments that are fetched at once.
        throttle: limits the bytes a second.

    Raises:
        BlockMissing: no place has a segment, or all that do give other bytes.
        PlaceAway: those that might have it were away for too long.
        DagError: a segment has not the size that the public block says.
        StorageError: the file cannot be written.
        Cancelled: the context asked to stop; the next call goes on from there.
    """
    throttle = throttle or Throttle()
    count = len(layout.leaves)
    with writing(block):
        descriptor = os.open(block, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with LeafMap(map_of(block), layout.root, count) as here:
            missing = _missing(layout, here, block, descriptor)
            there = count - len(missing)
            context.progress(STAGE, there / count, found=True)

            def fetch(number: int, inner: Context) -> None:
                data = _segment(layout, number, sources, inner)
                throttle.take(len(data), inner)
                with writing(block):
                    write_at(descriptor, number * SEGMENT_BYTES, memoryview(data))
                    if layout.length is None:
                        os.ftruncate(descriptor, len(data))
                here.add(number)

            side_by_side(
                missing,
                fetch,
                jobs=min(jobs, len(missing)),
                context=context,
                progress=lambda done: context.progress(STAGE, (there + done) / count),
            )
        with writing(block):
            if layout.length is not None:
                os.ftruncate(descriptor, layout.length)
            os.fsync(descriptor)
            return Fetched(layout, os.fstat(descriptor).st_size, len(missing))
    finally:
        os.close(descriptor)


def heal_segment(layout: Layout, number: int, sources: Sources, block: Path, *, context: Context) -> None:
    """Fetch one segment of a file again.

    Raises:
        BlockMissing, PlaceAway, DagError, StorageError, Cancelled: as `fetch_block` says.
    """
    data = _segment(layout, number, sources, context)
    with writing(block), block.open("r+b", buffering=0) as file:
        write_at(file.fileno(), number * SEGMENT_BYTES, memoryview(data))
        os.fsync(file.fileno())


def _segment(layout: Layout, number: int, sources: Sources, context: Context) -> bytes:
    data = sources.get(cid_of(RAW, layout.leaves[number]), context)
    layout.check_size(number, len(data))
    return data


def _missing(layout: Layout, here: LeafMap, block: Path, descriptor: int) -> list[int]:
    """Return which segments are to be fetched: the map may be older than the file, which somebody cut or removed."""
    count = len(layout.leaves)
    if layout.length is not None:
        size = os.fstat(descriptor).st_size
        return [number for number in range(count) if number not in here or layout.end(number) > size]
    whole = memoryview(bytearray(SEGMENT_BYTES + 1))
    right = sha256(whole[: read_at(block, descriptor, 0, whole)]) == layout.leaves[0]
    return [] if right and 0 in here else [0]
