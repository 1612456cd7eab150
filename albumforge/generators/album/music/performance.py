"""Playing a score: notes to sound, window by window, so that memory does not grow with the piece."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from albumforge.context import Context
from albumforge.generators.album.music.arrangement import arrange
from albumforge.generators.album.music.instruments import INSTRUMENTS, Orchestra
from albumforge.generators.album.music.piece import Piece
from albumforge.generators.album.music.reverb import Reverb, impulse_response
from albumforge.generators.album.music.score import Note
from albumforge.generators.album.music.synthesis import damped
from albumforge.generators.album.music.timing import performance_samples
from albumforge.media.audio import RATE, Samples, silence
from albumforge.media.mix import fading

_LONGEST = 9 * RATE  # samples of the longest note
_LEVEL = 0.55
_ENDING = 1.2  # seconds in which what still rings is let go


def perform(piece: Piece, bars: int, bpm: float, *, seed: int, context: Context | None = None) -> Iterator[Samples]:
    """Play a piece: silence up to `timing.LEAD_IN`, the bars, and the final chord ringing out to silence.

    Args:
        bars: at least 1; the last one is the final chord.
        seed: chooses variations and the freedoms of the players; the same seed gives the same samples.

    Yields:
        blocks of some seconds, float32 (n, 2) at 48 kHz, `timing.performance_samples` in all.
    """
    notes = arrange(piece, bars, bpm, seed)
    total = performance_samples(piece, bars, bpm, RATE)
    ending = min(total, round(_ENDING * RATE))
    hall = Reverb(impulse_response(piece.hall))
    stage = _Stage(hall.hop, context)
    due = 0
    for start in range(0, total, hall.hop):
        last = due
        while last < len(notes) and notes[last].time * RATE < start + hall.hop:
            last += 1
        dry, wet = stage.played(notes[due:last], start)
        due = last
        sound = (dry + hall(wet))[: total - start] * np.float32(_LEVEL)
        if start + len(sound) > total - ending:
            sound *= fading(total, 0, ending, start, start + len(sound))[:, None]
        yield sound


class _Stage:
    """Where the notes of a window sound, with what still rings of those before."""

    def __init__(self, window: int, context: Context | None) -> None:
        self._window, self._context = window, context
        self._orchestra = Orchestra()
        self._dry, self._wet = silence(window + _LONGEST), silence(window + _LONGEST)
        self._scaled, self._weights = silence(_LONGEST), silence(_LONGEST)

    def played(self, notes: list[Note], start: int) -> tuple[Samples, Samples]:
        """Play the notes of the window that starts at sample `start`; return it, and what of it goes into the hall."""
        for note in notes:
            if self._context is not None:
                self._context.check()
            self._add(note, round(note.time * RATE) - start)
        result = self._dry[: self._window].copy(), self._wet[: self._window].copy()
        for bus in (self._dry, self._wet):
            bus[:_LONGEST] = bus[self._window :]
            bus[_LONGEST:] = 0
        return result

    def _add(self, note: Note, at: int) -> None:
        sound = self._orchestra.note(note.instrument, note.pitch, note.velocity, note.seconds, note.turn)
        instrument = INSTRUMENTS[note.instrument]
        if not instrument.sustained:
            sound = damped(sound, note.seconds, instrument.release)
        angle = (min(1.0, max(-1.0, note.pan)) + 1) * math.pi / 4
        # Weights as long as the sound, for numpy is slow where the last axis it repeats over has two elements.
        weights, scaled = self._weights[: len(sound)], self._scaled[: len(sound)]
        weights[:, 0] = math.sqrt(2) * note.gain * math.cos(angle)
        weights[:, 1] = math.sqrt(2) * note.gain * math.sin(angle)
        np.multiply(sound, weights, out=scaled)
        self._dry[at : at + len(sound)] += scaled
        scaled *= np.float32(note.send)
        self._wet[at : at + len(sound)] += scaled
