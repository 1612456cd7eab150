from __future__ import annotations

from collections import Counter

import pytest

from albumforge.generators.album.music import LEAD_IN, PIECES, fit
from albumforge.generators.album.music.arrangement import arrange
from albumforge.generators.album.music.instruments import UNPITCHED


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("bars", [1, 3, 8, 26, 130])
def test_every_note_is_in_the_scale_and_in_time(name: str, bars: int) -> None:
    piece = PIECES[name]
    kept = [n for degree, n in enumerate(piece.scale.semitones) if degree not in piece.scale.avoided]
    scale = {(piece.scale.tonic + semitone) % 12 for semitone in kept}
    notes = arrange(piece, bars, piece.bpm, seed=bars)
    last = LEAD_IN + (bars - 1) * piece.beats_per_bar * 60 / piece.bpm
    assert [note.time for note in notes] == sorted(note.time for note in notes)
    for note in notes:
        assert LEAD_IN <= note.time < last + 1.3
        assert 0 < note.velocity <= 1
        if note.instrument not in UNPITCHED:
            assert note.pitch % 12 in scale
            assert 36 <= note.pitch <= 100


@pytest.mark.parametrize("name", PIECES)
def test_it_ends_on_the_tonic(name: str) -> None:
    piece = PIECES[name]
    last = LEAD_IN + 19 * piece.beats_per_bar * 60 / piece.bpm
    ending = [n for n in arrange(piece, 20, piece.bpm, 4) if n.time > last - 0.02 and n.instrument not in UNPITCHED]
    assert min(note.pitch for note in ending) % 12 == piece.scale.tonic % 12
    assert sum(note.pitch % 12 == piece.scale.tonic % 12 for note in ending) >= 4


def test_sections_differ_in_density() -> None:
    piece = PIECES["journey"]
    fitted = fit(piece, 60)
    counts = Counter(int(note.time // 10) for note in arrange(piece, fitted.bars, fitted.bpm, 1))
    assert max(counts[3], counts[4]) > 2 * counts[0]
    assert max(counts[3], counts[4]) > 2 * counts[5]


def test_a_seed_is_a_performance() -> None:
    piece = PIECES["snowfall"]
    assert arrange(piece, 12, 69, 5) == arrange(piece, 12, 69, 5)
    assert arrange(piece, 12, 69, 5) != arrange(piece, 12, 69, 6)
