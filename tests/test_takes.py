"""Takes: pieces that go on are one, and each frame of the cut knows its frame of the source."""

from __future__ import annotations

from pathlib import Path

import pytest
from executed_cuts import cut_of
from media_files import write_clip

from albumforge.generators.autocut.execute.takes import Take, take_at, takes_of


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=90)


def test_pieces_that_go_on_are_one_take(clip: Path) -> None:
    takes = takes_of(cut_of(clip, (10, 20), (20, 30), (40, 50), (30, 40)))
    assert [(take.start, take.frames, take.first, take.last) for take in takes] == [
        (0, 20, 10, 30),
        (20, 10, 40, 50),
        (30, 10, 30, 40),
    ]
    assert [take_at(takes, n).first for n in (0, 19, 20, 29, 30, 39)] == [10, 10, 40, 40, 30, 30]


def test_a_fade_or_another_speed_parts_them(clip: Path) -> None:
    faded = takes_of(cut_of(clip, {"start": 0, "end": 30, "fade_out": 0.5}, (30, 60)))
    assert [take.fade_out for take in faded] == [15.0, 0.0]
    assert len(takes_of(cut_of(clip, {"start": 0, "end": 30, "speed": 2.0}, (30, 60)))) == 2
    kept = takes_of(cut_of(clip, {"start": 0, "end": 30, "fade_in": 0.5}, {"start": 30, "end": 60, "fade_out": 0.5}))
    assert [(take.fade_in, take.fade_out) for take in kept] == [(15.0, 15.0)]


def test_frames_of_another_speed_stay_within_the_piece() -> None:
    fast = Take(0, 10, 100, 125, speed=2.5)
    assert [fast.source_frame(n) for n in range(10)] == [101, 103, 106, 108, 111, 113, 116, 118, 121, 123]
    slow = Take(5, 12, 0, 3, speed=0.25)
    assert [slow.source_frame(n) for n in range(5, 17)] == [0] * 4 + [1] * 4 + [2] * 4


def test_levels_of_fades_rise_and_fall_evenly() -> None:
    take = Take(10, 20, 0, 20, fade_in=4, fade_out=8)
    assert [take.level(n) for n in range(10, 15)] == [0.125, 0.375, 0.625, 0.875, 1.0]
    assert [take.level(n) for n in (21, 22, 29)] == [1.0, 0.9375, 0.0625]
