"""Makes the public block of a master: reads it once, encrypts it, and takes all digests on the way."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.publish import writing
from albumforge.media.regular import open_regular
from albumforge.transfers.cids import sha256
from albumforge.transfers.digests import Digests
from albumforge.transfers.journal import Journal, Marks, Record
from albumforge.transfers.keys import Keys
from albumforge.transfers.places import read_at, write_at
from albumforge.transfers.public_block import (
    SEGMENT_BYTES,
    SegmentCipher,
    block_bytes,
    plain_span,
    segment_count,
)
from albumforge.transfers.public_dag import nodes_of

STAGE = "encrypt"
CHANGED = "it changed since its encryption began"


@dataclass(frozen=True)
class SealedMaster:
    """A master whose public block is made.

    Attributes:
        root: binary CID of the public block.
        length: bytes of the public block.
        size: bytes of the master.
        c4: C4 ID of the master.
        xxh128: XXH3-128 of the master, hexadecimal.
        leaves: SHA-256 of the segments, in order.
        resealed: number of segments that were encrypted now.
    """

    root: bytes
    length: int
    size: int
    c4: str
    xxh128: str
    leaves: tuple[bytes, ...]
    resealed: int


def seal_master(
    source: Path, journal: Path, *, associated: bytes, keys: Keys, context: Context, block: Path | None = None
) -> SealedMaster:
    """Find out the public block of a master; what is noted in its journal is not encrypted again.

    Reports progress with the stage ``encrypt``.

    Args:
        journal: keeps what is needed to go on, and to make each segment again; whoever has it and the file of keys can
            open the public block.
        block: the file to write the public block to, whole only after the return; None: it is not written, and
            `albumforge.transfers.publishing` makes it again as it is sent.
        associated: see `albumforge.transfers.private_block.associated_data`.

    Raises:
        MediaError: the master cannot be read, or changes meanwhile.
        Conflict: another process seals or publishes it.
        StorageError: there is no room, or no permission.
        Cancelled: the context asked to stop; the next call goes on from there.
    """
    with open_regular(source) as file:
        status = os.fstat(file.fileno())
        known = status.st_size, status.st_mtime_ns
        found = Journal.resume(journal, source=known, associated=associated, keys=keys)
        found = found or Journal.begin(journal, source=known, associated=associated, keys=keys)
        with found as noted, _opened(block) as out:
            result = _Sealing(source, file, out, noted, status.st_size, context).run()
            noted.sync()
        after = os.fstat(file.fileno())
        if (after.st_size, after.st_mtime_ns) != known:
            raise MediaError(source, CHANGED)
    return result


@contextlib.contextmanager
def _opened(block: Path | None) -> Iterator[BinaryIO | None]:
    """Yield the file of the public block, which is written to the disk at the end."""
    if block is None:
        yield None
        return
    with writing(block), block.open("r+b" if block.exists() else "w+b", buffering=0) as out:
        yield out
        os.fsync(out.fileno())


class _Sealing:
    """One run of `seal_master`."""

    def __init__(
        self, source: Path, file: BinaryIO, out: BinaryIO | None, journal: Journal, size: int, context: Context
    ) -> None:
        self._source, self._file, self._out, self._journal = source, file, out, journal
        self._size, self._context = size, context
        self._cipher = SegmentCipher(journal.key, journal.associated, journal.header)
        self._marks = Marks(journal.key, journal.header.salt)
        self._count = segment_count(size)
        self._segment = bytearray(SEGMENT_BYTES)
        self.resealed = 0

    def run(self) -> SealedMaster:
        hashing = Digests()
        try:
            for number in range(self._count):
                self._context.check()
                self._context.progress(STAGE, number / self._count)
                buffer = hashing.buffer()
                size = self._read(number, buffer)
                hashing.take(buffer, size)  # both read it from here on
                with memoryview(buffer)[:size] as plain:
                    self._seal(number, plain)
        finally:
            hashing.end()
        self._context.progress(STAGE, 1.0)
        leaves = tuple(record.digest for record in self._journal.records[: self._count])
        if self._out is not None:
            self._out.truncate(block_bytes(self._size))
        return SealedMaster(
            root=nodes_of(leaves, length := block_bytes(self._size))[0],
            length=length,
            size=self._size,
            c4=hashing.c4,
            xxh128=hashing.xxh128,
            leaves=leaves,
            resealed=self.resealed,
        )

    def _read(self, number: int, buffer: bytearray) -> int:
        begin, end = plain_span(number, self._size)
        with memoryview(buffer)[: end - begin] as view:
            if read_at(self._source, self._file.fileno(), begin, view) < len(view):
                raise MediaError(self._source, CHANGED)
        return end - begin

    def _seal(self, number: int, plain: memoryview) -> None:
        mark = self._marks.of(number, plain)
        known = self._journal.records[number] if number < len(self._journal.records) else None
        if known is not None and known.mark != mark:
            raise MediaError(self._source, CHANGED)
        if known is not None and self._is_stored(number, known.digest):
            return
        with memoryview(self._segment) as segment:
            size = self._cipher.seal(number, plain, segment, last=number == self._count - 1)
            digest = sha256(segment[:size])
            if self._out is not None:
                write_at(self._out.fileno(), number * SEGMENT_BYTES, segment[:size])
        self.resealed += 1
        if known is None:
            self._journal.add(Record(mark, digest))

    def _is_stored(self, number: int, digest: bytes) -> bool:
        """Whether nothing is left to do for a segment that the journal has; the disk may have lost it."""
        if self._out is None:
            return True
        begin = number * SEGMENT_BYTES
        size = min(SEGMENT_BYTES, block_bytes(self._size) - begin)
        with memoryview(self._segment)[:size] as segment:
            read = read_at(Path(self._out.name), self._out.fileno(), begin, segment)
            return sha256(segment[:read]) == digest
