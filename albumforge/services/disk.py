"""The disk below a folder that may not be there yet."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from albumforge.errors import StorageError
from albumforge.media.sizes import size_text


def nearest(folder: Path) -> Path:
    """Return a folder, or where it is not there, the nearest one above it that is."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def free_bytes(folder: Path) -> int:
    """Return how many bytes are free where a folder is, or would be."""
    return shutil.disk_usage(nearest(folder)).free


def check_room(result: Path, source_size: int, reserve_gb: float) -> None:
    """Check that there is room for the result of a transcode, which may take as much as its source.

    Args:
        reserve_gb: gigabytes that are left free besides.

    Raises:
        StorageError: there is not; it comes from an error of a full disk.
    """
    needed = source_size + round(reserve_gb * 1e9)
    if (free := free_bytes(result.parent)) < needed:
        full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        said = f"The disk of the result has {size_text(free)} free; {size_text(needed)} are needed."
        raise StorageError(said) from full
