from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.music import variation
from albumforge.generators.album.music.pieces import PIECES
from albumforge.generators.album.music.score import Phrase

THEMES = [(piece, theme) for piece in PIECES.values() for theme in piece.themes.values()]


def sound(phrase: Phrase) -> bool:
    """Whether the notes follow each other without overlap, inside the phrase."""
    ends = 0.0
    for tone in phrase.melody:
        if tone.beat < ends - 1e-9 or tone.length <= 0:
            return False
        ends = tone.beat + tone.length
    return ends <= phrase.bars * phrase.beats_per_bar + 1e-9


@pytest.mark.parametrize("seed", range(3))
def test_ornaments_fill_the_same_time_with_steps(seed: int) -> None:
    for _, theme in THEMES:
        richer = variation.ornamented(theme, np.random.default_rng(seed))
        assert sound(richer)
        assert sum(t.length for t in richer.melody) == pytest.approx(sum(t.length for t in theme.melody))
        assert {(t.beat, t.step) for t in theme.melody} <= {(t.beat, t.step) for t in richer.melody}


def test_thinning_leaves_fewer_notes_in_the_same_time() -> None:
    fewer = 0
    for _, theme in THEMES:
        thin = variation.thinned(theme)
        assert sound(thin)
        assert sum(t.length for t in thin.melody) == pytest.approx(sum(t.length for t in theme.melody))
        fewer += len(thin.melody) < len(theme.melody)
    assert fewer >= 5


def test_over_other_chords_the_accents_are_chord_tones() -> None:
    for piece, theme in THEMES:
        for chords in piece.byways:
            moved = variation.refitted(variation.inverted(theme), chords)
            assert sound(moved)
            bars = set()
            previous = None
            for tone in moved.melody:
                bar = int(tone.beat // piece.beats_per_bar)
                if bar not in bars:
                    assert chords[bar].has(tone.step)
                bars.add(bar)
                assert previous is None or abs(tone.step - previous) <= 9
                previous = tone.step


@pytest.mark.parametrize("seed", range(5))
def test_other_harmonies_carry_the_melody_and_are_not_diminished(seed: int) -> None:
    for piece, theme in THEMES:
        other = variation.reharmonised(theme, piece.scale, np.random.default_rng(seed))
        assert (other.chords[0], other.chords[-1]) == (theme.chords[0], theme.chords[-1])
        for bar, chord in enumerate(other.chords):
            if chord != theme.chords[bar]:
                assert piece.scale.pitch(chord.root + 4) - piece.scale.pitch(chord.root) == 7
                for tone in theme.melody:
                    if tone.beat // piece.beats_per_bar == bar and tone.length >= 1:
                        assert chord.has(tone.step)
