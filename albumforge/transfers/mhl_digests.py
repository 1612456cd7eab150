"""The digests of a file in the formats of ASC MHL, read once, ahead of the hashing."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import BinaryIO

from albumforge.media.ahead import ahead
from albumforge.media.regular import open_regular, read_error
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl import HASHERS

_CHUNK, _AHEAD = 1 << 20, 2


def file_digests(path: Path, formats: Iterable[str], *, report: Callable[[int], None]) -> dict[str, str]:
    """Return the digests of a file, by format.

    Args:
        formats: of `HASHERS`.
        report: called with the bytes that were taken, after each mebibyte; may raise.

    Raises:
        MediaError: the file cannot be read, or is no regular one.
    """
    hashers = {name: HASHERS[name]() for name in formats}
    size = _size(path)
    if size:  # `open_regular` takes a file of no bytes for damaged media
        with open_regular(path) as file, contextlib.ExitStack() as stack:
            chunks = _chunks(path, file, min(size, _CHUNK))
            # A thread for each of a hundred thousand pictures would take longer than they do.
            for chunk in stack.enter_context(ahead(chunks, _AHEAD)) if size > _CHUNK else chunks:
                for hasher in hashers.values():
                    hasher.update(chunk)
                report(len(chunk))
    return {name: c4_id(one.digest()) if name == "c4" else one.hexdigest() for name, one in hashers.items()}


def _chunks(path: Path, file: BinaryIO, most: int) -> Generator[memoryview, None, None]:
    """Yield what is in a file, in buffers that are filled anew once those that may wait, and two more, were yielded."""
    buffers: list[memoryview] = []
    while True:
        buffer = buffers.pop(0) if len(buffers) == _AHEAD + 2 else memoryview(bytearray(most))
        buffers.append(buffer)
        try:
            size = os.readv(file.fileno(), [buffer])
        except OSError as error:
            raise read_error(path, error) from error
        if not size:
            return
        yield buffer[:size]


def _size(path: Path) -> int:
    """Return the bytes of a file; of what is none, some number, for it is not read."""
    try:
        status = path.stat()
    except OSError as error:
        raise read_error(path, error) from error
    return status.st_size if stat.S_ISREG(status.st_mode) else 1
