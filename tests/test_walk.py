"""The files below a folder: what counts, what is named because it does not."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.services.walk import LONGEST_PATH, Walked, suffix_of, walk

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can reach, as that of a test cannot be."""
    path = Path(tempfile.mkdtemp(prefix="albumforge-walk-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def looked(folder: Path, *leave_out: Path, cancelled: bool = False) -> Walked:
    """Look for videos; links may lead nowhere but below the folder."""
    return walk(
        folder,
        leave_out,
        lambda path: suffix_of(path) in VIDEO_SUFFIXES,
        Context(cancelled=lambda: cancelled),
        inside=lambda link: link.resolve().is_relative_to(folder),
    )


def _names(folder: Path, *leave_out: Path) -> list[str]:
    return sorted(Path(path).name for path in looked(folder, *leave_out).files)


def test_videos_count_and_nothing_hidden(folder: Path) -> None:
    for name in ("a.mp4", "b.MKV", "c.txt", ".d.mp4", "deep/er/e.mov", ".hidden/f.mp4", "results/g.mp4"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    (folder / "h.mp4").mkdir()
    assert _names(folder) == ["a.mp4", "b.MKV", "e.mov", "g.mp4"]
    assert _names(folder, folder / "results") == ["a.mp4", "b.MKV", "e.mov"]


def test_a_folder_without_permission_is_named_and_the_rest_is_seen(folder: Path) -> None:
    (folder / "a.mp4").write_bytes(b"x")
    locked = folder / "locked"
    locked.mkdir()
    (locked / "b.mp4").write_bytes(b"x")
    locked.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        walked = looked(folder)
    finally:
        if root:
            os.seteuid(0)
        locked.chmod(0o755)
    assert [Path(path).name for path in walked.files] == ["a.mp4"]
    assert walked.unseen == [str(locked)]
    assert walked.refused == [f"The folder {locked} cannot be read: permission denied."]


def test_paths_that_are_too_long_are_named(folder: Path) -> None:
    deep = folder
    while len(str(deep)) < LONGEST_PATH:
        deep /= "d" * 200
    deep.mkdir(parents=True)
    (deep / "a.mp4").write_bytes(b"x")
    walked = looked(folder)
    assert not walked.files
    assert walked.refused[0].endswith(f"its path is longer than {LONGEST_PATH} bytes.")


def test_it_can_be_stopped(folder: Path) -> None:
    with pytest.raises(Cancelled):
        looked(folder, cancelled=True)
