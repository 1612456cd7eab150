"""Results are verified by the master alone, and put in their place: whole, or the original stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from farm_rig import LONG_AGO, FarmRig, make_rig

from albumforge.errors import Conflict
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.farm.finish import Finished
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.tasks import Report
from albumforge.transcoders.quarantine import Quarantine


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    """A farm on SQLite."""
    return make_rig(open_forge, tmp_path)


def test_a_proven_result_takes_the_place_of_its_source(rig: FarmRig) -> None:
    source = rig.clip("a.mp4")
    before = source.read_bytes()
    assert rig.scan() == {"found": 1, "added": 1}
    task = rig.claim(rig.worker())
    assert task.dest == str(source)
    part = rig.make(task)
    assert part == source.with_name(f".transcode-{task.id}.mp4")
    made = part.read_bytes()
    done = rig.complete(task)
    assert (done.status, done.progress, done.remaining, done.error) == (TaskStatus.COMPLETED, 100.0, 0, "")
    assert (done.source_size, done.result_size) == (len(before), len(made))
    assert source.read_bytes() == made
    assert not part.exists()
    (entry,) = Quarantine(rig.folder).entries()
    assert Quarantine(rig.folder).held(entry).read_bytes() == before
    video = rig.video()
    assert (video.status, video.dest, video.result_size) == (VideoStatus.DONE, str(source), len(made))
    assert rig.scan() == {"found": 1, "unchanged": 1}
    assert any(line.startswith("Completed: ") for line in rig.log())


def test_another_suffix_and_another_folder(one: FarmRig, tmp_path: Path) -> None:
    source = one.clip("a.avi")
    other = one.clip("b.avi")
    one.scan()
    worker = one.worker()
    task = one.claim(worker)
    one.make(task)
    assert one.complete(task).status is TaskStatus.COMPLETED
    assert not source.exists()
    assert source.with_suffix(".mkv").exists()
    results = one.folder / "results"
    task = one.claim(worker, str(results))
    assert task.dest == str(results / "b.mkv")
    one.make(task)
    assert one.complete(task).status is TaskStatus.COMPLETED
    assert other.exists()
    assert (results / "b.mkv").exists()
    assert one.scan()["unchanged"] == 3  # the original that stays, and both results
    assert "added" not in one.scan()


def test_an_old_worker_may_write_the_result_at_its_place(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker(), str(one.folder / "out"))
    one.make(task).rename(task.dest)
    assert one.complete(task).status is TaskStatus.COMPLETED
    assert Path(task.dest).exists()


def _cut(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:-600])


def _other(part: Path) -> None:
    part.write_bytes(b"no video")


def _linked(part: Path) -> None:
    part.unlink()
    part.symlink_to("/etc/passwd")


@pytest.mark.parametrize("spoil", [_cut, _other, _linked, Path.unlink])
def test_what_is_no_good_result_never_takes_its_place(one: FarmRig, spoil: Callable[[Path], Any]) -> None:
    source = one.clip("a.mp4")
    before = source.read_bytes()
    one.scan()
    task = one.claim(one.worker())
    part = one.make(task)
    spoil(part)
    failed = one.complete(task)
    assert failed.status is TaskStatus.FAILED
    assert failed.error
    assert failed.remaining is None
    assert source.read_bytes() == before
    assert not os.path.lexists(part)
    assert one.video().status is VideoStatus.WAITING
    assert not Quarantine(one.folder).entries()


def test_a_source_that_changed_meanwhile_stays(one: FarmRig) -> None:
    source = one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    part = one.make(task)
    with source.open("ab") as file:
        file.write(b"more")
    before = source.read_bytes()
    failed = one.complete(task)
    assert "was changed" in failed.error
    assert source.read_bytes() == before
    assert not part.exists()


def test_a_source_that_is_gone_fails_for_good(one: FarmRig) -> None:
    source = one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    one.make(task)
    source.unlink()
    assert one.complete(task).error == "the source is gone"
    assert one.video().status is VideoStatus.FAILED


def test_a_result_that_is_too_large_is_refused(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    (tmp_path / "quick.yaml").write_text("name: quick\nvideo: {codec: h264, crf: 1}\nskip: {codecs: []}\n")
    rig = make_rig(open_forge, tmp_path)
    source = rig.clip("a.mp4", options={"crf": "45"})
    before = source.read_bytes()
    rig.scan()
    task = rig.claim(rig.worker())
    shutil.copy(source, rig.forge.farm.tasks.order(task.id).part)
    with Path(rig.forge.farm.tasks.order(task.id).part).open("ab") as file:
        file.write(bytes(5000))
    failed = rig.complete(task)
    assert "the preset allows" in failed.error
    assert rig.video().status is VideoStatus.SKIPPED
    assert source.read_bytes() == before


def test_a_full_disk_is_told_and_the_source_stays(one: FarmRig, monkeypatch: pytest.MonkeyPatch) -> None:
    source = one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    one.make(task)
    # A file where the quarantine's folder would be: nothing can be kept.
    (one.folder / ".albumforge-quarantine").write_text("")
    failed = one.complete(task)
    assert failed.status is TaskStatus.FAILED
    assert failed.error
    assert source.exists()


def test_saying_it_twice_changes_nothing_and_one_process_finishes(rig: FarmRig) -> None:
    rig.clip("a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    rig.make(task)
    farm = rig.forge.farm
    farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)
    farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)
    told = farm.tasks.get(task.id)
    assert (told.status, told.progress, told.remaining, told.verifying) == (TaskStatus.RUNNING, 100.0, 0, True)
    assert farm.finishing.lost(-1) == [task.id]
    assert farm.finishing.run(task.id, lambda: True) is Finished.INTERRUPTED
    assert farm.finishing.run(task.id) is Finished.COMPLETED
    assert farm.finishing.run(task.id) is Finished.STALE
    with pytest.raises(Conflict, match="has ended"):
        farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED))


def test_what_was_put_in_its_place_before_a_crash_is_completed(one: FarmRig, monkeypatch: pytest.MonkeyPatch) -> None:
    source = one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    made = one.make(task).read_bytes()
    farm = one.forge.farm
    farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)

    class Crash(BaseException):
        pass

    def crash(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr("albumforge.services.farm.finish.end_completed", crash)
        with pytest.raises(Crash):
            farm.finishing.run(task.id)
    assert source.read_bytes() == made
    assert farm.finishing.run(task.id) is Finished.BUSY
    with one.forge.database.transaction() as tables:
        tables.farm_task.update(lease_expires=now() - LONG_AGO).execute()
    with pytest.raises(Conflict, match="too late"):
        farm.tasks.cancel(task.id)
    assert farm.finishing.run(task.id) is Finished.COMPLETED
    assert one.video().result_size == len(made)


def test_a_task_that_is_cancelled_while_it_is_verified_leaves_the_source(one: FarmRig) -> None:
    source = one.clip("a.mp4")
    before = source.read_bytes()
    one.scan()
    task = one.claim(one.worker())
    part = one.make(task)
    farm = one.forge.farm
    farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)
    assert farm.tasks.cancel(task.id).error == "cancelled"
    assert not part.exists()
    assert farm.finishing.run(task.id) is Finished.STALE
    assert source.read_bytes() == before
