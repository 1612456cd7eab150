"""Tasks side by side: all end, the first failure stops the others."""

from __future__ import annotations

import threading
import time

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.media.abreast import side_by_side, watching


def test_tasks_run_at_the_same_time_and_give_their_results() -> None:
    together = threading.Barrier(2, timeout=5)

    def task(number: int) -> int:
        together.wait()
        return number

    with side_by_side(Context(), threading.Event(), 2) as begin:
        tasks = [begin(task, number) for number in range(2)]
    assert [one.result() for one in tasks] == [0, 1]


def test_the_first_failure_stops_the_others_and_is_raised() -> None:
    stop = threading.Event()
    context = watching(Context(poll_interval=0), stop)
    stopped: list[bool] = []

    def forever() -> None:
        try:
            while True:
                context.check()
                time.sleep(0.005)
        except Cancelled:
            stopped.append(True)
            raise

    def fails() -> None:
        raise OSError("broken")

    with pytest.raises(OSError, match="broken"), side_by_side(Context(), stop, 3) as begin:
        begin(forever)
        begin(forever)
        begin(fails)
    assert stopped == [True, True]


def test_whoever_cancels_ends_all() -> None:
    began = time.monotonic()
    outer = Context(cancelled=lambda: time.monotonic() - began > 0.2)
    stop = threading.Event()

    def forever() -> None:
        inner = watching(outer, stop)
        while True:
            inner.check()
            time.sleep(0.005)

    with pytest.raises(Cancelled), side_by_side(outer, stop, 1) as begin:
        begin(forever)
    assert stop.is_set() and time.monotonic() - began < 5
