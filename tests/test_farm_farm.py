"""The farm as a whole: what a round of upkeep repairs, tickets that are topped up, originals that are swept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from farm_rig import LONG_AGO, FarmRig, make_rig
from http_parts import worker
from served import until

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.alive import Alive, look_up
from albumforge.services.farm.farm import FINISH
from albumforge.services.farm.overdue import UNREPORTED_SECONDS
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.tasks import Report
from albumforge.transcoders.quarantine import Quarantine


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def _completed(rig: FarmRig) -> int:
    """A task whose worker is done, and whose message was lost."""
    rig.clip("a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    rig.make(task)
    rig.forge.farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)
    with rig.forge.database.transaction() as tables:
        tables.farm_task.update(reported=now() - LONG_AGO).execute()
    return task.id


def test_a_lost_message_is_sent_again_once(one: FarmRig) -> None:
    number = _completed(one)
    for _ in range(3):
        one.forge.farm.tick()
    assert one.forge.broker.waiting(FINISH) == 1
    name = f"finish-{number}"
    assert look_up(one.forge.broker, FINISH, [name])[name] is Alive.QUEUED
    with worker(one.forge, FINISH, farm_roots=one.folder):
        until(lambda: one.forge.farm.tasks.get(number).status is TaskStatus.COMPLETED)


def test_a_worker_of_films_finishes_tasks_too(one: FarmRig) -> None:
    number = _completed(one)
    one.forge.farm.tick()
    with worker(one.forge, f"generator.small,{FINISH}", farm_roots=one.folder):
        until(lambda: one.forge.farm.tasks.get(number).status is TaskStatus.COMPLETED)


def test_tasks_of_which_nothing_is_heard_for_a_day_fail(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    with one.forge.database.transaction() as tables:
        tables.farm_task.update(reported=now() - timedelta(seconds=UNREPORTED_SECONDS + 9)).execute()
    one.forge.farm.tick()
    assert one.forge.farm.tasks.get(task.id).error == "nothing was heard of it for a day"
    assert one.video().status is VideoStatus.WAITING


def test_tickets_are_there_while_videos_wait_and_not_too_many(one: FarmRig) -> None:
    actors = ["transcoder.software"]
    one.forge.farm.top_up(actors)
    assert one.forge.broker.waiting(actors[0]) == 0
    one.fake(2)
    for _ in range(3):
        one.forge.farm.top_up(actors)
    assert one.forge.broker.waiting(actors[0]) == 2
    with one.forge.database.transaction() as tables:
        for number in range(20):
            tables.farm_video.create(path=f"/v/{number}.mp4")
    one.forge.farm.top_up(actors)
    assert one.forge.broker.waiting(actors[0]) == 4


def test_originals_go_after_their_days(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, farm_keep_days=0.00001)
    rig.clip("a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    rig.make(task)
    rig.complete(task)
    assert len(Quarantine(rig.folder).entries()) == 1
    threading.Event().wait(1)
    rig.forge.farm.sweep()
    assert not Quarantine(rig.folder).entries()
    assert any(line.startswith(f"{rig.folder}: 1 original was deleted, replaced before ") for line in rig.log())


def test_an_original_whose_replacement_is_gone_stays_and_is_logged_once(
    open_forge: Callable[..., Forge], tmp_path: Path
) -> None:
    rig = make_rig(open_forge, tmp_path, farm_keep_days=0.00001)
    rig.clip("a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    rig.make(task)
    rig.complete(task)
    quarantine = Quarantine(rig.folder)
    (entry,) = quarantine.entries()
    (rig.folder / entry.replacement).unlink()
    threading.Event().wait(1)
    for _ in range(2):
        rig.forge.farm.sweep()
        assert rig.log().count(f"{rig.folder / 'a.mp4'} is kept: its replacement is missing.") == 1
    (rig.folder / entry.replacement).write_bytes(b"another")
    (quarantine.folder / entry.id / ".entry.json").rename(quarantine.folder / "aside.json")
    rig.forge.farm.sweep()
    (quarantine.folder / "aside.json").rename(quarantine.folder / entry.id / ".entry.json")
    rig.forge.farm.sweep()
    assert rig.log().count(f"{rig.folder / 'a.mp4'} is kept: its replacement was changed.") == 1
    assert any(line.endswith(".entry.json cannot be read; what lies beside it is kept.") for line in rig.log())
    assert quarantine.held(entry).exists()


def test_parts_that_a_killed_master_left_go(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    part = one.make(task)
    one.fail(task)
    assert not part.exists()
    part.write_bytes(b"left over")
    one.forge.farm.sweep()
    assert not part.exists()


def test_the_summary_counts_all(one: FarmRig) -> None:
    one.fake(3, status=0)
    with one.forge.database.transaction() as tables:
        for number, (status, fps) in enumerate(((2, None), (1, 50.0), (1, 12.5), (3, None))):
            columns = {"worker": 1, "worker_name": "one", "registration": "", "status": status, "fps": fps}
            sizes = {"source_size": 1000, "result_size": 400 if number == 0 else None}
            tables.farm_task.create(video=1, **columns, **sizes)
        columns = {"worker": 1, "worker_name": "one", "registration": "", "status": 2, "fps": None}
        again = tables.farm_task.create(video=2, source_size=700, result_size=100, **columns)
        tables.farm_video.update(status=2, task=1).where(tables.farm_video.id == 1).execute()
        tables.farm_video.update(status=0, task=again.id).where(tables.farm_video.id == 2).execute()  # put back since
    one.worker("a")
    one.silence(one.worker("b"))
    found = one.forge.farm.summary()
    assert found.videos == {0: 2, 1: 0, 2: 1, 3: 0, 4: 0}
    assert (found.before, found.after, found.saved) == (1000, 400, 600)
    assert (found.running, found.verifying, found.fps) == (2, 0, 62.5)
    assert found.workers == {"online": 1, "offline": 1, "set_aside": 0}
