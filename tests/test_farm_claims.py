"""The next video goes to one worker alone, in the right order, and only where it can be done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from farm_rig import LONG_AGO, FarmRig, make_rig

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.known_facts import columns_of, facts_of_json
from albumforge.services.farm.states import VideoStatus


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def _copies(rig: FarmRig, count: int) -> None:
    """So many videos, as a scan would find them."""
    first = rig.clip("0000.mp4")
    rig.scan()
    facts = facts_of_json(_row(rig).facts)
    with rig.forge.database.transaction() as tables:
        for number in range(1, count):
            path = rig.folder / f"{number:04}.mp4"
            path.hardlink_to(first)
            tables.farm_video.create(path=str(path), **columns_of(facts))


def _row(rig: FarmRig) -> object:
    with rig.forge.database.session() as tables:
        return tables.farm_video.get()


def test_eight_workers_get_each_video_once(rig: FarmRig) -> None:
    _copies(rig, 120)
    workers = [rig.worker(f"w{number}") for number in range(8)]

    def work(worker: int) -> list[str]:
        found = []
        while True:
            try:
                found.append(rig.forge.farm.claims.claim(worker, vr=False).video_path)
            except NotFound:
                return found

    with ThreadPoolExecutor(8) as pool:
        claimed = Counter(path for paths in pool.map(work, workers) for path in paths)
    assert len(claimed) == 120
    assert set(claimed.values()) == {1}


def test_priority_comes_before_tries_and_tries_before_age(one: FarmRig) -> None:
    for name in "abc":
        one.clip(f"{name}.mp4")
    one.scan()
    worker = one.worker()
    one.forge.farm.videos.prioritise(3, 50)
    assert one.claim(worker).video_path.endswith("c.mp4")
    one.fail(one.claim(worker))  # a
    assert one.claim(worker).video_path.endswith("b.mp4")
    assert one.claim(worker).video_path.endswith("a.mp4")
    with pytest.raises(NotFound, match="no video left"):
        one.claim(worker)


def test_spheres_go_to_workers_that_can_do_them(rig: FarmRig) -> None:
    rig.clip("a_180_LR.mp4")
    rig.scan()
    assert rig.video().vr
    flat, round_ = rig.worker("flat"), rig.worker("round", vr=True)
    for worker, vr in ((flat, True), (flat, False), (round_, False)):
        with pytest.raises(NotFound):
            rig.claim(worker, vr=vr)
    assert rig.claim(round_, vr=True).video_path.endswith("a_180_LR.mp4")


def test_a_source_that_is_gone_fails_and_the_next_one_is_given(rig: FarmRig) -> None:
    first = rig.clip("a.mp4")
    rig.clip("b.mp4")
    rig.scan()
    first.unlink()
    assert rig.claim(rig.worker()).video_path.endswith("b.mp4")
    video = rig.video(first)
    assert (video.status, video.error, video.gone, video.attempts) == (
        VideoStatus.FAILED,
        "the source is gone",
        True,
        0,
    )


def test_a_source_that_changed_since_the_scan_is_looked_at_anew(one: FarmRig) -> None:
    first, second, third = (one.clip(f"{name}.mp4") for name in "abc")
    one.scan()
    first.write_bytes(b"")
    one.clip("b.mp4", codec="mpeg4")
    one.clip("c.mp4", frames=20)
    task = one.claim(one.worker())
    assert task.video_path == str(third)
    assert task.source_size == third.stat().st_size
    assert one.video(first).status is VideoStatus.FAILED
    assert (one.video(second).status, one.video(second).error) == (VideoStatus.SKIPPED, "It is mpeg4 already.")
    assert one.video(third).duration == pytest.approx(20 / 30, abs=0.05)


def test_what_lies_outside_the_roots_by_now_is_left_alone(one: FarmRig, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    path = one.clip("in/a.mp4")
    one.scan()
    os.rename(path.parent, outside / "in")  # noqa: PTH104
    path.parent.symlink_to(outside / "in")
    with pytest.raises(NotFound):
        one.claim(one.worker())
    assert one.video().error == "It lies outside the folders of the farm."


def test_results_with_one_name_get_names_of_their_own(rig: FarmRig) -> None:
    for suffix in ("avi", "ts", "mkv"):
        rig.clip(f"a.{suffix}")
    rig.scan()
    worker = rig.worker()
    dests = {Path(task.video_path).name: Path(task.dest).name for task in (rig.claim(worker) for _ in range(3))}
    assert dests["a.mkv"] == "a.mkv"
    assert len(set(dests.values())) == 3
    assert {dests["a.avi"], dests["a.ts"]} == {"a.avi.mkv", "a.ts.mkv"}


@pytest.mark.parametrize("dest", ["/etc", "relative", "/work\0", "/proc/self/root/etc"])
def test_results_go_into_the_farms_folders_only(one: FarmRig, dest: str) -> None:
    with pytest.raises(InvalidInput, match="dest_path"):
        one.claim(one.worker(), dest)


def test_a_link_does_not_lead_out(one: FarmRig, tmp_path: Path) -> None:
    (one.folder / "out").symlink_to(tmp_path)
    with pytest.raises(InvalidInput, match="outside"):
        one.claim(one.worker(), str(one.folder / "out" / "x"))


def test_a_file_that_is_there_is_not_a_place_for_results(one: FarmRig) -> None:
    one.clip("a.mp4")
    other = one.clip("b.mkv", codec="mpeg4")
    one.scan()
    with pytest.raises(Conflict, match="another file has the name"):
        one.claim(one.worker(), str(other))
    assert one.video(one.folder / "a.mp4").status is VideoStatus.WAITING
    assert one.video(one.folder / "a.mp4").attempts == 0


def test_a_folder_of_results_has_the_folders_of_the_sources(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, farm_dest=tmp_path / "results")
    for name in ("a/film.mp4", "b/film.mp4"):
        rig.clip(name)
    rig.scan()
    worker = rig.worker()
    tasks = [rig.claim(worker) for _ in range(2)]
    assert [task.dest for task in tasks] == [str(tmp_path / "results" / name) for name in ("a/film.mp4", "b/film.mp4")]
    for task in tasks:
        rig.make(task)
        assert rig.complete(task).error == ""
        assert Path(task.dest).exists()
        assert Path(task.video_path).exists()


def test_who_may_not_have_a_task(one: FarmRig) -> None:
    with pytest.raises(NotFound, match="no such worker"):
        one.claim(99)
    worker = one.worker()
    one.silence(worker)
    with pytest.raises(Conflict, match="offline"):
        one.claim(worker)


def test_a_task_that_no_worker_was_told_of_is_taken_back(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    worker = one.worker()
    task = one.claim(worker)
    with one.forge.database.transaction() as tables:
        tables.farm_task.update(status=0, started=now() - LONG_AGO).execute()
    one.forge.farm.tick()
    assert (one.video().status, one.video().attempts) == (VideoStatus.WAITING, 0)
    with pytest.raises(NotFound):
        one.forge.farm.tasks.get(task.id)
