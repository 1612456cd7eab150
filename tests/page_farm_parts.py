"""A farm for the tests of the page: rows of a library as large as need be, and workers in every state."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from served import Served

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.states import TaskStatus, VideoStatus, WorkerType
from albumforge.settings import Settings

PARTS = ("", "/workers", "/tasks", "/videos", "/logs")
"""Addresses below that of the farm."""

LATER = timedelta(hours=1)
"""How far ahead a worker's last sign lies that is to stay online."""


def farm_server(home: Path, root: Path, *settings: str) -> Served:
    """A server with a farm, below a prefix."""
    arguments = ("--workers", 1, "--no-open", "--url-prefix", "/films")
    return Served(home, *arguments, plugins=False, settings=[f"farm_roots={root}", *settings]).ready()


def opened(server: Served, root: Path) -> Forge:
    """The forge of a server, for looking into its database."""
    return Forge(Settings(home=server.home, farm_roots=(root,)))


def add_videos(forge: Forge, root: Path, count: int, **columns: Any) -> None:
    """Add videos of which each is a little larger than the one before."""
    usual = {
        "status": VideoStatus.WAITING,
        "codec": "h264",
        "fps": 25.0,
        "width": 1920,
        "height": 1080,
        "pixels": 1920 * 1080,
        "duration": 60.0,
        "bitrate_k": 9000,
        "updated": now(),
    }
    name, size = columns.pop("name", "holiday"), columns.pop("size", 40_000_000)
    rows = [
        {**usual, **columns, "path": f"{root}/{name}/{name} {number:05d}.mp4", "size": size + number * 1_000_000}
        for number in range(count)
    ]
    with forge.database.transaction() as tables:
        for begin in range(0, count, 500):
            tables.farm_video.insert_many(rows[begin : begin + 500]).execute()


def add_worker(forge: Forge, name: str, **columns: Any) -> int:
    """Add a worker that stays as it is; returns its number."""
    usual = {"kind": WorkerType.CPU, "vr": False, "registration": name, "seen": now() + LATER}
    with forge.database.transaction() as tables:
        row = tables.farm_worker.create(name=name, created=now(), registered=now(), **{**usual, **columns})
        return int(row.id)


def add_task(forge: Forge, worker: int, name: str, **columns: Any) -> int:
    """Add a task of a worker at the first video whose path ends so; returns its number.

    One that is verified is in somebody's hands, so that the server does not take it up.
    """
    with forge.database.transaction() as tables:
        video = tables.farm_video.get(tables.farm_video.path.endswith(name))
        shown = {"worker_name": "some", "registration": "", "source_size": video.size}
        shown |= {"started": now(), "reported": now(), "status": TaskStatus.RUNNING}
        if columns.get("verifying"):
            shown |= {"lease": "somebody", "lease_expires": now() + LATER}
        row = tables.farm_task.create(video=video, worker=worker, **{**shown, **columns})
        tables.farm_video.update(task=row.id).where(tables.farm_video.id == video.id).execute()
        return int(row.id)


def add_lines(forge: Forge, *messages: str, level: int = logging.INFO) -> None:
    """Add lines to the log."""
    with forge.database.transaction() as tables:
        lines = [{"time": now(), "level": level, "message": message} for message in messages]
        tables.farm_log.insert_many(lines).execute()
