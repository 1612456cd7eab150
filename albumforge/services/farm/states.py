"""The states of videos, tasks and workers of the farm; the numbers are those of the documented routes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum, StrEnum
from typing import Any


class VideoStatus(IntEnum):
    """Where a video stands."""

    WAITING = 0
    RUNNING = 1
    DONE = 2
    FAILED = 3
    SKIPPED = 4
    """A rule says that it needs no transcode, or the result would not be smaller."""
    GONE = 5
    """A scan did not find it: it is told to nobody, and kept for the history of its tasks, and in case it is back."""


TOLD: tuple[VideoStatus, ...] = tuple(status for status in VideoStatus if status is not VideoStatus.GONE)
"""The states that are documented."""


class TaskStatus(IntEnum):
    """Where a task stands."""

    CREATED = 0
    """A worker asked for it, and has not been answered yet."""
    RUNNING = 1
    COMPLETED = 2
    FAILED = 3


ACTIVE = (TaskStatus.CREATED, TaskStatus.RUNNING)
"""States of tasks that have not ended."""


class WorkerType(IntEnum):
    """What a worker encodes with."""

    CPU = 0
    NVENC = 1
    QSV = 2
    VPU = 3


class Action(StrEnum):
    """A standing order for a worker."""

    OFFLINE = "offline"
    """Finish the task, then end."""
    SHUTDOWN = "shutdown"
    """The same, then power the machine off."""


class Outcome(Enum):
    """What a task that failed means for its video."""

    RETRY = "failed"
    """It is offered again, while it has tries left."""
    UNUSABLE = "unusable"
    """The source itself is to blame: another try would end alike."""
    NOT_SMALLER = "not_smaller"
    """The result would be larger than the preset allows: the source stays."""
    CANCELLED = "cancelled"
    """Somebody cancelled it."""
    GIVEN_BACK = "given_back"
    """Nobody is to blame, and the try does not count."""
    NO_ROOM = "no_room"
    """The same; there was no room for the result, nor is there for others as large."""


CANCELLED = "cancelled"
"""The error of a task that somebody cancelled, and of its video."""


@dataclass(frozen=True)
class Worker:
    """A worker as it stood at one moment.

    Attributes:
        id: stays the same when it registers again.
        kind: what it encodes with.
        vr: it takes videos of a sphere.
        online: it gave a sign not long ago.
        seen: its last heartbeat.
        since: when it came online, or gave its last sign.
        action: the standing order, or None.
        failures: tasks that failed in a row.
        set_aside: it gets no more until somebody lets it resume.
    """

    id: int
    name: str
    kind: WorkerType
    vr: bool
    online: bool
    seen: datetime
    since: datetime
    action: Action | None
    failures: int
    set_aside: bool

    @classmethod
    def of(cls, row: Any, horizon: datetime) -> Worker:
        """Return what a row says; one that gave no sign since `horizon` is offline."""
        online = row.online and row.seen > horizon
        return cls(
            id=row.id,
            name=row.name,
            kind=WorkerType(row.kind),
            vr=row.vr,
            online=online,
            seen=row.seen,
            since=row.registered if online else row.seen,
            action=Action(row.action) if row.action else None,
            failures=row.failures,
            set_aside=row.set_aside,
        )


@dataclass(frozen=True)
class Task:
    """A task as it stood at one moment: one try of one worker at one video.

    Attributes:
        video_id, video_path: what is transcoded.
        dest: where the result is to be, a file.
        progress: percent.
        verifying: the worker is done, the master looks at what came out.
        elapsed: seconds, as the worker told them; remaining: likewise, or None.
        note: what its worker said last, as which encoder it used, or "".
        fps: frames a second, as told or worked out, or None.
        source_size, result_size: bytes; the latter None before it was verified.
    """

    id: int
    video_id: int
    video_path: str
    dest: str
    worker_id: int
    worker_name: str
    progress: float
    status: TaskStatus
    verifying: bool
    elapsed: int
    remaining: int | None
    error: str
    note: str
    fps: float | None
    started: datetime
    ended: datetime | None
    source_size: int
    result_size: int | None

    @classmethod
    def of(cls, row: Any) -> Task:
        """Return what a row says, joined with that of its video."""
        return cls(
            id=row.id,
            video_id=row.video_id,
            video_path=row.video.path,
            dest=row.dest,
            worker_id=row.worker,
            worker_name=row.worker_name,
            progress=row.progress,
            status=TaskStatus(row.status),
            verifying=row.verifying,
            elapsed=row.elapsed,
            remaining=row.remaining,
            error=row.error,
            note=row.note,
            fps=row.fps,
            started=row.started,
            ended=row.ended,
            source_size=row.source_size,
            result_size=row.result_size,
        )


@dataclass(frozen=True)
class Video:
    """A video as it stood at one moment.

    Attributes:
        size, result_size: bytes of the source, and of the result where there is one.
        priority: -100 to 100; higher comes first.
        attempts: tries so far.
        gone: the last scan did not find it.
        task_id: the last task, or None.
        dest: where its result is, or will be, or None.
        error: why it failed or was skipped, or "".
    """

    id: int
    path: str
    status: VideoStatus
    priority: int
    attempts: int
    vr: bool
    codec: str
    bitrate_k: int
    size: int
    fps: float
    width: int
    height: int
    duration: float
    gone: bool
    task_id: int | None
    dest: str | None
    result_size: int | None
    error: str
    updated: datetime

    @classmethod
    def of(cls, row: Any) -> Video:
        """Return what a row says."""
        return cls(
            id=row.id,
            path=row.path,
            status=VideoStatus(row.status),
            priority=-row.rank,
            attempts=row.attempts,
            vr=row.vr,
            codec=row.codec,
            bitrate_k=row.bitrate_k,
            size=row.size,
            fps=row.fps,
            width=row.width,
            height=row.height,
            duration=row.duration,
            gone=row.gone,
            task_id=row.task,
            dest=row.dest,
            result_size=row.result_size,
            error=row.error,
            updated=row.updated,
        )


@dataclass(frozen=True)
class LogLine:
    """A line of the farm's log.

    Attributes:
        task_id, video_id: what it is about, or None.
        level: as Python's logging.
    """

    id: int
    task_id: int | None
    video_id: int | None
    time: datetime
    level: int
    message: str
