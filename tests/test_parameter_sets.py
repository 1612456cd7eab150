"""Parameter sets: read from real streams, put together, and refused where damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import pytest
from media_files import write_clip

from albumforge.media.parameter_sets import (
    IDR,
    PICTURE_SET,
    SEQUENCE_SET,
    Configuration,
    nal_units,
    read_configuration,
    read_sequence,
)


def record_of(path: Path) -> bytes:
    with av.open(str(path)) as container:
        return bytes(container.streams.video[0].codec_context.extradata or b"")


def configuration_of(folder: Path, **options: Any) -> Configuration:
    found = read_configuration(record_of(write_clip(folder / "clip.mp4", frames=2, sound=False, **options)))
    assert found is not None
    return found


@pytest.mark.parametrize("profile", ["baseline", "main", "high"])
def test_a_record_is_read_and_written_back(tmp_path: Path, profile: str) -> None:
    found = configuration_of(tmp_path, options={"profile": profile})
    assert found.profile == profile
    assert found.record() == record_of(tmp_path / "clip.mp4")


def test_numbers_of_sets_are_known(tmp_path: Path) -> None:
    plain = configuration_of(tmp_path)
    assert plain.ids == {0} and plain.free_id() == 1
    numbered = configuration_of(tmp_path, options={"x264-params": "sps-id=7"})
    assert numbered.ids == {7}
    both = plain.joined(numbered)
    assert both.ids == {0, 7} and len(both.sequence) == len(both.picture) == 2
    assert read_configuration(both.record()) == both


def test_a_joined_record_asks_for_the_higher_level(tmp_path: Path) -> None:
    low = configuration_of(tmp_path, options={"level": "3.0"})
    high = configuration_of(tmp_path, options={"level": "4.1", "x264-params": "sps-id=1"})
    assert low.joined(high).head[2] == high.joined(low).head[2] == 41


def test_other_sets_of_the_same_number_are_refused(tmp_path: Path) -> None:
    small, large = configuration_of(tmp_path), configuration_of(tmp_path, width=128)
    with pytest.raises(ValueError, match="do not go together"):
        small.joined(large)
    assert small.joined(small) == small


@pytest.mark.parametrize(
    ("pixel_format", "chroma", "depth"),
    [("yuv420p", 1, 8), ("yuv422p", 2, 8), ("yuv444p", 3, 8), ("yuv420p10le", 1, 10)],
)
def test_samples_are_told_by_the_sequence_set(tmp_path: Path, pixel_format: str, chroma: int, depth: int) -> None:
    sequence = read_sequence(configuration_of(tmp_path, pixel_format=pixel_format).sequence[0])
    assert (sequence.chroma, sequence.depth, sequence.progressive) == (chroma, depth, True)


def test_interlaced_streams_and_scaling_lists_are_read(tmp_path: Path) -> None:
    woven = configuration_of(tmp_path, options={"x264-params": "interlaced=1:cqm=jvt"})
    assert not read_sequence(woven.sequence[0]).progressive
    still = configuration_of(tmp_path, options={"x264-params": "cqm=jvt:sps-id=3"})
    assert read_sequence(still.sequence[0]).progressive
    assert read_sequence(still.sequence[0]).number == 3


def test_what_is_no_record_is_none(tmp_path: Path) -> None:
    record = configuration_of(tmp_path).record()
    assert read_configuration(None) is None
    assert read_configuration(b"") is None
    assert read_configuration(b"\0\0\0\1" + record) is None
    assert all(read_configuration(record[:length]) is None for length in range(len(record) - 4))
    two_bytes = bytearray(record)
    two_bytes[4] = 0xFD
    assert read_configuration(bytes(two_bytes)) is None


def test_a_cut_off_set_is_refused(tmp_path: Path) -> None:
    nal = configuration_of(tmp_path).sequence[0]
    with pytest.raises(ValueError, match="cut off"):
        read_sequence(nal[:5])


def test_units_of_a_packet_are_found(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=3, sound=False, options={"x264-params": "repeat-headers=1"})
    with av.open(str(clip)) as container:
        packet = next(container.demux(video=0))
        data = bytes(packet)
    kinds = [kind for kind, _, _ in nal_units(data)]
    assert kinds[-1] == IDR and {SEQUENCE_SET, PICTURE_SET} <= set(kinds)
    assert [last for *_, last in nal_units(data)][-1] == len(data)
    with pytest.raises(ValueError, match="not stored"):
        list(nal_units(data[:-1]))
