"""Files that were found become ready: once nobody writes to them, they rest, and they can be decoded."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from albumforge.errors import MediaError, Unavailable
from albumforge.media.digest import file_digest
from albumforge.media.regular import read_error
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.services.picture_work import AT_ONCE, Work
from albumforge.services.walk import suffix_of
from albumforge.services.watch.filesystems import is_being_written, on_network
from albumforge.services.watch.rule import Do, Rule
from albumforge.services.watch.states import FileState
from albumforge.settings import Settings

MOST_TRIES = 6
"""With pauses that double: a file that rests, but cannot be decoded, has failed after a minute of resting tenfold."""
AT_A_TIME = 64
BEFORE = "It was there before the rule."


@dataclass(frozen=True)
class Ripened:
    """What came of a look at a file that was due.

    Attributes:
        tries: how many looks it could not be used at, since it changed last.
    """

    path: str
    state: FileState
    reason: str
    tries: int = 0


class Ripening:
    """Looks at files that are due. One process at a time does so for a rule."""

    def __init__(self, settings: Settings, database: Database, work: Callable[[], Work]) -> None:
        """Prepare.

        Args:
            work: decodes, best in a process of its own: a file may be made to harm the decoder.
        """
        self._settings = settings
        self._database = database
        self._work = work

    def ripen(self, rule_id: int, rule: Rule, *, offline: tuple[str, ...] = ()) -> list[Ripened]:
        """Look at the files that are due, at most `AT_A_TIME`; return what came of each.

        Args:
            offline: folders that are not there; what is below them waits.
        """
        moment = now()
        with self._database.session() as tables:
            table = tables.watch_file
            due = (table.rule == rule_id) & (table.status == FileState.NEW) & (table.due <= moment)
            for folder in offline:
                due &= ~table.path.startswith(f"{folder}/")
            rows = list(table.select().where(due).order_by(table.due, table.id).limit(AT_A_TIME))
        if not rows:
            return []
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="albumforge-watch") as pool:
            found = list(pool.map(lambda row: self._examined(row, rule), rows))
        with self._database.transaction() as tables:
            table = tables.watch_file
            for row, columns in zip(rows, found, strict=True):
                as_was = (table.id == row.id) & (table.size == row.size) & (table.mtime_ns == row.mtime_ns)
                table.update(updated=now(), **columns).where(as_was & (table.status == FileState.NEW)).execute()
        return [
            Ripened(
                row.path,
                FileState(columns.get("status", FileState.NEW)),
                columns.get("reason", ""),
                columns.get("tries", row.tries),
            )
            for row, columns in zip(rows, found, strict=True)
        ]

    def next_due(self, rule_id: int) -> Any:
        """Return when a file of the rule is due next, or None."""
        with self._database.session() as tables:
            table = tables.watch_file
            waiting = (table.rule == rule_id) & (table.status == FileState.NEW)
            row = table.select(table.due).where(waiting).order_by(table.due).first()
            return None if row is None else row.due

    def _examined(self, row: Any, rule: Rule) -> dict[str, Any]:
        """Return what changes of a file's row."""
        try:
            before = os.lstat(row.path)
            if (before.st_size, before.st_mtime_ns) != (row.size, row.mtime_ns):
                return self._growing(before)
            if not on_network(Path(row.path).parent) and is_being_written(row.path):
                return self._growing(before)
            digest = file_digest(row.path)
            after = os.lstat(row.path)
            if (after.st_size, after.st_mtime_ns) != (row.size, row.mtime_ns):
                return self._growing(after)
            if row.before:
                self._note(row, digest)
                return {"status": FileState.KNOWN, "digest": digest, "reason": BEFORE}
            if same := self._taken_as(row, digest):
                return {"status": FileState.KNOWN, "digest": digest, "reason": same}
            whole = ""
            if rule.do is not Do.SEND or suffix_of(row.path) in VIDEO_SUFFIXES:  # masters may be anything
                whole = self._work().do("whole", about=Path(row.path), source=row.path, pictures=rule.do is Do.FILM)
            return {"status": FileState.READY, "digest": digest, "taken": whole, "reason": ""}
        except FileNotFoundError:
            if rule.offline(Path(row.path)) is None:
                return {"status": FileState.GONE}
            return {"due": now() + timedelta(seconds=self._settings.watch_rest_seconds)}
        except OSError as error:
            return self._not_yet(row, read_error(row.path, error).reason)
        except MediaError as error:
            return self._not_yet(row, error.reason)
        except Unavailable as error:  # the decoder could not be had; the file is not to blame
            return {"due": now() + timedelta(seconds=self._settings.watch_rest_seconds), "reason": str(error)}

    def _growing(self, status: os.stat_result) -> dict[str, Any]:
        moment = now()
        return {
            "size": status.st_size,
            "mtime_ns": status.st_mtime_ns,
            "tries": 0,
            "reason": "",
            "changed": moment,
            "due": moment + timedelta(seconds=self._settings.watch_rest_seconds),
        }

    def _not_yet(self, row: Any, reason: str) -> dict[str, Any]:
        tries = row.tries + 1
        if tries >= MOST_TRIES:
            return {"status": FileState.FAILED, "tries": tries, "reason": reason}
        pause = timedelta(seconds=self._settings.watch_rest_seconds * 2**tries)
        return {"tries": tries, "reason": reason, "due": now() + pause}

    def _taken_as(self, row: Any, digest: str) -> str:
        """Return a sentence that says where a content was taken before, or ""."""
        with self._database.session() as tables:
            table = tables.watch_content
            found = table.get_or_none((table.rule == row.rule_id) & (table.digest == digest))
            return "" if found is None else same_as(row.path, found.path)

    def _note(self, row: Any, digest: str) -> None:
        with self._database.transaction() as tables:
            tables.watch_content.insert(rule=row.rule_id, digest=digest, path=row.path).on_conflict_ignore().execute()


def same_as(path: str, other: str) -> str:
    """Return a sentence that says that the content of a file was taken under its own or another path."""
    return "Its content was taken before." if path == other else f"Its content was taken before, as {other}."
