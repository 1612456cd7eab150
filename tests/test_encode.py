"""Encoding of segments: tags, groups of pictures, identical bytes, errors that say why."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import number_in
from segment_files import FPS, HEIGHT, QUICK, WIDTH, busy, in_child, luma, painted, without_root, write_segment

from albumforge.errors import StorageError, Unavailable
from albumforge.media.coding import VideoCoding
from albumforge.media.encode import encode_segment, trial_encode


def _nal_types(path: Path) -> list[list[int]]:
    """Return the kinds of the NAL units of each packet (H.264, 7.4.1), from MP4's length-prefixed form."""
    kinds = []
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            data, at, found = bytes(packet), 0, []
            while at < len(data):
                found.append(data[at + 4] & 31)
                at += 4 + int.from_bytes(data[at : at + 4], "big")
            if data:
                kinds.append(found)
    return kinds


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001), Fraction(10)])
def test_a_segment_has_its_frames_rate_and_tags(tmp_path: Path, fps: Fraction) -> None:
    path = tmp_path / "segment.mp4"
    assert encode_segment(painted(range(12)), path, width=WIDTH, height=HEIGHT, fps=fps, coding=VideoCoding()) == 12
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (stream.width, stream.height, context.pix_fmt) == (WIDTH, HEIGHT, "yuv420p")
        assert stream.average_rate == fps
        tags = (context.colorspace, context.color_range, context.color_primaries, context.color_trc)
        assert tags == (1, 1, 1, 1)
        frames = list(container.decode(stream))
    assert [frame.pts * frame.time_base for frame in frames] == [number / fps for number in range(12)]
    assert {(frame.colorspace, frame.color_range) for frame in frames} == {(1, 1)}
    assert [number_in(plane) for plane in luma(path)] == list(range(12))


def test_levels_come_out_as_they_went_in(tmp_path: Path) -> None:
    path = tmp_path / "levels.mp4"
    steps = np.repeat(np.arange(16, 236, 22, dtype=np.uint8), 32)
    array = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    array[:HEIGHT] = steps
    encode_segment(iter([array] * 3), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding(crf=4))
    for plane in luma(path):
        assert np.abs(plane[90].astype(int) - steps).max() <= 2


def test_every_segment_begins_with_an_idr_and_its_groups_are_closed(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    encode_segment(busy(70), path, width=WIDTH, height=HEIGHT, fps=Fraction(10), coding=VideoCoding())
    kinds = _nal_types(path)
    assert len(kinds) == 70
    assert 5 in kinds[0]
    keys = [number for number, found in enumerate(kinds) if 5 in found]
    # Two seconds of ten frames.
    assert max(np.diff([*keys, 70])) <= 20
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert any(packet.pts != packet.dts + (packets[0].pts - packets[0].dts) for packet in packets), "no B-frames here"
    for key in keys:
        # Closed: whatever follows a key frame in the file is shown after it.
        assert all(packet.pts > packets[key].pts for packet in packets[key + 1 :])
        assert packets[key].is_keyframe
    assert [found for number, found in enumerate(kinds) if number not in keys and 5 in found] == []


@pytest.mark.parametrize("count", [1, 2, 7])
def test_short_segments_are_whole(tmp_path: Path, count: int) -> None:
    path = tmp_path / "short.mp4"
    assert encode_segment(busy(count), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding()) == count
    assert len(luma(path)) == count
    assert 5 in _nal_types(path)[0]


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.mp4", "b.mp4")]
    for file in files:
        encode_segment(busy(20), file, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding())
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize("size", [(320, 180), (480, 270), (640, 360), (270, 480)])
def test_what_was_in_memory_before_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    code = """
    from pathlib import Path
    from albumforge.media.coding import VideoCoding
    from albumforge.media.encode import encode_segment
    from segment_files import FPS, busy
    width, height = int(sys.argv[2]), int(sys.argv[3])
    encode_segment(
        busy(16, width, height), Path(sys.argv[1]), width=width, height=height, fps=FPS, coding=VideoCoding()
    )
    """
    files = []
    for filled in (1, 170, 254):  # with which glibc fills memory it hands out
        monkeypatch.setenv("MALLOC_PERTURB_", str(filled))
        files.append(tmp_path / f"{filled}.mp4")
        ran = in_child(code, files[-1], *size)
        assert ran.returncode == 0, ran.stderr
    assert len({file.read_bytes() for file in files}) == 1


def test_one_thread_encodes_whatever_the_machine_has(tmp_path: Path) -> None:
    path = write_segment(tmp_path / "segment.mp4", range(3))
    # x264 writes its options into the stream.
    assert b" threads=1 " in path.read_bytes()


def test_parameter_sets_do_not_depend_on_length_or_content(tmp_path: Path) -> None:
    headers = set()
    for count in (1, 2, 7, 30):
        path = tmp_path / f"{count}.mp4"
        encode_segment(busy(count), path, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding())
        with av.open(str(path)) as container:
            headers.add(bytes(container.streams.video[0].codec_context.extradata))
    assert len(headers) == 1


@pytest.mark.parametrize("size", [(64, 64), (66, 90), (180, 320), (90, 70)])
def test_sizes_that_are_no_multiple_of_a_block(tmp_path: Path, size: tuple[int, int]) -> None:
    path = tmp_path / "size.mp4"
    encode_segment(painted(range(3), *size), path, width=size[0], height=size[1], fps=FPS, coding=QUICK)
    assert {plane.shape for plane in luma(path)} == {(size[1], size[0])}
    assert [number_in(plane) for plane in luma(path)] == [0, 1, 2]


def test_the_coding_describes_all_of_itself() -> None:
    described = {str(coding.describe()) for coding in (VideoCoding(), VideoCoding(crf=21), VideoCoding(preset="fast"))}
    assert len(described) == 3
    assert set(VideoCoding().describe()) == {"codec", "preset", "crf"}


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libsvtav1"])
@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_very_few_frames_have_their_times(tmp_path: Path, codec: str, count: int) -> None:
    code = """
    from albumforge.media.coding import VideoCoding
    from segment_files import Path, write_segment
    for _ in range(12):  # what an encoder never set is zero at first
        write_segment(Path(sys.argv[1]), range(int(sys.argv[2])), coding=VideoCoding(codec=sys.argv[3]))
    """
    path = tmp_path / "few.mp4"
    ran = in_child(code, path, count, codec)
    assert ran.returncode == 0, ran.stderr
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        assert sorted(packet.pts * packet.time_base for packet in packets) == [n / FPS for n in range(count)]
        assert all(0 <= packet.pts - packet.dts <= 16 / FPS / packet.time_base for packet in packets)
    assert [number_in(plane) for plane in luma(path)] == list(range(count))


@pytest.mark.parametrize("codec", ["h264_nvenc", "nonsense", "aac"])
def test_an_encoder_that_does_not_work_here_is_said(tmp_path: Path, codec: str) -> None:
    with pytest.raises(Unavailable, match=codec):
        write_segment(tmp_path / "segment.mp4", range(2), coding=VideoCoding(codec=codec))
    assert list(tmp_path.iterdir()) == []
    assert trial_encode(codec)


def test_an_encoder_that_works_is_found_by_trying() -> None:
    assert trial_encode("libx264") == ""


def test_an_error_while_drawing_leaves_nothing(tmp_path: Path) -> None:
    def frames() -> Iterator[np.ndarray]:
        yield from painted(range(5))
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        encode_segment(frames(), tmp_path / "segment.mp4", width=WIDTH, height=HEIGHT, fps=FPS, coding=QUICK)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder does not exist"):
        write_segment(tmp_path / "none" / "segment.mp4", range(2))


def test_no_permission_is_a_storage_error(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    with without_root(tmp_path), pytest.raises(StorageError, match="no permission"):
        write_segment(locked / "segment.mp4", range(2))


def test_a_full_disk_is_a_storage_error_and_leaves_nothing(tmp_path: Path) -> None:
    code = """
    from pathlib import Path
    from albumforge.errors import StorageError
    from albumforge.media.coding import VideoCoding
    from albumforge.media.encode import encode_segment
    from segment_files import FPS, HEIGHT, WIDTH, busy
    try:
        encode_segment(busy(60), Path(sys.argv[1]), width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding(crf=4))
    except StorageError as error:
        print("said:", error)
    """
    ran = in_child(code, tmp_path / "segment.mp4", largest_file=60_000)
    assert ran.stdout.startswith("said:"), ran.stderr
    assert "segment.mp4" in ran.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["at 12:30.mp4", "100%d.mp4", "海 边 'x' \"y\".mp4", "-o.mp4", "a:b#c?.mp4"])
def test_any_name_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("pipe:1 " + name)
    folder.mkdir()
    write_segment(folder / name, range(2), coding=QUICK)
    assert [file.name for file in (tmp_path / folder).iterdir()] == [name]
