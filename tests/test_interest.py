"""How interesting the moments of a video are."""

import pytest

from albumforge.generators.autocut.analysis.record import Scores
from albumforge.generators.autocut.dsl.interest import Interest


def test_interest_is_the_mean_over_a_stretch() -> None:
    even = (0.0, 1.0, 0.0)
    interest = Interest(Scores(speech=even, motion=even, faces=even, loudness=even))
    assert interest.of((1.0, 2.0)) == pytest.approx(1.0)
    assert interest.of((0.5, 1.5)) == pytest.approx(0.5)
    assert interest.of((0.0, 3.0)) == pytest.approx(1 / 3)
    assert interest.of((2.0, 2.0)) == 0


def test_scores_that_nobody_made_do_not_count() -> None:
    speech = (1.0, 0.5)
    assert Interest(Scores(speech=speech, motion=(0.0, 0.0), faces=(), loudness=speech)).of((0, 2)) == pytest.approx(
        0.75
    )
    assert Interest(Scores()).of((0.0, 5.0)) == 0
