from __future__ import annotations

import resource
import struct
import threading
from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import texture, write_clip
from transcodes import likeness, preset, proven, times, transcoded
from videos_to_transcode import write_hdr, write_noisy, write_sphere

from albumforge.chinese import in_chinese
from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError, StorageError
from albumforge.transcoders.boxes import spherical_boxes, with_boxes
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import NotSmaller, Sound


def write_source(path: Path, **fields: object) -> Path:
    return write_clip(path, width=160, height=96, paint=lambda number: texture(160, 96, number // 8), **fields)  # type: ignore[arg-type]


def side_data(path: Path) -> dict[str, bytes]:
    with av.open(str(path)) as media:
        return {data.type.name: bytes(data) for data in next(media.decode(video=0)).side_data}


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_result_looks_like_its_source_in_each_codec(tmp_path: Path, codec: str, suffix: str) -> None:
    source, output = write_source(tmp_path / "a.mp4", frames=24), tmp_path / f"b{suffix}"
    made, found = proven(source, output, preset(codec, crf=18.0))
    assert (made.frames, found.frames) == (24, 24)
    assert made.duration == pytest.approx(0.8, abs=0.01)
    assert made.size == output.stat().st_size
    assert made.crf == 18.0
    assert likeness(source, output) > 36
    assert times(output) == pytest.approx(times(source), abs=0.001)


@pytest.mark.parametrize("frames", [1, 2, 3, 5])
@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
def test_videos_of_few_pictures_keep_them(tmp_path: Path, frames: int, codec: str) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=frames, sound=False)
    proven(source, tmp_path / "b.mp4", preset(codec))
    assert times(tmp_path / "b.mp4") == times(source)


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_varying_frame_rate_keeps_its_times(tmp_path: Path, codec: str, suffix: str) -> None:
    starts = [Fraction(n, 30) if n < 15 else Fraction(1, 2) + Fraction((n - 15) * 7, 90) for n in range(30)]
    source = write_clip(tmp_path / "a.mp4", frames=30, times=starts, sound=False)
    output = tmp_path / f"b{suffix}"
    proven(source, output, preset(codec))
    assert times(output) == pytest.approx([float(start) for start in starts], abs=0.001)


@pytest.mark.parametrize(("codec", "suffix"), [("hevc", ".mp4"), ("hevc", ".mkv"), ("av1", ".mkv"), ("h264", ".mp4")])
def test_hdr10_stays_hdr10(tmp_path: Path, codec: str, suffix: str) -> None:
    source, output = write_hdr(tmp_path / "a.mp4"), tmp_path / f"b{suffix}"
    proven(source, output, preset(codec))
    with av.open(str(output)) as media:
        frame = next(media.decode(video=0))
        assert frame.format.name == "yuv420p10le"
        assert (frame.color_trc, frame.color_primaries, frame.colorspace) == (16, 9, 9)
    before, after = side_data(source), side_data(output)
    assert after["CONTENT_LIGHT_LEVEL"] == before["CONTENT_LIGHT_LEVEL"]
    if suffix == ".mp4":
        assert b"mdcv" in output.read_bytes()
        assert b"clli" in output.read_bytes()


def test_hlg_stays_hlg(tmp_path: Path) -> None:
    source = write_hdr(tmp_path / "a.mp4", transfer=18, described=False)
    proven(source, tmp_path / "b.mp4", preset("hevc"))
    with av.open(str(tmp_path / "b.mp4")) as media:
        assert next(media.decode(video=0)).color_trc == 18


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("codec", ["hevc", "av1"])
def test_a_sphere_stays_a_sphere(tmp_path: Path, suffix: str, codec: str) -> None:
    source, output = write_sphere(tmp_path / "a.mp4"), tmp_path / f"b{suffix}"
    proven(source, output, preset(codec))
    assert side_data(output)["SPHERICAL"] == side_data(source)["SPHERICAL"]
    assert b"sv3d" in output.read_bytes() or suffix == ".mkv"


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("kind", [1, 2])
def test_two_views_stay_two_views(tmp_path: Path, suffix: str, kind: int) -> None:
    source, output = write_clip(tmp_path / "a.mp4", frames=6, sound=False), tmp_path / f"b{suffix}"
    boxes = spherical_boxes(None, struct.pack("=iiiiIiiii", kind, 0, 0, 0, 0, 0, 1, 0, 1))
    source.write_bytes(with_boxes(source.read_bytes(), boxes))
    proven(source, output, preset())
    assert side_data(output)["STEREO3D"][:4] == struct.pack("=i", kind)


def test_tags_survive(tmp_path: Path) -> None:
    tags = {
        "title": "电影",
        "creation_time": "2020-01-02T03:04:05.000000Z",
        "com.apple.quicktime.location.ISO6709": "+48.1000+011.5000/",
    }
    source = write_clip(tmp_path / "a.mp4", frames=6, metadata=tags)
    proven(source, tmp_path / "b.mp4", preset())
    proven(source, tmp_path / "c.mp4", preset(metadata=False))
    with av.open(str(tmp_path / "b.mp4")) as media:
        assert media.metadata.items() >= tags.items()
    with av.open(str(tmp_path / "c.mp4")) as media:
        assert "title" not in media.metadata


def test_an_mp4_begins_with_its_index(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=6)
    for faststart in (True, False):
        transcoded(source, tmp_path / "b.mp4", preset(faststart=faststart))
        data = (tmp_path / "b.mp4").read_bytes()
        assert (data.index(b"moov") < data.index(b"mdat")) is faststart


@pytest.mark.parametrize("audio", ["copy", "opus"])
@pytest.mark.parametrize("late", [Fraction(7, 10), Fraction(-7, 10)])
def test_sound_that_begins_later_or_earlier_stays_so(tmp_path: Path, audio: str, late: Fraction) -> None:
    clip, source = write_clip(tmp_path / "clip.mkv", frames=30), tmp_path / "a.mkv"
    with av.open(str(clip)) as media, av.open(str(source), "w") as container:
        made = [container.add_stream_from_template(stream) for stream in media.streams]
        for packet in media.demux():
            if packet.size:
                begin = max(late, 0) if packet.stream.type == "audio" else max(-late, 0)
                ticks = round(begin / packet.time_base)
                packet.pts = (packet.pts or 0) + ticks
                packet.dts = None if packet.dts is None else packet.dts + ticks
                packet.stream = made[packet.stream_index]
                container.mux(packet)
    for suffix in (".mp4", ".mkv"):
        proven(source, tmp_path / f"b{suffix}", preset(audio=Sound(audio)))  # type: ignore[arg-type]


def test_a_result_that_is_not_small_enough_is_given_up_early(tmp_path: Path) -> None:
    source = write_noisy(tmp_path / "a.mp4", frames=60)
    done: list[float] = []
    context = Context(on_progress=lambda progress: done.append(progress.fraction))
    with pytest.raises(NotSmaller, match=r"a\.mp4 does not become small enough: the result has at least .* the source"):
        transcoded(source, tmp_path / "b.mp4", preset(crf=1.0, min_saving=90.0), context)
    assert max(done) < 0.7
    assert not (tmp_path / "b.mp4").exists()
    transcoded(source, tmp_path / "b.mp4", preset(crf=30.0, min_saving=20.0))


def test_progress_is_told_at_each_percent_with_its_speed(tmp_path: Path) -> None:
    told: list[Progress] = []
    source = write_clip(tmp_path / "a.mp4", frames=120, sound=False)
    transcoded(source, tmp_path / "b.mp4", preset(), Context(on_progress=told.append))
    fractions = [progress.fraction for progress in told]
    assert {progress.stage for progress in told} == {"transcode"}
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert max(b - a for a, b in zip([0.0, *fractions], fractions, strict=False)) < 0.03
    assert all(progress.message.endswith(" fps") for progress in told)


def test_a_transcode_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    context = Context(on_progress=lambda _: stop.set(), cancelled=stop.is_set, poll_interval=0.0)
    with pytest.raises(Cancelled):
        transcoded(write_clip(tmp_path / "a.mp4", frames=60), tmp_path / "b.mp4", preset(), context)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert not [thread for thread in threading.enumerate() if thread.name == "albumforge-ahead"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the folder does not exist"):
        transcoded(write_clip(tmp_path / "a.mp4", frames=6), tmp_path / "none" / "b.mp4", preset())


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_file_that_may_not_grow_is_told_and_removed(tmp_path: Path, suffix: str) -> None:
    source = write_noisy(tmp_path / "a.mp4", frames=60)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(StorageError, match="the file would be larger than allowed here"):
            transcoded(source, tmp_path / f"b{suffix}", preset(crf=5.0))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (tmp_path / f"b{suffix}").exists()


def test_av1_does_not_go_into_mov(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="MOV cannot hold av1") as refused:
        transcoded(write_clip(tmp_path / "a.mp4", frames=6), tmp_path / "b.mov", preset("av1"))
    assert refused.value.hint == "The containers mp4 and mkv can."


def test_a_bitrate_is_kept_to(tmp_path: Path) -> None:
    source = write_noisy(tmp_path / "a.mp4", frames=90, sound=False)
    sizes = []
    for bitrate in (100, 400):
        made, _ = proven(source, tmp_path / "b.mp4", preset("hevc", crf=None, bitrate_k=bitrate))
        sizes.append(made.size)
        assert made.crf is None
    assert sizes[0] < sizes[1]


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_a_sound_track_that_is_announced_and_empty_is_left_out_and_told(tmp_path: Path, suffix: str) -> None:
    heard, source = write_source(tmp_path / "a.ts"), tmp_path / "b.ts"
    with av.open(str(heard)) as media, av.open(str(source), "w") as made:
        pictures = made.add_stream_from_template(media.streams.video[0])
        made.add_stream("aac", rate=48000, layout="mono")
        for packet in media.demux(video=0):
            if packet.size:
                packet.stream = pictures
                made.mux(packet)
    found, _ = proven(source, tmp_path / f"c{suffix}", preset("hevc"))
    assert found.notes == ("The sound track 1 (aac) is empty, and left out.",)
    assert found.streams == {"video": 1}
    assert "没有内容" in in_chinese(found.notes[0])


@pytest.mark.parametrize("codec", ["h264", "hevc"])
def test_more_threads_than_an_encoder_takes(tmp_path: Path, codec: str) -> None:
    made = SoftwareTranscoder().transcode(
        write_clip(tmp_path / "a.mp4", frames=6), tmp_path / "b.mp4", preset(codec), threads=64, context=Context()
    )
    assert made.frames == 6
