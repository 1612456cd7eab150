"""What workers leave on the disk goes, and nothing else."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.forge import Forge
from albumforge.services.farm.states import TaskStatus


@pytest.fixture
def rig(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    rig = make_rig(open_forge, tmp_path)
    rig.clip("a.mp4")
    rig.scan()
    return rig


def _folder(path: Path) -> None:
    path.mkdir()
    (path / "file").write_text("")


@pytest.mark.parametrize("make", [_folder, os.mkfifo, lambda path: path.symlink_to("/dev/null")])
def test_a_result_that_is_no_file_fails_its_task(
    rig: FarmRig, make: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    task = rig.claim(rig.worker())
    part = Path(rig.forge.farm.tasks.order(task.id).part)
    make(part)
    failed = rig.complete(task)
    assert (failed.status, failed.error) == (TaskStatus.FAILED, "the result is no regular file")
    assert not os.path.lexists(part)
    assert Path("/dev/null").exists()
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_what_is_written_after_the_end_of_a_task_goes_after_a_while(rig: FarmRig) -> None:
    worker = rig.worker()
    ended, runs = rig.claim(worker), 0
    rig.fail(ended)
    runs = rig.claim(worker).id
    names = (
        f".transcode-{ended.id}.mkv",
        f".transcode-{ended.id}",
        f".transcode-{runs}.mkv",
        ".transcode-99.mp4",
        ".x",
    )
    files = [rig.folder / name for name in (*names, f".transcode-{ended.id}.avi")]
    for file in files:
        file.write_text("")
    for file in files[:-1]:
        os.utime(file, (time.time() - 4000,) * 2)
    rig.forge.farm.sweep()
    assert [file.exists() for file in files] == [False, False, True, True, True, True]
