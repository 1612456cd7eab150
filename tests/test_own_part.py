"""Results that are being written: one file for each process, and none left behind by killed ones."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from albumforge.services.own_part import own_part


def ended() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


def test_what_killed_processes_left_of_the_same_video_goes(tmp_path: Path) -> None:
    dest, source = tmp_path / "a.mkv", tmp_path / "a.avi"
    mine = own_part(dest, source)
    dead, alive = (mine.with_stem(mine.stem.replace(str(os.getpid()), str(pid))) for pid in (ended(), os.getppid()))
    other = own_part(dest, tmp_path / "b.avi")
    for part in (dead, alive, other):
        part.touch()
    assert own_part(dest, source) == mine
    assert sorted(tmp_path.iterdir()) == sorted([alive, other])


def test_a_folder_that_is_not_there_yet_is_no_matter(tmp_path: Path) -> None:
    part = own_part(tmp_path / "new" / "a.mkv", tmp_path / "a.avi")
    assert part.parent == tmp_path / "new"
    assert part.name.startswith(".transcode-")
    assert part.suffix == ".mkv"
