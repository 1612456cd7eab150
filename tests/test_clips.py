"""Frames of clips: the right one at every time, however it is reached."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import SAMPLES, cut, number_in, numbered, write_clip

from albumforge.errors import MediaError
from albumforge.media.clips import ClipReader


def numbers(path: Path, wanted: list[int], fps: Fraction | int = 30, start: float = 0.0) -> list[int]:
    with ClipReader(path, width=96, height=64, fps=Fraction(fps), start=start) as reader:
        return [number_in(reader.frame(n)[0]) for n in wanted]


CODINGS = {
    "closed": {"codec": "libx264"},
    "open": {"codec": "libx264", "options": {"g": "12", "bf": "3", "x264-params": "open-gop=1:keyint=12"}},
    "intra": {"codec": "mjpeg", "pixel_format": "yuvj420p", "full_range": True},
    "hevc": {"codec": "libx265", "options": {"x265-params": "log-level=none:open-gop=1:keyint=12:bframes=3"}},
    "vp9": {"codec": "libvpx-vp9", "options": {"g": "12", "cpu-used": "8", "deadline": "realtime"}},
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_any_order_gives_the_same_as_in_order(tmp_path: Path, coding: str, suffix: str) -> None:
    clip = write_clip(tmp_path / f"a.{suffix}", frames=90, **CODINGS[coding])
    with ClipReader(clip, width=96, height=64, fps=Fraction(30)) as reader:
        in_order = [[plane.tobytes() for plane in reader.frame(n)] for n in range(100)]
        assert [number_in(np.frombuffer(y, np.uint8).reshape(64, 96)) for y, _, _ in in_order[:90]] == list(range(90))
        assert in_order[89:] == in_order[89:90] * 11
        order = list(range(100)) * 2
        random.Random(3).shuffle(order)
        for n in order:
            assert [plane.tobytes() for plane in reader.frame(n)] == in_order[n]
    for n in (97, 50, 11, 12):
        with ClipReader(clip, width=96, height=64, fps=Fraction(30)) as fresh:
            assert [plane.tobytes() for plane in fresh.frame(n)] == in_order[n]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov", "avi", "ts"])
@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30000, 1001), Fraction(25)])
def test_the_same_rate_shows_each_frame_once(tmp_path: Path, suffix: str, rate: Fraction) -> None:
    clip = write_clip(tmp_path / f"a.{suffix}", frames=60, rate=rate, sound=False)
    assert numbers(clip, list(range(60)), rate) == list(range(60))


def test_an_avi_whose_frames_are_coded_in_their_order(tmp_path: Path) -> None:
    """A decoder that lags gives such frames the places of later packets."""
    clip = write_clip(tmp_path / "a.avi", frames=60, sound=False, options={"bf": "0"})
    assert numbers(clip, list(range(60))) == list(range(60))
    assert numbers(clip, [40, 3, 59, 31]) == [40, 3, 59, 31]


@pytest.mark.parametrize("fps, step", [(60, Fraction(1, 2)), (15, 2), (25, Fraction(30, 25)), (10, 3)])
def test_another_rate_shows_the_frame_of_that_time(tmp_path: Path, fps: int, step: Fraction) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=60)
    wanted = range(int(59 / step))
    assert numbers(clip, list(wanted), fps) == [int(n * step) for n in wanted]


def test_a_variable_rate_becomes_even(tmp_path: Path) -> None:
    times = [Fraction(n, 10) for n in range(5)] + [Fraction(5, 10) + Fraction(n, 60) for n in range(30)]
    clip = write_clip(tmp_path / "a.mp4", times=times, sound=False)
    expected = [max(number for number, time in enumerate(times) if time <= Fraction(n, 30)) for n in range(29)]
    assert numbers(clip, list(range(29))) == expected


def test_starts_where_it_is_told(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=60)
    assert numbers(clip, [0, 1, 5], start=0.5) == [15, 16, 20]
    assert numbers(clip, [0, 3], start=1 / 3) == [10, 13]
    assert numbers(clip, [0], start=99.0) == [59]
    assert numbers(clip, [0, 30], start=-1.0) == [0, 0]


def test_a_damaged_tail_holds_the_last_good_frame(tmp_path: Path) -> None:
    clip = cut(write_clip(tmp_path / "a.mkv", frames=90, sound=False), 0.6)
    seen = numbers(clip, list(range(120)))
    last = seen[-1]
    assert 20 < last < 89
    assert seen == sorted(seen)
    assert seen[: last - 3] == list(range(last - 3))  # behind it a frame may lack the one that was cut off
    assert set(seen[last:]) == {last}
    order = [119, 5, last, 118, last - 1]
    assert numbers(clip, order) == [seen[n] for n in order]


def test_a_clip_whose_tail_is_overwritten(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=90, sound=False, options={"movflags": "faststart"})
    data = bytearray(clip.read_bytes())
    at = data.index(b"mdat")
    size = int.from_bytes(data[at - 4 : at], "big")
    data[at + size // 2 : at + size - 8] = bytes(size // 2 - 8)
    clip.write_bytes(data)
    seen = numbers(clip, list(range(90)))
    assert seen[:30] == list(range(30))
    assert seen[-1] < 89


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi", "ts"])
def test_noise_raises_nothing_but_a_media_error(tmp_path: Path, suffix: str) -> None:
    whole = write_clip(tmp_path / f"whole.{suffix}", frames=20, sound=suffix != "ts").read_bytes()
    noise = np.random.default_rng(11)
    for trial in range(25):
        data = bytearray(whole)
        for at in noise.integers(0, len(data) if trial % 2 else 1500, 12):
            data[at % len(data)] = noise.integers(256)
        clip = tmp_path / f"{trial}.{suffix}"
        clip.write_bytes(data)
        try:
            assert len(numbers(clip, [*range(25), 3, 24, 0])) == 28
        except MediaError as error:
            assert error.reason


def test_a_single_frame_is_held(tmp_path: Path) -> None:
    assert numbers(write_clip(tmp_path / "a.mp4", frames=1, sound=False), [0, 7, 3]) == [0, 0, 0]


def test_planes_stay_valid_and_cannot_be_written(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=60)
    with ClipReader(clip, width=96, height=64, fps=Fraction(30)) as reader:
        early = reader.frame(3)
        copies = [plane.copy() for plane in early]
        for n in range(4, 60):
            reader.frame(n)
        for plane, copy in zip(early, copies, strict=True):
            np.testing.assert_array_equal(plane, copy)
            assert not plane.flags.writeable


def test_what_cannot_be_a_reader_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="even"):
        ClipReader(tmp_path / "a.mp4", width=95, height=64, fps=Fraction(30))
    with pytest.raises(ValueError, match="fps"):
        ClipReader(tmp_path / "a.mp4", width=96, height=64, fps=Fraction(0))
    (tmp_path / "text.mp4").write_text("no clip")
    with pytest.raises(MediaError), ClipReader(tmp_path / "text.mp4", width=96, height=64, fps=Fraction(30)):
        pass


def test_the_file_is_closed_and_unchanged(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=5)
    before = clip.read_bytes(), clip.stat().st_mtime_ns
    open_files = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        numbers(clip, [4, 0])
    assert len(list(Path("/proc/self/fd").iterdir())) == open_files
    assert (clip.read_bytes(), clip.stat().st_mtime_ns) == before


@pytest.mark.skipif(not (SAMPLES / "video").is_dir(), reason="the folder of sample videos is missing")
@pytest.mark.parametrize("name", ["testsrc_hevc.mp4", "anamorphic_sar_2_3.mp4", "speech_with_pauses.mp4"])
def test_samples_in_any_order(name: str) -> None:
    with ClipReader(SAMPLES / "video" / name, width=320, height=180, fps=Fraction(24)) as reader:
        in_order = [[plane.tobytes() for plane in reader.frame(n)] for n in range(70)]
        for n in random.Random(5).sample(range(70), 25):
            assert [plane.tobytes() for plane in reader.frame(n)] == in_order[n]


def test_the_numbering_of_these_tests() -> None:
    assert all(number_in(numbered(number, 96, 64)[..., 0]) == number for number in range(256))
