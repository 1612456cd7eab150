"""Names of files that came from somebody else: what may become a path below a folder of ours.

Nothing is rewritten: a name is taken as it is, or refused with the reason. Refused is what could leave the folder,
what means something else on another platform, and what people cannot see. Chinese, emoji, spaces and dots inside a
name are ordinary; so are names that only Windows reserves.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PurePosixPath

from albumforge.errors import InvalidInput
from albumforge.media.publish import TEMPORARY_PREFIX

MHL_FOLDER = "ascmhl"
"""Folder of the ASC MHL history, beside the files that it describes."""
_LEVELS, _PART_BYTES, _BYTES = 64, 255, 3000
"""Linux opens no path of 4,096 bytes, and the folder has a name, too."""
_DRIVE = re.compile(r"[A-Za-z]:")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of text, so that a name reads as another."""


class UnsafeName(InvalidInput):
    """Raised when a name from somebody else cannot be used for a file; the message says which and why."""


def safe_name(name: str, *, hidden: bool = False) -> PurePosixPath:
    """Return the relative path that a name says, once it is sure that it is one.

    Args:
        name: path below some folder, its parts separated by ``/``.
        hidden: whether parts may begin with a dot: in descriptions of what is there already.

    Raises:
        UnsafeName: it is empty or absolute; has more than 64 parts or 3,000 bytes; or a part is empty, ``.`` or
            ``..``, is longer than 255 bytes, begins or ends with a space, has a backslash, a drive letter, a control
            character or one that turns the direction of text, is no valid Unicode, is hidden, or is reserved here.
    """
    parts = name.split("/")
    reason = ""
    if not name:
        reason = "it is empty"
    elif name.startswith("/"):
        reason = "it is absolute"
    elif len(parts) > _LEVELS:
        reason = f"it has more than {_LEVELS} levels"
    for part in parts:
        reason = reason or _problem(part, hidden)
    if not reason and len(name.encode()) > _BYTES:
        reason = f"it is longer than {_BYTES} bytes"
    if reason:
        shown = name if len(name) <= 200 else f"{name[:200]}…"
        raise UnsafeName(f"{shown!r} cannot be the name of a file here: {reason}.")
    return PurePosixPath(name)


def below(folder: Path, name: str, *, hidden: bool = False) -> Path:
    """Return the path of a name below a folder; nothing need be there.

    Links are looked at now. Whoever can write to the folder could put one there afterwards.

    Raises:
        UnsafeName: as `safe_name` says, or a symbolic link on the way leads out of the folder.
    """
    path = folder / safe_name(name, hidden=hidden)
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that lead back to themselves; no permission to look
        inside = False
    if not inside:
        raise UnsafeName(f"{name!r} cannot be the name of a file here: a link on its way leads out of the folder.")
    return path


def _problem(part: str, hidden: bool) -> str:
    """Return why a part of a path is refused, or ""."""
    if not part:
        return "a part of it is empty"
    if part in (".", ".."):
        return f"it has the part {part}"
    if part.casefold() == MHL_FOLDER or part.startswith(TEMPORARY_PREFIX):
        return "it is reserved"
    if part.startswith(".") and not hidden:
        return "it is hidden (begins with a dot)"
    if "\\" in part:
        return "it has a backslash"
    if _DRIVE.match(part):
        return "it begins with a drive letter"
    if part != part.strip():
        return "a part of it begins or ends with a space"
    if any(_is_unseen(character) for character in part):
        return "it has characters that cannot be seen"
    try:
        size = len(part.encode())
    except UnicodeEncodeError:
        return "it is no valid Unicode"
    return f"a part of it is longer than {_PART_BYTES} bytes" if size > _PART_BYTES else ""


def _is_unseen(character: str) -> bool:
    """Whether it is a control, a line's end, turns the direction, or is none that XML may hold."""
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _TURNING or character in "\ufffe\uffff"
