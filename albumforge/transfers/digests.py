"""The digests by which the film industry knows a file, taken beside other work: C4 ID and XXH3-128."""

from __future__ import annotations

import hashlib
import queue
import threading

import xxhash

from albumforge.transfers.c4 import c4_id
from albumforge.transfers.public_block import SEGMENT_BYTES

_BUFFERS = 4


class Digests(threading.Thread):
    """Takes the digests of a master in a thread of its own, buffer by buffer."""

    def __init__(self) -> None:
        super().__init__(name="albumforge-digests", daemon=True)
        self._sha512, self._xxh128 = hashlib.sha512(), xxhash.xxh3_128()
        self._full: queue.Queue[tuple[bytearray, int] | None] = queue.Queue()
        self._free: queue.Queue[bytearray] = queue.Queue()
        for _ in range(_BUFFERS):
            self._free.put(bytearray(SEGMENT_BYTES))
        self.start()

    def buffer(self) -> bytearray:
        """Return one that may be written to."""
        return self._free.get()

    def take(self, buffer: bytearray, size: int) -> None:
        """Take the first bytes of a buffer, which must not be written to afterwards."""
        self._full.put((buffer, size))

    def run(self) -> None:
        while (item := self._full.get()) is not None:
            buffer, size = item
            with memoryview(buffer)[:size] as view:
                self._sha512.update(view)
                self._xxh128.update(view)
            self._free.put(buffer)

    def end(self) -> None:
        """Wait until all is taken."""
        self._full.put(None)
        self.join()

    @property
    def c4(self) -> str:
        """C4 ID; after `end`."""
        return c4_id(self._sha512.digest())

    @property
    def xxh128(self) -> str:
        """XXH3-128, hexadecimal; after `end`."""
        return self._xxh128.hexdigest()
