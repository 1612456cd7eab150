"""Which segments of a public block were fetched into a file, or put in a place: a byte for each, so that it goes on.

It may say too much after a power failure: what it says is never trusted for the bytes themselves, which their key
proves, and a place is asked.
"""

from __future__ import annotations

import os
from pathlib import Path

from albumforge.media.publish import writing
from albumforge.transfers.places import write_at

_HEAD_BYTES = 40
_HERE = b"\1"


class LeafMap:
    """The map of one public block; a context manager. `add` may be called from several threads."""

    def __init__(self, path: Path, root: bytes, count: int) -> None:
        """Open a map, or begin one where there is none of this public block.

        Args:
            root: binary CID of the public block.
            count: of its segments.

        Raises:
            StorageError: it cannot be written.
        """
        self._path, self._count = path, count
        with writing(path):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                self._here = self._read(root.ljust(_HEAD_BYTES, b"\0"))
            except BaseException:
                os.close(self._descriptor)
                raise

    def __enter__(self) -> LeafMap:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def __contains__(self, number: int) -> bool:
        """Whether a segment was there when the map was opened."""
        return self._here[number : number + 1] == _HERE

    def add(self, number: int) -> None:
        """Note that a segment is there."""
        with writing(self._path):
            os.pwrite(self._descriptor, _HERE, _HEAD_BYTES + number)

    def _read(self, head: bytes) -> bytes:
        size = _HEAD_BYTES + self._count
        found = bytearray(size + 1)
        if os.preadv(self._descriptor, [found], 0) == size and found.startswith(head):
            return bytes(found[_HEAD_BYTES:size])
        os.ftruncate(self._descriptor, 0)
        write_at(self._descriptor, _HEAD_BYTES, memoryview(bytes(self._count)))
        write_at(self._descriptor, 0, memoryview(head))  # last: without it all that stands there is worth nothing
        return b""
