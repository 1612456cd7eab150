"""Context: progress goes out, cancellation comes in."""

from __future__ import annotations

import threading
import time

import pytest

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled


def test_progress_reaches_the_listener_clamped() -> None:
    seen: list[Progress] = []
    context = Context(on_progress=seen.append)
    context.progress("render", 0.5, "a.jpg")
    context.progress("render", 1.7)
    context.progress("render", -1)
    assert seen == [Progress("render", 0.5, "a.jpg"), Progress("render", 1.0), Progress("render", 0.0)]


def test_log_lines_reach_the_listener() -> None:
    lines: list[str] = []
    Context(on_log=lines.append).log("one")
    assert lines == ["one"]


def test_without_listeners_nothing_happens() -> None:
    context = Context()
    context.progress("render", 0.5)
    context.log("line")
    context.check()


def test_check_raises_once_the_work_should_stop_and_from_then_on() -> None:
    answers = iter([False, True])
    context = Context(cancelled=lambda: next(answers), poll_interval=0.0)
    context.check()
    for _ in range(3):
        with pytest.raises(Cancelled):
            context.check()


def test_check_asks_no_more_often_than_the_poll_interval() -> None:
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return False

    context = Context(cancelled=cancelled, poll_interval=0.2)
    end = time.monotonic() + 0.5
    checks = 0
    while time.monotonic() < end:
        context.check()
        checks += 1
    assert asked <= 4 < checks


def test_a_thread_learns_of_the_cancellation_within_a_fifth_of_a_second() -> None:
    asked = threading.Event()
    stopped_at: list[float] = []
    context = Context(cancelled=asked.is_set)

    def work() -> None:
        try:
            while True:
                context.check()
                time.sleep(0.001)
        except Cancelled:
            stopped_at.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.15)
    asked_at = time.monotonic()
    asked.set()
    thread.join(5)
    assert len(stopped_at) == 1
    assert stopped_at[0] - asked_at < 0.3


def test_frames_are_drawn_only_where_somebody_looks_and_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumforge.context.FRAME_SECONDS", 0.05)
    drawn: list[bytes] = []

    def draw() -> bytes:
        drawn.append(b"x")
        return b"x"

    Context().show(draw)
    assert drawn == []
    seen: list[bytes] = []
    context = Context(on_frame=seen.append)
    end = time.monotonic() + 0.3
    while time.monotonic() < end:
        context.show(draw)
    assert seen == drawn
    assert 3 <= len(seen) <= 6


def test_while_one_frame_is_drawn_another_thread_does_not_wait() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> bytes:
        begun.set()
        assert go_on.wait(10)
        return b"slow"

    seen: list[bytes] = []
    context = Context(on_frame=seen.append)
    thread = threading.Thread(target=context.show, args=(slow,))
    thread.start()
    assert begun.wait(10)
    context.show(lambda: b"other")
    go_on.set()
    thread.join()
    assert seen == [b"slow"]
