"""What is said of a film, put together as a person reads it: files of one reason in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from albumforge.services.reasons import ANOTHER, another_one, without_name
from albumforge.services.states import UNREAD

NAMED = 5
"""Files of one reason that are named."""

_LEFT_OUT = re.compile(r"(?P<label>.+?) is not in the film: (?P<reason>.+)")
_REQUEST = (UNREAD, "Command: ")
_COARSE = (
    (f"nearly the same as {ANOTHER}, which .+", "nearly the same as others"),
    (r"(a film of this length has room for \S+ pictures?); .+", r"\1"),
)
"""Reasons without names, and what they are where the finer differences do not matter."""


def remarks(notes: Sequence[str], words: Callable[[str], str], chinese: bool) -> list[dict[str, Any]]:
    """Return notes as JSON: first what was not used of the request, then what else is said, then the files that are
    not in the film, those of one reason together, most first.

    Args:
        notes: in English, as a film has them.
        words: puts a sentence into the language of who asks.
        chinese: whether that is Chinese.
    """
    groups: dict[str, list[str]] = {}
    asked, said = [], []
    for note in notes:
        match = _LEFT_OUT.fullmatch(note)
        if note.startswith(_REQUEST):
            asked.append(_remark("request", words(note).removeprefix("Command: ")))
        elif match is None:
            said.append(_remark("note", words(note)))
        else:
            groups.setdefault(_kind(match["reason"]), []).append(match["label"])
    left_out = sorted(groups.items(), key=lambda group: -len(group[1]))
    told = [(another_one(words(kind), chinese=chinese), names) for kind, names in left_out]
    return [*asked, *said, *(_remark("left_out", text, names) for text, names in told)]


def _remark(kind: str, text: str, names: Sequence[str] = ()) -> dict[str, Any]:
    return {"kind": kind, "text": text, "count": len(names), "names": list(names[:NAMED])}


def _kind(reason: str) -> str:
    reason = without_name(reason)
    for pattern, kind in _COARSE:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return match.expand(kind)
    return reason
