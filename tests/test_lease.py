from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from albumforge.context import Progress
from albumforge.errors import Cancelled, LeaseLost
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER, now
from albumforge.services import pace
from albumforge.services.lease import Halt, Lease


def _claimed(forge: Forge, **arguments: Any) -> tuple[Lease, list[dict[str, Any]]]:
    token = Lease.new_token()
    with forge.database.transaction() as tables:
        expires = now() + timedelta(seconds=5)
        tables.movie.create(work_id="a", user=LOCAL_USER, status=2, lease=token, lease_expires=expires)
    told: list[dict[str, Any]] = []
    values: dict[str, Any] = {"seconds": 5.0, "heartbeat": 0.2, "stopping": lambda: False, "tell": told.append}
    return Lease(forge.database, "a", token, **{**values, **arguments}), told


def _row(forge: Forge) -> Any:
    with forge.database.session() as tables:
        return tables.movie.get_by_id("a")


def _set(forge: Forge, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(**columns).execute()


def _until(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_is_renewed_while_it_is_held(forge: Forge) -> None:
    lease, _ = _claimed(forge)
    with lease:
        first = _row(forge).lease_expires
        for later in (0.5, 1.0):
            _until(lambda later=later: _row(forge).lease_expires > first + timedelta(seconds=later))
        assert lease.halt is None
    expires = _row(forge).lease_expires
    time.sleep(0.5)
    assert _row(forge).lease_expires == expires


def test_progress_and_log_reach_the_film(forge: Forge) -> None:
    lease, told = _claimed(forge)
    with lease:
        lease.context.progress("info", 0.5)
        lease.context.log("hello")
        lease.context.progress("render", 0.5, "scene 2")
        _until(lambda: _row(forge).stage == 105)
    row = _row(forge)
    assert row.progress == pytest.approx(0.6)
    with forge.database.session() as tables:
        assert [line.line for line in tables.movie_log.select()] == ["hello"]
    assert [event["stage"] for event in told][:2] == [102, 105]
    assert told[-1] == {
        "work_id": "a",
        "status": 2,
        "stage": 105,
        "progress": pytest.approx(0.6),
        "seconds_left": None,
        "message": "scene 2",
    }


def test_progress_is_written_at_most_twice_a_second(local_forge: Forge) -> None:
    lease, told = _claimed(local_forge)
    writes: list[float] = []
    write = lease.write

    def counted(tables: Any, **columns: Any) -> None:
        writes.append(time.monotonic())
        write(tables, **columns)

    lease.write = counted  # type: ignore[method-assign]
    begin = time.monotonic()
    with lease:
        for number in range(1500):
            lease.context.on_progress(Progress("render", number / 1500))
            time.sleep(0.001)
    seconds = time.monotonic() - begin
    assert 2 <= len(told) <= 2 + 2 * seconds  # and one for the stage that began
    assert len(writes) <= 2 + 2 * seconds + 5 * seconds  # with the renewals


def test_progress_never_goes_back(local_forge: Forge) -> None:
    lease, told = _claimed(local_forge)
    with lease:
        lease.context.progress("render", 0.5)
        lease.context.progress("info", 0.9)
        lease.context.progress("render", 0.2)
        lease.context.progress("no such stage", 0.1)
        _until(lambda: _row(local_forge).stage == 105)
    assert _row(local_forge).progress == pytest.approx(0.6)
    assert {event["stage"] for event in told} == {105}


def test_time_left_is_estimated_from_the_rendering(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "BASIS_SECONDS", 1.0)
    lease, told = _claimed(local_forge)
    begin = time.monotonic()
    with lease:
        for number in range(1, 16):
            lease.context.progress("render", number / 30)
            time.sleep(0.1)
        _until(lambda: told and told[-1]["seconds_left"])
    assert told[-1]["seconds_left"] == pytest.approx(time.monotonic() - begin, abs=1.0)  # as long as the first half


def test_a_cancellation_is_seen_soon(forge: Forge) -> None:
    lease, _ = _claimed(forge, seconds=60.0, heartbeat=30.0)
    context = lease.context
    with lease:
        context.check()
        _set(forge, cancel_requested=True)
        begin = time.monotonic()
        with pytest.raises(Cancelled):
            while time.monotonic() < begin + 20:
                context.check()
                time.sleep(0.01)
    assert time.monotonic() - begin < 15
    assert lease.halt is Halt.CANCELLED


def test_a_worker_that_should_stop_is_told(local_forge: Forge) -> None:
    lease, _ = _claimed(local_forge, stopping=lambda: True)
    with lease:
        _until(lambda: lease.halt is Halt.STOPPING)


@pytest.mark.parametrize("gone", [True, False])
def test_a_lost_claim_is_noticed_and_writes_nothing(forge: Forge, gone: bool) -> None:
    lease, _ = _claimed(forge)
    with lease:
        if gone:
            with forge.database.transaction() as tables:
                tables.movie.delete().execute()
        else:
            _set(forge, lease="another")
        _until(lambda: lease.halt is Halt.LOST)
    lease.log("never")
    with pytest.raises(LeaseLost):
        lease.release(status=3)
    with forge.database.session() as tables:
        assert tables.movie_log.select().count() == 0
        assert [row.status for row in tables.movie.select()] == ([] if gone else [2])


def test_releasing_clears_the_claim(forge: Forge) -> None:
    lease, _ = _claimed(forge)
    _set(forge, cancel_requested=True, lease_owner="me")
    lease.log("bye")
    lease.release(status=0)
    row = _row(forge)
    assert (row.status, row.lease, row.lease_owner, row.lease_expires) == (0, None, None, None)
    assert row.cancel_requested is False
    with pytest.raises(LeaseLost):
        lease.release(status=3)


def test_a_database_that_is_away_too_long_loses_the_claim(local_forge: Forge) -> None:
    lease, _ = _claimed(local_forge)
    database = local_forge.settings.home / "albumforge.sqlite3"
    with lease:
        with local_forge.database.session() as tables:
            tables.movie._meta.database.execute_sql("ALTER TABLE movie RENAME TO hidden")
        _until(lambda: lease.halt is Halt.LOST)
    assert database.exists()


def test_what_was_told_before_is_not_taken_back(local_forge: Forge) -> None:
    lease, told = _claimed(local_forge, least=0.3)
    with lease:
        lease.context.progress("info", 0.5)
        _until(lambda: _row(local_forge).stage == 102)
        assert _row(local_forge).progress == pytest.approx(0.3)
        lease.context.progress("render", 0.5)
        _until(lambda: _row(local_forge).progress == pytest.approx(0.6))
    assert told[0]["progress"] == 0.3
