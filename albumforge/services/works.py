"""The two kinds of work that workers do, films and cutting jobs, as what handles both alike sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumforge.services.states import STAGES, Stage, Status, overall
from albumforge.settings import Settings

if TYPE_CHECKING:  # workers that wait do without the database's library
    from albumforge.models.tables import Tables


@dataclass(frozen=True)
class Course:
    """The stages that work goes through.

    Attributes:
        stages: the number of each by the name that engines report; numbers grow.
        first: that of work that was just begun.
        timed: the one whose remaining time is told.
        overall: gives the part of the whole that is done, from a stage's number and the part of it.
    """

    stages: Mapping[str, int]
    first: int
    timed: int
    overall: Callable[[int, float], float]


@dataclass(frozen=True)
class Works:
    """A kind of work.

    Attributes:
        noun: what people call it.
        place: name of the folder, below that of all media, in which each has a folder of its own.
        table: its table; the columns that say how it stands are the same in each.
        course: its stages.
        cancelled: columns of work that was cancelled.
        logged: whether lines for its owner are kept in the table ``movie_log``.
    """

    noun: str
    place: str
    table: Callable[[Tables], Any]
    course: Course
    cancelled: Mapping[str, Any]
    logged: bool = False

    def folder(self, settings: Settings) -> Path:
        """Folder of the folders."""
        return settings.media / self.place

    def trash(self, settings: Settings) -> Path:
        """Folder of what was deleted and only waits to be removed; on the same file system."""
        return self.folder(settings) / ".trash"

    @property
    def missing(self) -> str:
        """What is said where there is none of a name."""
        return f"There is no such {self.noun}."


FILMS = Works(
    noun="film",
    place="movies",
    table=lambda tables: tables.movie,
    course=Course(STAGES, Stage.REQUEST, Stage.RENDER, lambda stage, part: overall(Stage(stage), part)),
    cancelled={"status": Status.NEW, "stage": Stage.NONE, "message_id": "", "progress": 0.0, "error": ""},
    logged=True,
)

CUT_STAGES = {"ingest": 101, "analyse": 102, "transcribe": 103, "plan": 104, "render": 105}
"""Stages of a cutting job, by the names that a `CuttingGenerator` reports."""

_SPANS = {101: (0.0, 0.03), 102: (0.03, 0.25), 103: (0.25, 0.45), 104: (0.45, 0.47), 105: (0.47, 1.0)}

JOB_PREFIX = "job_"
"""How the names of jobs begin; those of films are hexadecimal."""

CANCELLED = "cancelled"
"""The error of a job that its owner stopped."""


def _overall(stage: int, part: float) -> float:
    begin, end = _SPANS[stage]
    return begin + (end - begin) * part


JOBS = Works(
    noun="job",
    place="jobs",
    table=lambda tables: tables.job,
    course=Course(CUT_STAGES, CUT_STAGES["ingest"], CUT_STAGES["render"], _overall),
    cancelled={"status": Status.FAILED, "stage": Stage.NONE, "message_id": "", "error": CANCELLED},
)

ALL = (FILMS, JOBS)
