"""One segment by itself: exactly its pictures, as a whole decode gives them, and whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from shared_transcodes import write_cut, write_moving
from videos_to_transcode import write_hdr

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.media.assemble import is_segment
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.segment_encode import JOINABLE, Recipe, SegmentSource, encode_segment
from albumforge.transcoders.segments import Segment, packet_table, segments_of
from albumforge.transcoding import Picture

QUICK = Picture("h264", crf=20.0, speed="ultrafast")


def _recipe(source: Path, picture: Picture = QUICK, encoder: str = "libx264") -> Recipe:
    return Recipe.of(source, picture, "mp4", encoder, picture.crf or 0.0)


def _segments(source: Path) -> tuple[Segment, ...]:
    return segments_of(packet_table(source, Context()), "", 0.5)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
@pytest.mark.parametrize("open_gop", ["", "h264", "hevc"])
def test_its_pictures_are_those_of_a_whole_decode(tmp_path: Path, suffix: str, open_gop: str) -> None:
    source = write_moving(tmp_path / f"a{suffix}", open_gop=open_gop, sound=False)
    with av.open(str(source)) as media:
        whole = [frame.to_ndarray() for frame in media.decode(video=0)]
    found = []
    for segment in _segments(source):
        with open_media(source, decoding=False) as media:
            wanted = SegmentSource(source, media, video_stream(source, media), segment, threads=2)
            found += [frame.to_ndarray() for frame in wanted.wanted()]
    assert len(found) == len(whole)
    assert all(np.array_equal(one, other) for one, other in zip(found, whole, strict=True))


@pytest.mark.parametrize("encoder", list(JOINABLE))
def test_it_is_a_file_with_its_pictures(tmp_path: Path, encoder: str) -> None:
    source = write_cut(tmp_path / "a.mp4", 0.5)
    codec = {"libx264": "h264", "libx265": "hevc", "libsvtav1": "av1", "libvpx-vp9": "vp9"}[encoder]
    recipe = _recipe(source, Picture(codec, crf=24.0, speed="ultrafast"), encoder)  # type: ignore[arg-type]
    counted = []
    for number, segment in enumerate(_segments(source)[:2]):
        file = tmp_path / f"{number}.mp4"
        encode_segment(recipe, segment, file, threads=1, context=Context(), counted=lambda: counted.append(1))
        assert is_segment(file, segment.frames)
    assert len(counted) == sum(segment.frames for segment in _segments(source)[:2])


def test_other_pictures_than_those_of_the_index_are_refused(tmp_path: Path) -> None:
    source, file = write_moving(tmp_path / "a.mp4"), tmp_path / "s.mp4"
    segment = _segments(source)[1]
    other = msgspec.structs.replace(segment, times="0" * 32)
    with pytest.raises(MediaError, match="are not those of its index"):
        encode_segment(_recipe(source), other, file, threads=1, context=Context())
    elsewhere = msgspec.structs.replace(segment, entry=segment.entry + 1)
    with pytest.raises(MediaError, match="when it was cut into segments"):
        encode_segment(_recipe(source), elsewhere, file, threads=1, context=Context())
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_a_damaged_picture_is_refused(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4", sound=False)
    segments = _segments(source)
    data = bytearray(source.read_bytes())
    with av.open(str(source)) as media:
        packets = [packet for packet in media.demux(video=0) if packet.size]
    place = next(packet.pos for packet in packets if packet.pts == segments[2].start)
    assert place is not None
    data[place + 40 : place + 400] = bytes(360)
    source.write_bytes(data)
    with pytest.raises(MediaError, match=r"cannot be decoded|damaged"):
        encode_segment(_recipe(source), segments[2], tmp_path / "s.mp4", threads=1, context=Context())


def test_one_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4")
    with pytest.raises(Cancelled):
        encode_segment(
            _recipe(source),
            _segments(source)[0],
            tmp_path / "s.mp4",
            threads=1,
            context=Context(cancelled=lambda: True),
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_the_recipe_is_another_where_another_would_come_out(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4")
    recipe = _recipe(source)
    assert _recipe(source).digest() == recipe.digest()
    assert replace(recipe, crf=21.0).digest() != recipe.digest()
    assert _recipe(source, Picture("h264", crf=20.0, speed="fast")).digest() != recipe.digest()
    assert _recipe(source, Picture("hevc", crf=20.0, speed="ultrafast"), "libx265").digest() != recipe.digest()
    status = source.stat()
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert _recipe(source).digest() != recipe.digest()


def test_segments_of_hdr_say_so_themselves(tmp_path: Path) -> None:
    source = write_hdr(tmp_path / "a.mp4", frames=30, options={"preset": "ultrafast"})
    picture = Picture("hevc", crf=24.0, speed="ultrafast")
    table = packet_table(source, Context())
    segment = segments_of(table, "", 0.3)[0]
    encode_segment(_recipe(source, picture, "libx265"), segment, tmp_path / "s.mp4", threads=1, context=Context())
    with av.open(str(tmp_path / "s.mp4")) as media:
        frame = next(media.decode(video=0))
    assert (frame.format.name, frame.color_trc) == ("yuv420p10le", 16)


def test_a_source_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        _recipe(tmp_path / "gone.mp4")
