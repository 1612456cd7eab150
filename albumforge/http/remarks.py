"""What is said of a film, put together as a person reads it: files of one reason in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from albumforge.services.states import UNREAD

NAMED = 5
"""Files of one reason that are named."""

_LEFT_OUT = re.compile(r"(?P<label>.+?) is not in the film: (?P<reason>.+)")
_REQUEST = (UNREAD, "Command: ")
_OTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the file that a reason names, until the reason is translated."""

_ALIKE = (
    (r"nearly the same as .+, which .+", "nearly the same as others"),
    (r"(a film of this length has room for \S+ of \S+ pictures); .+", r"\1"),
    (r"((?:blurred|too dark|too bright), and ).+( of the same moment is not)", rf"\1{_OTHER}\2"),
    (r"(same content as |the moving part of the Live Photo |the camera RAW of ).+", rf"\1{_OTHER}"),
)
"""Reasons that name another file, and what they are without its name, which would make one of each."""


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
    return [*asked, *said, *(_remark("left_out", _without(words(kind), chinese), names) for kind, names in left_out)]


def _remark(kind: str, text: str, names: Sequence[str] = ()) -> dict[str, Any]:
    return {"kind": kind, "text": text, "count": len(names), "names": list(names[:NAMED])}


def _kind(reason: str) -> str:
    for pattern, kind in _ALIKE:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return match.expand(kind)
    return reason


def _without(reason: str, chinese: bool) -> str:
    return re.sub(f" ?{_OTHER} ?", "另一个", reason) if chinese else reason.replace(_OTHER, "another one")
