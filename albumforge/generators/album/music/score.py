"""What a score is made of: scales, chords, melodies and notes, and the small text forms they are written in.

Pitches of tonal notes are scale steps: 0 is the tonic, 7 the tonic an octave above, whatever the mode. So nothing can
leave the scale before `Scale.pitch` turns a step into a MIDI pitch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_CHORD = re.compile(r"([1-7])(s)?(\+7)?(\+9)?(?:/([1-7]))?")
_TONE = re.compile(r"([1-7r])('*)(,*):([\d.]+)")
OCTAVE = 7  # steps


@dataclass(frozen=True)
class Scale:
    """A mode on a tonic.

    Attributes:
        tonic: MIDI pitch of step 0.
        semitones: of the seven steps above the tonic.
        avoided: degrees, 0 … 6, that a melody leaves out, as the pentatonic modes do.
    """

    tonic: int
    semitones: tuple[int, ...]
    avoided: tuple[int, ...] = ()

    def pitch(self, step: int) -> int:
        """Return the MIDI pitch of a scale step."""
        octave, degree = divmod(step, OCTAVE)
        return self.tonic + 12 * octave + self.semitones[degree]

    def kept(self, step: int) -> int:
        """Return the step, or the one below it where it is avoided."""
        while step % OCTAVE in self.avoided:
            step -= 1
        return step

    def steps(self, low: int, high: int) -> range:
        """Return the steps whose pitches lie from `low` to `high`."""
        inside = [step for step in range(-6 * OCTAVE, 6 * OCTAVE) if low <= self.pitch(step) <= high]
        return range(inside[0], inside[-1] + 1) if inside else range(0)


@dataclass(frozen=True)
class Chord:
    """A chord of the scale: degrees 0 … 6 of its tones, root first, and of its bass."""

    tones: tuple[int, ...]
    bass: int

    @property
    def root(self) -> int:
        return self.tones[0]

    def has(self, step: int) -> bool:
        """Tell whether a step, in any octave, is a tone of the chord."""
        return step % OCTAVE in self.tones

    def nearest(self, step: int) -> int:
        """Return the chord tone nearest to a step; of two, the lower."""
        return min((s for s in range(step - 4, step + 5) if self.has(s)), key=lambda s: (abs(s - step), s))


@dataclass(frozen=True)
class Tone:
    """A note of a melody: when it starts and how long it lasts, in beats from the phrase's start, and its step."""

    beat: float
    length: float
    step: int


@dataclass(frozen=True)
class Phrase:
    """Some bars of music: one chord a bar, and a melody that may be empty."""

    chords: tuple[Chord, ...]
    melody: tuple[Tone, ...]
    beats_per_bar: int

    @property
    def bars(self) -> int:
        return len(self.chords)

    def last(self, bars: int) -> Phrase:
        """Return the last `bars` bars of the phrase."""
        gone = (self.bars - bars) * self.beats_per_bar
        kept = tuple(replace(tone, beat=tone.beat - gone) for tone in self.melody if tone.beat >= gone)
        return Phrase(self.chords[self.bars - bars :], kept, self.beats_per_bar)


@dataclass(frozen=True, slots=True)
class Note:
    """A note to play: seconds from the start, instrument, MIDI pitch, velocity 0 … 1, seconds until damped, place.

    Attributes:
        pan: -1 left … 1 right.
        gain: linear.
        send: part of it that goes into the hall.
        turn: which of the instrument's variants.
    """

    time: float
    instrument: str
    pitch: int
    velocity: float
    seconds: float
    pan: float
    gain: float
    send: float
    turn: int = 0


def chord(text: str) -> Chord:
    """Read a chord: degree, then ``s`` (fourth for third), ``+7``, ``+9``, and ``/`` with the degree of the bass.

    Raises:
        ValueError: it is written otherwise.
    """
    match = _CHORD.fullmatch(text)
    if match is None:
        raise ValueError(f"not a chord: {text!r}")
    root = int(match[1]) - 1
    offsets = [0, 3 if match[2] else 2, 4] + [6] * bool(match[3]) + [8] * bool(match[4])
    bass = int(match[5]) - 1 if match[5] else root
    return Chord(tuple((root + offset) % OCTAVE for offset in offsets), bass)


def phrase(chords: str, melody: str, beats_per_bar: int) -> Phrase:
    """Read a phrase: chords apart by spaces, melody as bars apart by ``|`` of ``degree:beats``.

    A degree has ``'`` for each octave up and ``,`` for each down; ``r`` is a rest.

    Raises:
        ValueError: a bar does not have its beats, or a sign is unknown.
    """
    harmony = tuple(chord(text) for text in chords.split())
    tones: list[Tone] = []
    bars = [bar.split() for bar in melody.split("|")] if melody.strip() else []
    for number, bar in enumerate(bars):
        beat = float(number * beats_per_bar)
        for text in bar:
            match = _TONE.fullmatch(text)
            if match is None:
                raise ValueError(f"not a tone: {text!r}")
            length = float(match[4])
            if match[1] != "r":
                step = int(match[1]) - 1 + OCTAVE * (len(match[2]) - len(match[3]))
                tones.append(Tone(beat, length, step))
            beat += length
        if abs(beat - (number + 1) * beats_per_bar) > 1e-9:
            raise ValueError(f"bar {number + 1} of {melody!r} does not have {beats_per_bar} beats")
    if bars and len(bars) != len(harmony):
        raise ValueError(f"{len(harmony)} chords for {len(bars)} bars: {melody!r}")
    return Phrase(harmony, tuple(tones), beats_per_bar)
