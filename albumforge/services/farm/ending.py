"""How tasks end: what that means for the video and the worker, for the log, and for whoever is told."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import peewee as pw

from albumforge.media.sizes import size_text
from albumforge.models.tables import Tables, now
from albumforge.services.farm.leftovers import remove
from albumforge.services.farm.room import note_full, note_room
from albumforge.services.farm.states import ACTIVE, Outcome, TaskStatus, VideoStatus
from albumforge.services.farm.store import Store, locked, shortened

MOST_FAILURES = 3
"""After so many tasks that failed in a row a worker is set aside."""

_AT_REST = {"verifying": False, "placing": False, "lease": None, "lease_expires": None}
_LEVELS = {Outcome.RETRY: logging.WARNING, Outcome.UNUSABLE: logging.ERROR}


def end_failed(
    store: Store, tables: Tables, task: Any, error: str, outcome: Outcome, *, blame: bool, pause: bool = True
) -> bool:
    """Let a task fail, in the transaction of the caller, who has locked the worker before.

    What the worker has written so far is removed once that is committed.

    Args:
        task: its row.
        error: why, for people.
        blame: it counts among the worker's failures in a row.
        pause: a video that is offered again waits a while.

    Returns:
        Whether it had not ended before.
    """
    table, error = tables.farm_task, shortened(error)
    still = (table.id == task.id) & table.status.in_(ACTIVE)
    ended = {"status": TaskStatus.FAILED, "error": error, "remaining": None, "ended": now(), **_AT_REST}
    if table.update(**ended).where(still).execute() != 1:
        return False
    status = _video_failed(store, tables, task, error, outcome, pause)
    if blame:
        _blame(store, tables, task)
    if outcome is not Outcome.NO_ROOM or _log_full(store, tables, task):
        level = logging.ERROR if status is VideoStatus.FAILED else _LEVELS.get(outcome, logging.INFO)
        store.log(tables, level, error, task=task.id, video=task.video_id)
        store.tell(_event(tables, task, "failed", status_of_video=int(status), error_message=error))
    if task.part:
        store.database.after_commit(lambda: remove(Path(task.part)))
    return True


def end_completed(store: Store, tables: Tables, task: Any, result: int) -> bool:
    """Let a task be completed, in the transaction of the caller.

    Args:
        result: bytes of the result.

    Returns:
        Whether it had not ended before.
    """
    table = tables.farm_task
    still = (table.id == task.id) & table.status.in_(ACTIVE)
    ended = {"status": TaskStatus.COMPLETED, "progress": 100.0, "remaining": 0, "ended": now(), **_AT_REST}
    if table.update(**ended, result_size=result).where(still).execute() != 1:
        return False
    note_room(store, tables, task)
    workers = tables.farm_worker
    workers.update(failures=0).where((workers.id == task.worker) & (workers.failures > 0)).execute()
    columns = {"status": VideoStatus.DONE, "error": "", "result_size": result, "updated": now()}
    tables.farm_video.update(**columns).where(tables.farm_video.id == task.video_id).execute()
    saved = task.source_size - result
    said = f"{saved:,} saved" if saved >= 0 else f"{-saved:,} larger"
    line = f"Completed: {task.source_size:,} bytes became {result:,}, {said}."
    store.log(tables, logging.INFO, line, task=task.id, video=task.video_id)
    store.tell(_event(tables, task, "completed", result_size=result, saved=saved))
    return True


def _video_failed(store: Store, tables: Tables, task: Any, error: str, outcome: Outcome, pause: bool) -> VideoStatus:
    table, moment = tables.farm_video, now()
    not_before = None
    row = locked(table.select(table.id, table.attempts).where(table.id == task.video_id)).first()
    attempts = row.attempts if row is not None else 0
    if outcome in (Outcome.GIVEN_BACK, Outcome.NO_ROOM):
        status, attempts = VideoStatus.WAITING, max(0, attempts - 1)
    elif outcome is Outcome.NOT_SMALLER:
        status = VideoStatus.SKIPPED
    elif outcome is Outcome.RETRY and attempts < store.settings.max_attempts:
        status = VideoStatus.WAITING
        # So that a trouble that passes does not use up all tries at once.
        if pause:
            not_before = moment + timedelta(seconds=store.settings.retry_backoff * 2 ** (attempts - 1))
    else:
        status = VideoStatus.FAILED
    columns = {"status": status, "attempts": attempts, "error": error, "dest": None, "updated": moment}
    columns |= {"not_before": not_before, "refused": outcome is Outcome.UNUSABLE}
    its = (table.id == task.video_id) & (table.task == task.id) & (table.status == VideoStatus.RUNNING)
    table.update(**columns).where(its).execute()
    return status


def _log_full(store: Store, tables: Tables, task: Any) -> bool:
    """Note that there was no room, and warn; return whether that is news."""
    place = note_full(store, tables, task)
    if place:
        size = size_text(task.source_size)
        line = f"No room in {place}: its videos of {size} and more wait, and are tried again from time to time."
        store.log(tables, logging.WARNING, line, task=task.id, video=task.video_id)
    return bool(place)


def _blame(store: Store, tables: Tables, task: Any) -> None:
    workers, others = tables.farm_worker, tables.farm_task
    mine = (others.worker == task.worker) & (others.registration == task.registration) & (others.id < task.id)
    done = others.select(pw.fn.MAX(others.id)).where(mine & (others.status == TaskStatus.COMPLETED)).scalar() or 0
    failed = mine & (others.status == TaskStatus.FAILED) & (others.id > done)
    if others.select().where(failed & (others.video == task.video_id)).exists():
        return  # once more the same video, which may be to blame itself
    its = (workers.id == task.worker) & (workers.registration == task.registration)
    workers.update(failures=workers.failures + 1).where(its).execute()
    too_many = its & (workers.failures >= MOST_FAILURES) & ~workers.set_aside
    if workers.update(set_aside=True).where(too_many).execute():
        line = f"Worker {task.worker_name} was set aside: {MOST_FAILURES} of its tasks failed in a row."
        store.log(tables, logging.ERROR, line, task=task.id)


def _event(tables: Tables, task: Any, name: str, **more: Any) -> dict[str, Any]:
    video = tables.farm_video
    path = video.select(video.path).where(video.id == task.video_id).scalar()
    return {
        "event": name,
        "task_id": str(task.id),
        "video_id": task.video_id,
        "video_path": path,
        "dest_path": task.dest,
        "worker_id": task.worker,
        "worker_name": task.worker_name,
        "source_size": task.source_size,
        "time": now().isoformat(timespec="seconds"),
        **more,
    }
