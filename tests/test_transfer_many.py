"""Many small things side by side, places that are away, and a stop at any time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from served import until

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput
from albumforge.transferring import PlaceAway
from albumforge.transfers.many import again, apart, insist, rest, side_by_side

Workers = Callable[[], list[threading.Thread]]


@pytest.fixture
def workers() -> Workers:
    """Gives the threads that work for this test: other tests left some to places that hang."""
    before = set(threading.enumerate())
    return lambda: [one for one in set(threading.enumerate()) - before if one.name == "albumforge-transfer"]


@pytest.mark.parametrize("jobs", [0, 1, 4, 50])
def test_each_item_is_done_once_by_so_many_threads(jobs: int, workers: Workers) -> None:
    done, told, busy, most = list[int](), list[int](), 0, 0
    lock = threading.Lock()

    def work(number: int, _: Context) -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        time.sleep(0.001)
        with lock:
            busy -= 1
            done.append(number)

    side_by_side(iter(range(100)), work, jobs=jobs, context=Context(), progress=told.append)
    assert sorted(done) == list(range(100))
    assert told == sorted(set(told)) and told[-1] == 100
    assert 1 <= most <= max(1, jobs)
    assert not workers()


def test_nothing_to_do() -> None:
    told = list[int]()
    side_by_side([], lambda *_: told.append(-1), jobs=3, context=Context(), progress=told.append)
    assert told == []


def test_the_first_failure_stops_the_others(workers: Workers) -> None:
    done = list[int]()

    def work(number: int, context: Context) -> None:
        if number == 3:
            raise InvalidInput("no")
        rest(0.05, context)
        done.append(number)

    with pytest.raises(InvalidInput, match="no"):
        side_by_side(range(1000), work, jobs=4, context=Context())
    assert len(done) < 10
    assert not workers()


def test_an_item_that_cannot_be_had_is_a_failure() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side((1 // number for number in (2, 1, 0)), lambda *_: None, jobs=2, context=Context())


def test_what_is_told_may_fail(workers: Workers) -> None:
    def tell(_: int) -> None:
        raise InvalidInput("not told")

    with pytest.raises(InvalidInput, match="not told"):
        side_by_side(range(10), lambda *_: None, jobs=2, context=Context(), progress=tell)
    assert not workers()


def test_a_call_that_hangs_is_left_to_itself_on_cancel(workers: Workers) -> None:
    begun, release = time.monotonic(), threading.Event()

    def work(_: int, context: Context) -> None:
        insist(lambda: release.wait(20), context=context)

    with pytest.raises(Cancelled):
        side_by_side(range(8), work, jobs=4, context=Context(cancelled=lambda: time.monotonic() > begun + 0.1))
    assert time.monotonic() - begun < 5
    release.set()
    until(lambda: not workers())


def test_who_was_left_to_a_place_touches_nothing_afterwards(workers: Workers) -> None:
    """What it works on may be closed, once `side_by_side` has returned."""
    begun, touched, release = threading.Event(), list[int](), threading.Event()

    def ask() -> None:
        begun.set()
        release.wait(20)

    def work(number: int, context: Context) -> None:
        if number == 0:
            begun.wait(20)
            raise InvalidInput("no")
        apart(ask, context)
        touched.append(number)

    with pytest.raises(InvalidInput):
        side_by_side(range(8), work, jobs=4, context=Context())
    release.set()
    until(lambda: not workers())
    assert touched == []


def test_who_works_is_waited_for() -> None:
    ended = list[int]()

    def work(number: int, _: Context) -> None:
        if number == 1:
            raise InvalidInput("no")
        time.sleep(0.5)
        ended.append(number)

    with pytest.raises(InvalidInput):
        side_by_side(range(2), work, jobs=2, context=Context())
    assert ended == [0]


def test_a_place_that_comes_back_is_asked_until_then() -> None:
    calls, said = list[int](), list[str]()

    def call() -> str:
        calls.append(1)
        if len(calls) < 3:
            raise PlaceAway("It is away.")
        return "here"

    assert insist(call, context=Context(on_log=said.append)) == "here"
    assert said == ["It is away. Trying again."]


def test_patience_ends() -> None:
    def call() -> None:
        raise PlaceAway("It is away.")

    begun = time.monotonic()
    with pytest.raises(PlaceAway, match="away"):
        again(call, context=Context(), patience=0.5)
    assert time.monotonic() - begun < 20


def test_a_refusal_is_raised_at_once() -> None:
    calls = list[int]()

    def call() -> None:
        calls.append(1)
        raise InvalidInput("no")

    with pytest.raises(InvalidInput):
        insist(call, context=Context())
    assert calls == [1]


def test_cancelled_while_a_place_is_away() -> None:
    def call() -> None:
        raise PlaceAway("It is away.")

    begun = time.monotonic()
    context = Context(cancelled=lambda: time.monotonic() > begun + 1.0)  # in a pause that has grown
    with pytest.raises(Cancelled):
        insist(call, context=context)
    assert time.monotonic() - begun < 1.3


def test_apart_gives_what_the_call_gives() -> None:
    assert apart(lambda: 5, Context()) == 5
    with pytest.raises(KeyError):
        apart(lambda: {}["x"], Context())
