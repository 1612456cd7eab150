"""What was found in watched folders, by pages; and what failed is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from albumforge.errors import NotFound
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.services.watch.states import BatchState, FileState


@dataclass(frozen=True)
class WatchFile:
    """A file as it stands.

    Attributes:
        id: its number.
        reason: why it is not taken, or what stands in its way; or "".
        batch_id: of the batch that has it, or None.
        due: when it is looked at again while it is new.
    """

    id: int
    rule_id: int
    path: str
    size: int
    state: FileState
    reason: str
    tries: int
    batch_id: int | None
    due: datetime
    updated: datetime

    @classmethod
    def of(cls, row: Any) -> WatchFile:
        """Return what a row of the database says."""
        return cls(
            id=row.id,
            rule_id=row.rule_id,
            path=row.path,
            size=row.size,
            state=FileState(row.status),
            reason=row.reason,
            tries=row.tries,
            batch_id=row.batch_id,
            due=row.due,
            updated=row.updated,
        )


@dataclass(frozen=True)
class Counts:
    """How many files and batches of a rule stand where."""

    files: Mapping[FileState, int]
    batches: Mapping[BatchState, int]


class FoundFiles:
    """The files of all rules. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, rule_id: int, *, state: FileState | None = None, before: int | None = None, limit: int = 50
    ) -> list[WatchFile]:
        """Return files of a rule, the last one found first.

        Args:
            before: only those with smaller numbers.
        """
        with self._database.session() as tables:
            table = tables.watch_file
            query = table.select().where(table.rule == rule_id).order_by(table.id.desc())
            if state is not None:
                query = query.where(table.status == state)
            if before is not None:
                query = query.where(table.id < before)
            return [WatchFile.of(row) for row in query.limit(limit)]

    def counts(self, rule_id: int) -> Counts:
        """Return how many files and batches stand where."""
        with self._database.session() as tables:
            found = []
            for table in (tables.watch_file, tables.watch_batch):
                query = table.select(table.status, pw.fn.COUNT(table.id)).where(table.rule == rule_id)
                found.append(dict(query.group_by(table.status).tuples()))
        files, batches = found
        return Counts(
            {state: files.get(state, 0) for state in FileState}, {state: batches.get(state, 0) for state in BatchState}
        )

    def is_resting(self, rule_id: int, *, tries: int = 1) -> bool:
        """Whether a rule has files that were looked at fewer than so many times since they changed last."""
        with self._database.session() as tables:
            table = tables.watch_file
            waiting = (table.rule == rule_id) & (table.status == FileState.NEW) & (table.tries < tries)
            return bool(table.select().where(waiting).exists())

    def unreadable(self, rule_id: int, *, limit: int = 50) -> tuple[WatchFile, ...]:
        """Return files of a rule that could not be used yet, and are looked at again; the last one found first."""
        with self._database.session() as tables:
            table = tables.watch_file
            waiting = (table.rule == rule_id) & (table.status == FileState.NEW) & (table.reason != "")
            query = table.select().where(waiting).order_by(table.id.desc())
            return tuple(WatchFile.of(row) for row in query.limit(limit))

    def retry(self, rule_id: int, file_id: int | None = None) -> int:
        """Look again at a file that failed, or at all of a rule; return how many.

        Raises:
            NotFound: there is no such file that failed.
        """
        with self._database.transaction() as tables:
            table = tables.watch_file
            failed = (table.rule == rule_id) & (table.status == FileState.FAILED)
            if file_id is not None:
                failed &= table.id == file_id
            again = {"status": FileState.NEW, "tries": 0, "due": now(), "reason": "", "batch": None}
            count = int(table.update(updated=now(), **again).where(failed).execute())
        if file_id is not None and not count:
            raise NotFound("There is no such file that failed.")
        return count
