from __future__ import annotations

from pathlib import Path

import pytest
from media_files import write_clip
from transcodes import preset

from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.result_file import Allowed, ResultFile, certain
from albumforge.transcoders.streams import tracks_of
from albumforge.transcoding import NotSmaller


def test_a_result_may_be_as_large_as_the_preset_allows() -> None:
    allowed = Allowed(Path("a.mp4"), 10_000_000, 20.0)
    allowed.check(8_000_000)
    with pytest.raises(NotSmaller) as refused:
        allowed.check(8_010_000)
    assert refused.value.message == (
        "a.mp4 does not become small enough: the result has at least 8.01 MB, the source 10.00 MB, "
        "and the preset allows 8.00 MB."
    )
    with pytest.raises(NotSmaller, match=r"the result has 8\.01 MB"):
        allowed.check(8_010_000, done=True)


def test_no_limit_and_a_limit_of_the_same_size() -> None:
    Allowed(Path("a.mp4"), 10, None).check(1_000_000)
    Allowed(Path("a.mp4"), 10, 0.0).check(10)
    with pytest.raises(NotSmaller):
        Allowed(Path("a.mp4"), 10, 0.0).check(11)


def test_what_is_still_to_be_copied_is_certain(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=60)
    with open_media(path) as media:
        tracks = tracks_of(path, media, video_stream(path, media), preset(), "mp4")
        sound = sum(packet.size for packet in media.demux(audio=0))
        assert dict(certain(media, tracks)) == {1: sound}


def test_what_is_not_begun_leaves_no_streams(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=6)
    with open_media(path) as media:
        pictures = video_stream(path, media)
        tracks = tracks_of(path, media, pictures, preset(), "mp4")
        with (
            pytest.raises(MediaError, match="stop"),
            ResultFile(tmp_path / "b.mp4", path, media, pictures, tracks, preset()) as made,
        ):
            assert made.beside == []
            raise MediaError(path, "stop")
