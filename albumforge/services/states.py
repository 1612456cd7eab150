"""The states of a film and what its owner sees of it; the numbers are those of the documented routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from albumforge.backends import Skipped
from albumforge.errors import Conflict
from albumforge.media.sniff import is_picture


class Status(IntEnum):
    """The saved status of a film."""

    NEW = 0
    QUEUED = 1
    RUNNING = 2
    DONE = 3
    FAILED = -1
    EXPIRED = -2

    @property
    def active(self) -> bool:
        """Whether it is on its way to being done."""
        return self in (Status.QUEUED, Status.RUNNING)


class Priority(IntEnum):
    """How urgent queued work is; less goes first."""

    INTERACTIVE = 0
    """Somebody waits for it."""
    BATCH = 1
    """Nobody does: watch folders, nightly batches."""


class Stage(IntEnum):
    """What is being done to a film in the queue; NONE where it is not there."""

    NONE = 0
    QUEUED = 100
    REQUEST = 101
    INFO = 102
    POEM = 103
    TEMPLATES = 104
    RENDER = 105
    DONE = 200


STAGES = {stage.name.lower(): stage for stage in Stage if stage is not Stage.NONE}
"""Names of stages as engines report them."""

_SPANS = {
    Stage.REQUEST: (0.0, 0.01),
    Stage.INFO: (0.01, 0.15),
    Stage.POEM: (0.15, 0.17),
    Stage.TEMPLATES: (0.17, 0.20),
    Stage.RENDER: (0.20, 1.0),
}


def overall(stage: Stage, fraction: float) -> float:
    """Return the part of the whole film that is done, given the part of a stage (both 0 to 1)."""
    begin, end = _SPANS.get(stage, (1.0, 1.0) if stage is Stage.DONE else (0.0, 0.0))
    return begin + (end - begin) * fraction


class Started(StrEnum):
    """What `start` did."""

    QUEUED = "queued"
    """It was put into the queue for the first time, or after it was cancelled."""
    REQUEUED = "requeued"
    """It was thought to be in the queue but was not; it is now."""
    RETRIED = "retried"
    """It had failed, and was put into the queue again."""


class Refusal(StrEnum):
    """Why `start` did nothing."""

    EXPIRED = "expired"
    DONE = "done"
    PENDING = "pending"
    """It waits in the queue already."""
    STARTED = "started"
    """It is being made already."""
    EMPTY = "empty"
    """It has no pictures."""


REOPEN = "`albumforge movie edit` lets it be changed and made again."
"""What to do about a film that is done."""

_REFUSED = {
    Refusal.EXPIRED: ("The film has expired: its files were removed.", "Make a new one."),
    Refusal.DONE: ("The film is done.", REOPEN),
    Refusal.PENDING: ("The film waits in the queue already.", ""),
    Refusal.STARTED: ("The film is being made already.", ""),
    Refusal.EMPTY: ("The film has no pictures.", "Add some first."),
}


class StartRefused(Conflict):
    """Raised by `start` where it does nothing; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        message, hint = _REFUSED[reason]
        super().__init__(message, hint=hint)
        self.reason = reason


class Ran(StrEnum):
    """What came of a worker's turn at a film."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RETRY = "retry"
    """It failed for a reason that may pass; it is queued again with a delay."""
    INTERRUPTED = "interrupted"
    """The worker was asked to stop; the film is queued again, its message is to be given back."""
    STALE = "stale"
    """The message is no longer the film's; nothing was done."""
    BUSY = "busy"
    """Another worker has it; ask again when its claim may have ended."""
    NEWER = "newer"
    """A newer version queued it; it is left to workers of that, and its message comes again."""


class FileCounts(NamedTuple):
    """How many files a film has, and of those that are not left out, how many are photos and clips by their names."""

    files: int = 0
    photos: int = 0
    clips: int = 0


@dataclass(frozen=True)
class Gone:
    """Told instead of a film that was deleted."""

    work_id: str


@dataclass(frozen=True)
class MovieFile:
    """A picture or clip of a film.

    Attributes:
        position: its place among the others, from 1: as they were added, or put in order by hand.
        label: the name its owner knows it by.
        name: its name in the film's folder, or "" where it was left in its place.
        path: where it is.
        size: bytes.
        digest: SHA-256 in hexadecimal.
        id: its number, which stays whatever its place.
        left_out: its owner does not want it in the film.
        caption: its owner's words, or "".
        taken: when it was taken, on the camera's clock, without a zone; None where that is not known.
    """

    position: int
    label: str
    name: str
    path: Path
    size: int
    digest: str
    id: int = 0
    left_out: bool = False
    caption: str = ""
    taken: datetime | None = None

    @cached_property
    def kind(self) -> Literal["photo", "clip"]:
        """What it is by its first bytes; looked at when first asked."""
        return "photo" if is_picture(self.path) else "clip"


FRAME = "frame.jpg"
"""Name, in a film's folder, of the frame rendered last."""

UNREAD = "Not used:"
"""How a note begins on an option that came with the start of a film and could not be read."""

MAX_TITLE = 200
"""Characters."""

MUSIC, TEMPLATE = "music", "template"
FILE_OPTIONS = (MUSIC, TEMPLATE)
"""Options of a request that may be files."""


def with_paths(options: Mapping[str, Any], folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a request of the database as a generator gets it, and by option the labels of those that are files."""
    options, labels = dict(options), {}
    for name in FILE_OPTIONS:
        value = options.get(name)
        if isinstance(value, dict):
            options[name] = str(folder / value["stored"])
            labels[name] = str(value["label"])
    return options, labels


@dataclass(frozen=True)
class LogLine:
    """A line of a film's log, and when it was written, in UTC."""

    time: datetime
    line: str


class Added(list[MovieFile]):
    """The files that were added to a film.

    Attributes:
        skipped: those that are no photos or clips and were left out.
    """

    def __init__(self, files: Iterable[MovieFile], skipped: Iterable[Skipped] = ()) -> None:
        super().__init__(files)
        self.skipped = tuple(skipped)


@dataclass(frozen=True)
class Movie:
    """A film as it stood at one moment.

    Attributes:
        work_id: its name.
        user_id: whose it is.
        generator: name of the backend that makes it.
        title, description: its owner's words.
        request: the options it is made with; a music or template file by the path of the film's copy.
        music, template: the names its owner knows these files by, each "" where it is none.
        shared: whether other users may see it.
        status, stage: where it stands.
        progress: part that is done, 0 to 1.
        seconds_left: estimate, or None where there is none.
        error: why it failed, or "".
        notes: what its owner should know, a sentence each: what of the request was not understood and, once the film
            is planned, which files are not in it and why, and what else was said of them.
        message_id: the queue's name for the work, or "".
        priority: how urgent it is.
        attempts: how often it was begun since it was started.
        created, updated: in UTC.
        folder: where its files are.
        plan, result, poster: files, or None where there are none.
        duration: seconds of the finished film, or None.
        lease, lease_owner, lease_expires: the claim of the worker that makes it; None where there is none.
    """

    work_id: str
    user_id: int
    generator: str
    title: str
    description: str
    request: dict[str, Any] = field(repr=False)
    music: str
    template: str
    shared: bool
    status: Status
    stage: Stage
    progress: float
    seconds_left: float | None
    error: str
    notes: tuple[str, ...]
    message_id: str
    attempts: int
    created: datetime
    updated: datetime
    folder: Path
    plan: Path | None
    result: Path | None
    poster: Path | None
    duration: float | None
    lease: str | None = field(default=None, repr=False, compare=False)
    lease_owner: str | None = field(default=None, repr=False, compare=False)
    lease_expires: datetime | None = field(default=None, repr=False, compare=False)
    priority: Priority = Priority.INTERACTIVE

    @classmethod
    def of(cls, row: Any, folder: Path) -> Movie:
        """Return what a row of the database says; `folder` is the film's."""

        def inside(name: str) -> Path | None:
            return folder / name if name else None

        request, labels = with_paths(row.request, folder)
        return cls(
            work_id=row.work_id,
            user_id=row.user_id,
            generator=row.generator,
            title=row.title,
            description=row.description,
            request=request,
            music=labels.get(MUSIC, ""),
            template=labels.get(TEMPLATE, ""),
            shared=row.shared,
            status=Status(row.status),
            stage=Stage(row.stage),
            progress=row.progress,
            seconds_left=row.seconds_left,
            error=row.error,
            notes=tuple(row.notes or ()),
            message_id=row.message_id,
            attempts=row.attempts,
            created=row.created,
            updated=row.updated,
            folder=folder,
            plan=inside(row.plan),
            result=inside(row.result),
            poster=inside(row.poster),
            duration=row.duration,
            lease=row.lease,
            lease_owner=row.lease_owner,
            lease_expires=row.lease_expires,
            priority=Priority(row.priority),
        )
