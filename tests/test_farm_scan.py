"""A folder is looked through: what is new, changed, damaged, skipped, gone; and quickly, when nothing is."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.errors import Conflict, InvalidInput
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.farm.states import VideoStatus
from albumforge.transcoders.quarantine import Quarantine


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url)


@pytest.fixture
def one(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


def test_every_kind_of_file_has_its_answer(rig: FarmRig) -> None:
    good = rig.clip("deep/er/good.mkv", width=96, height=64, frames=30)
    rig.clip("proxies/small.mp4")
    rig.clip("old.mp4", codec="mpeg4")
    (rig.folder / "empty.mp4").write_bytes(b"")
    (rig.folder / "text.mp4").write_text("#EXTM3U\nfile:///etc/passwd\n")
    (rig.folder / "readme.txt").write_text("no video")
    (rig.folder / ".hidden.mp4").write_text("no video")
    damaged = rig.clip("damaged.mp4")
    damaged.write_bytes(damaged.read_bytes()[:300])
    assert rig.scan() == {"found": 6, "added": 1, "skipped": 2, "refused": 3}
    video = rig.video(good)
    assert (video.codec, video.width, video.height, video.vr) == ("h264", 96, 64, False)
    assert (video.fps, video.duration) == (pytest.approx(30), pytest.approx(1.0, abs=0.05))
    assert video.size == good.stat().st_size
    assert rig.video(rig.folder / "old.mp4").error == "It is mpeg4 already."
    assert rig.video(rig.folder / "proxies/small.mp4").error == "Its path matches */proxies/*."
    for name in ("empty.mp4", "text.mp4", "damaged.mp4"):
        refused = rig.video(rig.folder / name)
        assert refused.status is VideoStatus.FAILED
        assert refused.error
        assert any(line.startswith(f"{rig.folder / name}: ") for line in rig.log())
    assert f"{rig.folder / 'old.mp4'} is skipped: It is mpeg4 already." in rig.log()
    assert rig.scan() == {"found": 6, "unchanged": 6}


def test_what_changed_and_what_is_gone(rig: FarmRig) -> None:
    changed, gone, stays = (rig.clip(f"{name}.mp4") for name in ("changed", "gone", "stays"))
    rig.scan()
    rig.fail(rig.claim(rig.worker()))
    rig.clip("changed.mp4", frames=25)
    gone.unlink()
    assert rig.scan() == {"found": 2, "changed": 1, "unchanged": 1, "vanished": 1}
    assert (rig.video(changed).attempts, rig.video(changed).status) == (0, VideoStatus.WAITING)
    assert f"{gone}: the source is gone" in rig.log()
    assert gone not in [Path(video.path) for video in rig.forge.farm.videos.list(Asked()).items]
    assert sum(rig.forge.farm.summary().videos.values()) == 2
    assert rig.video(stays).status is VideoStatus.WAITING
    assert rig.scan() == {"found": 2, "unchanged": 2}
    rig.clip("gone.mp4")
    assert rig.scan() == {"found": 3, "unchanged": 2, "changed": 1}
    assert not rig.video(gone).gone


def test_a_part_of_the_library_leaves_the_rest_alone(one: FarmRig) -> None:
    first, second = one.clip("a/1.mp4"), one.clip("ab/2.mp4")
    one.scan()
    shutil.rmtree(first.parent)
    shutil.rmtree(second.parent)
    one.clip("a/3.mp4")
    counts = one.forge.farm.scan(str(one.folder / "a")).counts
    assert (counts["vanished"], counts["added"]) == (1, 1)
    assert one.video(second).status is VideoStatus.WAITING


def test_a_root_that_lost_its_disk_changes_nothing(one: FarmRig) -> None:
    video = one.clip("a.mp4")
    one.scan()
    video.unlink()
    with pytest.raises(Conflict, match="has no videos, though 1 were there"):
        one.scan()
    assert one.video().status is VideoStatus.WAITING
    one.folder.rmdir()
    with pytest.raises(InvalidInput, match="no such folder"):
        one.scan()
    assert one.video().status is VideoStatus.WAITING


@pytest.mark.parametrize("path", ["", "relative", "/etc", "/tmp/..", "a\0b"])
def test_folders_outside_the_roots_are_refused(one: FarmRig, path: str) -> None:
    with pytest.raises(InvalidInput, match="path: "):
        one.forge.farm.scan(path)


def test_links_do_not_lead_out(one: FarmRig, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "film.mp4").write_bytes(b"x")
    one.clip("a.mp4")
    (one.folder / "link.mp4").symlink_to(outside / "film.mp4")
    (one.folder / "inner.mp4").symlink_to(one.folder / "a.mp4")
    (one.folder / "folder").symlink_to(outside)
    assert one.scan() == {"found": 1, "added": 1, "problems": 1}
    assert f"{one.folder / 'link.mp4'} is a link that leads out of the farm's folders." in one.log()
    with pytest.raises(InvalidInput, match="outside"):
        one.forge.farm.scan(str(one.folder / "folder"))


def test_names_that_are_no_text_are_told(one: FarmRig) -> None:
    one.clip("a.mp4")
    os.rename(os.fsencode(one.folder / "a.mp4"), os.fsencode(one.folder) + b"/\xff.mp4")  # noqa: PTH104
    assert one.scan() == {"problems": 1}
    assert "its name is not UTF-8" in one.log()[-1]


def test_a_folder_that_cannot_be_read_is_told_and_its_videos_stay(one: FarmRig) -> None:
    hidden = one.clip("locked/a.mp4")
    one.clip("b.mp4")
    one.scan()
    # A folder that vanishes under the walk stands for one without permission: tests may run as root.
    moved = hidden.parent.rename(one.folder / ".away")
    hidden.parent.symlink_to(hidden.parent.name)  # leads to itself
    assert one.scan()["found"] == 1
    hidden.parent.unlink()
    moved.rename(hidden.parent)
    assert one.scan() == {"found": 2, "unchanged": 1, "changed": 1}


def test_an_original_that_was_put_back_is_not_transcoded_again(one: FarmRig) -> None:
    one.clip("a.mp4")
    one.scan()
    task = one.claim(one.worker())
    one.make(task)
    one.complete(task)
    kept = Quarantine(one.folder)
    kept.restore(kept.entries()[0])
    assert one.scan() == {"found": 1, "skipped": 1}
    assert (one.video().status, one.video().error) == (VideoStatus.SKIPPED, "The original was put back.")
    assert one.scan() == {"found": 1, "unchanged": 1}


def test_rules_that_changed_are_asked_again(one: FarmRig, tmp_path: Path) -> None:
    one.clip("a.mp4", codec="mpeg4")
    one.scan()
    (tmp_path / "quick.yaml").write_text("name: quick\nvideo: {codec: hevc, crf: 40}\nskip: {codecs: []}\n")
    assert one.scan() == {"found": 1, "changed": 1}
    assert one.video().status is VideoStatus.WAITING


def test_thousands_again_in_seconds(one: FarmRig) -> None:
    first = one.clip("0.mp4")
    one.scan()
    with one.forge.database.transaction() as tables:
        row = tables.farm_video.get()
        names = [field.name for field in tables.farm_video._meta.sorted_fields if field.name not in ("id", "path")]
        columns = {name: getattr(row, name) for name in names}
        for number in range(1, 5000):
            path = one.folder / f"{number % 50}" / f"{number}.mp4"
            path.parent.mkdir(exist_ok=True)
            path.hardlink_to(first)
            tables.farm_video.create(path=str(path), **columns)
    began = time.process_time()
    assert one.scan() == {"found": 5000, "unchanged": 5000}
    assert time.process_time() - began < 5


def test_a_result_that_is_gone_and_comes_back_is_done(rig: FarmRig) -> None:
    stays, gone = rig.clip("stays.mp4"), rig.clip("gone.mp4")
    rig.scan()
    worker = rig.worker()
    for _ in range(2):
        task = rig.claim(worker)
        rig.make(task)
        rig.complete(task)
    gone.rename(rig.folder / ".away.mp4")
    assert rig.scan() == {"found": 1, "unchanged": 1, "vanished": 1}
    assert rig.scan() == {"found": 1, "unchanged": 1}
    assert rig.forge.farm.summary().videos[VideoStatus.DONE] == 1
    assert len(rig.forge.farm.tasks.list(Asked()).items) == 2
    (rig.folder / ".away.mp4").rename(gone)
    assert rig.scan() == {"found": 2, "unchanged": 2}
    assert (rig.video(gone).status, rig.video(stays).status) == (VideoStatus.DONE, VideoStatus.DONE)
