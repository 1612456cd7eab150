from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from albumforge.actors.process import orders, read_orders
from albumforge.forge import Forge
from albumforge.queue.alive import Alive
from albumforge.services.states import Movie, Stage, Status
from albumforge.settings import TABLE, Settings

QUEUE = "generator.small"
Worker = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start_worker(make_settings: Callable[..., Settings]) -> Iterator[Worker]:
    """Starts a worker process as the supervisor does."""
    children: list[subprocess.Popen[bytes]] = []

    def start(queues: list[str], **arguments: Any) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "error", "-m", "albumforge.actors.process"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        children.append(child)
        assert child.stdin is not None
        child.stdin.write(orders(make_settings(**arguments), queues))
        child.stdin.flush()
        return child

    yield start
    for child in children:
        child.kill()
        child.communicate()


def _started(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    return movie


def _rendering(forge: Forge, movie: Movie) -> None:
    deadline = time.monotonic() + 20
    while forge.movies.get(movie.work_id).stage is not Stage.RENDER:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_orders_carry_every_setting(make_settings: Callable[..., Settings], tmp_path: Path) -> None:
    settings = make_settings(cache_dir=tmp_path / "夜", redis_url="redis://me:x@h/0", log_level="debug", threads=3)
    line = orders(settings, ["a", "b"])
    assert line.count(b"\n") == 1
    read, queues = read_orders(line)
    assert queues == ["a", "b"]
    assert {name: getattr(read, name) for name in TABLE} == {name: getattr(settings, name) for name in TABLE}


def test_a_job_of_one_process_is_done_by_another(
    forge: Forge, pictures: list[Path], start_worker: Worker, tmp_path: Path
) -> None:
    movie = _started(forge, pictures)
    worker = start_worker([QUEUE], database_url=forge.settings.database_url)
    done = forge.movies.wait(movie.work_id, timeout=20)
    assert done.status is Status.DONE
    assert done.result is not None
    assert done.result.is_file()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    assert worker.stderr is not None
    assert worker.stderr.read() == b""
    assert not list((forge.settings.home / "queue" / "workers").iterdir())


@pytest.mark.parametrize("how", ["SIGTERM", "SIGINT", "orphaned"])
def test_told_to_stop_it_puts_its_film_back(
    local_forge: Forge, pictures: list[Path], start_worker: Worker, how: str
) -> None:
    movie = _started(local_forge, pictures, frames=300, delay=0.1)
    worker = start_worker([QUEUE])
    _rendering(local_forge, movie)
    begin = time.monotonic()
    if how == "orphaned":
        assert worker.stdin is not None
        worker.stdin.close()
        worker.stdin = None
    else:
        worker.send_signal(getattr(signal, how))
    assert worker.wait(10) == 0
    assert time.monotonic() - begin < 5
    back = local_forge.movies.get(movie.work_id)
    assert (back.status, back.attempts) == (Status.QUEUED, 0)
    assert local_forge.movies.alive(back) is Alive.QUEUED


def test_it_serves_only_its_queues(local_forge: Forge, start_worker: Worker) -> None:
    worker = start_worker(["generator.none"])
    assert worker.wait(20) == 2
    assert worker.stderr is not None
    assert b"no queue 'generator.none'" in worker.stderr.read()
