"""Which of the queued work comes next: what somebody waits for before batches, and everybody in turn.

Messages of a queue are tickets. Whoever gets one asks here what is to be done for it; where that is other work than
what it was sent for, the two exchange their messages. So there is a message for all that is queued at any time, and the
order is the database's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import peewee as pw

from albumforge.models.level import LEVEL
from albumforge.models.tables import Tables, now
from albumforge.services.states import Priority, Status
from albumforge.services.works import Works

PATIENCE = timedelta(hours=24)
"""A batch that is queued for longer counts as something that somebody waits for."""
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, order=True)
class _Candidate:
    """What a user has queued first of a priority; the least goes first.

    Attributes:
        urgency: its priority, or that of what is waited for where it is queued for too long.
        running: how much of the user's is being made.
        served: when something of the user's was begun last.
        due: since when it is queued.
    """

    urgency: int
    running: int
    served: datetime
    due: datetime
    user: int
    priority: int


def next_up(tables: Tables, works: Works, generator: str) -> Any:
    """Return the row (``work_id``, ``message_id`` and ``user``) of what is to be begun next, or None.

    What somebody waits for goes before batches. Among these, whoever has the least that is being made comes first, then
    whoever was served longest ago; of one's own work, what was queued first. What needs a newer version is not
    looked at. Takes a few steps in the indexes for each user.
    """
    moment = now()
    table, user = works.table(tables), tables.user

    def first(priority: Priority) -> Any:
        return table.select(pw.fn.MIN(table.due)).where(*_queued(table, generator, priority), table.user == user.id)

    running = table.select(pw.fn.COUNT(table.work_id)).where(
        table.status == Status.RUNNING, table.generator == generator, table.user == user.id
    )
    columns = [first(priority).alias(priority.name.lower()) for priority in Priority]
    rows = user.select(user.id, user.served, running.alias("running"), *columns).tuples()
    found = []
    for number, served, count, *moments in rows:
        for priority, value in zip(Priority, moments, strict=True):
            due = table.due.python_value(value)
            if due is not None and due <= moment:
                urgency = Priority.INTERACTIVE if moment - due > PATIENCE else priority
                found.append(_Candidate(urgency, count, served or _NEVER, due, number, priority))
    if not found:
        return None
    best = min(found)
    mine = [*_queued(table, generator, Priority(best.priority)), table.user == best.user]
    chosen = table.select(table.work_id, table.message_id, table.user).where(*mine)
    return chosen.order_by(table.due, table.work_id).first()


def meant(tables: Tables, works: Works, message_id: str) -> str:
    """Return the name of the work that a message now stands for, or ""; others may have to wait for it.

    To be called in the transaction in which the work is claimed, and inside `Database.one_at_a_time`.
    """
    table = works.table(tables)
    columns = (table.work_id, table.generator, table.status, table.user, table.needs)
    row = table.select(*columns).where(table.message_id == message_id).first() if message_id else None
    if row is None:
        return ""
    if row.status != Status.QUEUED:  # it was begun, and its worker died: that goes on
        return str(row.work_id)
    first = next_up(tables, works, row.generator)
    if first is None and row.needs > LEVEL:
        return str(row.work_id)
    first = first or row
    if first.work_id != row.work_id:
        table.update(message_id=first.message_id).where(table.work_id == row.work_id).execute()
        table.update(message_id=message_id).where(table.work_id == first.work_id).execute()
    tables.user.update(served=now()).where(tables.user.id == first.user_id).execute()
    return str(first.work_id)


def _queued(table: Any, generator: str, priority: Priority) -> tuple[Any, ...]:
    mine = table.needs <= LEVEL
    return (table.status == Status.QUEUED, table.generator == generator, table.priority == priority, mine)
