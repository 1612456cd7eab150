"""A worker's turn at a cutting job: what was made by an earlier turn is found and used, its trace goes on."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from typing import Any

from albumforge.errors import ForgeError
from albumforge.media.cache import make_cache, trim_cache
from albumforge.media.publish import TEMPORARY_PREFIX
from albumforge.media.trace import Action, Trace
from albumforge.services.cutting import cutter_of
from albumforge.services.failures import readable
from albumforge.services.job_states import CATEGORIES, Job
from albumforge.services.lease import RELEASED, Lease
from albumforge.services.states import MovieFile, Stage, Status
from albumforge.services.turn import Claim, Turn
from albumforge.services.works import JOB_PREFIX, JOBS

SAVE_SECONDS = 0.5
"""The trace is written at most this often while it grows."""


class JobRun(Turn[Job]):
    """What a worker does when it gets the message of a cutting job."""

    works = JOBS

    def _read(self, _tables: Any, row: Any, folder: Path) -> tuple[Job, list[MovieFile]]:
        job = Job.of(row, folder)
        return job, [job.known()]

    def _do(self, lease: Lease, claim: Claim[Job]) -> None:
        job = claim.work
        generator = cutter_of(self._plugins.generator(job.generator))
        for name in ("input", "output"):  # of a worker that was killed; nobody else writes there
            for left in (job.folder / name).glob(f"{TEMPORARY_PREFIX}*"):
                left.unlink(missing_ok=True)
        cache = make_cache(self._settings.cache)
        with Recorder(job.trace, fresh=claim.progress == 0) as recorder:
            with recorder.refused():
                request = generator.check_request(request_of(job))
            film = generator.cut(
                job.video,
                job.folder,
                request,
                cache=cache,
                threads=self._settings.render_threads,
                context=lease.context,
                trace=recorder.trace,
                name=job.label,
            )
        trim_cache(cache, round(self._settings.cache_gb * 1e9), self._settings.cache_days * 86_400)
        columns = {"status": Status.DONE, "stage": Stage.DONE, "progress": 1.0, "seconds_left": None, "error": ""}
        with self._database.transaction() as tables:
            lease.write(tables, **columns, **RELEASED, duration=film.duration)

    def _clean(self, claim: Claim[Job]) -> None:
        size = size_of(claim.folder)
        with self._database.transaction() as tables:
            tables.job.update(size=size).where(tables.job.work_id == claim.work_id).execute()

    def _told(self, error: Exception, claim: Claim[Job]) -> str:
        return readable(error, claim.known).replace(f"{claim.folder}/", "")


class Recorder:
    """A trace that is on disk, too, while it grows; a context manager that leaves it there at its end."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        """Begin, or go on with what an earlier turn left at `path`."""
        self._path = path
        self._saving = threading.Lock()
        self._saved = 0.0
        before: tuple[Action, ...] = ()
        if not fresh:
            with contextlib.suppress(ForgeError):
                before = Trace.load(path).actions
        self.trace = Trace(before, self._grew)
        if before:
            self.trace.note("resume", "The job was stopped, and goes on")

    def __enter__(self) -> Recorder:
        self._path.parent.mkdir(exist_ok=True)
        self._save()  # or that of the cut before would be taken for this one's
        return self

    def __exit__(self, *_: object) -> None:
        with self._saving:
            self._save()

    @contextlib.contextmanager
    def refused(self) -> Any:
        """Record what the body raises, as it comes before the first action."""
        try:
            yield
        except ForgeError as error:
            self.trace.note("read_request", str(error), False, 0)
            raise

    def _grew(self, _action: Action) -> None:
        if not self._saving.acquire(blocking=False):
            return
        try:
            if time.monotonic() - self._saved >= SAVE_SECONDS:
                self._save()
        finally:
            self._saving.release()

    def _save(self) -> None:
        self._saved = time.monotonic()
        with contextlib.suppress(ForgeError, OSError):  # the cut is more important
            self.trace.save(self._path)


def request_of(job: Job) -> dict[str, Any]:
    """Return the options that the generator gets: the job's, and a title where they name none."""
    return {"title": f"AutoCut_{job.work_id.removeprefix(JOB_PREFIX)}", **job.request}


def size_of(folder: Path) -> int:
    """Return the bytes of all files of a job."""
    total = 0
    for category in CATEGORIES:
        with contextlib.suppress(OSError):
            for path in (folder / category).iterdir():
                with contextlib.suppress(OSError):
                    total += path.lstat().st_size
    return total
