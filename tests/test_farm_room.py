"""A full disk is nobody's failure: videos wait for room, without using up their tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.errors import NotFound
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.room import sounds_full
from albumforge.services.farm.states import Outcome, VideoStatus
from albumforge.services.farm.tickets import Used
from albumforge.transcoders.software import SoftwareTranscoder


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


def _later(rig: FarmRig) -> None:
    """Let the time be over for which videos wait."""
    with rig.forge.database.transaction() as tables:
        tables.farm_full.update(until=now() - timedelta(seconds=1)).execute()


def test_larger_videos_wait_and_smaller_ones_go_on(rig: FarmRig) -> None:
    worker = rig.worker()
    large, larger, small = (rig.clip(f"{name}.mp4", frames=count) for name, count in (("a", 20), ("b", 40), ("c", 5)))
    assert small.stat().st_size < large.stat().st_size <= larger.stat().st_size
    rig.scan()
    for _ in range(2):
        rig.fail(rig.claim(worker), "no room", outcome=Outcome.NO_ROOM)
        video = rig.video(large)
        assert (video.status, video.attempts, video.error) == (VideoStatus.WAITING, 0, "no room")
        assert rig.forge.farm.claims.waiting() == 1
        small_task = rig.claim(worker)
        assert small_task.video_path == str(small)
        rig.fail(small_task, "given back", outcome=Outcome.GIVEN_BACK)
        _later(rig)
    assert rig.forge.farm.workers.get(worker).failures == 0
    assert len([line for line in rig.log() if line.startswith(f"No room in {rig.folder}: ")]) == 1
    assert rig.log().count("no room") == 1


def test_they_wait_longer_each_time_until_there_is_room_again(rig: FarmRig) -> None:
    rig.clip("a.mp4")
    rig.scan()
    worker, waits = rig.worker(), []
    for _ in range(5):
        rig.fail(rig.claim(worker), "[Errno 28] No space left on device")
        with pytest.raises(NotFound):
            rig.claim(worker)
        with rig.forge.database.session() as tables:
            waits.append(tables.farm_full.get().seconds)
        _later(rig)
    assert waits == [60, 120, 240, 480, 600]
    task = rig.claim(worker)
    rig.make(task)
    rig.complete(task)
    with rig.forge.database.session() as tables:
        assert not tables.farm_full.select().exists()


def test_results_elsewhere_are_not_held_up(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    (tmp_path / "results").mkdir()
    rig = make_rig(open_forge, tmp_path, farm_dest=tmp_path / "results")
    rig.clip("a.mp4")
    rig.scan()
    worker = rig.worker()
    rig.fail(rig.claim(worker), "no room", outcome=Outcome.NO_ROOM)
    with pytest.raises(NotFound):
        rig.claim(worker)
    assert rig.claim(worker, str(rig.folder / "b.mp4")).dest == str(rig.folder / "b.mp4")


def test_a_worker_of_the_queue_that_finds_no_room(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, disk_reserve_gb=99_999.0)
    rig.clip("a.mp4")
    rig.scan()
    assert rig.forge.farm.work(SoftwareTranscoder(), lambda: False) is Used.DONE
    assert rig.forge.farm.work(SoftwareTranscoder(), lambda: False) is Used.NOTHING
    video = rig.video()
    assert (video.status, video.attempts) == (VideoStatus.WAITING, 0)
    assert "are needed" in video.error


def test_a_try_that_failed_is_followed_by_a_pause(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, retry_backoff=60.0)
    rig.clip("a.mp4")
    rig.scan()
    worker = rig.worker()
    rig.fail(rig.claim(worker))
    assert rig.video().status is VideoStatus.WAITING
    other = rig.worker("two")
    for one in (worker, other):
        with pytest.raises(NotFound):
            rig.claim(one)
    with rig.forge.database.transaction() as tables:
        left = (tables.farm_video.get().not_before - now()).total_seconds()
        assert 50 < left < 61
        tables.farm_video.update(not_before=now()).execute()
    with pytest.raises(NotFound):  # it is left to others first
        rig.claim(worker)
    rig.fail(rig.claim(other))
    with rig.forge.database.session() as tables:
        assert 110 < (tables.farm_video.get().not_before - now()).total_seconds() < 121


def test_a_worker_that_is_alone_gets_it_again_at_once(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, retry_backoff=60.0)
    for name in "ab":
        rig.clip(f"{name}.mp4")
    rig.scan()
    worker = rig.worker()
    first = rig.claim(worker)
    rig.fail(first)
    tried = [Path(rig.claim(worker).video_path).name for _ in range(2)]
    assert tried == ["b.mp4", "a.mp4"]  # what was not tried yet comes first


@pytest.mark.parametrize(
    ("error", "full"),
    [
        ("OSError(28, 'No space left on device')", True),
        ("[Errno 122] Disk quota exceeded: '/v/x'", True),
        ("[Errno 2] No such file or directory", False),
    ],
)
def test_what_workers_say_of_a_full_disk(error: str, full: bool) -> None:
    assert sounds_full(error) is full
