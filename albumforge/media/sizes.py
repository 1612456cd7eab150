"""Sizes of files, for people."""

from __future__ import annotations

_UNITS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


def size_text(size: int) -> str:
    """Return bytes as people read them, in units of 1000: ``2.3 GB``, ``512 kB``, ``12 bytes``."""
    for unit, factor in _UNITS:
        if size >= factor:
            return f"{size / factor:.0f} kB" if unit == "kB" else f"{size / factor:.1f} {unit}"
    return "1 byte" if size == 1 else f"{size} bytes"
