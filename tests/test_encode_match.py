"""Segments that stand beside frames of another encoder: their parameter sets, colours, and pictures as decoded."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import number_in, write_clip
from segment_files import FPS, HEIGHT, WIDTH, luma, painted

from albumforge.media.coding import Colours, Match, VideoCoding
from albumforge.media.encode import encode_segment
from albumforge.media.parameter_sets import read_configuration


@pytest.mark.parametrize(("profile", "number"), [("baseline", 1), ("main", 5), ("high", 31)])
def test_profile_and_number_are_as_asked(tmp_path: Path, profile: str, number: int) -> None:
    path = tmp_path / "segment.mp4"
    match = Match(profile, number)
    encode_segment(painted(range(9)), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding(), match=match)
    with av.open(str(path)) as container:
        found = read_configuration(container.streams.video[0].codec_context.extradata)
    assert found is not None and (found.profile, found.ids) == (profile, {number})
    assert [number_in(plane) for plane in luma(path)] == list(range(9))


def test_colours_are_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "segment.mp4"
    colours = Colours(matrix=6, range=1, primaries=6, transfer=6)
    encode_segment(painted(range(3)), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding(), colours=colours)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
        assert (frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc) == (6, 1, 6, 6)


def test_decoded_pictures_are_encoded_as_they_are_and_keep_their_times(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=WIDTH, height=HEIGHT, frames=30, rate=25)
    path = tmp_path / "segment.mp4"
    with av.open(str(clip)) as container:
        pictures = list(container.decode(video=0))
        before = [(picture.pts, picture.time_base) for picture in pictures]
        shown = [*pictures[10:20], pictures[19], pictures[19]]
        count = encode_segment(iter(shown), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding())
        assert [(picture.pts, picture.time_base) for picture in pictures] == before
    assert count == 12
    assert [number_in(plane) for plane in luma(path)] == [*range(10, 20), 19, 19]
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.pts is not None]
        assert [packet.is_keyframe for packet in packets].count(True) >= 1 and packets[0].is_keyframe
        assert sorted(packet.pts * packet.time_base for packet in packets) == [Fraction(n) / FPS for n in range(12)]
