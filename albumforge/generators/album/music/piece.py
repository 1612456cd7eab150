"""What a piece is made of: themes, harmonies, and who plays what from which energy on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from albumforge.generators.album.music.score import Chord, Phrase, Scale, chord

IONIAN = (0, 2, 4, 5, 7, 9, 11)
MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)
DORIAN = (0, 2, 3, 5, 7, 9, 10)

MOODS = ("calm", "joyful", "warm", "nostalgic", "lively", "solemn")
"""What a piece, or a film, may feel like."""


class Role(Enum):
    """What a part does."""

    MELODY = "the theme"
    COUNTER = "a second voice below the theme"
    CHORDS = "held chords, led voice by voice"
    FIGURE = "broken chords in a pattern"
    BASS = "the bass notes in a pattern"
    SPARKLE = "single high chord tones now and then"
    DRUM = "a rhythm without pitch"


Stroke = tuple[float, int, float]
"""Of a pattern: beat in the bar, rung of the chord (0 the lowest), length in beats. Of a drum: beat, 0, accent."""


@dataclass(frozen=True)
class Part:
    """A player.

    Attributes:
        role: what it plays.
        instruments: what it is played on; where there are several, sections take turns.
        gain_db: level.
        pan: -1 left … 1 right.
        send: part that goes into the hall.
        register: lowest and highest MIDI pitch.
        enters: energy of a section, 0 … 1, from which on it plays.
        patterns: figures, from calm to busy; a section's energy chooses.
        shift: octaves by which a melody is moved.
    """

    role: Role
    instruments: tuple[str, ...]
    gain_db: float
    pan: float
    send: float
    register: tuple[int, int] = (0, 127)
    enters: float = 0.0
    patterns: tuple[tuple[Stroke, ...], ...] = ()
    shift: int = 0


@dataclass(frozen=True)
class Piece:
    """A piece that can be fitted to any length.

    Attributes:
        name: its identifier.
        title: by language, ``zh`` and ``en``.
        bpm: nominal tempo in quarter notes a minute.
        beats_per_bar: quarter notes in a bar.
        mood: some of `MOODS`, the strongest first.
        mode: name of its mode, for people.
        scale: tonic and mode.
        themes: phrases of four bars: A1 A2 (ends on the tonic), B1 B2, E (the ending, ends on the tonic).
        opening: four chords without melody.
        byways: other harmonies of four bars, for developments and breaks.
        parts: who plays.
        hall: reverberation time in seconds.
    """

    name: str
    title: Mapping[str, str]
    bpm: float
    beats_per_bar: int
    mood: tuple[str, ...]
    mode: str
    scale: Scale
    themes: Mapping[str, Phrase]
    opening: tuple[Chord, ...]
    byways: tuple[tuple[Chord, ...], ...]
    parts: tuple[Part, ...]
    hall: float


def chords(text: str) -> tuple[Chord, ...]:
    """Read chords apart by spaces."""
    return tuple(chord(word) for word in text.split())


def even(rungs: str, step: float, length: float) -> tuple[Stroke, ...]:
    """Return a pattern of evenly spaced strokes, one for each digit; ``-`` is a rest."""
    return tuple((n * step, int(rung), length) for n, rung in enumerate(rungs) if rung != "-")
