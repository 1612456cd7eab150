"""Lines of edit decision lists (CMX 3600): names on one line, names of reels, and the comments of events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

REEL = 8
"""Characters that the name of a reel has at most; longer ones are cut off by some readers."""

DROP_FRAME = frozenset((Fraction(30000, 1001), Fraction(60000, 1001)))
"""Frame rates at which timecode is written as drop-frame, so that it keeps up with the clock."""

_NOT_SHOWN = dict.fromkeys((*range(32), 127), " ")
"""For `str.translate`: characters that would move the cursor."""

_KINDS = ("BL", "AX", "BLACK", "BARS")
"""Names that mean no reel."""


def one_line(text: str) -> str:
    """Return a text on one line: lines are joined by strokes, and nothing in it moves the cursor."""
    lines = (line.translate(_NOT_SHOWN).strip() for line in text.splitlines())
    return " / ".join(line for line in lines if line)


def place_of(path: Path) -> str:
    """Return a path as it is, or, where it would break the line, as a URL."""
    return str(path) if str(path).isprintable() else path.as_uri()


def reel_names(paths: Iterable[Path]) -> list[str]:
    """Return a name of a reel for each file: what of its name is plain ASCII, made unique by a number."""
    names: list[str] = []
    for path in paths:
        stem = re.sub(r"[^A-Z0-9]", "", path.stem.upper())[:REEL]
        name, number = stem or "REEL", 1
        while name in names or name in _KINDS:
            number += 1
            name = f"{stem or 'REEL'}"[: REEL - len(str(number))] + str(number)
        names.append(name)
    return names


def mode_line(rate: Fraction) -> str:
    """Return the line that says which kind of timecode follows."""
    return f"FCM: {'DROP FRAME' if rate in DROP_FRAME else 'NON-DROP FRAME'}"


def with_comments(text: str, mode: str, comments: Sequence[Sequence[str]]) -> str:
    """Return a list of events with the lines that belong to each after it, and the mode of its timecode at its head.

    The adapter of opentimelineio would say the comments of a clip again in the next dissolve, and markers in capitals.

    Args:
        text: the list.
        mode: as `mode_line` returns it.
        comments: lines for each event.
    """
    lines: list[str] = []
    event = 0
    for line in text.splitlines():
        begins = re.match(r"(\d+) ", line)
        if begins and int(begins.group(1)) != event:
            if event:
                lines += comments[event - 1]
            event = int(begins.group(1))
        if line:
            lines.append(line)
        if line.startswith("TITLE:"):
            lines.append(mode)
    lines += comments[event - 1] if event <= len(comments) else []
    return "\n".join(lines) + "\n"
