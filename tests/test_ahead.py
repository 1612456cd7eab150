"""A step that runs ahead: the same items, its errors where they are wanted, and an end in every case."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from albumforge.media.ahead import ahead


def test_items_come_in_order_and_are_made_before_they_are_wanted() -> None:
    made: list[int] = []

    def items() -> Generator[int, None, None]:
        for number in range(20):
            made.append(number)
            yield number

    with ahead(items(), 4) as taken:
        assert next(taken) == 0
        for _ in range(500):
            if len(made) >= 5:
                break
            time.sleep(0.01)
        assert 5 <= len(made) <= 7
        assert list(taken) == list(range(1, 20))


def test_an_error_is_raised_behind_what_was_made() -> None:
    def items() -> Generator[int, None, None]:
        yield 1
        raise OSError("broken")

    with ahead(items(), 4) as taken:
        assert next(taken) == 1
        with pytest.raises(OSError, match="broken"):
            next(taken)


@pytest.mark.parametrize("wanted", [0, 3])
def test_leaving_ends_the_thread_and_closes_the_items_there(wanted: int) -> None:
    closed: list[str] = []
    begun = threading.Event()

    def items() -> Generator[int, None, None]:
        try:
            while True:
                begun.set()
                yield 1
        finally:
            closed.append(threading.current_thread().name)

    before = threading.active_count()
    with ahead(items(), 2) as taken:
        assert [next(taken) for _ in range(wanted)] == [1] * wanted
        assert begun.wait(5)
    assert closed == ["albumforge-ahead"]
    assert threading.active_count() == before
