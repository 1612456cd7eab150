"""Batches: what is ready is taken once, in one transaction with the batch that it goes into."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, NotFound, Unavailable
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.services.row_lease import LONGEST, RowLease
from albumforge.services.watch.grouping import Batch, Ready, batches
from albumforge.services.watch.ripening import same_as
from albumforge.services.watch.rule import Do, Rule
from albumforge.services.watch.rules import WatchRule
from albumforge.services.watch.states import BatchState, FileState
from albumforge.settings import Settings

MOST_TRIES = 10
"""With pauses that double, three quarters of an hour: a disk may be full, a server away."""
BAD_RESTS = 6
"""How many times the setting ``watch_rest_seconds`` a file that rests, but cannot be used, counts as still coming: a
minute. A film is then made without it."""
AWAY_SECONDS = 30.0
"""How often it is looked whether a folder is back."""
_AT_ONCE = 500
_LONGEST_ERROR = 2000
_LONGEST_PAUSE = 3600.0


class Away(Unavailable):
    """Raised where files cannot be reached because their folder is not there; it is waited for."""


@dataclass(frozen=True)
class WatchBatch:
    """A batch as it stands.

    Attributes:
        id: its number.
        rule_id, rule_name: of its rule.
        files: how many it has.
        work_id: of the film or the cutting job, or "".
        result: path of what was made, the number of a master that was sent, or "".
        error: why it failed, or what stands in the way of a try that is made again; or "".
    """

    id: int
    rule_id: int
    rule_name: str
    do: str
    title: str
    files: int
    state: BatchState
    work_id: str
    result: str
    error: str
    tries: int
    created: datetime
    updated: datetime

    @classmethod
    def of(cls, row: Any) -> WatchBatch:
        """Return what a row of the database says, its rule among it."""
        return cls(
            id=row.id,
            rule_id=row.rule_id,
            rule_name=row.rule.name,
            do=str(row.rule.document.get("do", "")),
            title=row.title,
            files=row.files,
            state=BatchState(row.status),
            work_id=row.work_id,
            result=row.result,
            error=row.error,
            tries=row.tries,
            created=row.created,
            updated=row.updated,
        )


class Batches:
    """The batches of a forge. Safe to use from many threads and processes."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database

    def get(self, batch_id: int) -> WatchBatch:
        """Return a batch.

        Raises:
            NotFound: there is none of that number.
        """
        with self._database.session() as tables:
            return WatchBatch.of(_row(tables, batch_id))

    def recent(
        self, *, rule_id: int | None = None, state: BatchState | None = None, before: int | None = None, limit: int = 50
    ) -> list[WatchBatch]:
        """Return batches, the last one first.

        Args:
            before: only those with smaller numbers.
        """
        with self._database.session() as tables:
            table = tables.watch_batch
            query = table.select(table, tables.watch_rule).join(tables.watch_rule).order_by(table.id.desc())
            if rule_id is not None:
                query = query.where(table.rule == rule_id)
            if state is not None:
                query = query.where(table.status == state)
            if before is not None:
                query = query.where(table.id < before)
            return [WatchBatch.of(row) for row in query.limit(limit)]

    def held_up(self, rule_id: int, *, limit: int = 50) -> list[WatchBatch]:
        """Return batches of a rule that are still to be made, and something stands in their way; the last one first."""
        with self._database.session() as tables:
            table = tables.watch_batch
            query = table.select(table, tables.watch_rule).join(tables.watch_rule).order_by(table.id.desc())
            waits = (table.rule == rule_id) & (table.status == BatchState.WAITING) & (table.error != "")
            return [WatchBatch.of(row) for row in query.where(waits).limit(limit)]

    def among(self, numbers: Sequence[int]) -> list[WatchBatch]:
        """Return those of some numbers that are still there."""
        found = []
        with self._database.session() as tables:
            table = tables.watch_batch
            for at in range(0, len(numbers), _AT_ONCE):
                query = table.select(table, tables.watch_rule).join(tables.watch_rule)
                found += [WatchBatch.of(row) for row in query.where(table.id.in_(numbers[at : at + _AT_ONCE]))]
        return found

    def files(self, batch_id: int) -> list[Path]:
        """Return the files of a batch, in the order of their moments."""
        with self._database.session() as tables:
            table = tables.watch_file
            rows = [Ready.of(row) for row in table.select().where(table.batch == batch_id)]
        return [row.path for row in sorted(rows, key=lambda row: (row.taken, str(row.path)))]

    def present(self, batch_id: int, rule: Rule) -> list[Path]:
        """Return the files of a batch that are there; others are forgotten, so that they are taken when they return.

        Raises:
            Away: some are not, and neither is their folder.
        """
        files = self.files(batch_id)
        missing = [file for file in files if not os.path.lexists(file)]
        for file in missing:
            if (folder := rule.offline(file)) is not None:
                raise Away(f"The folder {folder} is not there.", hint="It is waited for.")
        with self._database.transaction() as tables:
            table, content = tables.watch_file, tables.watch_content
            for file in missing:
                row = table.get((table.batch == batch_id) & (table.path == str(file)))
                content.delete().where((content.batch == batch_id) & (content.digest == row.digest)).execute()
                table.update(status=FileState.GONE, batch=None, updated=now()).where(table.id == row.id).execute()
        gone = set(missing)
        return [file for file in files if file not in gone]

    def form(self, watched: WatchRule, rule: Rule, *, due: bool) -> list[int]:
        """Make batches of what is ready and whose time has come; return their numbers.

        Args:
            due: the schedule is due, or nothing is to be waited for.
        """
        when = rule.moment
        if when.cron and not due:
            return []
        with self._database.session() as tables:
            table = tables.watch_file
            mine = table.rule == watched.id
            ready = [Ready.of(row) for row in table.select().where(mine & (table.status == FileState.READY))]
            if not ready:
                return []
            patience = now() - timedelta(seconds=self._settings.watch_rest_seconds * BAD_RESTS)
            coming = (table.tries == 0) | (table.changed > patience)
            young = table.select(table.path, table.changed).where(mine & (table.status == FileState.NEW) & coming)
            growing = list(young.tuples())
        offline = tuple(f"{folder}/" for folder in watched.offline())
        ready = [file for file in ready if not str(file.path).startswith(offline or ("\0",))]
        made = []
        for batch in batches(rule, ready, self._settings.max_files):
            if len(batch.files) >= rule.at_least and (due or self._rests(rule, batch, growing)):
                with suppress(pw.IntegrityError):  # another process took one of the contents at this moment
                    number = self._take(watched.id, batch, rule.at_least)
                    made += [] if number is None else [number]
        return made

    def retry(self, batch_id: int) -> WatchBatch:
        """Have a batch that failed made once more.

        Raises:
            NotFound: there is none of that number.
            Conflict: it did not fail.
        """
        with self._database.transaction() as tables:
            row = _row(tables, batch_id)
            table = tables.watch_batch
            again = {"status": BatchState.WAITING, "tries": 0, "work_id": "", "not_before": now(), "error": ""}
            failed = (table.id == row.id) & (table.status == BatchState.FAILED)
            if table.update(updated=now(), **again).where(failed).execute() != 1:
                raise Conflict("The batch did not fail.")
        return self.get(batch_id)

    def retry_failed(self, rule_id: int) -> int:
        """Have all batches of a rule that failed made once more; return how many."""
        failed = self.recent(rule_id=rule_id, state=BatchState.FAILED, limit=1_000_000)
        for batch in failed:
            self.retry(batch.id)
        return len(failed)

    def try_now(self, rule_id: int) -> list[int]:
        """Have the batches of a rule tried now that wait for a folder that was away; return their numbers."""
        with self._database.transaction() as tables:
            table = tables.watch_batch
            away = (table.rule == rule_id) & (table.status == BatchState.WAITING) & (table.error != "")
            numbers = [row.id for row in table.select(table.id).where(away & (table.tries == 0))]
            for part in range(0, len(numbers), _AT_ONCE):
                chosen = table.id.in_(numbers[part : part + _AT_ONCE]) & (table.status == BatchState.WAITING)
                table.update(not_before=now(), error="", updated=now()).where(chosen).execute()
        return numbers

    def due(self, rule_ids: list[int], works: tuple[Do, ...]) -> list[Any]:
        """Return the rows of batches, of some rules, that wait for something of some kinds and are due."""
        with self._database.session() as tables:
            table, rules = tables.watch_batch, tables.watch_rule
            open_ones = table.status.in_([BatchState.WAITING, BatchState.RUNNING]) & (table.not_before <= now())
            query = table.select(table, rules).join(rules).where(table.rule.in_(rule_ids) & open_ones)
            return [row for row in query.order_by(table.id) if row.rule.document.get("do") in works]

    def claim(self, batch_id: int, token: str) -> Any:
        """Claim a batch for this process; None where it is another's, or nothing is to be done."""
        with self._database.transaction() as tables:
            table, moment = tables.watch_batch, now()
            orphaned = (table.status == BatchState.RUNNING) & (table.lease.is_null() | (table.lease_expires < moment))
            free = (table.id == batch_id) & ((table.status == BatchState.WAITING) | orphaned)
            claim = table.update(
                status=BatchState.RUNNING,
                lease=token,
                lease_expires=moment + timedelta(seconds=self._lasts),
                tries=table.tries + 1,
                updated=moment,
            )
            if claim.where(free).execute() != 1:
                return None
            return _row(tables, batch_id)

    def lease(self, batch_id: int, token: str) -> RowLease:
        """Return what keeps a claim alive."""

        def renew(tables: Tables, expires: datetime) -> int:
            table = tables.watch_batch
            mine = (table.id == batch_id) & (table.lease == token)
            return int(table.update(lease_expires=expires).where(mine).execute())

        return RowLease(self._database, renew, seconds=self._lasts, name=f"batch {batch_id}")

    def write(self, batch_id: int, token: str | None, **columns: Any) -> bool:
        """Write how a batch stands; with a token, only where the claim still holds. Answer whether it was written."""
        if "error" in columns:
            columns["error"] = columns["error"][:_LONGEST_ERROR]
        with self._database.transaction() as tables:
            table = tables.watch_batch
            mine = table.id == batch_id
            if token is not None:
                mine &= table.lease == token
            return bool(table.update(updated=now(), **columns).where(mine).execute() == 1)

    def wait(self, row: Any, token: str | None, said: str) -> float:
        """Let a batch wait for a folder that is away, as long as that takes; return the seconds until it is tried."""
        until = now() + timedelta(seconds=AWAY_SECONDS)
        columns = {"status": BatchState.WAITING, "tries": row.tries - 1, "lease": None, "lease_expires": None}
        self.write(row.id, token, error=said, not_before=until, **columns)
        return AWAY_SECONDS

    def failed(self, row: Any, token: str | None, said: str, *, final: bool) -> BatchState:
        """Write that a try failed; return how the batch stands: one that was tried often enough has failed."""
        final = final or row.tries >= MOST_TRIES
        state = BatchState.FAILED if final else BatchState.WAITING
        until = now() + timedelta(seconds=self.pause(row))
        self.write(row.id, token, status=state, error=said, not_before=until, lease=None, lease_expires=None)
        return state

    def pause(self, row: Any) -> float:
        """Return how many seconds are waited before the next try."""
        return float(min(_LONGEST_PAUSE, self._settings.retry_backoff * 2.0 ** min(20, max(0, row.tries - 1))))

    def is_running(self, batch_id: int) -> bool:
        """Whether a process has claimed a batch."""
        with self._database.session() as tables:
            table = tables.watch_batch
            return bool(table.select().where((table.id == batch_id) & (table.status == BatchState.RUNNING)).exists())

    @property
    def _lasts(self) -> float:
        return min(LONGEST, self._settings.lease_seconds)

    def _rests(self, rule: Rule, batch: Batch, growing: list[tuple[str, datetime]]) -> bool:
        """Whether nothing more is to be expected of a batch."""
        if rule.do is not Do.FILM:
            return True
        near = [changed for path, changed in growing if not batch.key.startswith("/") or _folder(path) == batch.key]
        quiet = rule.moment.quiet
        if quiet is None:
            return not near
        return bool(max([batch.changed, *near]) <= now() - timedelta(minutes=quiet))

    def _take(self, rule_id: int, batch: Batch, at_least: int) -> int | None:
        """Take the files of a batch, each content once; None where too few are left."""
        with self._database.transaction() as tables:
            fresh, known = self._sorted_out(tables, rule_id, batch.files)
            table, moment = tables.watch_file, now()
            for file, same in known:
                mine = (table.id == file.id) & (table.status == FileState.READY)
                table.update(status=FileState.KNOWN, reason=same, updated=moment).where(mine).execute()
            if len(fresh) < at_least:
                return None
            row = tables.watch_batch.create(rule=rule_id, title=batch.title, not_before=moment, files=len(fresh))
            for part in _parts(fresh):
                ids = [file.id for file in part]
                taken = table.update(status=FileState.TAKEN, batch=row, updated=moment)
                taken.where(table.id.in_(ids) & (table.status == FileState.READY)).execute()
                columns = [{"rule": rule_id, "digest": one.digest, "batch": row, "path": str(one.path)} for one in part]
                tables.watch_content.insert_many(columns).execute()
            return int(row.id)

    def _sorted_out(
        self, tables: Tables, rule_id: int, files: Sequence[Ready]
    ) -> tuple[Sequence[Ready], Sequence[tuple[Ready, str]]]:
        """Tell files whose content is new from those of which it was taken before, or is that of another one."""
        table = tables.watch_content
        paths: dict[str, str] = {}
        for part in _parts(files):
            mine = (table.rule == rule_id) & table.digest.in_([file.digest for file in part])
            paths |= dict(table.select(table.digest, table.path).where(mine).tuples())
        fresh, known = [], []
        for file in files:
            if file.digest in paths:
                known.append((file, same_as(str(file.path), paths[file.digest])))
            else:
                paths[file.digest] = str(file.path)
                fresh.append(file)
        return fresh, known


def _parts(files: Sequence[Ready]) -> Iterator[Sequence[Ready]]:
    for at in range(0, len(files), _AT_ONCE):
        yield files[at : at + _AT_ONCE]


def new_token() -> str:
    """Return a name for a claim."""
    return secrets.token_hex(16)


def _row(tables: Tables, batch_id: int) -> Any:
    table = tables.watch_batch
    row = table.select(table, tables.watch_rule).join(tables.watch_rule).where(table.id == batch_id).first()
    if row is None:
        raise NotFound("There is no such batch.")
    return row


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
