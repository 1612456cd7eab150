"""Cuts of jobs as timelines for editing programs, each made when it is first asked for, and kept with the job."""

from __future__ import annotations

from pathlib import Path

from albumforge.errors import NotFound
from albumforge.media.publish import make_folder
from albumforge.services.job_states import Job
from albumforge.services.once import Once
from albumforge.services.picture_work import Work

TIMELINE = "timeline.otio"
"""Name of the file."""

NOT_YET = "The cut is not decided yet."


class Exports:
    """Timelines of cuts, which name the video as its owner calls it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._once: Once[Path] = Once()

    def timeline(self, job: Job) -> Path:
        """Return where the timeline of the cut is, as it is decided now.

        Raises:
            NotFound: it is not decided yet, or the files of the job were removed.
            StorageError: the timeline cannot be written.
        """
        plan = job.folder / "output" / "plan.json"
        try:
            state = plan.stat().st_mtime_ns
        except OSError as error:
            raise NotFound(NOT_YET) from error
        target = job.folder / "temp" / ".exports" / f"{state}.otio"
        return target if target.is_file() else self._once(target, lambda: self._made(job, plan, target))

    def _made(self, job: Job, plan: Path, target: Path) -> Path:
        for old in make_folder(target.parent).glob("*.otio"):
            old.unlink(missing_ok=True)
        known = {"generator": job.generator, "plan": str(plan), "folder": str(job.video.parent)}
        self._work.do("export", about=plan, target=str(target), **known)
        return target
