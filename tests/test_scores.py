"""What each second has: speech, loudness, motion; and what a scene has of it."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.generators.autocut.analysis.hearing import QUIETEST
from albumforge.generators.autocut.analysis.motion import Motion
from albumforge.generators.autocut.analysis.record import Scene, Scores
from albumforge.generators.autocut.analysis.scores import loudness_scores, rounded, scene_score, speech_scores
from albumforge.generators.autocut.transcript.record import Span


def test_speech_is_the_share_of_each_second() -> None:
    speech = (Span(start=0.25, end=1.5), Span(start=1.75, end=2.2))
    assert speech_scores(speech, 2.4) == pytest.approx([0.75, 0.75, 0.5])
    assert speech_scores((), 2.0) == pytest.approx([0, 0])
    assert speech_scores((Span(start=0.0, end=0.3),), 0.3) == pytest.approx([1.0])


def test_loudness_is_beside_the_loud_parts() -> None:
    levels = np.concatenate([np.full(100, level, np.float32) for level in (-20.0, -35.0, -60.0, QUIETEST)])
    assert loudness_scores(levels, 4.0) == pytest.approx([1.0, 0.58, 0, 0], abs=0.09)
    quieter = loudness_scores(levels - 20, 4.0)
    assert quieter == pytest.approx(loudness_scores(levels, 4.0), abs=0.01)
    assert loudness_scores(np.full(300, QUIETEST, np.float32), 3.0) == pytest.approx([0, 0, 0])
    assert len(loudness_scores(levels, 2.5)) == 3
    assert loudness_scores(levels[:50], 3.0)[0] == pytest.approx(1.0)


class Painted:
    """A picture at a time."""

    def __init__(self, time: float, shift: int) -> None:
        self.time = time
        self.luma = texture(160, 90, seed=3)[:, :, 0] // 6
        self.luma = np.roll(self.luma, shift, axis=1)


def motion_of(shifts: list[tuple[float, int]], duration: float) -> list[float]:
    motion = Motion()
    for time, shift in shifts:
        motion.see(Painted(time, shift))  # type: ignore[arg-type]
    return motion.scores(duration).tolist()


def test_motion_does_not_depend_on_how_many_pictures_are_seen() -> None:
    fast = motion_of([(n / 30, n) for n in range(90)], 3.0)
    slow = motion_of([(n / 10, 3 * n) for n in range(30)], 3.0)
    assert fast == pytest.approx(slow, rel=0.1)
    assert min(fast) > 0.1
    assert motion_of([(n / 30, 0) for n in range(90)], 3.0) == [0, 0, 0]
    assert max(motion_of([(n / 30, 3 * n) for n in range(90)], 3.0)) > max(fast)


def test_a_cut_is_no_motion_and_gaps_are_filled() -> None:
    cut = motion_of([(n / 10, 0 if n < 15 else 80) for n in range(30)], 3.0)
    assert cut == [0, 0, 0]
    parts = [(n / 10, 3 * n) for n in range(5)] + [(4 + n / 10, 3 * n) for n in range(5)]
    found = motion_of(parts, 6.0)
    assert len(found) == 6
    assert found[2] == pytest.approx(found[0], abs=0.05)
    assert motion_of([], 2.0) == [0, 0]


def test_a_scene_has_the_mean_of_what_was_looked_for() -> None:
    scores = Scores(speech=(1.0, 0.0, 0.5), motion=(0.5, 0.0, 0.0), faces=(0.0,) * 3, loudness=(0.0, 1.0, 1.0))
    scene = Scene(id="S0001", start_frame=0, end_frame=60, start=0.0, end=2.0)
    assert scene_score(scene, scores) == pytest.approx((0.5 + 0.25 + 0.5) / 3, abs=0.001)
    assert scene_score(scene, Scores()) == 0
    assert rounded(np.array([0.12345, 1.0])) == (0.123, 1.0)
