from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from media_files import corners, stored_for, write_clip, write_picture
from PIL import Image
from tiff_writer import exif_block

from albumforge.errors import MediaError
from albumforge.media.clean_copy import write_clean_copy
from albumforge.media.probe import probe_video
from albumforge.media.timed_text import Chapter, Subtitle, add_subtitle_stream, set_chapters, subtitle_packets

SECRETS = {"title": "secret words", "location": "+60.1467+024.9067/", "creation_time": "2024-07-13T03:10:00Z"}


def _copied(source: Path) -> Path:
    return write_clean_copy(source, source.parent / "copy", max_pixels=100_000_000)


def test_a_photo_keeps_its_pixels_and_nothing_else(tmp_path: Path) -> None:
    exif = exif_block(orientation=6, place=(60.5, 24.25))
    source = write_picture(tmp_path / "photo.jpg", stored_for(corners(640, 480), 6), exif=exif)
    with source.open("ab") as stream:
        stream.write(b"ftyp MotionPhoto +60.5+24.25/")  # as phones put a clip behind a photo
    copy = _copied(source)
    assert copy == tmp_path / "copy.jpg"
    data = copy.read_bytes()
    assert b"Exif" not in data
    assert b"MotionPhoto" not in data
    with Image.open(copy) as picture, Image.open(source) as original:
        assert picture.size == (640, 480)
        assert not picture.getexif()
        assert original.getexif()
        assert np.abs(np.asarray(picture, np.int16) - corners(640, 480).astype(np.int16)).mean() < 3


@pytest.mark.parametrize(
    ("name", "codec", "turned", "suffix"),
    [
        ("a.mp4", "libx264", 90, ".mp4"),
        ("b.mov", "libx265", 0, ".mp4"),
        ("c.avi", "libx264", 0, ".mp4"),
        ("d.webm", "libvpx", 0, ".mkv"),
    ],
)
def test_a_clip_keeps_picture_and_sound_and_nothing_else(
    tmp_path: Path, name: str, codec: str, turned: int, suffix: str
) -> None:
    metadata = SECRETS if name.endswith(("4", "v")) else {"title": "secret words"}
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    sound = codec != "libvpx"  # WebM takes no AAC
    source = write_clip(tmp_path / name, codec=codec, turned=turned, metadata=metadata, sound=sound, options=options)
    assert b"secret" in source.read_bytes()
    copy = _copied(source)
    assert copy.suffix == suffix
    data = copy.read_bytes()
    assert b"secret" not in data
    assert b"+60.1" not in data
    before, after = probe_video(source), probe_video(copy)
    assert (after.width, after.height, after.rotation, after.codec) == (
        before.width, before.height, before.rotation, before.codec,
    )  # fmt: skip
    assert (after.latitude, after.captured_utc) == (None, None)
    assert (after.audio is None) == (before.audio is None)
    assert _frames(copy) == _frames(source) == 30


def test_subtitles_and_other_tracks_stay_behind(tmp_path: Path) -> None:
    clip, source = write_clip(tmp_path / "a.mp4"), tmp_path / "b.mp4"
    with av.open(str(clip)) as container, av.open(str(source), "w") as written:
        video = written.add_stream_from_template(container.streams.video[0])
        words = add_subtitle_stream(written, "eng")
        set_chapters(written, [Chapter(0.0, "N 60.1467")], 1.0)
        for packet in subtitle_packets([Subtitle(0.0, 0.5, "E 24.9067")], words):
            written.mux(packet)
        for packet in container.demux(video=0):
            if packet.dts is not None:
                packet.stream = video
                written.mux(packet)
    assert all(words in source.read_bytes() for words in (b"24.9067", b"60.1467"))
    copy = _copied(source)
    with av.open(str(copy)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
    assert not any(words in copy.read_bytes() for words in (b"24.9067", b"60.1467"))


def test_what_is_damaged_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"\0\0\0\x20ftypisom" + bytes(200))
    with pytest.raises(MediaError):
        _copied(tmp_path / "a.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def _frames(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))
