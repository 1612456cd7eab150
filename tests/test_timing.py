from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.music import LEAD_IN, MOODS, PIECES, beats, choose, fit
from albumforge.generators.album.music.timing import bar_seconds

DURATIONS = [3, 4, 5.2, 8, 12, 15.5, 20, 33.3, 47, 60, 61.5, 95, 180, 333.3, 900, 1800]


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("duration", DURATIONS)
def test_the_final_chord_has_the_last_seconds(name: str, duration: float) -> None:
    piece = PIECES[name]
    fitted = fit(piece, duration)
    assert fitted.bars >= 1
    assert abs(fitted.bpm / piece.bpm - 1) <= 0.0601
    final = LEAD_IN + (fitted.bars - 1) * piece.beats_per_bar * 60 / fitted.bpm
    low, high = (2.0, 3.1) if duration >= 15 else (1.4, max(4.0, 1.4 + bar_seconds(piece, piece.bpm)))
    assert low <= duration - final <= high


def test_very_short_films_still_have_a_bar() -> None:
    for duration in (0.1, 0.5, 1.0, 2.0):
        assert fit(PIECES["journey"], duration).bars == 1


def test_the_grid_starts_after_the_breath() -> None:
    times = beats(5, 100.0, PIECES["snowfall"])
    assert len(times) == 15
    assert times.dtype == np.float64
    assert times[:4] == pytest.approx(LEAD_IN + np.arange(4) * 0.6)


def test_choose_is_stable_and_reaches_all() -> None:
    assert choose(12) is choose(12)
    assert {choose(seed).name for seed in range(40)} == set(PIECES)
    assert choose(-5).name in PIECES


@pytest.mark.parametrize("mood", MOODS)
def test_the_mood_decides(mood: str) -> None:
    suiting = {name for name, piece in PIECES.items() if mood in piece.mood}
    assert {choose(seed, mood).name for seed in range(60)} == suiting
    assert suiting
    assert suiting != set(PIECES)


def test_what_else_is_wanted_narrows_the_choice() -> None:
    for seed in range(20):
        assert choose(seed, "calm", ("flute",)).name == "lotus"
        assert choose(seed, None, ("accordion",)).name == "waltz"
        assert choose(seed, "joyful", ("accordion",)).name in ("kites", "afternoon")
    assert choose(3, "angry") is choose(3)
