from __future__ import annotations

import struct
from pathlib import Path

import av
import pytest
from media_files import write_clip
from transcodes import preset, transcoded
from videos_to_transcode import write_sphere

from albumforge.errors import MediaError
from albumforge.transcoders.boxes import box, children, set_aside_vexu, spherical_boxes, stereo_mode, with_boxes

SPHERE = struct.pack("=i3i5I", 0, 5, 6, 7, 0, 0, 0, 0, 0)


def stereo(kind: int) -> bytes:
    return struct.pack("=iiiiIiiii", kind, 0, 0, 0, 0, 0, 1, 0, 1)


def side_data(path: Path) -> dict[str, bytes]:
    with av.open(str(path)) as media:
        return {data.type.name: bytes(data) for data in next(media.decode(video=0)).side_data}


def test_boxes_are_read_as_they_were_written() -> None:
    data = box(b"free", b"abc") + box(b"skip")
    assert [(found.kind, data[found.body : found.end]) for found in children(data, 0, len(data))] == [
        (b"free", b"abc"),
        (b"skip", b""),
    ]
    large = struct.pack(">I4sQ", 1, b"mdat", 18) + b"xy"
    assert [found.body for found in children(large, 0, len(large))] == [16]


@pytest.mark.parametrize(
    "data",
    [b"\0\0\0", struct.pack(">I4s", 99, b"free"), struct.pack(">I4s", 4, b"free"), struct.pack(">I4s", 1, b"mdat")],
)
def test_boxes_whose_sizes_do_not_fit_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"bytes|cut off"):
        list(children(data, 0, len(data)))


def test_ffmpeg_reads_the_sphere_and_the_views_that_were_put_in(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=3, sound=False)
    header = with_boxes(path.read_bytes(), spherical_boxes(SPHERE, stereo(2)))
    path.write_bytes(header)
    found = side_data(path)
    assert found["SPHERICAL"] == SPHERE
    assert found["STEREO3D"][:4] == stereo(2)[:4]


def test_a_header_that_is_damaged_is_refused(tmp_path: Path) -> None:
    header = write_clip(tmp_path / "a.mp4", frames=3, sound=False).read_bytes()
    with pytest.raises(ValueError, match="there is no box b'moov'"):
        with_boxes(header.replace(b"moov", b"free"), box(b"clli"))


def test_views_in_two_layers_have_no_words() -> None:
    with pytest.raises(ValueError, match="two views"):
        spherical_boxes(None, stereo(8))
    assert spherical_boxes(None, stereo(0)) == b""


def test_the_box_by_which_readers_forget_the_views_is_set_aside(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=3, sound=False)
    source.write_bytes(with_boxes(source.read_bytes(), spherical_boxes(SPHERE, stereo(1))))
    result = tmp_path / "b.mp4"
    transcoded(source, result, preset())
    assert b"vexu" not in result.read_bytes()
    assert stereo_mode(result) == 2
    assert side_data(result)["STEREO3D"][:4] == stereo(1)[:4]


def test_a_file_without_an_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + box(b"mdat", b"x" * 99))
    with pytest.raises(MediaError, match="no index"):
        set_aside_vexu(path)


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    path = write_sphere(tmp_path / "a.mp4")
    data = path.read_bytes()
    at = data.index(b"stsd") - 4
    path.write_bytes(data[:at] + struct.pack(">I", 7) + data[at + 4 :])
    with pytest.raises(MediaError, match="index is damaged"):
        stereo_mode(path)
