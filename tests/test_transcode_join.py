"""Segments are joined only where they go together, and each picture is decoded before it is shown."""

from __future__ import annotations

from pathlib import Path

import av
import pytest
from shared_transcodes import shared, write_moving
from transcodes import preset

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.transcoders.join import joint_of
from albumforge.transcoders.segment_encode import Recipe, encode_segment
from albumforge.transcoders.segments import packet_table, segments_of
from albumforge.transcoding import Picture


def _segments(source: Path, folder: Path, crf: float, **fields: int) -> list[Path]:
    folder.mkdir()
    picture = Picture("h264", crf=crf, speed="fast", **fields)  # type: ignore[arg-type]
    recipe = Recipe.of(source, picture, "mp4", "libx264", crf)
    files = []
    for number, segment in enumerate(segments_of(packet_table(source, Context()), "", 0.8)):
        files.append(folder / f"{number}.mp4")
        encode_segment(recipe, segment, files[-1], threads=1, context=Context())
    return files


def test_what_segments_have_in_common(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4")
    joint = joint_of(_segments(source, tmp_path / "s", 20.0))
    assert joint.configuration[:1] == b"\x01"
    assert 1 <= joint.reorder <= 3


def test_segments_of_other_parameters_are_refused(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4")
    one = _segments(source, tmp_path / "one", 20.0)
    other = _segments(source, tmp_path / "other", 20.0, max_width=96)
    with pytest.raises(MediaError, match="with other parameters") as caught:
        joint_of([one[0], other[1]])
    assert caught.value.path == other[1]


def test_a_missing_segment_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError) as caught:
        joint_of([tmp_path / "gone.mp4"])
    assert caught.value.path == tmp_path / "gone.mp4"


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_times_of_decoding_rise_and_come_before_those_of_showing(tmp_path: Path, codec: str) -> None:
    source = write_moving(tmp_path / "a.mp4")
    shared(source, tmp_path / "b.mp4", preset(codec, speed="fast"))
    with av.open(str(tmp_path / "b.mp4")) as media:
        packets = [packet for packet in media.demux(video=0) if packet.size]
    stamps = [packet.dts for packet in packets if packet.dts is not None]
    assert stamps == sorted(set(stamps)) and len(stamps) == 96
    assert all(packet.dts <= packet.pts for packet in packets if packet.dts is not None and packet.pts is not None)
    keys = [number for number, packet in enumerate(packets) if packet.is_keyframe]
    assert set(range(0, 96, 12)) <= set(keys)


def test_sound_lies_beside_the_pictures(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4", frames=180)
    shared(source, tmp_path / "b.mp4", preset("h264"))
    with av.open(str(tmp_path / "b.mp4")) as media:
        times: dict[str, float] = {}
        for packet in media.demux():
            if packet.dts is not None:
                times[packet.stream.type] = float(packet.dts * packet.time_base)
            if len(times) == 2:
                assert abs(times["video"] - times["audio"]) < 1.5
