"""What each step of a job costs in this process: time, statements, transactions, calls of Redis, waits for the disk.

The benchmark of queues uses it in its own process, and its plugin in the worker's; the product knows nothing of it.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peewee as pw
import redis
from redis.client import Pipeline

COUNTED = ("calls", "seconds", "processor", "statements", "transactions", "redis", "syncs")
"""Of a step, without those inside of it: how often it was taken; its seconds, and those of its thread on a processor;
statements besides those that begin and end transactions; transactions; round trips to Redis; fsyncs."""
ELSEWHERE = "elsewhere"
"""What is done outside of any step, by threads that look after things."""


class Steps:
    """Takes part in what this process does, from `install` on."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0.0))
        self._local = threading.local()
        self._guard = threading.Lock()
        self._frozen = False

    @contextlib.contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what the body does as a step; the step around it, if there is one, goes on afterwards."""
        stack = self._stack()
        self._stop(stack)
        stack.append([name, *_clocks()])
        self._add(name, "calls", 1)
        try:
            yield
        finally:
            self._stop(stack)
            stack.pop()
            if stack:
                stack[-1][1:] = _clocks()

    def wrap(self, owner: Any, attribute: str, name: str) -> None:
        """Have each call of a function or method be a step."""
        original = getattr(owner, attribute)

        @functools.wraps(original)
        def stepped(*arguments: Any, **named: Any) -> Any:
            with self.step(name):
                return original(*arguments, **named)

        setattr(owner, attribute, stepped)

    def install(self) -> None:
        """Count statements, transactions, round trips to Redis and fsyncs of this process from now on."""
        self._count(pw.Database, "execute_sql", "statements")
        for kind in (pw.SqliteDatabase, pw.PostgresqlDatabase):
            self._count(kind, "begin", "transactions")
        self._count(redis.Redis, "execute_command", "redis")
        self._count(Pipeline, "execute", "redis")
        self._count(os, "fsync", "syncs")

    def _count(self, owner: Any, attribute: str, what: str) -> None:
        original: Callable[..., Any] = getattr(owner, attribute)

        @functools.wraps(original)
        def counted(*arguments: Any, **named: Any) -> Any:
            self._add(self._now(), what, 1)
            return original(*arguments, **named)

        setattr(owner, attribute, counted)

    def _now(self) -> str:
        stack = self._stack()
        return stack[-1][0] if stack else ELSEWHERE

    def _stack(self) -> list[list[Any]]:
        if not hasattr(self._local, "stack"):
            self._local.stack = []
        stack: list[list[Any]] = self._local.stack
        return stack

    def _stop(self, stack: list[list[Any]]) -> None:
        if stack:
            name, *began = stack[-1]
            for what, begin, end in zip(("seconds", "processor"), began, _clocks(), strict=True):
                self._add(name, what, end - begin)

    def _add(self, name: str, what: str, value: float) -> None:
        if not self._frozen:
            with self._guard:
                self.found[name][what] += value

    def freeze(self) -> None:
        """Count no more."""
        self._frozen = True

    def write(self, path: Path) -> None:
        """Write what was found."""
        path.write_text(json.dumps(self.found), encoding="utf-8")


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.thread_time()


def watch_worker(path: Path) -> None:
    """Count the steps of a worker of films in this process, and write them when it ends."""
    import atexit

    from dramatiq.worker import WorkerThread

    from albumforge.actors import table
    from albumforge.queue import hands
    from albumforge.services import lease, movie_run, turn

    steps = Steps()
    steps.install()
    steps.wrap(hands._Consumer, "_fetched", "fetch")
    steps.wrap(hands._Consumer, "ack", "acknowledge")
    steps.wrap(table, "generate", "turn")
    table.KINDS["generator"] = table.generate
    steps.wrap(WorkerThread, "process_message", "message")
    steps.wrap(turn.Turn, "_claim", "claim")
    for name in ("__enter__", "__exit__", "_keep"):
        steps.wrap(lease.Lease, name, "lease")
    steps.wrap(movie_run.MovieRun, "_make", "plan")
    steps.wrap(movie_run.MovieRun, "_render", "render")
    steps.wrap(movie_run.MovieRun, "_publish", "finish")
    steps.wrap(movie_run.MovieRun, "_clean", "clean")
    steps.wrap(lease.Lease, "_publish", "events")
    steps.wrap(turn, "tell", "events")
    steps.wrap(table, "note", "tally")
    atexit.register(steps.write, path)
