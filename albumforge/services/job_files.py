"""The files of cutting jobs: what is in their folders, their traces, and previews, each made once and kept."""

from __future__ import annotations

import contextlib
import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from albumforge.errors import ForgeError, NotFound
from albumforge.media.publish import writing
from albumforge.queue.runtime import FileLock
from albumforge.services.job_states import CATEGORIES, Artifact, Job
from albumforge.services.once import Once
from albumforge.services.picture_work import Work

QUALITIES = ("480p", "720p")
"""Heights of previews."""

NO_FILE = "There is no such file in the job."

_REMOVED = "The job's files were removed."

_NO_ACTIONS: dict[str, Any] = {"total_actions": 0, "successful": 0, "failed": 0, "total_time_ms": 0, "actions": []}


def artifacts(job: Job) -> dict[str, list[Artifact]]:
    """Return the files of a job by category, in the order of their names; what is being written is not among them."""
    return {category: _files(job.folder / category, category) for category in CATEGORIES}


def artifact(job: Job, category: str, name: str) -> Path:
    """Return where a file of a job is.

    Raises:
        NotFound: there is none of that name.
    """
    path = job.folder / category / name
    if category not in CATEGORIES or name.startswith(".") or not name or "/" in name or "\0" in name:
        raise NotFound(NO_FILE)
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):  # too long a name, or no text
        regular = False
    if not regular:
        raise NotFound(NO_FILE)
    return path


def trace(job: Job) -> dict[str, Any]:
    """Return what a job has done so far: the counts, and ``actions``; nothing where it did nothing yet."""
    try:
        document = json.loads(job.trace.read_bytes())
        return {name: document[name] for name in _NO_ACTIONS}
    except (OSError, ValueError, TypeError, KeyError):
        return dict(_NO_ACTIONS)


def trace_summary(job: Job) -> dict[str, int]:
    """Return the counts of a job's trace."""
    return {name: value for name, value in trace(job).items() if name != "actions"}


class Previews:
    """Small copies of the cut, or until there is one of the video, each made when it is first asked for."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._once: Once[Path] = Once()

    def preview(self, job: Job, quality: str) -> Path:
        """Return where the preview is, once it is made; whoever asks meanwhile waits for the same.

        Args:
            quality: a word of `QUALITIES`.

        Raises:
            NotFound: the files of the job were removed, perhaps while it was made, which stops then.
            MediaError: the video cannot be used.
            StorageError: the preview cannot be written.
        """
        source = job.film if job.film.is_file() else job.video
        try:
            found = source.stat()
        except OSError as error:
            raise NotFound(_REMOVED) from error
        state = f"{source.name} {found.st_size} {found.st_mtime_ns}"
        target = job.folder / "temp" / f"preview_{quality}.mp4"
        try:
            return self._once((target, state), lambda: self._made(source, target, state, quality))
        except ForgeError as error:
            if source.exists():
                raise
            raise NotFound(_REMOVED) from error

    def _made(self, source: Path, target: Path, state: str, quality: str) -> Path:
        """Return the preview of `source` as it is in `state`, made now if it is not there."""
        note = target.with_name(f".{target.stem}")
        if _is_of(note, target, state):
            return target
        with writing(target):
            target.parent.mkdir(exist_ok=True)
            lock = FileLock(target.with_name(f".{target.stem}.lock"))
            lock.acquire(wait=True)  # for other processes on the same job
        try:
            if not _is_of(note, target, state):
                with writing(target):
                    note.unlink(missing_ok=True)
                self._work.do("preview", about=source, source=str(source), target=str(target), quality=quality)
                with writing(note):
                    note.write_text(state, encoding="ascii")
        finally:
            lock.release()
        return target


def _is_of(note: Path, target: Path, state: str) -> bool:
    """Whether a preview that is there is of a video in that state."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return note.read_text(encoding="ascii") == state and target.is_file()
    return False


def _files(folder: Path, category: str) -> list[Artifact]:
    found = []
    with contextlib.suppress(OSError):
        for path in sorted(folder.iterdir()):
            with contextlib.suppress(OSError):
                status = path.lstat()
                if stat.S_ISREG(status.st_mode) and not path.name.startswith("."):
                    modified = datetime.fromtimestamp(status.st_mtime, UTC)
                    found.append(Artifact(category, path.name, status.st_size, modified))
    return found
