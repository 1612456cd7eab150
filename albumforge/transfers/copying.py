"""Copies a public block from places to another one, without its key."""

from __future__ import annotations

import threading

from albumforge.context import Context
from albumforge.transferring import Place
from albumforge.transfers.cids import RAW, cid_of
from albumforge.transfers.fetching import fetch_layout
from albumforge.transfers.many import PATIENCE, insist, side_by_side
from albumforge.transfers.sources import Sources
from albumforge.transfers.throttle import Throttle

STAGE = "copy"


def copy_block(
    root: bytes,
    sources: Sources,
    target: Place,
    *,
    context: Context,
    jobs: int = 4,
    most: int | None = None,
    throttle: Throttle | None = None,
    patience: float = PATIENCE,
) -> int:
    """Copy a public block and pin it; blocks that the target has are not copied again.

    Reports progress with the stage ``copy``.

    Args:
        root: binary CID.
        most: bytes that it has at most; None: any.
        jobs: blocks that are copied at once.
        throttle: limits the bytes a second.
        patience: seconds that the target may be away.

    Returns:
        The number of blocks that were copied now.

    Raises:
        DagError: it is no public block, or larger than `most`.
        BlockMissing: no source has a block.
        PlaceAway: a place was away for too long.
        StorageError: the target has no room.
        Cancelled: the context asked to stop; the next call goes on from there.
    """
    layout = fetch_layout(root, sources, context=context, most=most)
    throttle = throttle or Throttle()
    count, counting, copied = len(layout.leaves), threading.Lock(), 0

    def copy(cid: bytes, inner: Context, number: int | None = None) -> None:
        nonlocal copied
        if insist(lambda: target.has(cid), context=inner, patience=patience):
            return
        data = sources.get(cid, inner)
        if number is not None:
            layout.check_size(number, len(data))
        throttle.take(len(data), inner)
        insist(lambda: target.put(cid, data), context=inner, patience=patience)
        with counting:
            copied += 1

    side_by_side(
        range(count),
        lambda number, inner: copy(cid_of(RAW, layout.leaves[number]), inner, number),
        jobs=min(jobs, count),
        context=context,
        progress=lambda done: context.progress(STAGE, done / count),
    )
    for node in layout.nodes:  # after what they link to, so that a root that is there means that all is
        copy(node, context)
    insist(lambda: target.pin(root), context=context, patience=patience)
    return copied
