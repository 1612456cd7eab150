"""So many bytes a second, by all threads together."""

from __future__ import annotations

import time

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.transfers.many import side_by_side
from albumforge.transfers.throttle import Throttle


def test_four_threads_keep_the_limit_together() -> None:
    throttle, begun = Throttle(4e6), time.monotonic()
    side_by_side(range(8), lambda _, context: throttle.take(1_000_000, context), jobs=4, context=Context())
    assert 0.9 * 2.0 <= time.monotonic() - begun <= 3 * 2.0


def test_a_pause_is_not_made_up_for() -> None:
    throttle = Throttle(1e6)
    throttle.take(1, Context())
    time.sleep(0.6)
    begun = time.monotonic()
    throttle.take(600_000, Context())
    assert time.monotonic() - begun >= 0.3


def test_without_a_limit_nothing_waits() -> None:
    begun = time.monotonic()
    for _ in range(1000):
        Throttle().take(1 << 40, Context())
    assert time.monotonic() - begun < 10


def test_cancelled_while_it_waits() -> None:
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        Throttle(1000.0).take(1 << 30, Context(cancelled=lambda: time.monotonic() > begun + 0.2))
    assert time.monotonic() - begun < 10
