"""Keep a folder of files that can be made again below a size."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path

RECENT_SECONDS = 3600.0
"""What was used more recently stays: another process may be about to read it."""


def mark_used(file: Path) -> None:
    """Note that a cached file is needed now."""
    with contextlib.suppress(OSError):
        os.utime(file)


def trim_cache(folder: Path, most_bytes: int) -> int:
    """Delete the files of a cache that were used longest ago, until the rest fits.

    Returns:
        the number of bytes freed.
    """
    entries = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                entries.append((status.st_mtime, status.st_size, path))
    excess = sum(size for _, size, _ in entries) - most_bytes
    freed = 0
    for used, size, path in sorted(entries):
        if freed >= excess or used > time.time() - RECENT_SECONDS:
            break
        with contextlib.suppress(OSError):
            path.unlink()
            freed += size
    return freed
