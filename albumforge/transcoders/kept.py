"""The record of an original that is kept, and whether its replacement is still what took its place."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from albumforge.errors import MediaError
from albumforge.media.moves import is_as_noted
from albumforge.media.regular import open_regular, read_error
from albumforge.media.structs import work_out
from albumforge.transcoders.records import record_of_json

_LOOKED_AT = 1 << 16
"""Bytes at the beginning and at the end of a file that are read to see that it can be."""


class Entry(msgspec.Struct, frozen=True):
    """An original that was replaced.

    Attributes:
        id: of the entry, and the name of its folder.
        original, replacement: paths below the root; the same where the suffix did not change.
        size, mtime_ns: of the original.
        new_size, new_mtime_ns: of the replacement, by which it is known again.
        since: when the file was put here, UTC.
        restored: the original was put back; its replacement lies here instead.
        new_digest: `albumforge.media.digest.file_digest` of the replacement; "" in records of older versions.
    """

    id: str
    original: str
    replacement: str
    size: int
    mtime_ns: int
    new_size: int
    new_mtime_ns: int
    since: datetime
    restored: bool = False
    new_digest: str = ""


work_out(Entry)


@dataclass(frozen=True)
class Swept:
    """What came of a sweep.

    Attributes:
        files, freed: number of files that were deleted, and their bytes.
        kept: originals whose time is over and that stay, with a clause that says why.
    """

    files: int = 0
    freed: int = 0
    kept: tuple[tuple[Path, str], ...] = ()

    def __add__(self, other: Swept) -> Swept:
        return Swept(self.files + other.files, self.freed + other.freed, self.kept + other.kept)


def read_entry(file: Path) -> Entry | None:
    """Return the entry of a record; None where it cannot be read as one."""
    try:
        return record_of_json(file.read_bytes(), Entry)
    except (OSError, msgspec.DecodeError, ValueError):
        return None


def records_by_original(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return entries by the path of their original."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.original, []).append(entry)
    return found


def stand_in_problem(path: Path, noted: tuple[int, int] | None) -> str:
    """Return why a file cannot stand for the one that is kept, a clause; "" where it can.

    Args:
        noted: bytes and time of change that it must have; None: any.
    """
    named = "replacement" if noted is not None else "original"
    if not os.path.lexists(path):
        return f"its {named} is missing"
    try:
        status = path.stat()
        if noted is not None and not is_as_noted(path, *noted):
            return f"its {named} was changed"
        with open_regular(path) as stream:
            stream.read(_LOOKED_AT)
            stream.seek(max(0, status.st_size - _LOOKED_AT))
            stream.read(_LOOKED_AT)
    except OSError as error:
        return f"its {named} cannot be read: {read_error(path, error).reason}"
    except MediaError as error:
        return f"its {named} cannot be read: {error.reason}"
    return ""
