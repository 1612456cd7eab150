"""Where a source is cut: at key frames, and so that each of its pictures is in exactly one segment."""

from __future__ import annotations

import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from media_files import write_clip
from shared_transcodes import write_cut, write_moving

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.transcoders.segments import digest_of_times, identity, packet_table, segments_of


def _shown(path: Path) -> list[int]:
    with av.open(str(path)) as media:
        return [frame.pts or 0 for frame in media.decode(video=0)]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov", ".ts"])
@pytest.mark.parametrize("open_gop", ["", "h264", "hevc"])
def test_each_picture_is_in_one_segment(tmp_path: Path, suffix: str, open_gop: str) -> None:
    source = write_moving(tmp_path / f"a{suffix}", open_gop=open_gop, sound=False)
    table = packet_table(source, Context())
    found = segments_of(table, "recipe", 0.5)
    times = _shown(source)
    assert times == table.times.tolist()
    assert len(found) >= 4
    assert (found[0].start, found[-1].end) == (times[0], times[-1] + 1)
    assert sum(segment.frames for segment in found) == len(times)
    for one, other in pairwise(found):
        assert one.end == other.start
    for segment in found:
        inside = [time for time in times if segment.start <= time < segment.end]
        assert len(inside) == segment.frames
        assert digest_of_times(segment.start, inside) == segment.times
    assert len({segment.key for segment in found}) == len(found)


def test_decoding_begins_earlier_only_where_it_must(tmp_path: Path) -> None:
    closed = packet_table(write_moving(tmp_path / "a.mp4"), Context())
    assert all(segment.entry == segment.start for segment in segments_of(closed, "", 0.5))
    opened = segments_of(packet_table(write_moving(tmp_path / "b.mp4", open_gop="h264"), Context()), "", 0.5)
    assert all(segment.entry < segment.start for segment in opened[1:])
    clean = segments_of(packet_table(write_moving(tmp_path / "c.mp4", open_gop="hevc"), Context()), "", 0.5)
    assert all(segment.entry == segment.start for segment in clean)
    assert sum(segment.packets for segment in clean) > 96, "what is shown before a key frame may be stored behind it"


def test_what_an_edit_list_leaves_out_is_in_none(tmp_path: Path) -> None:
    source = write_cut(tmp_path / "a.mp4", 0.5)
    found = segments_of(packet_table(source, Context()), "", 0.5)
    assert sum(segment.frames for segment in found) == len(_shown(source)) < 96


def test_segments_are_as_long_as_is_asked_for_and_shorter_at_the_end(tmp_path: Path) -> None:
    table = packet_table(write_moving(tmp_path / "a.mp4", frames=484), Context())
    lengths = [segment.frames for segment in segments_of(table, "", 0.8)]
    assert lengths[:12] == [24] * 12
    assert max(lengths[-4:]) <= 16
    assert sum(lengths) == 484
    assert len(segments_of(table, "", 60.0)) == 1


def test_a_varying_rate_is_cut_by_time(tmp_path: Path) -> None:
    times = [Fraction(n, 30) if n < 48 else Fraction(8, 5) + Fraction(n - 48, 5) for n in range(84)]
    source = write_clip(tmp_path / "a.mp4", frames=84, times=times, sound=False)
    found = segments_of(packet_table(source, Context()), "", 1.0)
    assert sum(segment.frames for segment in found) == 84
    assert found[0].frames >= 24
    assert max(segment.frames for segment in found[2:]) < 16


def test_the_key_says_what_is_encoded_and_how(tmp_path: Path) -> None:
    table = packet_table(write_moving(tmp_path / "a.mp4"), Context())
    one, other = segments_of(table, "one", 0.5), segments_of(table, "other", 0.5)
    assert not {segment.key for segment in one} & {segment.key for segment in other}
    assert one == segments_of(table, "one", 0.5)


def test_pictures_without_times_of_their_own_are_not_cut(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.avi", frames=40, sound=False, options={"bf": "2"})
    table = packet_table(source, Context())
    assert not table.seekable
    assert segments_of(table, "", 0.5) == ()


def test_a_source_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mkv")
    source.write_bytes(source.read_bytes()[:-6000])
    with pytest.raises(MediaError, match=r"it ends early|cannot be read on"):
        packet_table(source, Context())


def test_it_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        packet_table(write_moving(tmp_path / "a.mp4"), Context(cancelled=lambda: True))


def test_a_file_is_known_by_its_size_its_time_and_its_ends(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(bytes(300_000))
    known = identity(file)
    status = file.stat()
    assert identity(file) == known
    file.write_bytes(bytes(299_999) + b"a")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert identity(file) != known
