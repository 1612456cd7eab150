from __future__ import annotations

import itertools

import pytest

from albumforge.generators.album.music.piece import Piece, Role
from albumforge.generators.album.music.pieces import PIECES
from albumforge.generators.album.music.voicing import VOICES, ladder, voiced


def pads(piece: Piece) -> list[tuple[int, ...]]:
    """The pitches of the held chords through all themes."""
    register = next(part.register for part in piece.parts if part.role is Role.CHORDS)
    previous, found = None, []
    for theme in piece.themes.values():
        for chord in theme.chords:
            previous = voiced(chord, piece.scale, register, previous)
            found.append(tuple(piece.scale.pitch(step) for step in previous))
    return found


@pytest.mark.parametrize("name", PIECES)
def test_voices_move_little_and_do_not_cross(name: str) -> None:
    chords = pads(PIECES[name])
    moves = [abs(b - a) for one, two in itertools.pairwise(chords) for a, b in zip(one, two, strict=True)]
    assert all(len(pitches) == VOICES and sorted(pitches) == list(pitches) for pitches in chords)
    assert sum(moves) / len(moves) < 2.2
    assert max(moves) <= 7


@pytest.mark.parametrize("name", PIECES)
def test_parallel_fifths_and_octaves_are_rare(name: str) -> None:
    chords = pads(PIECES[name])
    parallels = 0
    for one, two in itertools.pairwise(chords):
        for i in range(VOICES):
            for j in range(i):
                same = (one[i] - one[j]) % 12 == (two[i] - two[j]) % 12
                parallels += same and (two[i] - two[j]) % 12 in (0, 7) and one[i] != two[i]
    assert parallels <= 2


def test_a_ladder_starts_on_the_bass_and_rises() -> None:
    piece = PIECES["morning"]
    for theme in piece.themes.values():
        for chord in theme.chords:
            rungs = ladder(chord, piece.scale, (45, 67))
            assert rungs[0] % 7 == chord.bass
            assert sorted(set(rungs)) == list(rungs)
            assert all(chord.has(step) for step in rungs[1:])
            assert rungs[1] - rungs[0] >= 2
