from __future__ import annotations

import itertools

import numpy as np
import pytest

from albumforge.generators.album.music.form import sections
from albumforge.generators.album.music.pieces import PIECES


@pytest.mark.parametrize("bars", [1, 2, 3, 4, 5, 7, 8, 11, 16, 20, 23, 26, 32, 37, 41, 60, 76, 388, 780])
def test_the_sections_fill_the_bars_and_end_at_home(bars: int) -> None:
    for piece in PIECES.values():
        found = sections(piece, bars, np.random.default_rng(bars))
        at = 0
        for section in found:
            assert section.start == at
            at += section.phrase.bars
            assert 0 <= section.energy <= 1
        assert at == bars
        assert [section.final for section in found] == [False] * (len(found) - 1) + [True]
        last = found[-1].phrase
        assert last.chords[-1].root == 0
        assert last.melody[-1].step % 7 == 0


@pytest.mark.parametrize("bars", [20, 26, 40, 76, 300])
def test_the_peak_is_about_two_thirds_in_and_has_a_melody(bars: int) -> None:
    found = sections(PIECES["journey"], bars, np.random.default_rng(3))
    peaks = [section for section in found if section.energy == 1.0 and section.phrase.melody]
    assert any(0.5 < (peak.start + 2) / bars < 0.8 for peak in peaks)
    assert found[0].energy < 0.5
    assert found[-1].energy < 0.5


def test_long_pieces_do_not_just_repeat() -> None:
    found = sections(PIECES["morning"], 300, np.random.default_rng(1))
    phrases = [section.phrase for section in found if section.phrase.melody]
    assert len(set(phrases)) > 0.5 * len(phrases)
    assert all(one != two for one, two in itertools.pairwise(phrases))
    rests = [section for section in found if not section.phrase.melody]
    assert len(rests) >= 5
