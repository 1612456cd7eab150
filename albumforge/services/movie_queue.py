"""How films and jobs meet the queue: their messages, and the repair of what was lost on either side."""

from __future__ import annotations

import logging
import shutil
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from albumforge.models.database import Database
from albumforge.models.level import LEVEL
from albumforge.models.tables import now
from albumforge.queue.alive import Alive, look_up
from albumforge.queue.broker import Broker
from albumforge.queue.channel import publish
from albumforge.queue.presence import Presence
from albumforge.queue.signs import forget
from albumforge.services.states import Stage, Status
from albumforge.services.works import ALL, FILMS, Works
from albumforge.settings import Settings

_log = logging.getLogger(__name__)


def movies_folder(settings: Settings) -> Path:
    """Folder of the films' folders."""
    return FILMS.folder(settings)


def actor_of(generator: str) -> str:
    """Name of the actor, and of the queue, that does the work of a generator."""
    return f"generator.{generator}"


def new_message_id() -> str:
    """Return a name for a message to come."""
    return str(uuid.uuid4())


def send_after_commit(
    database: Database, broker: Broker, generator: str, work_id: str, message_id: str, delay: float = 0.0
) -> None:
    """Send the message of a film or job once the transaction of this thread is committed.

    A message that cannot be sent then is lost, and `Repair.reconcile` sends another one.
    """
    database.after_commit(lambda: broker.send(actor_of(generator), work_id, message_id=message_id, delay=delay))


def tell(database: Database, broker: Broker, work_id: str, works: Works = FILMS) -> None:
    """Publish how a film or job stands, for those who watch it."""
    with database.session() as tables:
        table = works.table(tables)
        told = (table.status, table.stage, table.progress, table.error)
        row = table.select(*told).where(table.work_id == work_id).first()
    event: dict[str, Any] = {"work_id": work_id, "status": None, "stage": 0, "progress": 0.0, "message": "deleted"}
    if row is not None:
        event |= {"status": row.status, "stage": row.stage, "progress": row.progress, "message": row.error}
    publish(broker, work_id, {**event, "seconds_left": None})


def tell_deleted(broker: Broker, work_id: str, user: int) -> None:
    """Publish that a film is gone; whose it was, nobody can look up any more."""
    event: dict[str, Any] = {"work_id": work_id, "status": None, "stage": 0, "progress": 0.0, "message": "deleted"}
    publish(broker, work_id, {**event, "seconds_left": None, "user": user})


class Repair:
    """Brings database and queue together again after something died."""

    def __init__(self, settings: Settings, database: Database, broker: Broker, works: Works = FILMS) -> None:
        self._works = works
        self._settings = settings
        self._database = database
        self._broker = broker
        self.presence = Presence(settings.home)

    def alive(self, rows: list[Any]) -> dict[str, Alive]:
        """Return for each of `rows` (of the database, or `Movie`), by its work_id, where its message is.

        Raises:
            Unavailable: the broker does not answer.
        """
        states: dict[str, Alive] = {}
        for generator in {row.generator for row in rows}:
            ids = {row.message_id: row.work_id for row in rows if row.generator == generator}
            found = look_up(self._broker, actor_of(generator), ids, self.presence.is_dead)
            states.update({ids[message_id]: state for message_id, state in found.items()})
        for row in rows:
            state = states.setdefault(row.work_id, Alive.GONE)
            if state in (Alive.GONE, Alive.DEAD) and self.held(row):
                states[row.work_id] = Alive.WORKING  # the message is lost, but its worker goes on
        return states

    def bury(self) -> list[str]:
        """Take what dead workers of this machine had, and let others have it; return the workers' ids.

        Raises:
            Unavailable: the database or the broker does not answer.
        """

        def last_rites(worker_id: str) -> None:
            with self._database.transaction() as tables:
                for table in (works.table(tables) for works in ALL):
                    table.update(lease_expires=now()).where(table.lease_owner == worker_id).execute()
            self._broker.redeliver(worker_id)
            forget(self._broker, worker_id)

        return self.presence.bury(last_rites)

    def reconcile(self) -> list[str]:
        """Send again what the database says is under way and the queue no longer holds; return the work_ids.

        Work is left alone until nothing has happened to it for `reconcile_after` seconds.

        Raises:
            Unavailable: the database or the broker does not answer.
        """
        self.bury()
        moment = now()
        horizon = moment - timedelta(seconds=self._settings.reconcile_after)
        with self._database.session() as tables:
            table = self._works.table(tables)
            idle = table.lease_expires.is_null() | (table.lease_expires < moment)
            under_way = table.status.in_([Status.QUEUED, Status.RUNNING])
            rows = list(table.select().where(under_way & (table.updated < horizon) & idle))
        # Without rows too: this forgets who stopped long ago, on any queue.
        self._broker.maintain(sorted({actor_of(row.generator) for row in rows}) or [actor_of("album")])
        states = self.alive(rows)
        lost = [row for row in rows if not states[row.work_id].will_run]
        sent = [row.work_id for row in lost if self.requeue(row, due=row.due, needs=row.needs)]
        for work_id in sent:
            _log.warning("%s %s: its message was lost and is sent again", self._works.noun, work_id)
        self.empty_trash()
        return sent

    def requeue(self, row: Any, **columns: Any) -> bool:
        """Put work into the queue if it still is as in `row`; answer whether that was done."""
        message_id = new_message_id()
        with self._database.transaction() as tables:
            table = self._works.table(tables)
            same_lease = table.lease.is_null() if row.lease is None else table.lease == row.lease
            as_it_was = (table.work_id == row.work_id) & (table.status == row.status)
            changed: int = (
                table.update(
                    status=Status.QUEUED,
                    stage=Stage.QUEUED,
                    message_id=message_id,
                    lease=None,
                    lease_owner=None,
                    lease_expires=None,
                    seconds_left=None,
                    updated=now(),
                    **{"due": now(), "needs": max(row.needs, LEVEL), **columns},
                )
                .where(as_it_was & (table.message_id == row.message_id) & same_lease)
                .execute()
            )
            if changed == 1:
                send_after_commit(self._database, self._broker, row.generator, row.work_id, message_id)
        if changed == 1:
            tell(self._database, self._broker, row.work_id, self._works)
        return changed == 1

    def empty_trash(self) -> None:
        """Remove what was deleted but not yet removed."""
        for left in self._works.trash(self._settings).glob("*"):
            shutil.rmtree(left, ignore_errors=True)

    def held(self, row: Any) -> bool:
        """Whether a claim holds, and its worker is not known to be dead."""
        alive = row.lease is not None and row.lease_expires is not None and row.lease_expires >= now()
        return alive and not self.presence.is_dead(row.lease_owner or "")
