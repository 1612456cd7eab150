"""How fast the farm is, and how long all that waits still takes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from albumforge.models.tables import now
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.store import Store

SPAN = timedelta(minutes=10)
"""The speed is that of this time, so that the end of one task does not change it much."""
_LONGEST = timedelta(days=3)
"""A task that has ended began no longer ago than this."""


def seconds_left(store: Store) -> float | None:
    """Return how long all videos that wait or run still take; None where nothing runs, or nobody can tell."""
    with store.database.session() as tables:
        video, task = tables.farm_video, tables.farm_task
        frames = video.fps * video.duration
        running = task.status == TaskStatus.RUNNING
        left = pw.fn.SUM(frames * (1 - task.progress / 100))
        rest = task.select(left).join(video).where(running).scalar()
        if rest is None:
            return None
        waiting = video.select(pw.fn.SUM(frames)).where(video.status == VideoStatus.WAITING).scalar() or 0.0
        columns = (task.started, task.ended, task.reported, task.verifying, task.progress, frames)
        moment = now()
        done = (task.status == TaskStatus.COMPLETED) & (task.started > moment - _LONGEST) & (task.ended > moment - SPAN)
        rows = [row for which in (running, done) for row in task.select(*columns).join(video).where(which).tuples()]
    fps = _speed(rows, moment)
    return (waiting + rest) / fps if fps else None


def _speed(rows: Iterable[Any], moment: datetime) -> float:
    """Return the frames a second that tasks encoded together within `SPAN`; a task goes on evenly."""
    first, frames = moment, 0.0
    for started, ended, reported, verifying, progress, whole in rows:
        end = ended or (reported if verifying else moment)
        begin = max(started, moment - SPAN)
        if end > begin:
            first = min(first, begin)
            frames += whole * progress / 100 * ((end - begin) / (end - started))
    seconds = (moment - first).total_seconds()
    return frames / seconds if seconds else 0.0
