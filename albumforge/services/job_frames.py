"""Small pictures out of the videos of cutting jobs, each made when it is first asked for, and kept with the job."""

from __future__ import annotations

from pathlib import Path

from albumforge.errors import InvalidInput, NotFound
from albumforge.media.publish import make_folder
from albumforge.services.job_states import Job
from albumforge.services.once import Once
from albumforge.services.picture_work import Work

WIDTHS = (320, 640)
"""Pixels that small pictures may be wide."""

LONGEST = 1_000_000.0
"""Seconds of a video."""


class Frames:
    """Frames of the videos that are cut."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._once: Once[Path] = Once()

    def frame(self, job: Job, seconds: float, width: int = WIDTHS[0]) -> Path:
        """Return a JPEG of what the video shows at a time, upright; made once.

        Args:
            seconds: of the video; past its end, its last frame.
            width: pixels; the next larger of `WIDTHS` is given.

        Raises:
            InvalidInput: there is no such time.
            NotFound: the files of the job were removed.
            MediaError: the video cannot be decoded.
            StorageError: the picture cannot be written.
        """
        if not 0 <= seconds <= LONGEST:
            raise InvalidInput("at: must be seconds of the video.")
        if not job.video.is_file():
            raise NotFound("The job's files were removed.")
        wide = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
        target = job.folder / "temp" / ".frames" / f"{round(seconds * 1000)}-{wide}.jpg"
        return target if target.is_file() else self._once(target, lambda: self._made(job.video, target, seconds, wide))

    def _made(self, video: Path, target: Path, seconds: float, width: int) -> Path:
        make_folder(target.parent)
        self._work.do("thumb", about=video, source=str(video), target=str(target), width=width, at=seconds)
        return target
