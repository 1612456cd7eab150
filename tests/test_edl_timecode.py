"""Timecode of edit decision lists."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import write_clip

from albumforge.generators.autocut.edl.timecode import RATES, Timecode, timecode_of, timecode_rate


@pytest.mark.parametrize("rate", RATES)
def test_every_frame_is_found_again(rate: Fraction) -> None:
    timecode = Timecode(rate, timecode_rate(rate))
    assert timecode.base == rate
    for frame in (0, 1, 29, 1798, 1800, 17_982, 107_892, 1_000_000):
        assert timecode.frame(timecode.read(timecode.text(timecode.counted(frame)))) == frame


@pytest.mark.parametrize(
    ("rate", "base"),
    [
        (Fraction(15), 30),
        (Fraction(25, 2), 25),
        (Fraction(12), 24),
        (Fraction(10), 30),
        (Fraction(120), 60),
        (Fraction(31), 30),
        (Fraction(2997, 100), Fraction(30000, 1001)),
        (Fraction(30000, 1001) / 2, Fraction(30000, 1001)),
    ],
)
def test_other_rates_have_the_timecode_of_a_multiple(rate: Fraction, base: Fraction) -> None:
    timecode = Timecode(rate, timecode_rate(rate))
    assert timecode.base == base
    if rate < 30:
        assert [timecode.frame(timecode.counted(frame)) for frame in range(500)] == list(range(500))


def test_numbers_of_frames_are_timecode_too() -> None:
    assert Timecode(Fraction(25), Fraction(25)).read("750") == 750


@pytest.mark.parametrize("text", ["00:00:00:25", "00:00:01;00", "ten", "1:2", ""])
def test_what_is_no_timecode_at_the_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Timecode(Fraction(25), Fraction(25)).read(text)


def test_the_timecode_of_a_file_is_that_of_its_first_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.mov"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        container.metadata["timecode"] = "01:00:00:12"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode())
    timecode = timecode_of(Fraction(25), path)
    assert timecode.text(timecode.counted(0)) == "01:00:00:12"
    assert timecode.frame(timecode.read("01:00:00:15")) == 3


def test_without_one_it_counts_from_zero(tmp_path: Path) -> None:
    write_clip(tmp_path / "a.mp4")
    assert timecode_of(Fraction(25), tmp_path / "a.mp4").start == 0
    assert timecode_of(Fraction(25), tmp_path / "missing.mp4").start == 0
