"""Files left out of a film as people read them: a few one by one, many by reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from albumforge.backends import Skipped
from albumforge.cli.language import language
from albumforge.cli.messages import printable, say, translated
from albumforge.services.reasons import another_one, without_name

FEW = 6
"""So many files are listed one by one, with their folders."""

NAMED = 3
"""Files of one reason that are named, where there are many."""


def left_out_lines(skipped: Sequence[Skipped], *, each: bool = False) -> tuple[list[str], bool]:
    """Return a line for each file, or for each reason where there are many files, and whether files go unnamed.

    Args:
        each: a line for each file in any case.
    """
    if each or len(skipped) <= FEW:
        return [_one(item) for item in skipped], False
    groups: dict[str, list[Skipped]] = {}
    for item in skipped:
        groups.setdefault(without_name(item.reason), []).append(item)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    lines = [_one(items[0]) if len(items) == 1 else _group(kind, items) for kind, items in ordered]
    return lines, any(len(items) > NAMED for items in groups.values())


def _one(item: Skipped) -> str:
    return say("left_out", path=printable(str(item.path)), reason=translated(printable(item.reason)))


def _group(kind: str, items: Sequence[Skipped]) -> str:
    names = say("list_comma").join(printable(Path(item.path).name) for item in items[:NAMED])
    reason = another_one(translated(printable(kind)), chinese=language() == "zh")
    line = say("left_out_group", count=len(items), reason=reason, names=names)
    return line + say("and_more", count=len(items) - NAMED) if len(items) > NAMED else line
