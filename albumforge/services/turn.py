"""A worker's turn at a film or a job: claimed, done under a lease, and what is made of it when that fails."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from albumforge.errors import Cancelled, Conflict, InvalidInput, LeaseLost, MediaError, NotFound, NoUsableMedia
from albumforge.logs import about
from albumforge.media.publish import is_full
from albumforge.models.database import Database
from albumforge.models.level import LEVEL
from albumforge.models.tables import now
from albumforge.plugins import Registry, contained
from albumforge.queue.broker import Broker
from albumforge.queue.channel import publish
from albumforge.services.failures import log_failure, readable, with_labels
from albumforge.services.lease import RELEASED, Halt, Lease
from albumforge.services.movie_queue import new_message_id, send_after_commit, tell
from albumforge.services.next_up import meant
from albumforge.services.states import MovieFile, Ran, Stage, Status
from albumforge.services.works import Works
from albumforge.settings import Settings

W = TypeVar("W")

_PERMANENT = (InvalidInput, MediaError, NoUsableMedia, NotFound, Conflict)
_NEWER_LEAST, _NEWER_MOST = 2.0, 60.0
"""Seconds after which work that needs a newer version is looked at again."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim(Generic[W]):
    """Work that a worker has claimed.

    Attributes:
        work_id: its name.
        generator: name of the backend that does it.
        attempts: how often it was begun since it was started, this time too.
        progress: part of it that was told as done before.
        folder: its.
        cancelled: whether its owner wants it stopped.
        token: of the claim.
        known: its files; for the names that their owner knows them by.
        work: what it is.
    """

    work_id: str
    generator: str
    attempts: int
    progress: float
    folder: Path
    cancelled: bool
    token: str
    known: list[MovieFile]
    work: W


class Turn(ABC, Generic[W]):
    """What a worker does when it gets a message."""

    works: ClassVar[Works]

    def __init__(self, settings: Settings, database: Database, broker: Broker, plugins: Registry) -> None:
        self._settings = settings
        self._database = database
        self._broker = broker
        self._plugins = plugins

    def run(self, work_id: str, message_id: str, owner: str, stopping: Callable[[], bool]) -> Ran:
        """Do the work that a message stands for; return what came of it.

        Delivery is at least once, so this may be called twice for one message: the claim in the database decides.

        Args:
            work_id: what the message was sent for; it may stand for other work now, see `next_up`.
            owner: id of the worker in the queue.
            stopping: answers whether the worker was asked to stop.

        Raises:
            Unavailable: the database or the broker does not answer; the message should come again.
        """
        claim = self._claim(message_id, owner)
        if isinstance(claim, Ran):
            _log.info("message %s, sent for %s: %s", message_id, work_id, claim)
            return claim
        with about(**{self.works.noun: claim.work_id}):
            ran = self._run(claim, stopping)
            _log.info("%s %s: %s", self.works.noun, claim.work_id, ran)
        return ran

    def _run(self, claim: Claim[W], stopping: Callable[[], bool]) -> Ran:
        work_id = claim.work_id
        lease = Lease(
            self._database,
            work_id,
            claim.token,
            seconds=self._settings.lease_seconds,
            heartbeat=self._settings.heartbeat_seconds,
            stopping=stopping,
            tell=lambda event: publish(self._broker, work_id, event),
            named=lambda text: with_labels(text, claim.known),
            works=self.works,
            least=claim.progress,
        )
        try:
            if claim.cancelled:
                lease.release(seconds_left=None, **self.works.cancelled)
                return Ran.CANCELLED
            if claim.attempts > self._settings.max_attempts:
                return self._fail(lease, f"It stopped its worker {claim.attempts - 1} times.")
            if not claim.folder.is_dir():
                lease.release(status=Status.EXPIRED, stage=Stage.NONE, message_id="", seconds_left=None)
                return Ran.FAILED
            return self._turn(lease, claim)
        except LeaseLost:
            _log.info("%s %s: the claim was lost; what was made is dropped", self.works.noun, work_id)
            return Ran.STALE
        finally:
            self._clean(claim)
            tell(self._database, self._broker, work_id, self.works)

    @abstractmethod
    def _read(self, tables: Any, row: Any, folder: Path) -> tuple[W, list[MovieFile]]:
        """Return the work of a row that was just claimed, and its files."""

    @abstractmethod
    def _do(self, lease: Lease, claim: Claim[W]) -> None:
        """Do the work, and write its row as done under the lease."""

    @abstractmethod
    def _clean(self, claim: Claim[W]) -> None:
        """Remove what is of use only while the work is done."""

    def _make_room(self, claim: Claim[W]) -> None:
        """Remove what is half done, where the disk is full."""

    def _told(self, error: Exception, claim: Claim[W]) -> str:
        return readable(error, claim.known)

    def _claim(self, message_id: str, owner: str) -> Ran | Claim[W]:
        token = Lease.new_token()
        with self._database.transaction() as tables:
            self._database.one_at_a_time(f"claims of a {self.works.noun}")
            moment = now()
            work_id = meant(tables, self.works, message_id)
            folder = self.works.folder(self._settings) / work_id
            table = self.works.table(tables)
            free = (table.status == Status.QUEUED) | (
                (table.status == Status.RUNNING) & (table.lease.is_null() | (table.lease_expires < moment))
            )
            taken = (
                table.update(
                    status=Status.RUNNING,
                    stage=self.works.course.first,
                    lease=token,
                    lease_owner=owner,
                    lease_expires=moment + timedelta(seconds=self._settings.lease_seconds),
                    attempts=table.attempts + 1,
                    seconds_left=None,
                    updated=moment,
                )
                .where((table.work_id == work_id) & (table.message_id == message_id) & free & (table.needs <= LEVEL))
                .execute()
            )
            row = table.get_or_none(table.work_id == work_id)
            if taken != 1:
                return self._not_claimed(row, message_id)
            work, known = self._read(tables, row, folder)
        return Claim(
            work_id=work_id,
            generator=row.generator,
            attempts=row.attempts,
            progress=row.progress,
            folder=folder,
            cancelled=bool(row.cancel_requested),
            token=token,
            known=known,
            work=work,
        )

    def _not_claimed(self, row: Any, message_id: str) -> Ran:
        if row is not None and row.message_id == message_id and row.needs > LEVEL and Status(row.status).active:
            # The longer it waits, the seldomer it is asked for: those who can are told at once, or there is none yet.
            waits = (now() - row.due).total_seconds()
            self._broker.postpone(min(_NEWER_MOST, max(_NEWER_LEAST, waits / 4)))
            return Ran.NEWER
        if row is None or row.message_id != message_id or row.status != Status.RUNNING:
            return Ran.STALE
        left = (row.lease_expires - now()).total_seconds() if row.lease_expires else 0.0
        self._broker.postpone(max(0.5, left + 0.1))
        return Ran.BUSY

    def _turn(self, lease: Lease, claim: Claim[W]) -> Ran:
        try:
            with lease, contained():
                self._do(lease, claim)
            return Ran.DONE
        except LeaseLost:
            raise
        except Cancelled as error:
            return self._halted(lease, claim, error)
        except _PERMANENT as error:
            return self._fail(lease, self._told(error, claim))
        except Exception as error:  # an engine may raise anything; it may go well the next time
            if lease.halt is not None:
                return self._halted(lease, claim, error)
            log_failure(_log, error, f"{self.works.noun} {claim.work_id}: try {claim.attempts} failed")
            told = self._told(error, claim)
            if is_full(error):  # that does not pass by itself; what there is of the work goes first, to make room
                self._make_room(claim)
                return self._fail(lease, told)
            return self._again(lease, claim, told)

    def _halted(self, lease: Lease, claim: Claim[W], error: Exception) -> Ran:
        if lease.halt is Halt.CANCELLED:
            lease.log("Cancelled.")
            lease.release(seconds_left=None, **self.works.cancelled)
            return Ran.CANCELLED
        if lease.halt is Halt.STOPPING:
            lease.release(
                status=Status.QUEUED, stage=Stage.QUEUED, attempts=claim.attempts - 1, seconds_left=None
            )  # the try does not count: it was not the work's fault
            self._broker.give_back()
            return Ran.INTERRUPTED
        if lease.halt is Halt.LOST:
            return Ran.STALE
        return self._again(lease, claim, f"The generator stopped without being asked to: {error}")

    def _fail(self, lease: Lease, message: str) -> Ran:
        lease.log(message)
        lease.release(status=Status.FAILED, stage=Stage.NONE, error=message, seconds_left=None)
        return Ran.FAILED

    def _again(self, lease: Lease, claim: Claim[W], message: str) -> Ran:
        if claim.attempts >= self._settings.max_attempts:
            return self._fail(lease, message)
        delay = self._settings.retry_backoff * 2 ** (claim.attempts - 1)
        lease.log(f"Try {claim.attempts} failed: {message} The next one is in {delay:g} seconds.")
        message_id = new_message_id()
        columns = {name: value for name, value in RELEASED.items() if name != "cancel_requested"}
        with self._database.transaction() as tables:
            lease.write(
                tables,
                **columns,
                status=Status.QUEUED,
                stage=Stage.QUEUED,
                error=message,
                seconds_left=None,
                message_id=message_id,
                due=now() + timedelta(seconds=delay),
            )
            send_after_commit(self._database, self._broker, claim.generator, claim.work_id, message_id, delay)
        return Ran.RETRY
