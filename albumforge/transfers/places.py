"""Bytes at a place of an open file, all of them: the system may read and write fewer at once than it is asked to."""

from __future__ import annotations

import os
from pathlib import Path

from albumforge.media.regular import read_error


def read_at(path: Path, descriptor: int, at: int, into: memoryview) -> int:
    """Read from a place on, until `into` is full or the file ends; return how many bytes there are.

    Args:
        path: of the file, for messages.

    Raises:
        MediaError: the file cannot be read.
    """
    size = 0
    while size < len(into):
        try:
            got = os.preadv(descriptor, [into[size:]], at + size)
        except OSError as error:
            raise read_error(path, error) from error
        if not got:
            break
        size += got
    return size


def write_at(descriptor: int, at: int, data: memoryview) -> None:
    """Write all bytes from a place on.

    Raises:
        OSError: that cannot be.
    """
    size = 0
    while size < len(data):
        size += os.pwrite(descriptor, data[size:], at + size)
