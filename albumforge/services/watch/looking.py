"""Looking through the folders of a rule: what is there is compared with what is known of it."""

from __future__ import annotations

import fnmatch
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.services.walk import Walked, suffix_of, walk
from albumforge.services.watch.rule import Rule
from albumforge.services.watch.states import FileState
from albumforge.settings import Settings

_BATCH = 500
_UNTOLD = 3
_PARTS = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".temp", ".!sync", ".icloud")
"""Suffixes of files that are being fetched, whatever the patterns say."""


@dataclass(frozen=True)
class Look:
    """What a look found.

    Attributes:
        offline: why the folder counts as not being there, or "".
        said: what was left out and should not be, and the like.
        files: how many files count.
        new, changed, gone: how many of them were so.
    """

    offline: str = ""
    said: str = ""
    files: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0


class Looking:
    """Looks through folders. One process at a time does so for a rule."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def look(
        self,
        rule_id: int,
        rule: Rule,
        folder: Path,
        context: Context,
        *,
        below: Path | None = None,
        first: bool = False,
    ) -> Look:
        """Look through a watched folder.

        What is there no more counts as gone only where the folder was there, and could be read. Nothing is found, and
        nothing concluded, in the target and in the forge's own folders.

        Args:
            folder: one of the rule's.
            below: look only there: a folder in it.
            first: no look through the rule's folders ended before.

        Raises:
            Cancelled: the context asked to stop.
        """
        place = folder if below is None else below
        root = _identity(folder)
        if root is None:
            return Look(offline=f"The folder {folder} is not there.")
        if below is not None and not below.is_dir():
            place = next(one for one in below.parents if one.is_dir())
            place = place if place.is_relative_to(folder) else folder
        left_out = self._left_out(rule, folder)
        if any(place.is_relative_to(one) for one in left_out):
            return Look()
        walked = walk(place, left_out, wanted(rule, folder), context)
        if _identity(folder) != root:  # it went away on the way: what was not met may be there all the same
            return Look(offline=f"The folder {folder} is not there.")
        if str(folder) in walked.unseen:
            return Look(offline=f"The folder {folder} cannot be read.")
        known = self._known(rule_id, place)
        there = [path for path, row in known.items() if row[4] not in (FileState.GONE, FileState.FAILED)]
        if place == folder and there and not walked.files and not any(folder.iterdir()):
            said = f"The folder {folder} is empty, though {len(there):,} files were there. Is its disk mounted?"
            return Look(offline=said)
        return self._write(rule_id, walked, known, before=first and not rule.existing)

    def _left_out(self, rule: Rule, folder: Path) -> list[Path]:
        """Return the folders below a watched one that are not looked into, whatever links lead to them elsewhere."""
        own = [self._settings.home, self._settings.media, self._settings.cache]
        real = Path(os.path.realpath(folder))
        places = [Path(os.path.realpath(one)) for one in (own if rule.target is None else [*own, rule.target])]
        return [folder / one.relative_to(real) for one in places if one != real and one.is_relative_to(real)]

    def _known(self, rule_id: int, folder: Path) -> dict[str, tuple[Any, ...]]:
        with self._database.session() as tables:
            table = tables.watch_file
            mine = (table.rule == rule_id) & table.path.startswith(f"{folder}{os.sep}".replace("//", "/"))
            columns = (table.path, table.id, table.size, table.mtime_ns, table.status)
            return {row[0]: row for row in table.select(*columns).where(mine).tuples().iterator()}

    def _write(self, rule_id: int, walked: Walked, known: dict[str, tuple[Any, ...]], *, before: bool) -> Look:
        moment = now()
        due = moment + timedelta(seconds=self._settings.watch_rest_seconds)
        new = [path for path in walked.files if path not in known]
        changed = [
            row
            for path, row in known.items()
            if path in walked.files and (row[4] == FileState.GONE or walked.files[path] != (row[2], row[3]))
        ]
        gone = [row[1] for row in _gone(walked, known)]
        for part in _parts(iter(new)):
            rows = [_as_new(rule_id, path, walked.files[path], moment, due) | {"before": before} for path in part]
            with self._database.transaction() as tables:
                tables.watch_file.insert_many(rows).on_conflict_ignore().execute()
        for rows in _parts(iter(changed)):
            with self._database.transaction() as tables:
                table = tables.watch_file
                for path, number, *_ in rows:
                    columns = _as_new(rule_id, path, walked.files[path], moment, due)
                    table.update(**columns, batch=None).where(table.id == number).execute()
        for numbers in _parts(iter(gone)):
            with self._database.transaction() as tables:
                table = tables.watch_file
                table.update(status=FileState.GONE, updated=moment).where(table.id.in_(numbers)).execute()
        said = " ".join(walked.refused[:_UNTOLD])
        if len(walked.refused) > _UNTOLD:
            said += f" And {len(walked.refused) - _UNTOLD:,} more."
        return Look("", said, len(walked.files), len(new), len(changed), len(gone))


def wanted(rule: Rule, folder: Path) -> Callable[[str], bool]:
    """Return what tells whether a file below a folder counts, by its path."""
    root = len(str(folder).rstrip("/")) + 1

    def matches(path: str, patterns: tuple[str, ...]) -> bool:
        below = path[root:].lower()
        name = below.rpartition("/")[2]
        return any(
            fnmatch.fnmatchcase(below if "/" in pattern else name, pattern.lower().lstrip("/")) for pattern in patterns
        )

    def is_wanted(path: str) -> bool:
        suffix = suffix_of(path)
        if suffix in _PARTS or path.endswith("~"):
            return False
        if not (matches(path, rule.patterns) if rule.patterns else suffix in rule.suffixes):
            return False
        return not (rule.ignore and matches(path, rule.ignore))

    return is_wanted


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another that takes its place, as where a disk is mounted; or None."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None


def _as_new(rule_id: int, path: str, stamp: tuple[int, int], moment: datetime, due: datetime) -> dict[str, Any]:
    return {
        "rule": rule_id,
        "path": path,
        "size": stamp[0],
        "mtime_ns": stamp[1],
        "status": FileState.NEW,
        "reason": "",
        "tries": 0,
        "due": due,
        "changed": moment,
        "updated": moment,
    }


def _gone(walked: Walked, known: dict[str, tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Files that went away before they were taken; of folders that could not be read nothing is known."""
    unseen = tuple(f"{place}/" for place in walked.unseen)
    for path, row in known.items():
        waits = row[4] in (FileState.NEW, FileState.READY, FileState.FAILED)
        if waits and path not in walked.files and not path.startswith(unseen or ("\0",)):
            yield row


def _parts(many: Iterator[Any]) -> Iterator[list[Any]]:
    while part := list(islice(many, _BATCH)):
        yield part
