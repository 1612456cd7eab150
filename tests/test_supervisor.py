from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from albumforge import processes
from albumforge.actors.process import orders
from albumforge.actors.supervisor import run_workers
from albumforge.errors import InvalidInput, Unavailable
from albumforge.forge import Forge
from albumforge.queue.alive import Alive
from albumforge.services.states import Movie, Stage, Status
from albumforge.settings import Settings

_RUN = """
import sys
from albumforge.actors.process import read_orders
from albumforge.actors.supervisor import run_workers
settings, queues = read_orders(sys.stdin.buffer.readline())
run_workers(settings, queues)
"""


class Supervisors:
    """Supervisors in processes of their own."""

    def __init__(self, make_settings: Callable[..., Settings]) -> None:
        self.make_settings = make_settings
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, **arguments: Any) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([sys.executable, "-W", "error", "-c", _RUN], stdin=subprocess.PIPE)
        self.children.append(child)
        assert child.stdin is not None
        child.stdin.write(orders(self.make_settings(**arguments), ["generator.small"]))
        child.stdin.close()
        child.stdin = None
        return child

    def end(self) -> None:
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            child.wait(30)


@pytest.fixture
def supervisors(make_settings: Callable[..., Settings]) -> Iterator[Supervisors]:
    supervisors = Supervisors(make_settings)
    yield supervisors
    supervisors.end()


def _started(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    return movie


def _until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def _rendering(forge: Forge, movie: Movie) -> None:
    _until(lambda: forge.movies.get(movie.work_id).stage is Stage.RENDER)


def _notes(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _workers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _lives(pid: int) -> bool:
    try:
        return not re.search(r"^State:\s+Z", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except FileNotFoundError:
        return False


def test_killed_in_the_middle_the_film_goes_on_within_seconds(
    forge: Forge, pictures: list[Path], supervisors: Supervisors, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    movie = _started(forge, pictures, frames=20, delay=0.1, notes=str(notes))
    supervisors.start(database_url=forge.settings.database_url, lease_seconds=60.0)
    _until(lambda: len([line for line in _notes(notes) if line.startswith("frame")]) >= 5)
    first = int(_notes(notes)[0].split()[1])
    os.kill(first, signal.SIGKILL)
    begin = time.monotonic()
    _until(lambda: sum(line.startswith("render") for line in _notes(notes)) == 2)
    assert time.monotonic() - begin < 30  # of the sixty of its lease
    done = forge.movies.wait(movie.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 2)
    lines = [line.rsplit(" ", 1)[0] for line in _notes(notes)]
    assert [lines.count(word) for word in ("plan", "render", "done")] == [1, 2, 1]
    assert [lines.count(f"frame {number}") for number in range(20)] == [1] * 20  # only what was not finished
    assert done.result is not None
    with av.open(str(done.result)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 20
    assert {path.name for path in done.folder.iterdir() if not path.name[0].isdigit()} == {
        "plan.json",
        "result.mp4",
        "poster.jpg",
    }


def test_told_to_stop_nothing_is_lost(local_forge: Forge, pictures: list[Path], supervisors: Supervisors) -> None:
    films = [_started(local_forge, pictures, frames=400, delay=0.1) for _ in range(3)]
    supervisor = supervisors.start(workers=2)
    _until(lambda: [film.status for film in local_forge.movies.list()].count(Status.RUNNING) == 2)
    workers = _until(lambda: _workers_of(supervisor.pid))
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(30) == 0
    assert not any(_lives(worker) for worker in workers)
    for film in films:
        back = local_forge.movies.get(film.work_id)
        assert (back.status, back.attempts) == (Status.QUEUED, 0)
        assert local_forge.movies.alive(back) is Alive.QUEUED


def test_workers_end_with_a_killed_supervisor(
    local_forge: Forge, pictures: list[Path], supervisors: Supervisors
) -> None:
    movie = _started(local_forge, pictures, frames=400, delay=0.1)
    supervisor = supervisors.start()
    _rendering(local_forge, movie)
    workers = _workers_of(supervisor.pid)
    supervisor.kill()
    _until(lambda: not any(_lives(worker) for worker in workers), 30)
    assert local_forge.movies.get(movie.work_id).status is Status.QUEUED


def test_a_killed_server_comes_back_and_the_film_is_finished(
    local_forge: Forge, pictures: list[Path], supervisors: Supervisors
) -> None:
    running = _started(local_forge, pictures, frames=25, delay=0.1)
    waiting = _started(local_forge, pictures)
    supervisors.start()
    _rendering(local_forge, running)
    os.kill(int(local_forge.broker.client.info("server")["process_id"]), signal.SIGKILL)
    assert local_forge.movies.wait(running.work_id, timeout=60).status is Status.DONE
    done = local_forge.movies.wait(waiting.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 1)
    assert local_forge.movies.get(running.work_id).attempts == 1


def test_never_twice_while_the_worker_is_alive(
    local_forge: Forge, pictures: list[Path], supervisors: Supervisors, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    movie = _started(local_forge, pictures, hold=4.0, notes=str(notes))
    supervisors.start(workers=2, lease_seconds=1.0)  # runs out while no thread of the worker can renew it
    done = local_forge.movies.wait(movie.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 1)
    assert sum(line.startswith("render") for line in _notes(notes)) == 1


def test_cancelled_and_deleted_while_they_run(
    local_forge: Forge, pictures: list[Path], supervisors: Supervisors
) -> None:
    supervisors.start()
    cancelled = _started(local_forge, pictures, frames=400, delay=0.1)
    _rendering(local_forge, cancelled)
    begin = time.monotonic()
    local_forge.movies.cancel(cancelled.work_id)
    assert local_forge.movies.wait(cancelled.work_id, timeout=60).status is Status.NEW
    assert time.monotonic() - begin < 20  # the film takes forty
    deleted = _started(local_forge, pictures, frames=400, delay=0.1, title="another")
    _rendering(local_forge, deleted)
    local_forge.movies.delete(deleted.work_id)
    assert not deleted.folder.exists()
    time.sleep(0.5)
    assert not deleted.folder.exists()
    local_forge.movies.update(cancelled.work_id, request={"frames": 3})
    local_forge.movies.start(cancelled.work_id)
    assert local_forge.movies.wait(cancelled.work_id, timeout=60).status is Status.DONE


def test_a_film_that_kills_its_workers_fails_and_the_next_one_is_made(
    open_forge: Callable[..., Forge], pictures: list[Path], supervisors: Supervisors
) -> None:
    forge = open_forge(max_attempts=2)
    deadly = _started(forge, pictures, fail_with="exit")
    supervisors.start(max_attempts=2)
    failed = forge.movies.wait(deadly.work_id, timeout=60)
    assert (failed.status, failed.error) == (Status.FAILED, "It stopped its worker 2 times.")
    assert forge.movies.wait(_started(forge, pictures).work_id, timeout=60).status is Status.DONE


def test_failures_are_tried_again_and_lost_messages_repaired(
    local_forge: Forge, pictures: list[Path], supervisors: Supervisors
) -> None:
    lost = _started(local_forge, pictures)
    local_forge.broker.client.flushall()
    failing = _started(local_forge, pictures, fail_times=2)
    supervisors.start()
    done = local_forge.movies.wait(failing.work_id, timeout=60)
    assert (done.status, done.attempts) == (Status.DONE, 3)
    assert local_forge.movies.wait(lost.work_id, timeout=60).status is Status.DONE


def test_as_a_function_it_ends_by_its_event(local_forge: Forge, pictures: list[Path]) -> None:
    stop = threading.Event()
    thread = threading.Thread(
        target=run_workers, args=(local_forge.settings, ["generator.small"], 1), kwargs={"stop": stop}
    )
    thread.start()
    movie = _started(local_forge, pictures)
    assert local_forge.movies.wait(movie.work_id, timeout=60).status is Status.DONE
    stop.set()
    thread.join(60)
    assert not thread.is_alive()


def test_a_signal_after_its_event_is_the_second_one(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    _started(local_forge, pictures, hold=60.0, notes=str(notes))  # its worker hears of nothing so long
    command = [sys.executable, "-W", "error", "-m", "albumforge.serving.workers"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
        try:
            assert child.stdin is not None
            child.stdin.write(processes.orders(local_forge.settings, workers=1, links=0, stop_seconds=60.0))
            child.stdin.flush()
            _until(lambda: any(line.startswith("render") for line in _notes(notes)))
            child.stdin.close()  # whoever started it is gone: its event is set
            time.sleep(0.5)
            child.terminate()
            assert child.wait(30) == 0
        finally:
            child.kill()


def test_what_cannot_work_is_said_at_once(make_settings: Callable[..., Settings]) -> None:
    with pytest.raises(InvalidInput, match="no queue"):
        run_workers(make_settings(), ["generator.none"])
    with pytest.raises(Unavailable, match="redis_url"):
        run_workers(make_settings(redis_url="redis://127.0.0.1:1/0"))


def test_films_that_nobody_touched_expire_while_it_runs(
    forge: Forge, pictures: list[Path], supervisors: Supervisors
) -> None:
    movie = forge.movies.create(generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    supervisors.start(database_url=forge.settings.database_url, expire_days=2 / 86_400)
    _until(lambda: forge.movies.get(movie.work_id).status is Status.EXPIRED)
    _until(lambda: not movie.folder.exists() and not any((movie.folder.parent / ".trash").iterdir()))
