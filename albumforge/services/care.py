"""Work that is stopped, deleted or expires, whatever its state: films and jobs alike."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from albumforge.errors import Conflict, NotFound
from albumforge.media.publish import make_folder, writing
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.queue.broker import Broker
from albumforge.services.lease import RELEASED
from albumforge.services.movie_queue import Repair, tell
from albumforge.services.states import Stage, Status
from albumforge.services.works import Works
from albumforge.settings import Settings

TRIES = 40
"""How often what others change at the same moment is tried."""

AT_REST = (Status.NEW, Status.DONE, Status.FAILED)


class Care:
    """Takes work out of the queue, and its files off the disk. Methods may be called from any thread."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, works: Works) -> None:
        self.repair = Repair(settings, database, broker, works)
        self._settings = settings
        self._database = database
        self._broker = broker
        self._works = works

    def cancel(self, work_id: str, row_of: Callable[[Tables], Any]) -> None:
        """Take work out of the queue, or ask its worker to stop, which it does within about a second.

        Args:
            row_of: returns its row, or raises where it is not the asker's.

        Raises:
            Conflict: it is neither queued nor being made.
        """
        for _ in range(TRIES):
            with self._database.transaction() as tables:
                row = row_of(tables)
                if not Status(row.status).active:
                    raise Conflict(f"The {self._works.noun} is neither queued nor being made.")
                done = self._cancelled(tables, row)
            if done:
                tell(self._database, self._broker, work_id, self._works)
                break

    def delete(self, work_id: str) -> None:
        """Delete work with all its files; what is being made is stopped first.

        Raises:
            NotFound: it is gone already.
            StorageError: its folder cannot be removed.
        """
        # A worker that gives no sign within its claim has lost it, and can publish nothing any more.
        deadline = time.monotonic() + self._settings.lease_seconds
        while self._row(work_id, "status").status in (Status.QUEUED, Status.RUNNING) and time.monotonic() < deadline:
            with contextlib.suppress(Conflict):  # done in the meantime
                self.cancel(work_id, lambda tables: self._found(tables, work_id))
            time.sleep(0.05)
        with self._database.transaction() as tables:
            table = self._works.table(tables)
            if table.delete().where(table.work_id == work_id).execute() != 1:
                raise NotFound(self._works.missing)
            self._to_trash(work_id)
        self.repair.empty_trash()

    def expire(self, days: float) -> list[str]:
        """Remove the files of work that nothing happened to for `days`; the rows stay. Return the names."""
        horizon = now() - timedelta(days=days)
        expired = []
        with self._database.session() as tables:
            table = self._works.table(tables)
            at_rest = table.status.in_(AT_REST) & (table.updated < horizon)
            work_ids = [row.work_id for row in table.select(table.work_id).where(at_rest)]
        for work_id in work_ids:
            with self._database.transaction() as tables:
                table = self._works.table(tables)
                still = (table.work_id == work_id) & (table.updated < horizon) & table.status.in_(AT_REST)
                if table.update(status=Status.EXPIRED, stage=Stage.NONE).where(still).execute() == 1:
                    self._to_trash(work_id)
                    expired.append(work_id)
        self.repair.empty_trash()
        return expired

    def _cancelled(self, tables: Tables, row: Any) -> bool:
        """Cancel work that is as in `row`; answer whether it still was."""
        table = self._works.table(tables)
        as_it_was = (table.work_id == row.work_id) & (table.message_id == row.message_id)
        if row.status == Status.RUNNING and self.repair.held(row):
            asked = table.update(cancel_requested=True).where(as_it_was & (table.lease == row.lease))
            return bool(asked.execute() == 1)
        lease = table.lease.is_null() if row.lease is None else table.lease == row.lease
        stopped = table.update(updated=now(), seconds_left=None, **RELEASED, **self._works.cancelled)
        return bool(stopped.where(as_it_was & (table.status == row.status) & lease).execute() == 1)

    def _row(self, work_id: str, *columns: str) -> Any:
        with self._database.session() as tables:
            return self._found(tables, work_id, *columns)

    def _found(self, tables: Tables, work_id: str, *columns: str) -> Any:
        table = self._works.table(tables)
        row = table.select(*(getattr(table, name) for name in columns)).where(table.work_id == work_id).first()
        if row is None:
            raise NotFound(self._works.missing)
        return row

    def _to_trash(self, work_id: str) -> None:
        folder = self._works.folder(self._settings) / work_id
        trash = self._works.trash(self._settings)
        if folder.is_dir():
            make_folder(trash)
            with writing(folder):
                # One step, so that nobody sees half of it; also out of reach for a worker that is still at it.
                folder.rename(trash / f"{work_id}-{secrets.token_hex(4)}")
        elif folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
