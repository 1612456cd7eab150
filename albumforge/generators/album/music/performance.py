"""Playing a score: notes to sound, window by window, so that the working memory does not grow with the piece."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np

from albumforge.context import Context
from albumforge.generators.album.music.arrangement import arrange
from albumforge.generators.album.music.instruments import INSTRUMENTS, Orchestra, damped
from albumforge.generators.album.music.pieces import Piece
from albumforge.generators.album.music.reverb import Reverb, impulse_response
from albumforge.generators.album.music.score import Note
from albumforge.generators.album.music.timing import performance_samples
from albumforge.media.audio import RATE, Samples, silence
from albumforge.media.mix import rise

_WINDOW = 15 * RATE
_LONGEST = 9 * RATE  # samples of the longest note
_LEVEL = 0.55
_ENDING = 1.2  # seconds in which what still rings is let go


def perform(piece: Piece, bars: int, bpm: float, *, seed: int, context: Context | None = None) -> Samples:
    """Play a piece: silence up to `timing.LEAD_IN`, the bars, and the final chord ringing out to silence.

    Args:
        bars: at least 1; the last one is the final chord.
        seed: chooses variations and the freedoms of the players; the same seed gives the same samples.

    Returns:
        float32 (n, 2) at 48 kHz, `timing.performance_samples` of them.
    """
    notes = arrange(piece, bars, bpm, seed)
    result = silence(performance_samples(piece, bars, bpm, RATE))
    hall = Reverb(impulse_response(piece.hall))
    orchestra = Orchestra()
    rest: dict[float, Samples] = {}
    due = 0
    for start in range(0, len(result), _WINDOW):
        length = min(_WINDOW, len(result) - start)
        last = due
        while last < len(notes) and notes[last].time * RATE < start + length:
            last += 1
        buses = _played(notes[due:last], start, length, rest, orchestra, context)
        wet = silence(length)
        for send, bus in buses.items():
            result[start : start + length] += bus[:length]
            wet += bus[:length] * np.float32(send)
        result[start : start + length] += hall(wet)
        rest = {send: bus[length:].copy() for send, bus in buses.items()}
        due = last
    result *= np.float32(_LEVEL)
    ending = min(len(result), round(_ENDING * RATE))
    result[len(result) - ending :] *= rise(ending)[::-1, None]
    return result


def _played(
    notes: list[Note],
    start: int,
    length: int,
    rest: dict[float, Samples],
    orchestra: Orchestra,
    context: Context | None,
) -> dict[float, Samples]:
    """Return a bus for each amount of hall: the window and what rings beyond it."""
    buses: defaultdict[float, Samples] = defaultdict(lambda: silence(length + _LONGEST))
    for send, tail in rest.items():
        buses[send][: len(tail)] += tail[: length + _LONGEST]
    for note in notes:
        if context is not None:
            context.check()
        sound = orchestra.note(note.instrument, note.pitch, note.velocity, note.seconds, note.turn)
        instrument = INSTRUMENTS[note.instrument]
        if not instrument.sustained:
            sound = damped(sound, note.seconds, instrument.release)
        at = round(note.time * RATE) - start
        angle = (min(1.0, max(-1.0, note.pan)) + 1) * math.pi / 4
        sides = np.array([math.cos(angle), math.sin(angle)], np.float32) * np.float32(math.sqrt(2) * note.gain)
        buses[note.send][at : at + len(sound)] += sound * sides
    return buses
