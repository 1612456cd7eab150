"""Workers that gave no sign for too long, and tasks that nobody will end."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from albumforge.models.tables import Tables, now
from albumforge.services.farm.ending import end_failed
from albumforge.services.farm.states import ACTIVE, Outcome, TaskStatus, VideoStatus
from albumforge.services.farm.store import Store, locked

UNANSWERED_SECONDS = 60.0
"""A task that a master left half made goes after so long."""
UNREPORTED_SECONDS = 86_400.0
"""A running task of a worker that lives, but of which it says nothing for so long, has failed."""


def settle(store: Store) -> None:
    """Take workers that are silent for offline, and let their tasks fail; called before anything is read or claimed.

    A few milliseconds where there is nothing to do.
    """
    with store.database.session() as tables:
        silent = [row.id for row in _silent(store, tables)]
    for number in silent:
        with store.database.transaction() as tables:
            table = tables.farm_worker
            row = locked(_silent(store, tables).where(table.id == number)).first()
            if row is None:
                continue  # it gave a sign in the meantime
            table.update(online=False).where(table.id == number).execute()
            store.log(tables, logging.WARNING, f"Worker {row.name} gave no sign for too long, and is offline.")
            drop_tasks(store, tables, number, f"worker {row.name} gave no sign for too long")


def settle_tasks(store: Store) -> None:
    """Take back tasks whose worker was never answered, and let those fail of which nothing was heard for a day."""
    moment = now()
    with store.database.session() as tables:
        table = tables.farm_task
        unanswered = (table.status == TaskStatus.CREATED) & (
            table.started < moment - timedelta(seconds=UNANSWERED_SECONDS)
        )
        unreported = (
            (table.status == TaskStatus.RUNNING)
            & ~table.verifying
            & (table.reported < moment - timedelta(seconds=UNREPORTED_SECONDS))
        )
        rows = list(table.select().where(unanswered | unreported))
    for row in rows:
        with store.database.transaction() as tables:
            if row.status == TaskStatus.CREATED:
                withdraw(tables, row)
            else:
                end_failed(store, tables, row, "nothing was heard of it for a day", Outcome.RETRY, blame=False)


def withdraw(tables: Tables, task: Any, **video: Any) -> None:
    """Remove a task that was never given to anybody; its video waits again, or is as the columns say."""
    table = tables.farm_video
    if tables.farm_task.delete().where((tables.farm_task.id == task.id) & (tables.farm_task.status == 0)).execute():
        columns = {
            "status": VideoStatus.WAITING,
            "attempts": table.attempts - 1,
            "task": None,
            "updated": now(),
            **video,
        }
        table.update(**columns).where((table.task == task.id) & (table.status == VideoStatus.RUNNING)).execute()


def drop_tasks(store: Store, tables: Tables, worker: int, error: str, outcome: Outcome = Outcome.RETRY) -> None:
    """Let all tasks of a worker fail that it has not completed; in the transaction of the caller."""
    table = tables.farm_task
    mine = (table.worker == worker) & table.status.in_(ACTIVE) & ~table.verifying
    for task in list(locked(table.select().where(mine))):
        end_failed(store, tables, task, error, outcome, blame=False, pause=False)


def _silent(store: Store, tables: Tables) -> Any:
    table = tables.farm_worker
    return table.select().where(table.online & (table.seen <= store.horizon()))
