from __future__ import annotations

import pytest

from albumforge.generators.album.music.piece import IONIAN, LYDIAN
from albumforge.generators.album.music.pieces import PIECES
from albumforge.generators.album.music.score import Scale, chord, phrase


def test_steps_become_pitches_of_the_scale() -> None:
    c_major = Scale(60, IONIAN)
    assert [c_major.pitch(step) for step in (-1, 0, 2, 6, 7, 9)] == [59, 60, 64, 71, 72, 76]
    assert Scale(60, LYDIAN).pitch(3) == 66
    assert [c_major.pitch(step) for step in c_major.steps(59, 65)] == [59, 60, 62, 64, 65]


@pytest.mark.parametrize(
    ("text", "tones", "bass"),
    [
        ("1", (0, 2, 4), 0),
        ("5/7", (4, 6, 1), 6),
        ("6+7", (5, 0, 2, 4), 5),
        ("5s", (4, 0, 1), 4),
        ("7+9", (6, 1, 3, 0), 6),
        ("2+7/4", (1, 3, 5, 0), 3),
    ],
)
def test_chords_are_read(text: str, tones: tuple[int, ...], bass: int) -> None:
    assert (chord(text).tones, chord(text).bass) == (tones, bass)


def test_the_nearest_chord_tone() -> None:
    tonic = chord("1")
    assert [tonic.nearest(step) for step in (0, 1, 3, 5, 6, -1)] == [0, 0, 2, 4, 7, 0]


def test_a_phrase_is_read() -> None:
    read = phrase("1 5", "r:1 1':1 2:2 | 5,:4", 4)
    assert [(tone.beat, tone.length, tone.step) for tone in read.melody] == [(1, 1, 7), (2, 2, 1), (4, 4, -3)]
    assert [tone.beat for tone in read.last(1).melody] == [0]
    assert read.last(1).chords == (chord("5"),)


@pytest.mark.parametrize(
    ("chords", "melody"), [("1", "1:3"), ("1", "1:5"), ("1 8", "1:4 | 1:4"), ("1", "x:4"), ("1 1", "1:4")]
)
def test_mistakes_in_writing_are_told(chords: str, melody: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        phrase(chords, melody, 4)


@pytest.mark.parametrize("name", PIECES)
def test_long_notes_of_the_themes_are_chord_tones(name: str) -> None:
    piece = PIECES[name]
    for theme in piece.themes.values():
        assert theme.bars == 4
        for tone in theme.melody:
            if tone.length >= 1.5:
                assert theme.chords[int(tone.beat // piece.beats_per_bar)].has(tone.step), (name, tone)
    for ending in ("A2", "E"):
        assert piece.themes[ending].chords[-1].root == piece.themes[ending].melody[-1].step % 7 == 0
