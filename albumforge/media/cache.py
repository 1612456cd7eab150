"""Keep a folder of files that can be made again below a size."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path

from albumforge.media.publish import make_folder, write_text

RECENT_SECONDS = 3600.0
"""What was used more recently stays: another process may be about to read it."""


TAG = "CACHEDIR.TAG"

_TAG_TEXT = "Signature: 8a477f597d28d172789f06886806bc55\n# Finished parts of films; they can be made again.\n"


def make_cache(folder: Path) -> Path:
    """Create a cache folder where it is missing, tagged so that backups and our own searches pass it over
    (Cache Directory Tagging Specification 0.6).

    Raises:
        StorageError: it cannot be made.
    """
    make_folder(folder)
    tag = folder / TAG
    if not tag.exists():
        write_text(tag, _TAG_TEXT)
    return folder


def is_cache(folder: Path) -> bool:
    """Whether a folder is tagged as a cache."""
    try:
        return (folder / TAG).read_text(encoding="ascii", errors="replace").startswith(_TAG_TEXT.split("\n")[0])
    except OSError:
        return False


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
            if stat.S_ISREG(status.st_mode) and path.name != TAG:
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
