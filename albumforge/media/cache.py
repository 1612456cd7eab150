"""Keep a folder of files that can be made again below a size."""

from __future__ import annotations

import contextlib
import os
import stat
import time
from pathlib import Path
from typing import NamedTuple

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


class Cached(NamedTuple):
    """A file of a cache."""

    used: float
    size: int
    path: Path


def files_of(folder: Path) -> list[Cached]:
    """Return the files of a cache, the one that was used longest ago first."""
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and path.name != TAG:
                found.append(Cached(status.st_mtime, status.st_size, path))
    return sorted(found)


def due_of(folder: Path, most_bytes: int, most_seconds: float = 0.0) -> list[Cached]:
    """Return the files of a cache that are to go: those that were not used for `most_seconds` (0: any time), and then
    those that were used longest ago, until the rest fits."""
    found = files_of(folder)
    excess = sum(file.size for file in found) - most_bytes
    moment = time.time()
    due: list[Cached] = []
    for file in found:
        old = most_seconds > 0 and file.used < moment - most_seconds
        if not (old or excess > 0) or file.used > moment - RECENT_SECONDS:
            break
        due.append(file)
        excess -= file.size
    return due


def trim_cache(folder: Path, most_bytes: int, most_seconds: float = 0.0) -> int:
    """Delete what `due_of` says, and folders that nothing has been in for an hour.

    Returns:
        the number of bytes freed.
    """
    freed = 0
    for file in due_of(folder, most_bytes, most_seconds):
        with contextlib.suppress(OSError):
            file.path.unlink()
            freed += file.size
    _remove_empty(folder)
    return freed


def _remove_empty(folder: Path) -> None:
    for parent, _, _ in os.walk(folder, topdown=False):
        path = Path(parent)
        with contextlib.suppress(OSError):  # something is in it, mostly
            if path != folder and path.stat().st_mtime < time.time() - RECENT_SECONDS:
                path.rmdir()
