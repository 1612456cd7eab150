"""The master's last steps with a result: it is verified, and put in its place; fenced by a lease on the task.

Killed at any point, it can run again: what has been done already is not done again, see `put_in_place`.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError, LeaseLost, MediaError, plain
from albumforge.media.publish import is_full
from albumforge.models.tables import Tables, now
from albumforge.services.farm.ending import end_completed, end_failed
from albumforge.services.farm.messages import Finished
from albumforge.services.farm.roots import quarantine_of
from albumforge.services.farm.states import ACTIVE, Outcome
from albumforge.services.farm.store import Store, locked
from albumforge.services.row_lease import LONGEST, RowLease
from albumforge.transcoders.presets import preset_of_json
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.replace import check_source, is_in_place, put_in_place
from albumforge.transcoding import NotSmaller, Preset

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Result:
    """What is to be verified and put in its place.

    Attributes:
        part: where the worker was to write it; dest: where it goes.
        keep: keeps the source that it replaces; None: the source stays.
    """

    source: Path
    part: Path
    dest: Path
    size: int
    mtime_ns: int
    preset: Preset
    keep: Quarantine | None

    @property
    def in_place(self) -> bool:
        """Whether it is where it belongs already."""
        return is_in_place(
            self.part, self.dest, source=self.source, size=self.size, mtime_ns=self.mtime_ns, keep=self.keep
        )

    def made(self) -> Path:
        """Return where the result is.

        A worker that knows only the documented protocol may have written it at its place by itself.

        Raises:
            MediaError: there is none.
        """
        for path in (self.part, self.dest):
            if path != self.source and os.path.lexists(path):
                if not stat.S_ISREG(path.lstat().st_mode):
                    raise MediaError(path, "the result is no regular file")
                return path
        raise MediaError(self.part, "the worker left no result")

    def place(self, made: Path) -> None:
        """Put it in its place."""
        put_in_place(made, self.dest, source=self.source, size=self.size, mtime_ns=self.mtime_ns, keep=self.keep)


class Finishing:
    """Finishes tasks. Safe to use from many threads and processes: each is finished by one of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, task_id: int, stopping: Callable[[], bool] = lambda: False) -> Finished:
        """Verify the result of a task, and put it in its place; or let the task fail.

        Args:
            stopping: answers whether this process was asked to stop.
        """
        token = secrets.token_hex(16)
        row = self._claim(task_id, token)
        if row is None:
            return Finished.BUSY if self._waits(task_id) else Finished.STALE
        with self._lease(task_id, token) as keeper:
            context = Context(cancelled=lambda: keeper.lost or stopping())
            try:
                size = self._finished(row, token, context)
            except (Cancelled, LeaseLost):
                if keeper.lost or not stopping():
                    return Finished.STALE
                self._release(task_id, token)
                return Finished.INTERRUPTED
            except Exception as error:
                return self._failed(row, token, error)
        return self._completed(row, size)

    def lost(self, seconds: float) -> list[int]:
        """Return the tasks that wait to be verified and that nobody has looked at for so long."""
        moment = now()
        with self._store.database.session() as tables:
            table = tables.farm_task
            idle = table.lease_expires.is_null() | (table.lease_expires < moment)
            old = table.verifying & (table.reported < moment - timedelta(seconds=seconds))
            return [row.id for row in table.select(table.id).where(old & idle & table.status.in_(ACTIVE))]

    def wait(self, task_id: int, seconds: float) -> None:
        """Wait until a task is not being verified any more, at most so long."""
        deadline = time.monotonic() + seconds
        while self._waits(task_id) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _waits(self, task_id: int) -> bool:
        with self._store.database.session() as tables:
            table = tables.farm_task
            return bool(table.select().where((table.id == task_id) & table.verifying).exists())

    def _claim(self, task_id: int, token: str) -> Any:
        with self._store.database.transaction() as tables:
            table, moment = tables.farm_task, now()
            free = table.lease.is_null() | (table.lease_expires < moment)
            mine = (table.id == task_id) & table.verifying & table.status.in_(ACTIVE) & free
            expires = moment + timedelta(seconds=_lasts(self._store))
            if table.update(lease=token, lease_expires=expires).where(mine).execute() != 1:
                return None
            return (
                table.select(table, tables.farm_video.id, tables.farm_video.path)
                .join(tables.farm_video)
                .where(table.id == task_id)
                .get()
            )

    def _lease(self, task_id: int, token: str) -> RowLease:
        def renew(tables: Tables, expires: datetime) -> int:
            table = tables.farm_task
            mine = (table.id == task_id) & (table.lease == token) & table.status.in_(ACTIVE)
            return int(table.update(lease_expires=expires).where(mine).execute())

        lasts = _lasts(self._store)
        return RowLease(self._store.database, renew, seconds=lasts, name=f"farm task {task_id}")

    def _finished(self, row: Any, token: str, context: Context) -> int:
        """Return how large the result is that is in its place now."""
        source, preset = Path(row.video.path), preset_of_json(row.preset)
        keep = quarantine_of(self._store.settings, source) if row.in_place else None
        dest, part = Path(row.dest), Path(row.part)
        result = _Result(source, part, dest, row.source_size, row.source_mtime_ns, preset, keep)
        if not result.in_place:
            check_source(source, row.source_size, row.source_mtime_ns)
            made = result.made()
            try:
                verify(made, source, preset, context=context)
                _check_size(made, row.source_size, preset)
            except (MediaError, NotSmaller):
                # Also one that a worker wrote at its place by itself: that was free when the task was given.
                made.unlink(missing_ok=True)
                raise
            self._begin_placing(row.id, token)
            result.place(made)
        return dest.stat().st_size

    def _begin_placing(self, task_id: int, token: str) -> None:
        with self._store.database.transaction() as tables:
            table = tables.farm_task
            mine = (table.id == task_id) & (table.lease == token) & table.status.in_(ACTIVE)
            if table.update(placing=True).where(mine).execute() != 1:
                raise LeaseLost("The task was taken over.")

    def _completed(self, row: Any, size: int) -> Finished:
        with self._store.database.transaction() as tables:
            locked(tables.farm_worker.select().where(tables.farm_worker.id == row.worker)).first()
            done = end_completed(self._store, tables, row, size)
        return Finished.COMPLETED if done else Finished.STALE

    def _failed(self, row: Any, token: str, error: Exception) -> Finished:
        expected = isinstance(error, ForgeError | OSError)
        if not expected:
            _log.exception("farm task %d could not be finished", row.id)
        said = error.reason if isinstance(error, MediaError) else plain(error)
        outcome, blame = _meaning(error, Path(row.video.path))
        with self._store.database.transaction() as tables:
            locked(tables.farm_worker.select().where(tables.farm_worker.id == row.worker)).first()
            table = tables.farm_task
            if not table.select().where((table.id == row.id) & (table.lease == token)).exists():
                return Finished.STALE
            said = said if expected else f"The master failed: {type(error).__name__}: {said}"
            end_failed(self._store, tables, row, said, outcome, blame=blame)
        return Finished.FAILED

    def _release(self, task_id: int, token: str) -> None:
        with self._store.database.transaction() as tables:
            table = tables.farm_task
            mine = (table.id == task_id) & (table.lease == token)
            table.update(lease=None, lease_expires=None).where(mine).execute()


def _lasts(store: Store) -> float:
    """Return how many seconds a claim holds without being renewed."""
    return min(LONGEST, store.settings.lease_seconds)


def verify(made: Path, source: Path, preset: Preset, *, context: Context) -> None:
    """Compare a result with its source, see `albumforge.transcoders.verify.verify`."""
    from albumforge.transcoders import verify as whole  # with FFmpeg, which idle processes do without

    whole.verify(made, source, preset, context=context)


def _check_size(made: Path, source_size: int, preset: Preset) -> None:
    if preset.min_saving is None:
        return
    size, most = made.stat().st_size, source_size * (1 - preset.min_saving / 100)
    if size > most:
        raise NotSmaller(f"The result has {size:,} bytes; the preset allows {int(most):,} of {source_size:,}.")


def _meaning(error: Exception, source: Path) -> tuple[Outcome, bool]:
    """Return what an error means for the video, and whether the worker is to blame."""
    if isinstance(error, NotSmaller):
        return Outcome.NOT_SMALLER, False
    if isinstance(error, MediaError):
        return (Outcome.UNUSABLE, False) if error.path == source else (Outcome.RETRY, True)
    if is_full(error):
        return Outcome.NO_ROOM, False
    return Outcome.RETRY, False
