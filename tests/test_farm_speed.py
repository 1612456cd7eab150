"""How long all of it still takes, by the speed of the last minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.states import TaskStatus, VideoStatus


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    rig = make_rig(open_forge, tmp_path, database_url=database_url)
    rig.fake(4, fps=25.0, duration=100.0)  # 2,500 frames each
    return rig


def _task(rig: FarmRig, video: int, began: float, **columns: object) -> int:
    """A task that began so many seconds ago; its number."""
    begun = {"worker": 1, "worker_name": "one", "registration": "", "started": now() - timedelta(seconds=began)}
    with rig.forge.database.transaction() as tables:
        status = VideoStatus.DONE if columns["status"] == TaskStatus.COMPLETED else VideoStatus.RUNNING
        tables.farm_video.update(status=status).where(tables.farm_video.id == video).execute()
        return int(tables.farm_task.create(video=video, **begun, **columns).id)


def test_nobody_can_tell_while_nothing_runs(rig: FarmRig) -> None:
    assert rig.forge.farm.seconds_left() is None
    task = _task(rig, 1, 0.0, status=TaskStatus.RUNNING, progress=0.0)
    assert rig.forge.farm.seconds_left() is None
    with rig.forge.database.transaction() as tables:
        tables.farm_task.update(status=TaskStatus.FAILED, ended=now()).where(tables.farm_task.id == task).execute()
    assert rig.forge.farm.seconds_left() is None


def test_a_task_that_runs_gives_the_speed(rig: FarmRig) -> None:
    _task(rig, 1, 100.0, status=TaskStatus.RUNNING, progress=40.0)  # 10 frames a second
    assert rig.forge.farm.seconds_left() == pytest.approx((3 * 2500 + 1500) / 10, rel=0.02)


def test_the_end_of_a_task_does_not_make_it_jump(rig: FarmRig) -> None:
    ended = now() - timedelta(seconds=1)
    _task(rig, 1, 101.0, status=TaskStatus.COMPLETED, ended=ended, progress=100.0)  # 25 frames a second
    _task(rig, 2, 1.0, status=TaskStatus.RUNNING, progress=0.1)
    left = rig.forge.farm.seconds_left()
    assert left == pytest.approx((2 * 2500 + 2497.5) / 25, rel=0.05)


def test_what_ended_long_ago_is_of_no_account(rig: FarmRig) -> None:
    ended = now() - timedelta(hours=1)
    _task(rig, 1, 3601.0, status=TaskStatus.COMPLETED, ended=ended, progress=100.0)
    _task(rig, 2, 1200.0, status=TaskStatus.RUNNING, progress=48.0)  # 1 frame a second, for longer than is looked at
    assert rig.forge.farm.seconds_left() == pytest.approx(2 * 2500 + 1300, rel=0.02)
