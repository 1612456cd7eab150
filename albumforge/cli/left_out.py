"""Files left out of a film as people read them: a few one by one, many by reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from albumforge.backends import Skipped
from albumforge.cli.messages import language, say, translated

FEW = 6
"""So many files are listed one by one, with their folders."""

NAMED = 3
"""Files of one reason that are named, where there are many."""

_OTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the file that a reason names, until the reason is translated."""

_NAMING = (
    r"(nearly the same as ).+(, which .+)",
    r"((?:blurred|too dark|too bright), and ).+( of the same moment is not)",
    r"(a film of this length has room for \S+ of \S+ pictures; ).+( shows much the same)",
    r"(same content as ).+()",
    r"(the moving part of the Live Photo ).+()",
    r"(the camera RAW of ).+()",
)
"""Reasons that name another file: what stands before and after its name."""


def left_out_lines(skipped: Sequence[Skipped], *, each: bool = False) -> tuple[list[str], bool]:
    """Return a line for each file, or for each reason where there are many files, and whether files go unnamed.

    Args:
        each: a line for each file in any case.
    """
    if each or len(skipped) <= FEW:
        return [_one(item) for item in skipped], False
    groups: dict[str, list[Skipped]] = {}
    for item in skipped:
        groups.setdefault(_kind(item.reason), []).append(item)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    lines = [_one(items[0]) if len(items) == 1 else _group(kind, items) for kind, items in ordered]
    return lines, any(len(items) > NAMED for items in groups.values())


def printable(text: str) -> str:
    """Text in which nothing moves the cursor or ends the line, whatever a file is called."""
    text = text.replace("\u3000", "  ")  # as wide, and a space that Python does not count as printable
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def _one(item: Skipped) -> str:
    return say("left_out", path=printable(str(item.path)), reason=translated(printable(item.reason)))


def _group(kind: str, items: Sequence[Skipped]) -> str:
    names = say("list_comma").join(printable(Path(item.path).name) for item in items[:NAMED])
    reason = re.sub(f" ?{_OTHER} ?" if language() == "zh" else _OTHER, say("another_one"), translated(printable(kind)))
    line = say("left_out_group", count=len(items), reason=reason, names=names)
    return line + say("and_more", count=len(items) - NAMED) if len(items) > NAMED else line


def _kind(reason: str) -> str:
    """A reason without the name of another file, which would make one of each."""
    for pattern in _NAMING:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return f"{match[1]}{_OTHER}{match[2]}"
    return reason
