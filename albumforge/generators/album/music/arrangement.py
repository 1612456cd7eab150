"""From a piece, a number of bars and a seed to the notes of every player, with the small freedoms of people."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

import numpy as np

from albumforge.generators.album.music.form import Section, sections
from albumforge.generators.album.music.instruments import INSTRUMENTS
from albumforge.generators.album.music.piece import Part, Piece, Role, Stroke
from albumforge.generators.album.music.score import OCTAVE, Chord, Note
from albumforge.generators.album.music.timing import LEAD_IN, RING
from albumforge.generators.album.music.voicing import ladder, voiced

_LOOSE = 0.007  # standard deviation of a player's timing, seconds
_ROLL = 0.075  # seconds between the notes of the final, rolled chord


def arrange(piece: Piece, bars: int, bpm: float, seed: int) -> list[Note]:
    """Return all notes of a performance, in order of time."""
    random = np.random.default_rng([seed & 0xFFFFFFFF, zlib.crc32(piece.name.encode())])
    arranger = _Arranger(piece, 60.0 / bpm, random)
    for section in sections(piece, bars, random):
        arranger.section(section)
    return sorted(arranger.notes, key=lambda note: note.time)


@dataclass
class _Arranger:
    piece: Piece
    beat_seconds: float
    random: np.random.Generator
    notes: list[Note] = field(default_factory=list)
    _voicings: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _second: int | None = None

    def section(self, section: Section) -> None:
        """Add the notes of all players who are in at the section's energy."""
        for number, part in enumerate(self.piece.parts):
            playing = section.energy >= part.enters
            if part.role is Role.MELODY:
                self._melody(part, section)
            elif part.role is Role.COUNTER and playing:
                self._counter(part, section)
            else:
                for bar, chord in enumerate(section.phrase.chords):
                    ending = section.final and bar == section.phrase.bars - 1
                    if not playing and not (ending and part.role in (Role.CHORDS, Role.BASS)):
                        continue
                    self._bar(number, part, section, bar, chord, ending)

    def _bar(self, number: int, part: Part, section: Section, bar: int, chord: Chord, ending: bool) -> None:
        first = (section.start + bar) * self.piece.beats_per_bar
        if part.role is Role.CHORDS:
            self._held(number, part, section, first, chord, ending)
        elif part.role is Role.FIGURE:
            self._figure(part, section, first, chord, ending)
        elif part.role is Role.BASS:
            self._bass(part, section, first, chord, ending)
        elif part.role is Role.SPARKLE and not ending:
            self._sparkle(part, section, first, chord)
        elif part.role is Role.DRUM:
            self._drum(part, section, first, ending)

    def _melody(self, part: Part, section: Section) -> None:
        instrument = part.instruments[section.turn % len(part.instruments)]
        phrase, ring = section.phrase, INSTRUMENTS[instrument].ring
        span = phrase.bars * self.piece.beats_per_bar
        for tone in phrase.melody:
            last = section.final and tone is phrase.melody[-1]
            arch = 0.92 + 0.16 * float(np.sin(np.pi * min(1.0, (tone.beat + 0.5) / span)))
            seconds = ring if last else (tone.length + 0.35) * self.beat_seconds
            velocity = self._velocity(section, tone.beat) * arch * (0.8 if last else 1.06)
            pitch = self._within(self.piece.scale.kept(tone.step) + OCTAVE * part.shift, part.register)
            delay = 4 * _ROLL if last else 0.0
            beat = section.start * self.piece.beats_per_bar + tone.beat
            self._note(part, instrument, beat, pitch, velocity, seconds, delay=delay)

    def _counter(self, part: Part, section: Section) -> None:
        """A chord tone below each long note of the melody, as near as can be to the one before."""
        for tone in section.phrase.melody:
            if tone.length < 1 or (section.final and tone is section.phrase.melody[-1]):
                continue
            chord = section.phrase.chords[int(tone.beat // self.piece.beats_per_bar)]
            below = [tone.step - away for away in range(2, 7) if chord.has(tone.step - away)]
            if not below:
                continue
            near = self._second if self._second is not None else tone.step - 3
            self._second = min(below, key=lambda step: abs(step - near))
            pitch = self._within(self._second, part.register)
            velocity = self._velocity(section, tone.beat) * 0.85
            seconds = (tone.length + 0.3) * self.beat_seconds
            beat = section.start * self.piece.beats_per_bar + tone.beat
            self._note(part, part.instruments[0], beat, pitch, velocity, seconds, delay=0.006)

    def _held(self, number: int, part: Part, section: Section, first: int, chord: Chord, ending: bool) -> None:
        steps = voiced(chord, self.piece.scale, part.register, self._voicings.get(number))
        self._voicings[number] = steps
        instrument = INSTRUMENTS[part.instruments[0]]
        seconds = RING - instrument.release - 0.3 if ending else self.piece.beats_per_bar * self.beat_seconds
        velocity = 0.55 + 0.4 * section.energy
        for voice, step in enumerate(steps):
            spread = (voice / max(1, len(steps) - 1) - 0.5) * 0.7
            pitch = self.piece.scale.pitch(step)
            self._note(part, instrument.name, first, pitch, velocity, seconds, pan=part.pan + spread)

    def _figure(self, part: Part, section: Section, first: int, chord: Chord, ending: bool) -> None:
        rungs = ladder(chord, self.piece.scale, part.register)
        instrument = part.instruments[section.turn % len(part.instruments)]
        if ending:
            for n, step in enumerate(rungs[:5]):
                pitch = self.piece.scale.pitch(step)
                self._note(part, instrument, first, pitch, 0.52 - 0.03 * n, RING, delay=n * _ROLL)
            return
        per_bar = self.piece.beats_per_bar
        for beat, rung, length in self._pattern(part, section):
            pitch = self.piece.scale.pitch(rungs[min(rung, len(rungs) - 1)])
            seconds = min(length, per_bar - beat + 0.15) * self.beat_seconds
            self._note(part, instrument, first + beat, pitch, self._velocity(section, beat) * 0.86, seconds)

    def _bass(self, part: Part, section: Section, first: int, chord: Chord, ending: bool) -> None:
        scale = self.piece.scale
        lowest = next(step for step in scale.steps(*part.register) if step % OCTAVE == chord.bass)
        instrument = part.instruments[0]
        if ending:
            self._note(part, instrument, first, scale.pitch(lowest), 0.6, RING - 1.0)
            return
        fifth = lowest + 4
        sound = scale.pitch(fifth) - scale.pitch(lowest) == 7 and chord.has(fifth)
        for beat, rung, length in self._pattern(part, section):
            step = fifth if rung and sound else lowest
            seconds = length * self.beat_seconds
            self._note(part, instrument, first + beat, scale.pitch(step), self._velocity(section, beat), seconds)

    def _sparkle(self, part: Part, section: Section, first: int, chord: Chord) -> None:
        if self.random.random() > 0.25 + 0.45 * section.energy:
            return
        tones = [step for step in self.piece.scale.steps(*part.register) if step % OCTAVE in chord.tones[:3]]
        start = float(self.random.choice([0.5, 1.5, 2.5])) % self.piece.beats_per_bar
        at = int(self.random.integers(len(tones)))
        for n in range(int(self.random.integers(1, 4))):
            step = tones[(at + n) % len(tones)]
            self._note(part, part.instruments[0], first + start + n * 0.5, self.piece.scale.pitch(step), 0.4, 2.5)

    def _drum(self, part: Part, section: Section, first: int, ending: bool) -> None:
        strokes = [stroke for stroke in self._pattern(part, section) if not ending or stroke[0] == 0]
        for beat, _, accent in strokes:
            velocity = accent * (0.5 + 0.5 * section.energy) * (0.7 if ending else 1.0)
            self._note(part, part.instruments[0], first + beat, 60, velocity, 1.0)

    def _pattern(self, part: Part, section: Section) -> tuple[Stroke, ...]:
        """Return the pattern for a section's energy, from the calmest as the part enters to the busiest at the peak."""
        busy = (section.energy - part.enters) / max(1e-9, 1.0 - part.enters)
        return part.patterns[min(len(part.patterns) - 1, int(busy * len(part.patterns)))]

    def _velocity(self, section: Section, beat: float) -> float:
        within = beat % self.piece.beats_per_bar
        accent = 1.06 if within == 0 else 1.0 if within % 1 == 0 else 0.9
        return (0.60 + 0.23 * section.energy) * accent

    def _within(self, step: int, register: tuple[int, int]) -> int:
        """Return the pitch of a step, moved by octaves into the register."""
        low, high = register
        pitch = self.piece.scale.pitch(step)
        while pitch > high:
            pitch -= 12
        while pitch < low:
            pitch += 12
        return pitch

    def _note(
        self,
        part: Part,
        instrument: str,
        beat: float,
        pitch: int,
        velocity: float,
        seconds: float,
        *,
        delay: float = 0.0,
        pan: float | None = None,
    ) -> None:
        loose = float(np.clip(self.random.normal(0, _LOOSE), -2.5 * _LOOSE, 2.5 * _LOOSE))
        touch = float(np.clip(velocity * self.random.normal(1, 0.05), 0.05, 1.0))
        self.notes.append(
            Note(
                time=max(LEAD_IN, LEAD_IN + beat * self.beat_seconds + delay + loose),
                instrument=instrument,
                pitch=pitch,
                velocity=touch,
                seconds=seconds,
                pan=part.pan if pan is None else pan,
                gain=float(10 ** (part.gain_db / 20)),
                send=part.send,
                turn=int(self.random.integers(64)),
            )
        )
