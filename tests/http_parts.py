"""What tests of the HTTP door share: films made over HTTP, workers that are killed, states brought about for real."""

from __future__ import annotations

import contextlib
import io
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
from PIL import Image
from served import command, until
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.services.states import Stage


def jpeg(width: int = 48, height: int = 32, colour: tuple[int, int, int] = (20, 90, 140), **options: Any) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def new(client: Client, pictures: int = 0) -> str:
    """A film with so many pictures, made over HTTP."""
    work_id: str = client.get("/movie/new").json["work_id"]
    for number in range(pictures):
        answer = client.upload(f"/movie/{work_id}/upload", (f"IMG_{number}.jpg", jpeg(colour=(40 * number, 90, 140))))
        assert answer.status == 200, answer.body
    return work_id


def small(forge: Forge, client: Client, **request: Any) -> str:
    """A film with two pictures, to be made by the small generator of the tests."""
    movie = forge.movies.create("Reise", request, generator="small", user=client.get("/me").json["uid"])
    for number in range(2):
        client.upload(f"/movie/{movie.work_id}/upload", (f"IMG_{number}.jpg", jpeg(colour=(40 * number, 90, 140))))
    return movie.work_id


@contextlib.contextmanager
def worker(forge: Forge, queue: str = "generator.small", **settings: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor with one worker, in processes of their own."""
    values = {"database_url": forge.settings.database_url, **settings}
    given = [part for name, value in values.items() for part in ("--set", f"{name}={value}")]
    line = command(forge.settings.home, *given, "worker", "--queues", queue, "--processes", 1)
    with subprocess.Popen(line, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(30)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a supervisor and its workers at once, as a power cut would."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    for member in family:  # the supervisor first, or it would start another worker
        member.kill()
    psutil.wait_procs(family[1:], 10)
    process.wait(10)


def rendering(forge: Forge, work_id: str) -> None:
    """Wait until a worker renders the film."""
    until(lambda: forge.movies.get(work_id).stage is Stage.RENDER, 40)


def empty_queue(forge: Forge) -> None:
    """Lose all messages, as a queue server without its data does."""
    forge.broker.client.flushdb()


def entries(folder: Path) -> set[str]:
    """All files below a folder, by their paths in it."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()
