"""Do parts of one work side by side in threads: the first that fails stops the others."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import Any

import cv2

from albumforge.context import Context
from albumforge.logs import carried


@contextlib.contextmanager
def side_by_side(context: Context, stop: threading.Event, threads: int) -> Iterator[Callable[..., Future[Any]]]:
    """Yield a function that begins a task in one of several threads, `begin(function, *arguments)`.

    At the end all tasks are awaited; the first failure, or a context that asks to stop, stops them and is raised.

    Args:
        stop: set when the tasks are to stop; they look at it themselves, by a context of `watching`.
    """
    pool = ThreadPoolExecutor(threads, thread_name_prefix="albumforge-render", initializer=carried())
    tasks: list[Future[Any]] = []

    def begin(function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        tasks.append(pool.submit(function, *arguments))
        return tasks[-1]

    with _single_threaded_opencv(), pool:
        try:
            yield begin
            _await(tasks, context)
        except BaseException:
            stop.set()
            for task in tasks:
                task.cancel()
            raise


def watching(context: Context, stop: threading.Event) -> Context:
    """Return a context for a task: it stops when the work is cancelled or another task has failed."""

    def stopped() -> bool:
        context.check()
        return stop.is_set()

    return Context(on_log=context.on_log, cancelled=stopped)


def _await(tasks: Sequence[Future[Any]], context: Context) -> None:
    waiting = set(tasks)
    while waiting:
        context.check()
        finished, waiting = wait(waiting, timeout=0.1, return_when=FIRST_EXCEPTION)
        for task in finished:
            task.result()


@contextlib.contextmanager
def _single_threaded_opencv() -> Iterator[None]:
    """The tasks are the parallelism; OpenCV's own threads would only get into each other's way."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
