"""Makes a master of its public block and what the private block says: nothing appears under its name before it is
proven to be what the sender sent."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from albumforge.context import Context
from albumforge.errors import Conflict, InTheWay, MediaError
from albumforge.media.moves import move_to_free
from albumforge.media.publish import TEMPORARY_PREFIX, writing
from albumforge.media.regular import open_regular
from albumforge.transfers.digests import Digests
from albumforge.transfers.places import read_at, write_at
from albumforge.transfers.private_block import Master, Sealed
from albumforge.transfers.public_block import (
    HEADER_BYTES,
    SEGMENT_BYTES,
    Header,
    SegmentCipher,
    SegmentError,
    plain_span,
    segment_count,
)

STAGE = "decrypt"


class DamagedSegment(SegmentError):
    """Raised when one segment of a public block is damaged; another copy of it heals the block.

    Attributes:
        number: of the segment, from 0.
    """

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def open_master(
    block: Path, master: Master, path: Path, *, context: Context, heal: Callable[[int], object] | None = None
) -> None:
    """Decrypt a public block, and publish the master at a path once all its digests are right.

    Meanwhile it grows beside its place under a hidden name that is always the same, so that a killed process leaves
    one file at most. Reports progress with the stage ``decrypt``.

    Args:
        heal: called with the number of a damaged segment, which it writes to `block` anew; None: damage is an error.

    Raises:
        DamagedSegment: a segment is damaged, and stays so; nothing is at `path`.
        InTheWay: something is at `path` already.
        Conflict: another process makes it.
        InvalidInput: key and public block do not belong together, or what came out is not what the sender described.
        MediaError: the block cannot be read, or has not its length.
        StorageError: the master cannot be written.
        Cancelled: the context asked to stop.
    """
    part = part_of(path)
    with open_regular(block) as file:
        if os.fstat(file.fileno()).st_size != master.length:
            raise MediaError(block, f"it has not the {master.length:,} bytes of the public block")
        with writing(path):
            _check_free(path)
            with _alone(part, path) as out:
                _Opening(block, file, master, heal, context).run(out, path.name)
                os.fsync(out.fileno())
                try:
                    move_to_free(part, path)
                except FileExistsError:
                    _check_free(path)
                    raise
    context.progress(STAGE, 1.0)


def part_of(path: Path) -> Path:
    """Return where a master grows that is to be at a path."""
    return path.with_name(f"{TEMPORARY_PREFIX}{hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]}.part")


@contextlib.contextmanager
def _alone(part: Path, path: Path) -> Iterator[BinaryIO]:
    """Yield the empty file that a master grows in, which nobody else writes to meanwhile; at the end it is gone."""
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        with os.fdopen(descriptor, "r+b", buffering=0) as out:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Conflict(f"{path}: another process is at it.") from None
            status = os.fstat(descriptor)
            if not os.path.lexists(part) or not os.path.samestat(status, part.lstat()):
                continue  # whoever had it is done with it
            try:
                if status.st_nlink == 1:  # else it was given its other name, and its process was killed
                    out.truncate(0)
                    yield out
                    return
            finally:
                part.unlink(missing_ok=True)


class _Opening:
    """One run of `open_master`."""

    def __init__(
        self,
        block: Path,
        file: BinaryIO,
        master: Master,
        heal: Callable[[int], object] | None,
        context: Context,
    ) -> None:
        self._block, self._file, self._master = block, file, master
        self._heal, self._context = heal, context
        self._count = segment_count(master.size)
        self._segment = bytearray(SEGMENT_BYTES)
        self._cipher = SegmentCipher(master.key, master.associated, self._header())

    def run(self, out: BinaryIO, name: str) -> None:
        """Write the master, and be sure of it."""
        digests, master = Digests(), self._master
        try:
            for number in range(self._count):
                self._context.check()
                self._context.progress(STAGE, number / self._count)
                buffer = digests.buffer()
                with memoryview(buffer) as plain:
                    size = self._opened(number, plain)
                    write_at(out.fileno(), plain_span(number, master.size)[0], plain[:size])
                digests.take(buffer, size)
        finally:
            digests.end()
        if (digests.c4, digests.xxh128) != (master.c4, master.xxh128):
            raise SegmentError(f"{name} is not the master that its sender described.")

    def _header(self) -> Header:
        try:
            return self._read_header()
        except (Sealed, SegmentError):
            if self._heal is None:
                raise
        self._heal(0)
        return self._read_header()

    def _read_header(self) -> Header:
        return self._master.check_header(os.pread(self._file.fileno(), HEADER_BYTES, 0))

    def _opened(self, number: int, plain: memoryview) -> int:
        """Decrypt a segment, healed where it must be; return the bytes of its plaintext."""
        try:
            return self._decrypted(number, plain)
        except SegmentError as error:
            if self._heal is None:
                raise DamagedSegment(number, error.message) from None
        self._heal(number)
        try:
            return self._decrypted(number, plain)
        except SegmentError as error:
            raise DamagedSegment(number, error.message) from None

    def _decrypted(self, number: int, plain: memoryview) -> int:
        with memoryview(self._segment) as whole:
            stored = whole[: read_at(self._block, self._file.fileno(), number * SEGMENT_BYTES, whole)]
            return self._cipher.open(number, stored, plain, last=number == self._count - 1)


def _check_free(path: Path) -> None:
    if os.path.lexists(path):
        raise InTheWay(f"{path} is there already, and is not written over.")
