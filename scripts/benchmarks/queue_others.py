"""Empty jobs of dramatiq, Celery and RQ, each sent one by one and worked by one worker process as it comes."""

from __future__ import annotations

import contextlib
import importlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import moments
import redis

HERE = Path(__file__).parent
FIRST, LAST = "first", "last"


@dataclass(frozen=True)
class Rates:
    """What was measured of one library.

    Attributes:
        name: it, and how its worker was started.
        messages: how many there were.
        enqueued, finished: of them, in a second.
    """

    name: str
    messages: int
    enqueued: float
    finished: float


TRIED = 500
"""Messages by which it is found how many can be worked on in the time that there is."""


def others(socket: Path, folder: Path, count: int, seconds: float) -> Iterator[Rates]:
    """Measure each in turn on one server.

    Args:
        socket: the server's.
        folder: where workers note moments.
        count: of empty jobs.
        seconds: that those of one way may take; where more would be needed, there are fewer jobs.
    """
    os.environ["BENCH_REDIS"], os.environ["BENCH_MOMENTS"] = f"unix://{socket}", str(folder)
    client = redis.Redis(unix_socket_path=str(socket))
    bin_ = Path(sys.executable).parent
    celery = [bin_ / "celery", "-A", "tasks_celery", "worker", "--without-gossip", "--without-mingle"]
    celery += ["--without-heartbeat", "--loglevel", "WARNING", "--concurrency", "1"]
    dramatiq = [bin_ / "dramatiq", "tasks_dramatiq", "-p", 1, "-t", 1]
    ways: list[tuple[str, Callable[[], Sender], list[object]]] = [
        ("dramatiq, 1 process of 1 thread", _dramatiq, dramatiq),
        (
            "dramatiq, the same, 128 fetched ahead",
            _dramatiq,
            ["/usr/bin/env", "dramatiq_queue_prefetch=128", *dramatiq],
        ),
        ("Celery, pool solo", _celery, [*celery, "--pool", "solo"]),
        ("Celery, pool prefork of 1", _celery, [*celery, "--pool", "prefork"]),
        ("RQ, SimpleWorker", _rq, [bin_ / "rq", "worker", "--quiet", "-w", "rq.worker.SimpleWorker"]),
    ]
    for name, sender, command in ways:
        client.flushdb()
        if command[0] == bin_ / "rq":
            command += ["--url", os.environ["BENCH_REDIS"]]
        send = sender()
        tried = _measured(name, send, command, min(count, TRIED), folder)
        many = min(count, round(seconds / (1 / tried.enqueued + 1 / tried.finished)))
        yield _measured(name, send, command, many, folder) if many > tried.messages else tried
    client.flushdb()


Sender = Callable[[str, object], object]
"""Sends one message: the name of a task and its argument."""


def _dramatiq() -> Sender:
    tasks = importlib.import_module("tasks_dramatiq")
    return lambda task, argument: getattr(tasks, task).send(argument)


def _celery() -> Sender:
    tasks = importlib.import_module("tasks_celery")
    return lambda task, argument: getattr(tasks, task).delay(argument)


def _rq() -> Sender:
    from rq import Queue

    tasks = importlib.import_module("tasks_rq")
    queue = Queue(connection=redis.Redis.from_url(os.environ["BENCH_REDIS"]))
    return lambda task, argument: queue.enqueue(getattr(tasks, task), argument, result_ttl=0)


def _measured(name: str, send: Sender, command: list[object], count: int, folder: Path) -> Rates:
    for moment in (FIRST, LAST):
        (folder / moment).unlink(missing_ok=True)
    send("moment", FIRST)  # connects
    began = time.monotonic()
    for number in range(count):
        send("nothing", number)
    enqueued = count / (time.monotonic() - began)
    send("moment", LAST)
    with worker(command, folder / "worker.log") as check:
        while (last := moments.read(LAST)) is None:
            check()
            time.sleep(0.05)
    first = moments.read(FIRST)
    if first is None:
        sys.exit(f"{name}: the last message was worked on, the first was not")
    return Rates(name, count, enqueued, count / (last - first))


@contextlib.contextmanager
def worker(command: list[object], log: Path) -> Iterator[Callable[[], None]]:
    """Run a worker for as long as the body runs, which gets a function that ends the benchmark if the worker ended."""
    environ = {**os.environ, "PYTHONPATH": str(HERE)}
    with log.open("wb") as out:
        process = subprocess.Popen([str(part) for part in command], env=environ, cwd=HERE, stdout=out, stderr=out)

    def check() -> None:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            sys.exit(f"{command[0]} ended with {process.returncode}:\n{said}")

    try:
        yield check
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
