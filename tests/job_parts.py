"""What tests of cutting jobs share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from media_files import write_clip

from albumforge.forge import Forge
from albumforge.services.job_states import Job
from albumforge.services.states import Ran


def video(folder: Path, name: str = "talk.mp4", frames: int = 50) -> Path:
    """A small video."""
    folder.mkdir(exist_ok=True)
    return write_clip(folder / name, frames=frames, width=64, height=48)


def made(forge: Forge, folder: Path, **request: Any) -> Job:
    """A job in the queue, to be done by the small cutting generator of the tests."""
    return forge.jobs.create(video(folder), request=request, generator="snip")


def message_of(forge: Forge, job: Job) -> str:
    """The message that stands for the job."""
    with forge.database.session() as tables:
        return str(tables.job.get_by_id(job.work_id).message_id)


def run(forge: Forge, job: Job, worker: str = "worker") -> Ran:
    """A worker's turn, in this thread."""
    return forge.jobs.run(job.work_id, message_of(forge, job), worker)
