"""Tables of packets: which stretches of a video can be copied, and why others cannot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from media_files import cut, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.media.clips import ClipReader
from albumforge.media.gops import PacketTable, Stretch, packet_table

FPS = Fraction(30)
EVEN = {"g": "12", "keyint_min": "12", "sc_threshold": "0"}


def table_of(folder: Path, **options: Any) -> PacketTable:
    settings: dict[str, Any] = {"frames": 60, "options": EVEN, **options}
    return packet_table(write_clip(folder / "clip.mp4", **settings))


def test_a_stretch_begins_at_a_key_frame_and_ends_where_its_pictures_are_complete(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    assert table.entries.tolist() == [0, 12, 24, 36, 48]
    assert table.stretches(0, 60, FPS, 1) == [Stretch(0, 60, 0)]
    assert table.stretches(12, 36, FPS, 1) == [Stretch(12, 24, 12)]
    (middle,) = table.stretches(5, 50, FPS, 1)
    assert (middle.first, middle.at) == (12, 12) and 36 < middle.count <= 38
    assert sorted(table.ranks[middle.first : middle.first + middle.count]) == list(range(12, 12 + middle.count))


def test_without_a_key_frame_or_too_short_there_is_none(tmp_path: Path) -> None:
    table = table_of(tmp_path)
    assert table.stretches(1, 12, FPS, 1) == []
    assert table.stretches(12, 16, FPS, 8) == []


def test_without_frames_coded_out_of_order_every_frame_may_be_the_last(tmp_path: Path) -> None:
    table = table_of(tmp_path, options={**EVEN, "bf": "0"})
    assert table.stretches(5, 29, FPS, 1) == [Stretch(12, 17, 12)]


def test_frames_are_those_that_a_reader_shows(tmp_path: Path) -> None:
    times = [Fraction(number, 30) + Fraction(number % 3, 400) for number in range(20)]
    clip = write_clip(tmp_path / "clip.mp4", frames=20, times=[*times[:10], *(time + 1 for time in times[10:])])
    table = packet_table(clip)
    with ClipReader(clip, width=96, height=64, fps=FPS, start=float(1 / (2 * FPS))) as reader:
        stamps = [reader.picture(number).pts for number in range(50)]
    known = dict(zip(table.pts.tolist(), table.ranks.tolist(), strict=True))
    assert table.pictures(0, 50, FPS).tolist() == [known[stamp] for stamp in stamps]


def test_times_a_little_off_the_grid_do_no_harm_but_gaps_do(tmp_path: Path) -> None:
    times = [Fraction(number, 30) + Fraction(number % 3, 400) for number in range(60)]
    assert table_of(tmp_path, times=times).stretches(0, 60, FPS, 1) == [Stretch(0, 60, 0)]
    late = [*times[:30], *(time + Fraction(1, 6) for time in times[30:])]
    first, second = table_of(tmp_path, times=late).stretches(0, 65, FPS, 8)
    assert first.first == 0 and first.count <= 30
    assert (second.first, second.at) == (36, 41)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"codec": "libx265", "options": {"x265-params": "log-level=none"}}, "hevc"),
        ({"pixel_format": "yuv420p10le"}, "another profile"),
        ({"options": {**EVEN, "x264-params": "interlaced=1"}}, "interlaced"),
    ],
)
def test_the_reason_is_told(tmp_path: Path, options: dict[str, Any], reason: str) -> None:
    table = table_of(tmp_path, **options)
    assert reason in table.reason and table.configuration is None
    assert table.stretches(0, 60, FPS, 1) == []


def test_a_transport_stream_has_no_record(tmp_path: Path) -> None:
    assert "transport stream" in packet_table(write_clip(tmp_path / "clip.ts", frames=30)).reason


def test_open_groups_can_be_entered_at_the_beginning_only(tmp_path: Path) -> None:
    table = table_of(tmp_path, options={**EVEN, "x264-params": "open-gop=1", "bf": "3"})
    assert table.few == "its groups of pictures refer to each other"
    assert table.stretches(6, 60, FPS, 1) == []
    assert table.stretches(0, 60, FPS, 1) == [Stretch(0, 60, 0)]


def test_one_group_is_told(tmp_path: Path) -> None:
    assert table_of(tmp_path, options={"g": "250", "sc_threshold": "0"}).few == "it has one key frame only"


def test_sets_within_the_stream_must_be_the_known_ones(tmp_path: Path) -> None:
    assert table_of(tmp_path, options={**EVEN, "x264-params": "repeat-headers=1"}).reason == ""


def test_a_damaged_tail_is_left_out(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "clip.mkv", frames=120, options=EVEN)
    table = packet_table(cut(whole, 0.6))
    assert 12 < len(table.pts) < 120
    (stretch,) = table.stretches(0, 120, FPS, 1)
    assert stretch.count <= len(table.pts)


def test_it_can_be_stopped_and_refuses_what_is_no_video(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4")
    with pytest.raises(Cancelled):
        packet_table(clip, Context(cancelled=lambda: True))
    text = tmp_path / "text.mp4"
    text.write_text("words")
    with pytest.raises(MediaError):
        packet_table(text)
