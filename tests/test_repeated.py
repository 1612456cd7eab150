from __future__ import annotations

import threading
import time

from albumforge.queue.repeated import Repeated


def test_it_is_called_while_the_body_runs_and_no_longer() -> None:
    calls = 0
    thrice = threading.Event()

    def call() -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            thrice.set()

    with Repeated(call, 0.01, name="calls"):
        assert any(thread.name == "calls" for thread in threading.enumerate())
        assert thrice.wait(5)
    ended = calls
    assert not any(thread.name == "calls" for thread in threading.enumerate())
    time.sleep(0.05)
    assert calls == ended


def test_a_call_under_way_is_waited_for_and_the_next_is_not() -> None:
    begun, done = threading.Event(), threading.Event()

    def call() -> None:
        begun.set()
        time.sleep(0.1)
        done.set()

    with Repeated(call, 0.0, name="long"):
        assert begun.wait(5)
    assert done.is_set()

    began = time.monotonic()
    with Repeated(done.clear, 60, name="late"):
        pass
    assert time.monotonic() - began < 5
    assert done.is_set()
