"""How the farm stands as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import peewee as pw

from albumforge.services.farm.kept import Kept, kept_originals
from albumforge.services.farm.overdue import settle
from albumforge.services.farm.states import TOLD, TaskStatus, VideoStatus
from albumforge.services.farm.store import Store


@dataclass(frozen=True)
class Summary:
    """What was counted at one moment.

    Attributes:
        videos: by status; every status is there.
        before, after: bytes of the videos that are done, as they were and as they are.
        workers: ``online``, ``offline`` and ``set_aside``, each worker once.
        running: tasks that run; verifying: those of them that the master looks at.
        fps: frames a second that all workers encode together.
        kept: the originals that still take their room.
    """

    videos: dict[VideoStatus, int]
    before: int
    after: int
    workers: dict[str, int]
    running: int
    verifying: int
    fps: float
    kept: Kept

    @property
    def saved(self) -> int:
        """Bytes."""
        return self.before - self.after


def summary(store: Store) -> Summary:
    """Count."""
    settle(store)
    with store.database.session() as tables:
        video, task, worker = tables.farm_video, tables.farm_task, tables.farm_worker
        videos = dict.fromkeys(TOLD, 0)
        counts = video.select(video.status, pw.fn.COUNT(video.id)).where(video.status < VideoStatus.GONE)
        for status, count in counts.group_by(video.status).tuples():
            videos[VideoStatus(status)] = count
        # What was put back since, or done again, counts no more.
        done = (task.status == TaskStatus.COMPLETED) & (video.status == VideoStatus.DONE)
        sums = (
            task.select(pw.fn.SUM(task.source_size), pw.fn.SUM(task.result_size))
            .join(video, on=(video.task == task.id))
            .where(done)
            .tuples()
            .get()
        )
        workers = {"online": 0, "offline": 0, "set_aside": 0}
        for online, aside in worker.select(worker.online, worker.set_aside).tuples():
            workers["set_aside" if aside else "online" if online else "offline"] += 1
        rows = list(task.select(task.verifying, task.fps).where(task.status == TaskStatus.RUNNING).tuples())
    fps = sum(fps or 0.0 for verifying, fps in rows if not verifying)
    before, after = (int(one or 0) for one in sums)
    verified = sum(verifying for verifying, _ in rows)
    return Summary(videos, before, after, workers, len(rows), verified, fps, kept_originals(store.settings))
