"""Workers register, live, are told to go, are taken over; nobody's clock but the master's counts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.states import Action, Outcome, TaskStatus, VideoStatus, WorkerType
from albumforge.services.farm.tasks import Report
from albumforge.services.farm.workers import Described


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def test_a_worker_registers_once_while_it_lives(rig: FarmRig) -> None:
    number = rig.worker("甲")
    with pytest.raises(Conflict, match="甲 is online already"):
        rig.worker("甲")
    assert rig.worker("乙") != number
    assert [worker.name for worker in rig.forge.farm.workers.list()] == ["甲", "乙"]
    rig.silence(number)
    assert not rig.forge.farm.workers.get(number).online
    assert rig.worker("甲") == number
    assert rig.forge.farm.workers.get(number).online


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 121])
def test_names_must_be_names(name: str) -> None:
    with pytest.raises(InvalidInput, match="worker_name"):
        Described(name, WorkerType.CPU, vr=False)


def test_many_register_one_name_at_once_and_one_wins(rig: FarmRig) -> None:
    won: list[int] = []

    def register() -> None:
        with contextlib.suppress(Conflict):
            won.append(rig.worker("one"))

    threads = [threading.Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_an_order_stands_until_it_is_taken_back_or_the_worker_comes_anew(one: FarmRig) -> None:
    workers, number = one.forge.farm.workers, one.worker()
    assert workers.heartbeat(number, "one") is None
    workers.order(number, Action.SHUTDOWN)
    assert workers.heartbeat(number, "one") is Action.SHUTDOWN
    one.fake(1)
    with pytest.raises(Conflict, match="was told: shutdown"):
        one.claim(number)
    workers.order(number, None)
    assert workers.heartbeat(number, "one") is None
    workers.order(number, Action.OFFLINE)
    one.silence(number)
    one.worker()
    assert workers.get(number).action is None


def test_only_the_same_worker_has_a_heartbeat(one: FarmRig) -> None:
    number = one.worker()
    for other in ((number + 1, "one"), (number, "two")):
        with pytest.raises(NotFound):
            one.forge.farm.workers.heartbeat(*other)


def test_a_worker_that_was_taken_over_can_do_nothing_more(rig: FarmRig) -> None:
    source = rig.clip("a.mp4")
    before = source.read_bytes()
    rig.scan()
    number = rig.worker()
    task = rig.claim(number)
    part = rig.make(task)
    rig.silence(number)
    assert rig.worker() == number
    told = rig.forge.farm.tasks.get(task.id)
    assert (told.status, told.error) == (TaskStatus.FAILED, "worker one was taken over")
    assert rig.video().status is VideoStatus.WAITING
    for status in (TaskStatus.RUNNING, TaskStatus.COMPLETED, TaskStatus.FAILED):
        with pytest.raises(Conflict, match="has ended"):
            rig.forge.farm.tasks.report(task.id, number, Report(status, error="x"))
    assert not part.exists()
    assert source.read_bytes() == before
    assert rig.forge.farm.tasks.get(task.id) == told


def test_silence_ends_tasks_without_anybody_passing_by(rig: FarmRig) -> None:
    rig.clip("a.mp4")
    rig.scan()
    number = rig.worker()
    task = rig.claim(number)
    rig.silence(number)
    assert rig.forge.farm.tasks.get(task.id).status is TaskStatus.FAILED
    with pytest.raises(Conflict, match="is offline"):
        rig.claim(number)
    assert rig.forge.farm.workers.heartbeat(number, "one") is None  # it is back, and may ask again
    assert rig.claim(number).video_path == task.video_path


def test_three_failures_in_a_row_set_a_worker_aside(rig: FarmRig) -> None:
    for name in "abcd":
        rig.clip(f"{name}.mp4")
    rig.scan()
    number = rig.worker()
    for _ in range(2):
        rig.fail(rig.claim(number))
    rig.fail(rig.claim(number), outcome=Outcome.UNUSABLE)  # the video's fault, not the worker's
    assert not rig.forge.farm.workers.get(number).set_aside
    rig.fail(rig.claim(number))
    assert rig.forge.farm.workers.get(number).set_aside
    with pytest.raises(Conflict, match="set aside"):
        rig.claim(number)
    rig.silence(number)
    rig.worker()
    with pytest.raises(Conflict, match="set aside"):  # until somebody looks
        rig.claim(number)
    assert not rig.forge.farm.workers.resume(number).set_aside
    rig.claim(number)


def test_a_worker_that_ends_is_offline_at_once_and_may_come_back(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    number = one.worker()
    task = one.claim(number)
    beat = {"worker_name": "one", "worker_id": number}
    address = "/api/v1/workers/heartbeat"
    assert one.client.send("POST", address, {**beat, "leaving": "yes"}).status == 400
    assert one.client.send("POST", address, {**beat, "worker_name": "two", "leaving": True}).status == 404
    assert one.client.send("POST", address, {**beat, "leaving": True}).json["data"] == {"action": None}
    assert not one.forge.farm.workers.get(number).online
    assert one.forge.farm.tasks.get(task.id).error == "worker one went offline"
    assert "Worker one has ended." in one.log()
    assert one.worker() == number
    assert not [line for line in one.log() if "gave no sign" in line]


def test_one_video_that_fails_again_and_again_is_no_three_failures(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    number = one.worker()
    for _ in range(3):
        one.fail(one.claim(number))
    assert one.video().status is VideoStatus.FAILED
    assert one.forge.farm.workers.get(number).failures == 1


def test_a_worker_is_described_anew_and_removed(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    number, other = one.worker("one"), one.worker("two")
    changed = one.forge.farm.workers.change(number, Described("three", WorkerType.QSV, vr=True))
    assert (changed.id, changed.name, changed.kind, changed.vr) == (number, "three", WorkerType.QSV, True)
    with pytest.raises(Conflict, match="Another worker is called three"):
        one.forge.farm.workers.change(other, Described("three", WorkerType.CPU, vr=False))
    task = one.claim(number)
    one.forge.farm.workers.remove(number)
    assert one.forge.farm.tasks.get(task.id).error == "worker three was removed"
    assert one.forge.farm.tasks.get(task.id).worker_name == "three"
    with pytest.raises(NotFound):
        one.forge.farm.workers.get(number)
