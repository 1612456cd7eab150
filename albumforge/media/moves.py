"""Move files within a file system so that a crash leaves them under the old name or under the new one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from albumforge.media.publish import sync

_NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS)
"""What file systems without hard links say, and those where a file has as many as it can; Linux may forbid links to
files of other users (fs.protected_hardlinks)."""

_COARSE_NS = 2_000_000_000
"""FAT counts times in two seconds."""


def link(source: Path, target: Path) -> bool:
    """Give a file a second name; False where the file system has no hard links.

    Raises:
        OSError: `target` exists, or it failed for another reason.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    sync(target.parent)
    return True


def move(source: Path, target: Path) -> None:
    """Rename a file, over what is at `target`, and wait for the disk.

    Raises:
        OSError: it failed; the file has its old name.
    """
    source.rename(target)
    sync(target.parent)
    if source.parent != target.parent:
        sync(source.parent)


def move_to_free(source: Path, target: Path) -> None:
    """Rename a file to a name that nothing has.

    Raises:
        FileExistsError: something has it.
        OSError: it failed for another reason; the file has its old name.
    """
    if link(source, target):
        source.unlink()
        sync(source.parent)
    elif os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    else:
        move(source, target)


def same_file(one: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    try:
        return one.samefile(other)
    except OSError:
        return False


def is_as_noted(path: Path, size: int, mtime_ns: int) -> bool:
    """Whether a file has the size and the time of change that were noted, as finely as any file system counts it."""
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_size == size and abs(status.st_mtime_ns - mtime_ns) < _COARSE_NS
