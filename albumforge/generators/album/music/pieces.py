"""The pieces, as data: themes, harmonies, and who plays what from which energy on. All of them are our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from albumforge.generators.album.music.score import Chord, Phrase, Scale, chord, phrase

IONIAN = (0, 2, 4, 5, 7, 9, 11)
MIXOLYDIAN = (0, 2, 4, 5, 7, 9, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)


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
        mood: words that describe it.
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
    scale: Scale
    themes: Mapping[str, Phrase]
    opening: tuple[Chord, ...]
    byways: tuple[tuple[Chord, ...], ...]
    parts: tuple[Part, ...]
    hall: float


def _chords(text: str) -> tuple[Chord, ...]:
    return tuple(chord(word) for word in text.split())


def _even(rungs: str, step: float, length: float) -> tuple[Stroke, ...]:
    """Return a pattern of evenly spaced strokes, one for each digit; ``-`` is a rest."""
    return tuple((n * step, int(rung), length) for n, rung in enumerate(rungs) if rung != "-")


_MORNING = Piece(
    name="morning",
    title={"zh": "晨光", "en": "Morning Light"},
    bpm=80.0,
    beats_per_bar=4,
    mood=("calm", "tender", "hopeful", "family"),
    scale=Scale(65, IONIAN),
    themes={
        "A1": phrase("1 5/7 6+7 4+7", "r:1 3:1 5:1 1':1 | 7:1.5 6:.5 5:2 | r:1 3:1 6:1 1':1 | 6:1.5 5:.5 3:2", 4),
        "A2": phrase(
            "1/3 4+7 5s 1", "r:1 5:1 1':1 2':1 | 3':1.5 2':.5 1':1 6:1 | 5:1 1':1 2':1.5 7:.5 | 1':3 r:1", 4
        ),
        "B1": phrase(
            "6+7 3+7 4+7 1/3", "3':1.5 2':.5 1':1 6:1 | 2':1.5 1':.5 7:2 | 1':1 6:1 4:.5 5:.5 6:1 | 5:3 r:1", 4
        ),
        "B2": phrase(
            "2+7 5 2+7/4 5s", "r:.5 6:.5 1':1 2':1 4':1 | 2':2 7:1 5:1 | 6:1 1':1 2':.5 3':.5 4':1 | 5':1 2':2 r:1", 4
        ),
        "E": phrase("4+7 1/3 5s 1", "r:1 6:1 1':2 | r:1 5:1 3:2 | r:2 2:1 5:1 | 1':3 r:1", 4),
    },
    opening=_chords("1 4+7 1/3 5s"),
    byways=(_chords("4+7 5/7 6+7 1/3"), _chords("6+7 4+7 1/3 5s"), _chords("2+7 5s 3+7 6+7"), _chords("4 1/3 2+7 5s")),
    parts=(
        Part(Role.MELODY, ("felt_piano",), 0.0, 0.12, 0.30, (60, 89)),
        Part(Role.FIGURE, ("felt_piano",), -3.2, -0.22, 0.24, (45, 67), 0.0, (
            ((0, 0, 4), (1, 2, 3), (2, 3, 2)),
            ((0, 0, 4), (1, 2, 3), (2, 3, 2), (3, 1, 1)),
            ((0, 0, 4), (0.5, 1, 3), (1, 2, 3), (2, 3, 2), (3, 2, 1)),
            _even("01232121", 0.5, 2.5),
        )),
        Part(Role.CHORDS, ("pad",), -12.0, 0.0, 0.5, (53, 72), 0.3),
        Part(Role.BASS, ("cello",), -7.0, 0.0, 0.2, (38, 52), 0.5, (((0, 0, 3.9),),)),
        Part(Role.COUNTER, ("felt_piano",), -5.0, 0.3, 0.34, (55, 80), 0.68),
        Part(Role.SPARKLE, ("celesta",), -5.0, 0.5, 0.6, (79, 91), 0.62),
    ),
    hall=2.3,
)  # fmt: skip

_JOURNEY = Piece(
    name="journey",
    title={"zh": "远行", "en": "The Journey"},
    bpm=104.0,
    beats_per_bar=4,
    mood=("warm", "lively", "bright", "travel"),
    scale=Scale(62, MIXOLYDIAN),
    themes={
        "A1": phrase(
            "1 7 4/6 1",
            "1:.5 2:.5 3:1 5:.5 3:.5 5:1 | 4:.5 3:.5 2:1.5 r:.5 2:.5 4:.5 | 1':1 6:.5 4:1 3:.5 1:1 |"
            " 3:.5 2:.5 1:1.5 r:1.5",
            4,
        ),
        "A2": phrase(
            "2+7 4 7 1",
            "2:.5 4:.5 6:1 5:.5 4:.5 2:1 | 4:.5 6:.5 1':1.5 6:.5 4:1 | 2':1 1':.5 7:1.5 4:1 | 5:.5 3:.5 1:1.5 r:1.5",
            4,
        ),
        "B1": phrase(
            "6+7 4+7 1/3 7+9", "3':1.5 1':.5 6:1.5 r:.5 | 1':1.5 6:.5 4:1 3:1 | 5:.5 6:.5 5:1 3:1 1:1 | 2:2.5 r:1.5", 4
        ),
        "B2": phrase(
            "6+7 2+7 4 7+9",
            "6:.5 1':.5 3':1.5 1':.5 3':1 | 4':1.5 3':.5 2':1 1':1 | 1':1.5 2':.5 1':.5 6:.5 4:1 | 2':2 7:1 r:1",
            4,
        ),
        "E": phrase("4 1/3 7+9 1", "r:1 6:.5 1':1.5 6:1 | r:1 5:.5 3:2.5 | r:1 4:1 2:2 | 1:2.5 r:1.5", 4),
    },
    opening=_chords("1 1 7 4/6"),
    byways=(_chords("4 1/3 2+7 7"), _chords("6+7 7 4 1/3"), _chords("1 5+7 4 7+9"), _chords("2+7 6+7 4 7+9")),
    parts=(
        Part(Role.MELODY, ("plucked", "marimba"), 0.5, 0.10, 0.22, (62, 86), 0.0, (), 0),
        Part(Role.FIGURE, ("plucked",), -3.5, -0.42, 0.18, (50, 69), 0.0, (
            _even("0-2-3-2-", 0.5, 1.5),
            _even("0-23-231", 0.5, 1.2),
            _even("02321323", 0.5, 1.0),
        )),
        Part(Role.FIGURE, ("marimba",), -4.5, 0.45, 0.22, (62, 81), 0.5, (
            _even("-1-2-1-3", 0.5, 0.5),
            _even("12-3-21-", 0.5, 0.5),
            _even("1232-321", 0.5, 0.5),
        )),
        Part(Role.BASS, ("bass",), -2.0, 0.0, 0.05, (38, 52), 0.35, (
            ((0, 0, 2.4), (2.5, 0, 1.3)),
            ((0, 0, 1.4), (1.5, 0, 0.9), (2.5, 1, 1.3)),
        )),
        Part(Role.CHORDS, ("pad",), -12.5, 0.0, 0.4, (54, 71), 0.2),
        Part(Role.COUNTER, ("celesta",), -6.0, 0.35, 0.4, (66, 86), 0.8),
        Part(Role.DRUM, ("shaker",), 3.5, 0.3, 0.12, enters=0.42, patterns=(
            ((0.5, 0, 0.6), (1, 0, 0.9), (1.5, 0, 0.6), (2.5, 0, 0.6), (3, 0, 0.9), (3.5, 0, 0.6)),
            tuple((n / 2, 0, 0.9 if n % 4 == 2 else 0.65 if n % 2 else 0.5) for n in range(8)),
        )),
        Part(Role.DRUM, ("soft_drum",), -1.0, -0.05, 0.12, enters=0.52, patterns=(
            ((0, 0, 0.8), (2.5, 0, 0.6)),
            ((0, 0, 0.9), (1.5, 0, 0.5), (2.5, 0, 0.7), (3.5, 0, 0.4)),
        )),
        Part(Role.DRUM, ("wood",), 1.5, -0.5, 0.25, enters=0.75, patterns=(
            ((1, 0, 0.7), (3, 0, 0.8), (3.5, 0, 0.5)),
        )),
    ),
    hall=1.5,
)  # fmt: skip

_SNOWFALL = Piece(
    name="snowfall",
    title={"zh": "落雪", "en": "Snowfall"},
    bpm=69.0,
    beats_per_bar=3,
    mood=("quiet", "wondering", "dreamy", "winter"),
    scale=Scale(63, LYDIAN),
    themes={
        "A1": phrase("1+7 2/1 6+7 5/7", "5:2 7:1 | 6:2 4:1 | 3:1 5:1 1':1 | 7:2 r:1", 3),
        "A2": phrase("1+7 3+7 2 1+9", "5:1 7:1 3':1 | 2':2 7:1 | 6:1 4:1 2:1 | 1:2 r:1", 3),
        "B1": phrase("6+7 3+7 1+7 2", "3':2 1':1 | 2':1.5 1':.5 7:1 | 7:1 5:1 3:1 | 4:2 r:1", 3),
        "B2": phrase("6+7 5+7/7 1+7 2/1", "1':1 3':1 5':1 | 4':2 2':1 | 3':1 7:1 5:1 | 6:2 r:1", 3),
        "E": phrase("6+7 3+7 2/1 1+9", "r:1 1':2 | r:1 7:2 | r:1 6:1 2:1 | 1:2 r:1", 3),
    },
    opening=_chords("1+7 2/1 1+7 2/1"),
    byways=(_chords("6+7 2 5/7 1+7"), _chords("3+7 6+7 2 5"), _chords("1+7 5/7 6+7 2"), _chords("6+7 1+7 3+7 2/1")),
    parts=(
        Part(Role.MELODY, ("bell", "celesta"), 0.0, 0.08, 0.42, (62, 91)),
        Part(Role.CHORDS, ("glass",), -9.5, 0.0, 0.55, (51, 70), 0.0),
        Part(Role.FIGURE, ("celesta",), -5.5, -0.38, 0.45, (58, 79), 0.28, (
            ((1, 2, 2), (2, 3, 1.5)),
            ((0, 1, 2), (1, 2, 2), (2, 3, 1.5)),
            ((0, 1, 2), (0.5, 2, 2), (1, 3, 2), (2, 4, 1), (2.5, 3, 1)),
            _even("123432", 0.5, 1.5),
        )),
        Part(Role.BASS, ("cello",), -6.0, 0.0, 0.25, (39, 53), 0.42, (((0, 0, 2.9),),)),
        Part(Role.COUNTER, ("bell",), -7.0, 0.35, 0.45, (58, 84), 0.66),
        Part(Role.SPARKLE, ("celesta",), -7.0, 0.55, 0.65, (82, 93), 0.35),
    ),
    hall=3.0,
)  # fmt: skip

PIECES: Mapping[str, Piece] = MappingProxyType({piece.name: piece for piece in (_MORNING, _JOURNEY, _SNOWFALL)})
"""Every piece by name."""
