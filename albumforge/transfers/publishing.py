"""Puts the public block of a master in a place, segment by segment; none of it is kept on this machine's disk.

Each segment is made again from the master and the journal as it is put: encryption is far cheaper than a second copy
of the block, and the journal tells whether the bytes are the same.
"""

from __future__ import annotations

import hmac
import os
import threading
from pathlib import Path
from typing import BinaryIO

from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError
from albumforge.media.regular import open_regular
from albumforge.transferring import Place
from albumforge.transfers.cids import RAW, cid_of, sha256
from albumforge.transfers.journal import Journal, Marks
from albumforge.transfers.keys import Keys
from albumforge.transfers.leaf_map import LeafMap
from albumforge.transfers.many import PATIENCE, insist, side_by_side
from albumforge.transfers.places import read_at
from albumforge.transfers.public_block import SEGMENT_BYTES, SegmentCipher, block_bytes, plain_span, segment_count
from albumforge.transfers.public_dag import nodes_of
from albumforge.transfers.sealing import CHANGED
from albumforge.transfers.throttle import Throttle
from albumforge.transfers.unixfs import Node

STAGE = "publish"


def publish_master(
    source: Path,
    journal: Path,
    place: Place,
    *,
    associated: bytes,
    keys: Keys,
    context: Context,
    jobs: int = 4,
    throttle: Throttle | None = None,
    patience: float = PATIENCE,
) -> int:
    """Put the public block of a master in a place and pin it there; what is there already is not put again.

    Reports progress with the stage ``publish``.

    Args:
        source, journal, associated, keys: as they were given to `albumforge.transfers.sealing.seal_master`.
        jobs: segments that are put at once.
        throttle: limits the bytes a second.
        patience: seconds that the place may be away.

    Returns:
        The number of segments that were put now.

    Raises:
        MediaError: the master cannot be read, or changed since it was sealed.
        InvalidInput: it was not sealed whole.
        Conflict: another process seals or publishes it.
        PlaceAway, StorageError: the place does not answer for too long, or has no room.
        Cancelled: the context asked to stop; the next call goes on from there.
    """
    with open_regular(source) as file:
        status = os.fstat(file.fileno())
        known = status.st_size, status.st_mtime_ns
        noted = Journal.resume(journal, source=known, associated=associated, keys=keys)
        if noted is None:
            raise MediaError(source, CHANGED)
        with noted:
            if len(noted.records) < segment_count(status.st_size):
                raise InvalidInput(f"{source}: its encryption did not come to an end.")
            noted.sync()  # whoever sealed it may have been killed before
            leaves = [record.digest for record in noted.records[: segment_count(status.st_size)]]
            root, nodes = nodes_of(leaves, block_bytes(status.st_size))
            with LeafMap(map_of(journal), root, len(leaves)) as put:
                work = _Publishing(source, file, noted, status.st_size, place, throttle or Throttle(), patience, put)
                return work.run(root, nodes, jobs, context)


def map_of(journal: Path) -> Path:
    """Return where it is noted which segments were put, beside a journal."""
    return journal.with_name(f"{journal.name}.put")


class _Publishing:
    """One run of `publish_master`."""

    def __init__(
        self,
        source: Path,
        file: BinaryIO,
        journal: Journal,
        size: int,
        place: Place,
        throttle: Throttle,
        patience: float,
        before: LeafMap,
    ) -> None:
        self._source, self._file, self._journal, self._size = source, file, journal, size
        self._place, self._throttle, self._patience, self._before = place, throttle, patience, before
        self._cipher = SegmentCipher(journal.key, journal.associated, journal.header)
        self._marks = Marks(journal.key, journal.header.salt)
        self._count = segment_count(size)
        self._lock = threading.Lock()
        self._put = 0

    def run(self, root: bytes, nodes: list[Node], jobs: int, context: Context) -> int:
        side_by_side(
            range(self._count),
            self._segment,
            jobs=min(jobs, self._count),
            context=context,
            progress=lambda done: context.progress(STAGE, done / self._count),
        )
        for node in nodes:
            self._store(node.link.cid, node.data, context)
        insist(lambda: self._place.pin(root), context=context, patience=self._patience)
        return self._put

    def _segment(self, number: int, context: Context) -> None:
        cid = cid_of(RAW, self._journal.records[number].digest)
        # Only those that were put are asked for: a node may take long to say that it has not got a block.
        if number in self._before and insist(lambda: self._place.has(cid), context=context, patience=self._patience):
            return
        segment = self._sealed(number)
        self._throttle.take(len(segment), context)
        self._store(cid, segment, context)
        self._before.add(number)
        with self._lock:
            self._put += 1

    def _sealed(self, number: int) -> memoryview:
        """Return a segment, which is the one that the journal names."""
        begin, end = plain_span(number, self._size)
        plain, segment = memoryview(bytearray(end - begin)), memoryview(bytearray(SEGMENT_BYTES))
        record = self._journal.records[number]
        read = read_at(self._source, self._file.fileno(), begin, plain)
        # Before the encryption: one nonce must not meet two plaintexts.
        if read < len(plain) or not hmac.compare_digest(self._marks.of(number, plain), record.mark):
            raise MediaError(self._source, CHANGED)
        found = segment[: self._cipher.seal(number, plain, segment, last=number == self._count - 1)]
        if sha256(found) != record.digest:
            raise InvalidInput(f"{self._source}: its journal is damaged.", hint="Send it anew.")
        return found

    def _store(self, cid: bytes, data: bytes | memoryview, context: Context) -> None:
        insist(lambda: self._place.put(cid, data), context=context, patience=self._patience)
