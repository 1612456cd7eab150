"""Interlaced pictures become whole ones; others go by untouched, and all keep their times."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from executed_cuts import cut_of, made, numbers
from media_files import Pixels, write_clip

from albumforge.media.clips import ClipReader
from albumforge.media.deinterlace import deinterlaced

FIELDS = {"g": "12", "x264-params": "interlaced=1"}


def bar(moment: float) -> Pixels:
    """Return a picture with a light bar that moves quickly to the right."""
    pixels = np.full((96, 128, 3), 40, np.uint8)
    left = int(8 * moment) % 96
    pixels[:, left : left + 24] = 200
    return pixels


def woven(number: int) -> Pixels:
    """Return two moments in the lines of one picture, as a camera records them."""
    pixels = bar(number).copy()
    pixels[1::2] = bar(number + 0.5)[1::2]
    return pixels


def combing(luma: Pixels) -> float:
    """Return by how much neighbouring lines differ more than every second one."""
    lines = luma.astype(float)
    return float(np.abs(np.diff(lines, axis=0)).mean() - np.abs(lines[2:] - lines[:-2]).mean())


def decoded(path: Path) -> tuple[list[VideoFrame], Fraction]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        return list(container.decode(stream)), stream.time_base


def test_fields_become_pictures_with_their_times(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=128, height=96, paint=woven, options=FIELDS)
    frames, tick = decoded(clip)
    assert all(frame.interlaced_frame for frame in frames)
    whole = list(deinterlaced(iter(frames), tick))
    assert [frame.pts for frame in whole] == [frame.pts for frame in frames]
    assert {frame.time_base for frame in whole} == {tick}
    before, after = (np.mean([combing(one.to_ndarray()[:96]) for one in some]) for some in (frames, whole))
    assert before > 3 > 1 > after


def test_whole_pictures_go_by_untouched(tmp_path: Path) -> None:
    frames, tick = decoded(write_clip(tmp_path / "clip.mp4"))
    assert all(one is other for one, other in zip(deinterlaced(iter(frames), tick), frames, strict=True))


@pytest.mark.parametrize("order", [range(30), (20, 5, 6, 29, 0)])
def test_a_reader_shows_them_in_any_order(tmp_path: Path, order: range | tuple[int, ...]) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=128, height=96, paint=woven, options=FIELDS)
    with ClipReader(clip, width=128, height=96, fps=Fraction(30), whole=True) as reader:
        stamps = [reader.picture(n).pts for n in order]
        assert stamps == [round(n / 30 / reader.picture(n).time_base) for n in order]
        assert combing(reader.frame(12)[0]) < 1


def test_cuts_of_interlaced_videos_have_whole_pictures(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=128, height=96, paint=woven, options=FIELDS)
    film = tmp_path / "film.mp4"
    made(cut_of(clip, (3, 20), (22, 30)), film)
    with av.open(str(film)) as container:
        assert max(combing(frame.to_ndarray()[:96]) for frame in container.decode(video=0)) < 1
    plain = write_clip(tmp_path / "plain.mp4", frames=40, options=FIELDS, height=96)
    made(cut_of(plain, (3, 20), (25, 40)), tmp_path / "numbers.mp4")
    assert numbers(tmp_path / "numbers.mp4") == [*range(3, 20), *range(25, 40)]
