"""The videos that files and folders stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, NoUsableMedia
from albumforge.services.videos_found import candidates


@pytest.fixture
def library(tmp_path: Path) -> Path:
    names = ["b.mp4", "a.MKV", "day/c.mov", "day/notes.txt", ".hidden.mp4", ".trash/d.mp4", "day/.transcode-1.mkv"]
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"bytes")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "b.mp4")
    (tmp_path / "around").symlink_to(tmp_path)
    return tmp_path


def test_a_folder_stands_for_its_videos_in_order(library: Path) -> None:
    found = candidates([library], Context()).videos
    assert [one.relative for one in found] == ["a.MKV", "b.mp4", "day/c.mov"]
    assert {one.root for one in found} == {library}


def test_a_file_counts_whatever_it_is_called_and_each_once(library: Path) -> None:
    found = candidates([library / "day" / "notes.txt", library / "link.mp4", library], Context()).videos
    assert [one.relative for one in found] == ["notes.txt", "b.mp4", "a.MKV", "day/c.mov"]
    assert found[0].root == library / "day"


def test_what_is_not_there_is_told(library: Path) -> None:
    with pytest.raises(MediaError, match="there is no such file"):
        candidates([library / "gone.mp4"], Context())
    (library / "nothing").mkdir()
    with pytest.raises(NoUsableMedia, match="there are no videos"):
        candidates([library / "nothing"], Context())


def test_a_long_search_can_be_stopped(library: Path) -> None:
    with pytest.raises(Cancelled):
        candidates([library], Context(cancelled=lambda: True))
