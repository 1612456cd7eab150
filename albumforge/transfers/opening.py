"""Makes a master of its public block and what the private block says: nothing appears under its name before it is
proven to be what the sender sent."""

from __future__ import annotations

import hmac
import os
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.publish import published, writing
from albumforge.media.regular import open_regular
from albumforge.transfers.digests import Digests
from albumforge.transfers.places import read_at, write_at
from albumforge.transfers.private_block import Master
from albumforge.transfers.public_block import HEADER_BYTES, SEGMENT_BYTES, SegmentCipher, SegmentError, plain_span

STAGE = "decrypt"


class DamagedSegment(SegmentError):
    """Raised when one segment of a public block is damaged; another copy of it heals the block.

    Attributes:
        number: of the segment, from 0.
    """

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number


def open_master(block: Path, master: Master, path: Path, *, context: Context) -> None:
    """Decrypt a public block, and publish the master at a path once all its digests are right.

    Reports progress with the stage ``decrypt``.

    Raises:
        DamagedSegment: a segment is damaged; nothing is at `path`.
        InvalidInput: key and public block do not belong together, or what came out is not what the sender described.
        MediaError: the block cannot be read, or has not its length.
        StorageError: the master cannot be written.
        Cancelled: the context asked to stop.
    """
    count = -(-master.length // SEGMENT_BYTES)
    with open_regular(block) as file:
        if os.fstat(file.fileno()).st_size != master.length:
            raise MediaError(block, f"it has not the {master.length:,} bytes of the public block")
        header = master.check_header(os.pread(file.fileno(), HEADER_BYTES, 0))
        cipher, segment = SegmentCipher(master.key, master.associated, header), bytearray(SEGMENT_BYTES)
        with published(path) as temporary:
            digests = Digests()
            try:
                with writing(path), temporary.open("r+b", buffering=0) as out:
                    for number in range(count):
                        context.check()
                        context.progress(STAGE, number / count)
                        buffer = digests.buffer()
                        with memoryview(segment) as whole, memoryview(buffer) as plain:
                            stored = whole[: read_at(block, file.fileno(), number * SEGMENT_BYTES, whole)]
                            try:
                                size = cipher.open(number, stored, plain, last=number == count - 1)
                            except SegmentError as error:
                                raise DamagedSegment(number, error.message) from None
                            write_at(out.fileno(), plain_span(number, master.size)[0], plain[:size])
                        digests.take(buffer, size)
            finally:
                digests.end()
            if not (hmac.compare_digest(digests.c4, master.c4) and hmac.compare_digest(digests.xxh128, master.xxh128)):
                raise SegmentError(f"{path.name} is not the master that its sender described.")
    context.progress(STAGE, 1.0)
