"""Joining: exact frames and times, the segments' own pixels, sound in step with the picture."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import number_in
from segment_files import FPS, HEIGHT, QUICK, WIDTH, busy, in_child, luma, without_root, write_segment

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, StorageError
from albumforge.media.assemble import assemble
from albumforge.media.audio import RATE, decode_audio, encode_aac
from albumforge.media.coding import VideoCoding
from albumforge.media.encode import encode_segment
from albumforge.media.verify import verify_film

LENGTHS = (7, 1, 60, 2, 7, 1, 1, 30)


def _segments(folder: Path, lengths: tuple[int, ...], fps: Fraction = FPS, busy_ones: bool = False) -> list[Path]:
    files, start = [], 0
    for number, length in enumerate(lengths):
        file = folder / f"segment{number}.mp4"
        if busy_ones:
            encode_segment(busy(length), file, width=WIDTH, height=HEIGHT, fps=fps, coding=VideoCoding())
        else:
            write_segment(file, range(start, start + length), fps=fps)
        files.append(file)
        start += length
    return files


def _packets(path: Path) -> list[tuple[Fraction, Fraction]]:
    with av.open(str(path)) as container:
        return [
            (packet.pts * packet.time_base, packet.dts * packet.time_base)
            for packet in container.demux(video=0)
            if packet.pts is not None
        ]


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001), Fraction(30)])
@pytest.mark.parametrize("busy_ones", [False, True])
def test_every_frame_is_there_once_at_its_time(tmp_path: Path, fps: Fraction, busy_ones: bool) -> None:
    total = sum(LENGTHS)
    segments = _segments(tmp_path, LENGTHS, fps, busy_ones)
    film = tmp_path / "film.mp4"
    assert assemble(segments, None, film, fps=fps) == total
    packets = _packets(film)
    assert sorted(pts for pts, _ in packets) == [number / fps for number in range(total)]
    decoding = [dts for _, dts in packets]
    assert all(after > before for before, after in itertools.pairwise(decoding))
    assert all(dts <= pts for pts, dts in packets)
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        assert stream.average_rate == fps
        # The edit list of an MP4 counts in milliseconds.
        assert stream.duration * stream.time_base == pytest.approx(float(total / fps), abs=0.001)
        times = [frame.pts * frame.time_base for frame in container.decode(stream)]
    assert times == [number / fps for number in range(total)]


def test_decoded_pixels_are_those_of_the_segments(tmp_path: Path) -> None:
    segments = _segments(tmp_path, (7, 1, 60, 2), busy_ones=True)
    film = tmp_path / "film.mp4"
    assemble(segments, None, film, fps=FPS)
    expected = [plane for segment in segments for plane in luma(segment)]
    found = luma(film)
    assert len(found) == len(expected) == 70
    assert all(np.array_equal(a, b) for a, b in zip(found, expected, strict=True))


def test_frames_are_in_the_order_of_the_segments(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    segments = _segments(tmp_path, LENGTHS)
    assemble([*segments[::-1]], None, film, fps=FPS)
    starts = np.cumsum((0, *LENGTHS))
    expected = [number for k in reversed(range(len(LENGTHS))) for number in range(starts[k], starts[k + 1])]
    assert [number_in(plane) for plane in luma(film)] == expected


def test_tags_and_fast_start_survive(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    assemble(_segments(tmp_path, (7, 2)), None, film, fps=FPS, title="海边 – “Sea”")
    with av.open(str(film)) as container:
        context = container.streams.video[0].codec_context
        assert context.pix_fmt == "yuv420p"
        tags = (context.colorspace, context.color_range, context.color_primaries, context.color_trc)
        assert tags == (1, 1, 1, 1)
        assert container.metadata["title"] == "海边 – “Sea”"
    data = film.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_ffmpeg_finds_nothing_to_complain_about(tmp_path: Path) -> None:
    film, sound = tmp_path / "film.mp4", tmp_path / "sound.m4a"
    encode_aac(np.zeros((sum(LENGTHS) * RATE // 25, 2), np.float32), sound)
    assemble(_segments(tmp_path, LENGTHS, busy_ones=True), sound, film, fps=FPS)
    ran = subprocess.run(
        ["ffmpeg", "-v", "warning", "-xerror", "-err_detect", "explode", "-i", str(film), "-f", "framemd5", "-"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sum(line.startswith("0,") for line in ran.stdout.splitlines()) == sum(LENGTHS)


def _click_and_flash(folder: Path, at: int, total: int, fps: Fraction) -> tuple[Path, Path]:
    """A film that flashes white at frame `at`, made of segments, and a sound that clicks at the same time."""
    files = []
    for number, start in enumerate(range(0, total, 7)):
        frames = []
        for frame in range(start, min(start + 7, total)):
            array = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
            array[:HEIGHT] = 235 if frame == at else 20
            frames.append(array)
        file = folder / f"flash{number}.mp4"
        encode_segment(iter(frames), file, width=WIDTH, height=HEIGHT, fps=fps, coding=VideoCoding())
        files.append(file)
    samples = np.zeros((round(total / fps * RATE), 2), np.float32)
    first = round(at / fps * RATE)
    samples[first : first + 240] = np.float32(0.9) * np.sin(np.arange(240) * 0.6)[:, None].astype(np.float32)
    encode_aac(samples, folder / "click.m4a")
    film = folder / "film.mp4"
    assemble(files, folder / "click.m4a", film, fps=fps)
    return film, folder / "click.m4a"


@pytest.mark.parametrize(
    ("at", "total", "fps"), [(40, 75, Fraction(25)), (3, 30, Fraction(10)), (50, 61, Fraction(30000, 1001))]
)
def test_sound_is_in_step_with_the_picture(tmp_path: Path, at: int, total: int, fps: Fraction) -> None:
    film, _ = _click_and_flash(tmp_path, at, total, fps)
    with av.open(str(film)) as container:
        bright = [
            float(frame.pts * frame.time_base)
            for frame in container.decode(video=0)
            if frame.to_ndarray()[:HEIGHT].mean() > 128
        ]
    assert bright == [pytest.approx(float(at / fps))]
    samples = decode_audio(film)
    heard = int(np.argmax(np.abs(samples[:, 0]) > 0.3)) / RATE
    assert heard == pytest.approx(bright[0], abs=0.005)
    assert len(samples) == pytest.approx(round(total / fps * RATE), abs=1024)
    verify_film(film, width=WIDTH, height=HEIGHT, fps=fps, frames=total, sound=True)


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")
def test_other_players_hear_it_in_step_too(tmp_path: Path) -> None:
    film, _ = _click_and_flash(tmp_path, 40, 75, FPS)
    ran = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(film), "-f", "f32le", "-ac", "1", "-ar", "48000", "-"],
        capture_output=True,
        check=True,
    )
    heard = np.frombuffer(ran.stdout, np.float32)
    assert int(np.argmax(np.abs(heard) > 0.3)) / RATE == pytest.approx(1.6, abs=0.005)


def test_picture_and_sound_are_interleaved(tmp_path: Path) -> None:
    film, _ = _click_and_flash(tmp_path, 40, 75, FPS)
    times: dict[str, float] = {"video": 0.0, "audio": 0.0}
    with av.open(str(film)) as container:
        for packet in container.demux():
            if packet.dts is None:
                continue
            times[packet.stream.type] = float(packet.dts * packet.time_base)
            assert abs(times["video"] - times["audio"]) < 0.25


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "missing"])
def test_a_broken_segment_is_named(tmp_path: Path, damage: str) -> None:
    segments = _segments(tmp_path, (7, 7, 7))
    bad = segments[1]
    if damage == "missing":
        bad.unlink()
    else:
        data = {"empty": b"", "garbage": b"\x00\x01garbage" * 500, "cut": bad.read_bytes()[:800]}[damage]
        bad.write_bytes(data)
    with pytest.raises(MediaError, match=r"segment1\.mp4"):
        assemble(segments, None, tmp_path / "film.mp4", fps=FPS)


def test_a_broken_sound_is_named(tmp_path: Path) -> None:
    sound = tmp_path / "sound.m4a"
    sound.write_bytes(b"no sound at all" * 100)
    with pytest.raises(MediaError, match=r"sound\.m4a"):
        assemble(_segments(tmp_path, (7,)), sound, tmp_path / "film.mp4", fps=FPS)


def test_cancelling_stops_between_segments(tmp_path: Path) -> None:
    context = Context(cancelled=lambda: True, poll_interval=0)
    with pytest.raises(Cancelled):
        assemble(_segments(tmp_path, (7, 2)), None, tmp_path / "film.mp4", fps=FPS, context=context)


def test_a_missing_folder_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="folder does not exist"):
        assemble(_segments(tmp_path, (2,)), None, tmp_path / "none" / "film.mp4", fps=FPS)


def test_no_permission_is_a_storage_error(tmp_path: Path) -> None:
    segments = _segments(tmp_path, (2,))
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    with without_root(tmp_path), pytest.raises(StorageError, match="no permission"):
        assemble(segments, None, locked / "film.mp4", fps=FPS)


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    files = []
    for number in range(3):
        file = tmp_path / f"s{number}.mp4"
        encode_segment(busy(30), file, width=WIDTH, height=HEIGHT, fps=FPS, coding=VideoCoding(crf=4))
        files.append(file)
    out = tmp_path / "out"
    out.mkdir()
    code = """
    from pathlib import Path
    from albumforge.errors import StorageError
    from albumforge.media.assemble import assemble
    from albumforge.media.publish import published
    from segment_files import FPS
    try:
        film = Path(sys.argv[1])
        with published(film) as temporary:
            assemble([Path(name) for name in sys.argv[2:]], None, temporary, fps=FPS)
    except StorageError as error:
        print("said:", error)
    """
    limit = max(file.stat().st_size for file in files)
    ran = in_child(code, out / "film.mp4", *files, largest_file=limit)
    assert ran.stdout.startswith("said:"), ran.stderr
    assert list(out.iterdir()) == []


def test_one_frame_is_a_film(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    assert assemble([write_segment(tmp_path / "s.mp4", range(9, 10), coding=QUICK)], None, film, fps=FPS) == 1
    assert [number_in(plane) for plane in luma(film)] == [9]
    verify_film(film, width=WIDTH, height=HEIGHT, fps=FPS, frames=1, sound=False)
