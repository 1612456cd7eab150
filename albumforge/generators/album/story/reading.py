"""How long verse is seen."""

from __future__ import annotations

from albumforge.media.text import reading_time

_SETTLE = 1.2
"""Seconds before the eye has found the lines."""

_QUICKER = 1.14
"""Verse is set large and in short lines: 16 letters or 4.5 Chinese characters a second, a seventh more than of other
words."""


def verse_time(lines: str) -> float:
    """Return the seconds it takes to read verse on a screen; 0 where there is none.

    Args:
        lines: parted by line breaks.
    """
    plain = reading_time(lines.replace("\n", " "))
    return _SETTLE + (plain - 1.0) / _QUICKER if plain else 0.0
