"""What can be told of a file before a film takes it in."""

from __future__ import annotations

import shutil
import tracemalloc
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from sounds import write_wav

from albumforge.errors import MediaError
from albumforge.services.movie_check import check_music, look


def why(file: Path, label: str = "") -> str | None:
    return look(file, label or file.name, 1_000_000).why_unusable


def test_pictures_and_clips_may_be_used_whatever_they_are_called(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.jpg")
    Image.fromarray(noise).save(tmp_path / "b.png")
    shutil.copy(tmp_path / "b.png", tmp_path / "upload-1")
    with av.open(str(tmp_path / "c.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.mux([*stream.encode(av.VideoFrame.from_ndarray(noise)), *stream.encode(None)])
    files = [tmp_path / name for name in ("a.jpg", "b.png", "upload-1", "c.mp4")]
    assert [why(file) for file in files] == [None] * 4


def test_what_is_neither_says_why(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (256, 256, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:9000])
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "text.mp3").write_text("words", encoding="utf-8")
    (tmp_path / "bad.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    write_wav(np.zeros((4800, 2), np.float32), tmp_path / "sound.wav")
    Image.new("RGB", (8, 8)).save(tmp_path / "dot.png")
    assert why(tmp_path / "cut.jpg") == "the picture is cut off: part of its data is missing"
    assert why(tmp_path / "empty.jpg") == "the file is empty (0 bytes)"
    assert why(tmp_path / "text.mp3") == "it is text, not a picture"
    assert why(tmp_path / "sound.wav") == "it has no pictures, only sound"
    assert "too small" in str(why(tmp_path / "dot.png"))
    assert "not a video" in str(why(tmp_path / "bad.mp4"))
    assert look(tmp_path / "a.jpg", "a.jpg", 1000).why_unusable is not None


def test_music_must_sound(tmp_path: Path) -> None:
    write_wav(np.zeros((4800, 2), np.float32), tmp_path / "sound.wav")
    check_music(tmp_path / "sound.wav")
    (tmp_path / "text.mp3").write_text("words", encoding="utf-8")
    with pytest.raises(MediaError, match=r"text\.mp3"):
        check_music(tmp_path / "text.mp3")


@pytest.mark.parametrize("name, size", [("a.png", 1 << 30), ("a.tif", 1 << 30), ("a.webp", 1 << 28)])
def test_a_file_too_large_for_a_picture_is_not_read(tmp_path: Path, name: str, size: int) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / name)
    assert why(tmp_path / name) is None
    with (tmp_path / name).open("ab") as file:
        file.truncate(size + 1)
    tracemalloc.start()
    try:
        assert why(tmp_path / name) == "the file is too large for a picture"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_when_a_file_was_taken_is_told_by_itself_or_by_its_name(tmp_path: Path) -> None:
    plain, exif = Image.new("RGB", (64, 48)), Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2024:07:13 10:15:02", 0x9011: "+03:00"})
    plain.save(tmp_path / "a.jpg", exif=exif)
    plain.save(tmp_path / "b.png")
    with av.open(str(tmp_path / "c.mov"), "w", options={"movflags": "use_metadata_tags"}) as container:
        container.metadata["creation_time"] = "2024-07-13T07:15:02Z"
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))
        container.mux([*stream.encode(frame), *stream.encode(None)])
    labels = {"a.jpg": "IMG_20200101_000000.jpg", "b.png": "IMG_20240713_101502.png", "c.mov": "c.mov"}
    told = [str(look(tmp_path / name, label, 1_000_000).taken) for name, label in labels.items()]
    assert told == ["2024-07-13T10:15:02+03:00", "2024-07-13T10:15:02", "2024-07-13T07:15:02Z"]
    assert str(look(tmp_path / "b.png", "b.png", 1_000_000).taken) == ""
