"""A worker's claim on a film or a job: kept alive by a thread, named by every write, given up when it is over.

The engine's threads never touch the database: they leave progress and log lines here and read a flag. The keeper's
thread renews the claim, looks for a cancellation, and writes what was left.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Any

from albumforge.context import Context, Progress
from albumforge.errors import LeaseLost
from albumforge.models.database import Database
from albumforge.models.tables import now
from albumforge.queue.repeated import Repeated
from albumforge.services.pace import Pace
from albumforge.services.works import FILMS, Works

POLL_SECONDS = 0.2
"""How often a cancellation is looked for."""
WRITE_SECONDS = 0.5
"""Progress is written to the database at most this often."""
TELL_SECONDS = 2.0
"""The time that is left is told anew at least this often, also while nothing goes on."""
_log = logging.getLogger(__name__)


class Halt(Enum):
    """Why a run should end before it is done."""

    CANCELLED = "cancelled"
    """Its owner asked for it."""
    STOPPING = "stopping"
    """The worker was asked to stop."""
    LOST = "lost"
    """Somebody else has the work now, or it was deleted."""


class Lease(Repeated):
    """A claim that was made; a context manager that keeps it alive while its body runs."""

    def __init__(
        self,
        database: Database,
        work_id: str,
        token: str,
        *,
        seconds: float,
        heartbeat: float,
        stopping: Callable[[], bool],
        tell: Callable[[dict[str, Any]], None],
        named: Callable[[str], str] = str,
        works: Works = FILMS,
        least: float = 0.0,
    ) -> None:
        """Prepare to keep a claim.

        Args:
            token: what the claim was made with.
            seconds: how long it holds without being renewed.
            heartbeat: seconds between renewals.
            stopping: answers whether this worker was asked to stop; asked every `POLL_SECONDS`.
            tell: publishes an event.
            named: gives the text of an engine with the names of files as their owner knows them.
            works: what kind of work is claimed.
            least: the part of the whole that was told already, 0 to 1; less is not told after it.
        """
        super().__init__(self._keep, POLL_SECONDS, name=f"lease-{work_id[:8]}")
        self.work_id = work_id
        self.token = token
        self._database = database
        self._lasts = seconds
        self._heartbeat = min(heartbeat, seconds / 3)
        self._stopping = stopping
        self._tell = tell
        self._named = named
        self._works = works
        self._least = least
        self._halt: Halt | None = None
        self._guard = threading.Lock()
        self._stage = works.course.first
        self._fraction = 0.0
        self._message = ""
        self._pace = Pace(time.monotonic())
        self._lines: list[str] = []
        self._changed = False
        self._renewed = time.monotonic()
        self._written = -1e9

    @staticmethod
    def new_token() -> str:
        """Return a token for a claim."""
        return secrets.token_hex(16)

    @property
    def halt(self) -> Halt | None:
        """Why the run should end, or None while it may go on."""
        return self._halt

    @property
    def context(self) -> Context:
        """What an engine gets; its methods only touch memory."""
        return Context(on_progress=self._progress, on_log=self.log, cancelled=lambda: self._halt is not None)

    def log(self, line: str) -> None:
        """Add a line to the log of the work; written with the next progress."""
        line = self._named(line)
        with self._guard:
            self._lines.append(line)

    def write(self, tables: Any, **columns: Any) -> None:
        """Update the work in the transaction of the caller, if this claim still holds.

        Raises:
            LeaseLost: it does not.
        """
        table = self._works.table(tables)
        written = (
            table.update(updated=now(), **columns)
            .where((table.work_id == self.work_id) & (table.lease == self.token))
            .execute()
        )
        if written != 1:
            self._halt = Halt.LOST
            raise LeaseLost(f"The {self._works.noun} is in other hands now.")
        with self._guard:
            lines, self._lines = self._lines, []
        for line in lines:
            if self._works.logged:
                tables.movie_log.create(movie=self.work_id, line=line)
            else:
                _log.info("%s %s: %s", self._works.noun, self.work_id, line)

    def release(self, **columns: Any) -> None:
        """Give the claim up and update the work with it.

        Raises:
            LeaseLost: it was not held any more.
        """
        with self._database.transaction() as tables:
            self.write(tables, **RELEASED, **columns)

    def _progress(self, progress: Progress) -> None:
        stage = self._works.course.stages.get(progress.stage, self._stage)
        with self._guard:
            if stage < self._stage:
                return
            entered = stage != self._stage
            self._fraction = progress.fraction if entered else max(self._fraction, progress.fraction)
            moment = time.monotonic()
            if entered or progress.found:
                self._pace = Pace(moment, self._fraction)
            self._pace.saw(moment, self._fraction)
            self._stage = stage
            self._message = progress.message
            self._changed = True
        if entered:
            self._publish()  # a quick stage may be over before the next write

    def _publish(self) -> dict[str, Any]:
        with self._guard:
            columns = {
                "stage": int(self._stage),
                "progress": max(self._least, self._works.course.overall(self._stage, self._fraction)),
                "seconds_left": self._pace.left(time.monotonic()) if self._stage == self._works.course.timed else None,
            }
            message = self._message
        self._tell({"work_id": self.work_id, "status": 2, **columns, "message": self._named(message)})
        return columns

    def _keep(self) -> None:
        if self._stopping():
            self._halt = self._halt or Halt.STOPPING
        try:
            self._look()
            self._renew()
        except LeaseLost:
            self._over.set()
        except Exception as error:  # the database may be back before the claim ends
            _log.warning("claim on %s not renewed: %s", self.work_id, error)
            if time.monotonic() - self._renewed > self._lasts:
                self._halt = Halt.LOST
                self._over.set()

    def _look(self) -> None:
        with self._database.session() as tables:
            table = self._works.table(tables)
            row = (
                table.select(table.cancel_requested)
                .where((table.work_id == self.work_id) & (table.lease == self.token))
                .tuples()
                .first()
            )
        if row is None:
            self._halt = Halt.LOST
            raise LeaseLost(f"The {self._works.noun} is in other hands now.")
        if row[0]:
            self._halt = Halt.CANCELLED

    def _renew(self) -> None:
        moment = time.monotonic()
        news = self._changed or self._lines or self._stage == self._works.course.timed
        due = news and moment - self._written >= (WRITE_SECONDS if self._changed or self._lines else TELL_SECONDS)
        if not due and moment - self._renewed < self._heartbeat:
            return
        columns = {}
        if due:
            self._changed = False
            columns = self._publish()
        with self._database.transaction() as tables:
            self.write(tables, lease_expires=now() + timedelta(seconds=self._lasts), **columns)
        self._renewed = moment
        if due:
            self._written = moment


RELEASED: dict[str, Any] = {"lease": None, "lease_owner": None, "lease_expires": None, "cancel_requested": False}
"""Columns of work that nobody works on."""
