"""Cutting jobs: watched, rendered again, cancelled, deleted, done by workers."""

from __future__ import annotations

import contextlib
import functools
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.media.publish import ABANDONED_SECONDS, sweep_temporaries
from albumforge.models.database import Database
from albumforge.plugins import Registry
from albumforge.queue.broker import Broker
from albumforge.services.care import TRIES, Care
from albumforge.services.job_exports import Exports
from albumforge.services.job_files import QUALITIES, Previews
from albumforge.services.job_frames import WIDTHS, Frames
from albumforge.services.job_library import JobLibrary
from albumforge.services.job_run import JobRun
from albumforge.services.job_states import CATEGORIES, DOCUMENTS, EXPIRED, Job, stage_name
from albumforge.services.movie_queue import tell
from albumforge.services.picture_work import Work
from albumforge.services.states import Priority, Ran, Status
from albumforge.services.watching import HEARTBEAT, watch
from albumforge.services.works import JOB_PREFIX, JOBS
from albumforge.settings import Settings

DECIDING = ("strategy", "target_seconds", "drop_words", "margin_before", "margin_after", "min_silence")
"""Options by which a cut is decided where no document says it."""

_AT_REST = (Status.NEW, Status.DONE, Status.FAILED, Status.EXPIRED)


class Jobs(JobLibrary):
    """The cutting jobs of a forge. Every method may be called from any thread.

    Where a method takes `user`, a job of another user counts as not found (None: whoever's it is).
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        broker: Broker,
        plugins: Registry,
        work: Work,
        long_work: Work | None = None,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            work: makes small pictures.
            long_work: makes previews, which takes minutes; None: `work` does.
        """
        super().__init__(settings, database, broker, plugins)
        self._care = Care(settings, database, broker, JOBS)
        self._run = JobRun(settings, database, broker, plugins)
        self._previews = Previews(long_work or work)
        self._frames = Frames(work)
        self._exports = Exports(work)

    def render(self, work_id: str, changes: Mapping[str, Any] | None = None, *, user: int | None = None) -> Job:
        """Put a job into the queue again; return how it stands then. What need not be made again is not.

        Args:
            changes: options; None takes one out. An editing document (``dsl``, as text or as JSON) or an EDL is the
                cut from now on; an option by which a cut is decided, without one, lets it be decided anew.

        Raises:
            NotFound: there is no such job.
            InvalidInput: an option does not fit; the message names the place.
            Conflict: the job is on its way, or has expired.
        """
        for _ in range(TRIES):
            with self._database.session() as tables:
                row = self._row(tables, work_id, user)
            status = Status(row.status)
            if status.active:
                raise Conflict("The job is being made.", hint="Cancel it first, or wait.")
            if status is Status.EXPIRED or not (JOBS.folder(self._settings) / work_id).is_dir():
                raise Conflict(EXPIRED, hint="Upload the video again.")
            options = self._fitting(self.get(work_id, user=user), changes or {})
            columns = {"attempts": 0, "progress": 0.0, "error": "", "cancel_requested": False, "request": options}
            if self._care.repair.requeue(row, priority=Priority.INTERACTIVE, **columns):
                return self.get(work_id)
        raise Conflict("The job is changed by others all the time.", hint="Try again.")

    def check(self, work_id: str, changes: Mapping[str, Any], *, user: int | None = None) -> None:
        """Check what `render` would be given, without rendering.

        Raises:
            NotFound: there is no such job.
            InvalidInput: an option does not fit, or an editing document not the video; the message names the place.
        """
        self._fitting(self.get(work_id, user=user), changes)

    def _fitting(self, job: Job, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options of a job with changes, once it is known that they fit, the video too if it is known."""
        options = self._checked(job.generator, _merged(job.request, changes))
        fits = getattr(self._plugins.generator(job.generator), "check_edit", None)
        if fits is not None and "dsl" in options:
            with contextlib.suppress(OSError, UnicodeDecodeError):  # before the first plan the video is not known
                plan = (job.folder / "output" / "plan.json").read_text(encoding="utf-8")
                fits(options["dsl"], plan)
        return options

    def cancel(self, work_id: str, *, user: int | None = None) -> Job:
        """Take a job out of the queue, or ask its worker to stop, which it does within about a second.

        It has failed then, with the error ``cancelled``; `render` begins it again.

        Raises:
            NotFound: there is no such job.
            Conflict: it is neither queued nor being made.
        """
        self._care.cancel(work_id, lambda tables: self._row(tables, work_id, user))
        return self.get(work_id)

    def delete(self, work_id: str, *, user: int | None = None) -> None:
        """Delete a job with all its files; one that is being made is stopped first.

        Raises:
            NotFound: there is no such job.
            StorageError: its folder cannot be removed.
        """
        self.get(work_id, user=user)
        self._care.delete(work_id)
        tell(self._database, self._broker, work_id, JOBS)

    def preview(self, work_id: str, quality: str = QUALITIES[0], *, user: int | None = None) -> Path:
        """Return where the preview of a job is, once it is made: of the cut, or until there is one of the video.

        Raises:
            NotFound: there is no such job, or its files were removed.
            InvalidInput: there is no such quality.
            MediaError: the video cannot be used.
            StorageError: the preview cannot be written.
        """
        if quality not in QUALITIES:
            raise InvalidInput(f"quality: must be one of {', '.join(QUALITIES)}.")
        return self._previews.preview(self.get(work_id, user=user), quality)

    def frame(self, work_id: str, seconds: float, width: int = WIDTHS[0], *, user: int | None = None) -> Path:
        """Return a JPEG of what the video of a job shows at a time; see `Frames.frame`.

        Raises:
            NotFound: there is no such job, or its files were removed.
            InvalidInput: there is no such time.
            MediaError: the video cannot be decoded.
            StorageError: the picture cannot be written.
        """
        return self._frames.frame(self.get(work_id, user=user), seconds, width)

    def export(self, work_id: str, *, user: int | None = None) -> Path:
        """Return the cut of a job as a timeline for editing programs (OpenTimelineIO); made when it is first asked for.

        Raises:
            NotFound: there is no such job, or its cut is not decided yet.
            StorageError: it cannot be written.
        """
        return self._exports.timeline(self.get(work_id, user=user))

    def events(self, work_id: str, *, user: int | None = None, heartbeat: float = HEARTBEAT) -> Iterator[Job | None]:
        """Return an iterator of a job: as it stands, at once, and then whenever it changes, at most twice a second.

        None comes where nothing has happened for `heartbeat` seconds. It ends after the job is done, has failed, or is
        gone. Close it.

        Raises:
            NotFound: there is no such job.
            Unavailable: the queue does not answer; also while iterating.
        """
        self.get(work_id, user=user)
        return watch(self._broker, work_id, functools.partial(self._as_told, work_id, user), _AT_REST, heartbeat)

    def run(self, work_id: str, message_id: str, owner: str, stopping: Callable[[], bool] = lambda: False) -> Ran:
        """Do a job; called by the worker that got its message. See `Turn.run`."""
        return self._run.run(work_id, message_id, owner, stopping)

    def reconcile(self) -> list[str]:
        """Send lost messages again; return the jobs'. See `Repair.reconcile`."""
        return self._care.repair.reconcile()

    def expire(self, days: float) -> list[str]:
        """Remove the files of jobs that nothing happened to for `days`; their rows stay. Return their names."""
        return self._care.expire(days)

    def sweep(self) -> None:
        """Remove what processes that were killed left: uploads, and folders that belong to no job."""
        folder = JOBS.folder(self._settings)
        for place in (folder, *(job / name for job in folder.glob(f"{JOB_PREFIX}*") for name in CATEGORIES)):
            sweep_temporaries(place)
        with contextlib.suppress(OSError):
            old = [
                one for one in folder.glob(f"{JOB_PREFIX}*") if time.time() - one.lstat().st_mtime > ABANDONED_SECONDS
            ]
            with self._database.session() as tables:
                known = {row.work_id for row in tables.job.select(tables.job.work_id)}
            for left in old:
                if left.name not in known:
                    shutil.rmtree(left, ignore_errors=True)

    def _as_told(self, work_id: str, user: int | None, event: dict[str, Any]) -> Job | None:
        """Return a job with the progress of an event, which comes a moment before the database has it."""
        try:
            job = self.get(work_id, user=user)
        except NotFound:
            return None
        newer = job.status is Status.RUNNING and event.get("status") == Status.RUNNING
        if not newer or event["progress"] < job.progress:
            return job
        left = event["seconds_left"]
        return replace(job, stage=stage_name(event["stage"]), progress=event["progress"], seconds_left=left)


def _merged(request: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request with changes."""
    given = {name for name, value in changes.items() if value is not None}
    documents = given & set(DOCUMENTS)
    if documents or given & set(DECIDING):
        request = {name: value for name, value in request.items() if name not in DOCUMENTS}
    merged = {**request, **changes}
    return {name: value for name, value in merged.items() if value is not None}
