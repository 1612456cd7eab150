from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from albumforge.services.once import Once


def test_who_asks_while_it_is_done_gets_what_came_of_it() -> None:
    once: Once[int] = Once()
    done: list[int] = []
    begun = threading.Event()

    def do() -> int:
        done.append(len(done))
        begun.set()
        time.sleep(0.2)
        return done[-1]

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(once, "a", do)
        begun.wait()
        others = [pool.submit(once, "a", do) for _ in range(6)]
        assert once("b", lambda: 7) == 7  # something else does not wait
        assert not first.done()
        assert {one.result() for one in (first, *others)} == {0}
    assert done == [0]
    assert once("a", do) == 1  # nothing is kept


def test_all_who_wait_are_told_of_a_failure_and_the_next_may_try() -> None:
    once: Once[int] = Once()
    begun = threading.Event()

    def fail() -> int:
        begun.set()
        time.sleep(0.2)
        raise ValueError("no")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(once, "a", fail)
        begun.wait()
        second = pool.submit(once, "a", fail)
        for one in (first, second):
            with pytest.raises(ValueError, match="no"):
                one.result()
    assert once("a", lambda: 3) == 3
