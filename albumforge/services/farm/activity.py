"""What the workers do at this moment, and why their last task failed: for people who look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import peewee as pw

from albumforge.services.farm.states import ACTIVE, Task, TaskStatus, Worker
from albumforge.services.farm.store import Store


@dataclass(frozen=True)
class Activity:
    """What one worker does.

    Attributes:
        task: that it works on, or None.
        last_error: why its last task failed, or "" where that did not.
    """

    task: Task | None = None
    last_error: str = ""


def activities(store: Store, workers: Sequence[Worker]) -> dict[int, Activity]:
    """Return what each of some workers does, by its number."""
    blamed = [worker.id for worker in workers if worker.failures]
    with store.database.session() as tables:
        table, video = tables.farm_task, tables.farm_video
        running = table.select(table, video.id, video.path).join(video).where(table.status.in_(list(ACTIVE)))
        tasks = {row.worker: Task.of(row) for row in running.order_by(table.id)}
        failed = (table.status == TaskStatus.FAILED) & table.worker.in_(blamed)
        last = table.select(pw.fn.MAX(table.id)).where(failed).group_by(table.worker)
        rows = table.select(table.worker, table.error).where(table.id.in_(last)).tuples() if blamed else ()
        errors = dict(rows)
    return {worker.id: Activity(tasks.get(worker.id), errors.get(worker.id, "")) for worker in workers}
