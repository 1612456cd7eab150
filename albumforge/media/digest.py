"""The digest of a file's content, remembered for as long as the file stays as it is."""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from io import BufferedReader
from pathlib import Path
from typing import cast

from albumforge.media.regular import open_regular, read_error

_REMEMBERED = 4096
_cache: OrderedDict[tuple[int, int, int, int], str] = OrderedDict()
_lock = threading.Lock()


def file_digest(path: Path | str, *, anew: bool = False) -> str:
    """Return ``sha256-<64 hex digits>`` of a file's content, read once and in pieces.

    SHA-256 has instructions of its own in today's processors, and is then the fastest hash of the standard library.
    The answer is remembered in memory by device, inode, size and time of change, for the last 4,096 files.

    Args:
        anew: read it whatever is remembered: a disk may lose what it had a month ago.

    Raises:
        MediaError: the file cannot be read, or is empty.
    """
    with open_regular(path) as stream:
        status = os.fstat(stream.fileno())
        key = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        with _lock:
            known = _cache.get(key)
        if known is not None and not anew:
            return known
        try:
            digest = "sha256-" + hashlib.file_digest(cast(BufferedReader, stream), "sha256").hexdigest()
        except OSError as error:
            raise read_error(path, error) from error
    with _lock:
        _cache[key] = digest
        while len(_cache) > _REMEMBERED:
            _cache.popitem(last=False)
    return digest
