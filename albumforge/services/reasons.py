"""Why files are not in a film, without the names of other files, which would make one reason of each."""

from __future__ import annotations

import re

ANOTHER = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the file that a reason names, until the reason is translated."""

_NAMING = (
    r"(nearly the same as ).+(, which .+)",
    r"((?:blurred|too dark|too bright), and ).+( of the same moment is not)",
    r"(a film of this length has room for \S+ pictures?; ).+( shows much the same)",
    r"(same content as ).+()",
    r"(the moving part of the Live Photo ).+()",
    r"(the camera RAW of ).+()",
)
"""Reasons that name another file: what stands before and after its name."""


def without_name(reason: str) -> str:
    """Return a reason with `ANOTHER` where it names a file."""
    for pattern in _NAMING:
        match = re.fullmatch(pattern, reason)
        if match is not None:
            return f"{match[1]}{ANOTHER}{match[2]}"
    return reason


def another_one(reason: str, *, chinese: bool) -> str:
    """Return a reason, already in the language of its reader, with words in the place of `ANOTHER`."""
    return re.sub(f" ?{ANOTHER} ?", "另一个", reason) if chinese else reason.replace(ANOTHER, "another one")
