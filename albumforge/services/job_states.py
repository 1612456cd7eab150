"""What the owner of a cutting job sees of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from albumforge.services.states import MovieFile, Status
from albumforge.services.works import CUT_STAGES

CATEGORIES = ("input", "temp", "output")
"""Folders of a job."""

DOCUMENTS = ("dsl", "edl")
"""Options that are the whole cut; each puts the others that decide out of force."""

EXPIRED = "The job has expired: its files were removed."

_STAGE_NAMES = {number: name for name, number in CUT_STAGES.items()}


@dataclass(frozen=True)
class Job:
    """A cutting job as it stood at one moment.

    Attributes:
        work_id: its name, ``job_YYYYMMDD_HHMMSS``.
        user_id: whose it is.
        generator: name of the backend that cuts.
        label: the video's name to its owner.
        request: the options it is made with.
        status: where it stands.
        stage: what is being done: ``ingest``, ``analyse``, ``transcribe``, ``plan``, ``render``, or "".
        progress: part that is done, 0 to 1.
        seconds_left: estimate, or None where there is none.
        error: why it failed, or "".
        attempts: how often it was begun since it was started.
        duration: seconds of the finished cut, or None.
        size: bytes of its files when it was last at rest.
        created, updated: in UTC.
        folder: where its files are.
        video: the video that is cut.
    """

    work_id: str
    user_id: int
    generator: str
    label: str
    request: dict[str, Any] = field(repr=False)
    status: Status
    stage: str
    progress: float
    seconds_left: float | None
    error: str
    attempts: int
    duration: float | None
    size: int
    created: datetime
    updated: datetime
    folder: Path
    video: Path

    @classmethod
    def of(cls, row: Any, folder: Path) -> Job:
        """Return what a row of the database says; `folder` is the job's."""
        status = Status(row.status)
        return cls(
            work_id=row.work_id,
            user_id=row.user_id,
            generator=row.generator,
            label=row.label,
            request=dict(row.request or {}),
            status=status,
            stage=stage_name(row.stage),
            progress=row.progress,
            seconds_left=row.seconds_left,
            error=EXPIRED if status is Status.EXPIRED else row.error if status is Status.FAILED else "",
            attempts=row.attempts,
            duration=row.duration,
            size=row.size,
            created=row.created,
            updated=row.updated,
            folder=folder,
            video=folder / "input" / row.video,
        )

    @property
    def state(self) -> str:
        """Where it stands, in the word of the documented routes."""
        if self.status is Status.DONE:
            return "completed"
        if self.status in (Status.FAILED, Status.EXPIRED):
            return "failed"
        begun = self.status is Status.RUNNING or self.attempts > 0 or self.progress > 0
        return "processing" if begun else "created"

    @property
    def strategy(self) -> str:
        """What decides the cut: ``dsl`` or ``edl`` where one was given, else the option; "" for the usual strategy."""
        return next((name for name in DOCUMENTS if name in self.request), str(self.request.get("strategy", "")))

    @property
    def film(self) -> Path:
        """Where the finished cut is, once there is one."""
        return self.folder / "output" / "final.mp4"

    @property
    def trace(self) -> Path:
        """Where the record of its actions is."""
        return self.folder / "output" / "trace.json"

    def known(self) -> MovieFile:
        """Return the video as a file that errors may name."""
        return MovieFile(0, self.label, self.video.name, self.video, 0, "")


@dataclass(frozen=True)
class Artifact:
    """A file of a job.

    Attributes:
        category: a word of `CATEGORIES`.
        size: bytes.
        modified: in UTC.
    """

    category: str
    name: str
    size: int
    modified: datetime


def stage_name(number: int) -> str:
    """Return the name of a stage, or "" where nothing is being done."""
    return _STAGE_NAMES.get(number, "")
