"""The disk below a folder that may not be there yet."""

from __future__ import annotations

import shutil
from pathlib import Path


def nearest(folder: Path) -> Path:
    """Return a folder, or where it is not there, the nearest one above it that is."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def free_bytes(folder: Path) -> int:
    """Return how many bytes are free where a folder is, or would be."""
    return shutil.disk_usage(nearest(folder)).free
