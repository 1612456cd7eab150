"""Reports of a task: states at once, the percent now and then, and never in the way of the work."""

from __future__ import annotations

import time

import pytest

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled
from albumforge.transferclient import reports as module
from albumforge.transferclient.pace import with_pace
from albumforge.transferclient.reports import Reports
from albumforge.transferclient.server import DONE, FAILED, UPLOADING, Refused, ServerAway


def test_states_are_told_at_once_and_in_order() -> None:
    told: list[tuple[int, float]] = []
    with Reports(lambda status, percent: told.append((status, percent)), Context()) as one:
        one.enter(UPLOADING)
        assert told == [(3, 0.0)]
        one.enter(DONE, 100.0)
    assert told == [(3, 0.0), (8, 100.0)]


def test_the_percent_is_told_while_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.05)
    told: list[tuple[int, float]] = []
    with Reports(lambda status, percent: told.append((status, percent)), Context()) as one:
        one.enter(UPLOADING)
        one.percent(40.0)
        time.sleep(0.2)
        one.percent(40.3)  # as people see it, the same
        time.sleep(0.2)
        one.percent(200.0)
        time.sleep(0.2)
    assert told == [(3, 0.0), (3, 40.0), (3, 100.0)]


def test_a_server_that_is_away_for_a_moment_hears_of_a_state_later() -> None:
    tries: list[int] = []

    def report(status: int, _: float) -> None:
        tries.append(status)
        if len(tries) < 3:
            raise ServerAway("away")

    with Reports(report, Context(), patience=5) as one:
        one.enter(UPLOADING)
    assert tries == [3, 3, 3]


def test_what_the_server_refuses_is_raised() -> None:
    def report(_: int, __: float) -> None:
        raise Refused(409, "no")

    with Reports(report, Context()) as one, pytest.raises(Refused):
        one.enter(UPLOADING)


def test_cancelled_while_the_server_is_away() -> None:
    def report(_: int, __: float) -> None:
        raise ServerAway("away")

    begin = time.monotonic()
    with (
        Reports(report, Context(cancelled=lambda: time.monotonic() - begin > 0.3)) as one,
        pytest.raises(Cancelled),
    ):
        one.enter(UPLOADING)
    assert time.monotonic() - begin < 3


def test_a_failure_is_told_if_it_can_be() -> None:
    told: list[int] = []
    with Reports(lambda status, _: told.append(status), Context()) as one:
        assert one.fail()
    assert told == [FAILED]

    def away(_: int, __: float) -> None:
        raise ServerAway("away")

    with Reports(away, Context()) as one:
        assert not one.fail()


def test_the_pace_is_that_of_the_last_seconds() -> None:
    seen: list[Progress] = []
    told: list[tuple[str, float]] = []
    context = with_pace(
        Context(on_progress=seen.append), {"publish": 100_000_000}, lambda stage, done: told.append((stage, done))
    )
    context.progress("publish", 0.5, found=True)  # was there before
    time.sleep(0.5)
    context.progress("publish", 0.52)
    context.progress("other", 0.5, "words")
    rate = float(seen[1].message.removesuffix(" MB/s"))
    assert 1.0 < rate <= 4.0  # 2 MB in at least half a second
    assert [one.message for one in seen] == ["", f"{rate:.1f} MB/s", "words"]
    assert told == [("publish", 0.5), ("publish", 0.52), ("other", 0.5)]
