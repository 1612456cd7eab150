"""Reports of workers, another try and the last one, cancelling, lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.farm.states import Outcome, TaskStatus, VideoStatus
from albumforge.services.farm.tasks import SORTS, Report


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def test_progress_is_kept_as_it_is_told(rig: FarmRig) -> None:
    rig.clip("a.mp4", frames=30)
    rig.scan()
    worker = rig.worker()
    task = rig.claim(worker)
    tasks = rig.forge.farm.tasks
    tasks.report(task.id, worker, Report(TaskStatus.RUNNING, 50.5, elapsed=3, remaining=4, note="It uses x264."))
    told = tasks.get(task.id)
    assert (told.progress, told.elapsed, told.remaining, told.status) == (50.5, 3, 4, TaskStatus.RUNNING)
    assert told.fps == pytest.approx(30 * 0.505 / 3, rel=0.1)
    assert "It uses x264." in rig.log()
    tasks.report(task.id, worker, Report(TaskStatus.RUNNING, fps=12.5))
    assert (tasks.get(task.id).progress, tasks.get(task.id).fps) == (50.5, 12.5)


def test_a_failure_says_why_and_the_video_is_offered_again_so_often(rig: FarmRig) -> None:
    rig.clip("a.mp4")
    rig.scan()
    worker = rig.worker()
    for left in (2, 1, 0):
        task = rig.claim(worker)
        with pytest.raises(InvalidInput, match="must say why"):
            rig.fail(task, " ")
        rig.fail(task, f"it broke, {left} left")
        told = rig.forge.farm.tasks.get(task.id)
        assert (told.status, told.error, told.remaining) == (TaskStatus.FAILED, f"it broke, {left} left", None)
        assert rig.video().status is (VideoStatus.WAITING if left else VideoStatus.FAILED)
        rig.forge.farm.workers.resume(worker)
    assert rig.video().error == "it broke, 0 left"
    with pytest.raises(NotFound):
        rig.claim(worker)
    assert rig.forge.farm.videos.retry(1).attempts == 0
    assert rig.claim(worker).video_id == 1


@pytest.mark.parametrize(
    ("outcome", "status", "attempts"),
    [
        (Outcome.UNUSABLE, VideoStatus.FAILED, 1),
        (Outcome.NOT_SMALLER, VideoStatus.SKIPPED, 1),
        (Outcome.GIVEN_BACK, VideoStatus.WAITING, 0),
        (Outcome.RETRY, VideoStatus.WAITING, 1),
    ],
)
def test_what_a_failure_means_for_the_video(one: FarmRig, outcome: Outcome, status: VideoStatus, attempts: int) -> None:
    one.clip("a.mp4")
    one.scan()
    one.fail(one.claim(one.worker()), "why", outcome=outcome)
    assert (one.video().status, one.video().attempts, one.video().dest) == (status, attempts, None)


def test_a_task_is_one_workers_alone(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    task, other = one.claim(one.worker()), one.worker("two")
    for worker in (other, 99):
        with pytest.raises(Conflict, match="another worker"):
            one.forge.farm.tasks.report(task.id, worker, Report(TaskStatus.RUNNING, 5))
    with pytest.raises(NotFound):
        one.forge.farm.tasks.report(99, other, Report(TaskStatus.RUNNING, 5))
    assert one.forge.farm.tasks.get(task.id).progress == 0


def test_cancelling_ends_the_task_and_fails_the_video(rig: FarmRig) -> None:
    rig.clip("a.mp4")
    rig.scan()
    worker = rig.worker()
    task = rig.claim(worker)
    part = rig.make(task)
    cancelled = rig.forge.farm.tasks.cancel(task.id)
    assert (cancelled.status, cancelled.error) == (TaskStatus.FAILED, "cancelled")
    assert (rig.video().status, rig.video().error) == (VideoStatus.FAILED, "cancelled")
    assert not part.exists()
    with pytest.raises(Conflict, match="has ended"):
        rig.forge.farm.tasks.report(task.id, worker, Report(TaskStatus.RUNNING, 5))
    with pytest.raises(Conflict, match="has ended"):
        rig.forge.farm.tasks.cancel(task.id)
    with pytest.raises(NotFound):
        rig.forge.farm.tasks.cancel(99)
    rig.forge.farm.videos.retry(1)
    assert rig.claim(worker).video_id == 1


def test_lists_in_every_order_from_both_ends(rig: FarmRig) -> None:
    rig.fake(1)
    with rig.forge.database.transaction() as tables:
        for number in range(25):
            columns = {"worker": 1, "worker_name": "one", "registration": "", "status": (2, 3, 2, 1)[number % 4]}
            tables.farm_task.create(video=1, progress=number * 7 % 100, **columns)
    listed = rig.forge.farm.tasks.list
    assert [task.id for task in listed(Asked(descending=True)).items] == list(range(25, 5, -1))
    assert [task.id for task in listed(Asked(page=2, descending=True)).items] == [5, 4, 3, 2, 1]
    assert listed(Asked(page=9)).items == []
    for sort in SORTS:
        for descending in (False, True):
            pages = [listed(Asked(number, 10, sort, descending)) for number in (1, 2, 3)]
            ids = [task.id for page in pages for task in page.items]
            assert sorted(ids) == list(range(1, 26))
            values = [getattr(task, {"start_time": "started"}.get(sort, sort)) for page in pages for task in page.items]
            assert values == sorted(values, reverse=descending)
    failed = listed(Asked(), statuses=[3])
    assert failed.total == 6
    assert {task.status for task in failed.items} == {TaskStatus.FAILED}
    assert listed(Asked(), statuses=[1, 2]).total == 19
