"""What tests of the farm share: a forge with a folder of real small videos, workers that really transcode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from media_files import write_clip
from wsgi_client import Answer, Client

from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.http import app
from albumforge.models.tables import now
from albumforge.services.farm.states import Task, TaskStatus, Video, WorkerType
from albumforge.services.farm.tasks import Report
from albumforge.services.farm.workers import Described
from albumforge.transcoders.presets import preset_of_json
from albumforge.transcoders.software import SoftwareTranscoder

API = "/api/v1"
PRESET = """
name: quick
video: {codec: h264, crf: 40, speed: ultrafast}
min_saving: null
skip: {codecs: [mpeg4], paths: ["*/proxies/*"]}
"""
LONG_AGO = timedelta(hours=1)


@dataclass
class FarmRig:
    """A farm.

    Attributes:
        folder: of its videos.
    """

    forge: Forge
    folder: Path

    @property
    def client(self) -> Client:
        """A client on this machine."""
        return Client(app(self.forge))

    def clip(self, name: str, **options: Any) -> Path:
        """A real video."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_clip(path, **{"frames": 10, "sound": False, **options})

    def scan(self) -> dict[str, int]:
        """Scan the folder; what was not nothing."""
        return {name: count for name, count in self.forge.farm.scan(str(self.folder)).counts.items() if count}

    def worker(self, name: str = "one", *, vr: bool = False) -> int:
        """Register a worker; its number."""
        return self.forge.farm.workers.register(Described(name, WorkerType.CPU, vr)).id

    def claim(self, worker: int, dest: str = "", *, vr: bool = False) -> Task:
        """Have a worker ask for a task."""
        return self.forge.farm.tasks.get(self.forge.farm.claims.claim(worker, vr=vr, dest=dest).task_id)

    def make(self, task: Task) -> Path:
        """Do the work of a task; where the result was written."""
        order = self.forge.farm.tasks.order(task.id)
        preset, part = preset_of_json(order.preset_json), Path(order.part)
        part.parent.mkdir(parents=True, exist_ok=True)
        SoftwareTranscoder().transcode(Path(order.video_path), part, preset, threads=1, context=Context())
        return part

    def complete(self, task: Task) -> Task:
        """Report that a task is completed, and wait until it is verified."""
        self.forge.farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED))
        self.forge.farm.finishing.wait(task.id, 20)
        return self.forge.farm.tasks.get(task.id)

    def fail(self, task: Task, error: str = "it broke", **more: Any) -> None:
        """Report that a task failed."""
        self.forge.farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.FAILED, error=error, **more))

    def video(self, path: Path | None = None) -> Video:
        """How a video stands; None: the only one."""
        with self.forge.database.session() as tables:
            table = tables.farm_video
            query = table.select() if path is None else table.select().where(table.path == str(path))
            return Video.of(query.get())

    def fake(self, count: int, **columns: Any) -> None:
        """Add rows of videos that are not there."""
        with self.forge.database.transaction() as tables:
            for number in range(count):
                tables.farm_video.create(path=f"{self.folder}/fake-{number:04}.mp4", **columns)

    def silence(self, worker: int) -> None:
        """Let a worker have given no sign for long."""
        with self.forge.database.transaction() as tables:
            tables.farm_worker.update(seen=now() - LONG_AGO).where(tables.farm_worker.id == worker).execute()

    def log(self) -> list[str]:
        """The lines of the log."""
        with self.forge.database.session() as tables:
            return [row.message for row in tables.farm_log.select().order_by(tables.farm_log.id)]


def make_rig(open_forge: Callable[..., Forge], folder: Path, **settings: Any) -> FarmRig:
    """Open a farm whose videos lie below `folder`."""
    videos = folder / "videos"
    videos.mkdir(exist_ok=True)
    preset = folder / "quick.yaml"
    if not preset.exists():
        preset.write_text(PRESET)
    forge = open_forge(**{"farm_roots": (videos,), "farm_preset": str(preset), "retry_backoff": 0.0, **settings})
    return FarmRig(forge, videos)


def said(answer: Answer) -> tuple[int, str]:
    """Status and message; the body says the same status."""
    assert answer.json["code"] == answer.status
    return answer.status, answer.json["message"]
