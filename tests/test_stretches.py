"""Stretches that stand for a whole video."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from media_files import number_in, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.stretches import SECONDS, Stretch, frames_of, stretches_of


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "a.mp4", frames=120, rate=30, sound=False)


def test_a_short_video_stands_for_itself(clip: Path) -> None:
    assert stretches_of(video_facts(clip)) == (Stretch(0.0, 4.0),)


@pytest.mark.parametrize(("duration", "count"), [(30.0, 3), (600.0, 3), (3600.0, 7), (20_000.0, 8)])
def test_a_long_one_has_some_spread_over_it(clip: Path, duration: float, count: int) -> None:
    found = stretches_of(replace(video_facts(clip), duration=duration))
    assert len(found) == count
    assert all(one.end - one.start == pytest.approx(SECONDS) for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert found[0].start > 0
    assert found[-1].end < duration
    assert found[0].start == pytest.approx(duration - found[-1].end)


def test_the_frames_of_a_stretch(clip: Path) -> None:
    frames = list(frames_of(clip, Stretch(1.0, 2.0), threads=1, context=Context()))
    numbers = [number_in(frame.to_ndarray()[:64]) for frame in frames]
    assert numbers == list(range(30, 60))


def test_a_stretch_behind_the_end_has_none(clip: Path) -> None:
    with pytest.raises(MediaError, match="no pictures at second 9"):
        list(frames_of(clip, Stretch(9.0, 10.0), threads=1, context=Context()))


def test_a_search_can_be_stopped(clip: Path) -> None:
    with pytest.raises(Cancelled):
        list(frames_of(clip, Stretch(1.0, 2.0), threads=1, context=Context(cancelled=lambda: True)))


def test_a_matroska_that_is_cut_off_is_told_as_such(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mkv", frames=300, sound=False, options={"crf": "5"})
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 4])
    assert list(frames_of(source, Stretch(0.0, 2.0), threads=1, context=Context()))
    with pytest.raises(MediaError, match="it ends early, or is damaged: there are no pictures at second 8"):
        list(frames_of(source, Stretch(8.0, 9.0), threads=1, context=Context()))
