"""The farm's tasks: what workers report of them, lists of them, and how they are cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.models.tables import Tables, now
from albumforge.services.farm.ending import end_failed
from albumforge.services.farm.overdue import settle
from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.farm.room import sounds_full
from albumforge.services.farm.states import ACTIVE, CANCELLED, Outcome, Task, TaskStatus
from albumforge.services.farm.store import Store, locked, shortened

NO_TASK = "There is no such task."
SORTS = {"start_time": "started", "progress": "progress", "status": "status"}
"""What the list can be sorted by → column."""


@dataclass(frozen=True)
class Report:
    """What a worker says of its task.

    Attributes:
        status: how it stands.
        progress: percent, or None where nothing is said of it.
        error: why it failed; needed where it did.
        elapsed, remaining: whole seconds, or None.
        fps: frames a second, or None where the worker does not say.
        note: a line for the log, or "".
        outcome: of one that failed, what that means for the video; None where the worker does not say.
    """

    status: TaskStatus
    progress: float | None = None
    error: str = ""
    elapsed: int | None = None
    remaining: int | None = None
    fps: float | None = None
    note: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Order:
    """All that a worker has to know of its task.

    Attributes:
        dest: where the result is to be, a file.
        part: where the worker writes it.
        preset_json: what to make, as `presets.preset_of_json` reads it.
        source_size, source_mtime_ns: of the source, when the task was given.
    """

    task_id: int
    worker_id: int
    video_path: str
    dest: str
    part: str
    preset_json: str
    source_size: int
    source_mtime_ns: int


class Tasks:
    """The tasks of one farm. Safe to use from many threads and processes."""

    def __init__(self, store: Store, finish: Callable[[int], None]) -> None:
        """Prepare.

        Args:
            finish: has the result of a task verified and put in its place, some time soon.
        """
        self._store = store
        self._finish = finish

    def list(self, asked: Asked, *, statuses: Sequence[int] = ()) -> Page[Task]:
        """Return a page of the tasks; by itself the newest first."""
        settle(self._store)
        with self._store.database.session() as tables:
            table = tables.farm_task
            ids = table.select(table.id)
            if statuses:
                ids = ids.where(table.status.in_(list(statuses)))
            total = ids.count()
            order = [getattr(table, SORTS[asked.sort_by])] if asked.sort_by else []
            found = ids_between(ids, [*order, table.id], asked.descending, asked.offset, asked.per_page, total)
            rows = in_order(self._joined(tables).where(table.id.in_(found)), found) if found else []
            return Page([Task.of(row) for row in rows], total, asked.page, asked.per_page)

    def get(self, task_id: int) -> Task:
        """Return a task.

        Raises:
            NotFound: there is none.
        """
        settle(self._store)
        with self._store.database.session() as tables:
            return Task.of(self._found(tables, task_id))

    def order(self, task_id: int) -> Order:
        """Return what the worker of a task is to do.

        Raises:
            NotFound: there is none.
        """
        with self._store.database.session() as tables:
            row = self._found(tables, task_id)
            return Order(
                task_id=row.id,
                worker_id=row.worker,
                video_path=row.video.path,
                dest=row.dest,
                part=row.part,
                preset_json=row.preset or "{}",
                source_size=row.source_size,
                source_mtime_ns=row.source_mtime_ns,
            )

    def report(self, task_id: int, worker_id: int, report: Report, *, finish: bool = True) -> TaskStatus:
        """Take what a worker says of its task; return how the task stands then.

        A task that is completed is verified first, and stays running until then. Saying so again changes nothing.

        Args:
            finish: whether somebody is to be asked to verify it; else the caller does.

        Raises:
            NotFound: there is no such task.
            Conflict: the task has ended, or is not that worker's (any more); nothing is changed.
            InvalidInput: it failed, and it is not said why.
        """
        if report.status is TaskStatus.FAILED and not report.error.strip():
            raise InvalidInput("error_message: a task that failed must say why.")
        settle(self._store)
        with self._store.database.transaction() as tables:
            worker = locked(tables.farm_worker.select().where(tables.farm_worker.id == worker_id)).first()
            row = locked(tables.farm_task.select().where(tables.farm_task.id == task_id)).first()
            if row is None:
                raise NotFound(NO_TASK)
            if row.status not in ACTIVE:
                raise Conflict("The task has ended; the report changes nothing.")
            if worker is None or (row.worker, row.registration) != (worker.id, worker.registration):
                raise Conflict("The task belongs to another worker; the report changes nothing.")
            if report.note:
                self._store.log(tables, logging.INFO, report.note, task=task_id, video=row.video_id)
            if row.verifying:
                if report.status is TaskStatus.FAILED:
                    raise Conflict("The task is completed already, and being verified.")
            elif report.status is TaskStatus.FAILED:
                outcome = report.outcome or (Outcome.NO_ROOM if sounds_full(report.error) else Outcome.RETRY)
                end_failed(self._store, tables, row, report.error, outcome, blame=outcome is Outcome.RETRY)
                return TaskStatus.FAILED
            else:
                self._note(tables, row, report)
                if report.status is TaskStatus.COMPLETED and finish:
                    self._store.database.after_commit(lambda: self._finish(task_id))
            return TaskStatus.RUNNING

    def cancel(self, task_id: int) -> Task:
        """End a task, and fail its video; the worker learns of it by its next report.

        Raises:
            NotFound: there is no such task.
            Conflict: it has ended, or its result is being put in its place.
        """
        with self._store.database.transaction() as tables:
            row = locked(tables.farm_task.select().where(tables.farm_task.id == task_id)).first()
            if row is None:
                raise NotFound(NO_TASK)
            if row.placing:
                raise Conflict("The result is being put in its place; it is too late to cancel.")
            if not end_failed(self._store, tables, row, CANCELLED, Outcome.CANCELLED, blame=False):
                raise Conflict("The task has ended.")
            return Task.of(self._found(tables, task_id))

    def _note(self, tables: Tables, row: Any, report: Report) -> None:
        done = report.status is TaskStatus.COMPLETED
        columns: dict[str, Any] = {"reported": now(), "verifying": done}
        if report.note:
            columns["note"] = shortened(report.note)
        if report.progress is not None or done:
            columns["progress"] = 100.0 if done else report.progress
        if report.elapsed is not None:
            columns["elapsed"] = report.elapsed
        if report.remaining is not None or done:
            columns["remaining"] = 0 if done else report.remaining
        columns["fps"] = report.fps if report.fps is not None else self._fps(tables, row, report)
        tables.farm_task.update(**columns).where(tables.farm_task.id == row.id).execute()
        if done:
            self._store.log(tables, logging.INFO, "The worker is done.", task=row.id, video=row.video_id)

    def _fps(self, tables: Tables, row: Any, report: Report) -> float | None:
        """Return how fast a worker encodes that does not say it, by what is known of the video."""
        if not report.progress or not report.elapsed:
            return row.fps if row.fps is None else float(row.fps)
        table = tables.farm_video
        fps, duration = table.select(table.fps, table.duration).where(table.id == row.video_id).tuples().get()
        return float(fps * duration * report.progress / 100 / report.elapsed)

    def _joined(self, tables: Tables) -> Any:
        return tables.farm_task.select(tables.farm_task, tables.farm_video.id, tables.farm_video.path).join(
            tables.farm_video
        )

    def _found(self, tables: Tables, task_id: int) -> Any:
        row = self._joined(tables).where(tables.farm_task.id == task_id).first()
        if row is None:
            raise NotFound(NO_TASK)
        return row
