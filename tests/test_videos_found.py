"""The videos that files and folders stand for."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import av
import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, NoUsableMedia
from albumforge.services.videos_found import candidates
from albumforge.transcoders.facts import video_facts


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


def test_what_is_not_looked_at_is_counted(library: Path) -> None:
    for name in ("day/d.TXT", "e.jpg", "noext", "f.flv", "g.VOB", "strange.suffix of many words"):
        (library / name).write_bytes(b"bytes")
    found = candidates([library], Context())
    assert [one.relative for one in found.videos] == ["a.MKV", "b.mp4", "f.flv", "g.VOB", "day/c.mov"]
    assert found.others_told() == "5 files of other kinds were not looked at: 2 .txt, 2 without a suffix, 1 .jpg."
    with pytest.raises(NoUsableMedia, match=r"1 file of another kind was not looked at: 1 \.txt\."):
        (library / "words").mkdir()
        (library / "words" / "a.txt").write_bytes(b"words")
        candidates([library / "words"], Context())


@pytest.mark.parametrize(
    ("name", "form", "codec"),
    [
        ("a.flv", "flv", "flv"),
        ("a.vob", "vob", "mpeg2video"),
        ("a.asf", "asf", "wmv2"),
        ("a.m2v", "mpeg2video", "mpeg2video"),
        ("a.tod", "mpegts", "mpeg2video"),
        ("a.divx", "avi", "mpeg4"),
        ("a.3g2", "3g2", "libx264"),
        ("a.insv", "mp4", "libx264"),
    ],
)
def test_what_is_looked_at_can_be_opened(tmp_path: Path, name: str, form: str, codec: str) -> None:
    with av.open(str(tmp_path / name), "w", format=form) as made:
        stream = made.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for _ in range(25):
            made.mux(stream.encode(av.VideoFrame(96, 64, "yuv420p")))
        made.mux(stream.encode(None))
    (found,) = candidates([tmp_path], Context()).videos
    assert video_facts(found.path).width == 96


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_found() -> None:
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as root:  # pytest's own is for its user alone
        closed = Path(root, "closed")
        closed.mkdir()
        Path(root, "a.mp4").write_bytes(b"bytes")
        Path(root).chmod(0o755)
        closed.chmod(0)
        if user == 0:  # who may read everything
            os.seteuid(65534)
        try:
            found = candidates([Path(root)], Context())
            with pytest.raises(MediaError, match="no permission to read the folder"):
                candidates([closed], Context())
        finally:
            os.seteuid(user)
        closed.chmod(0o755)
    assert [one.relative for one in found.videos] == ["a.mp4"]
    assert found.unread == [(closed, "no permission to read the folder")]
