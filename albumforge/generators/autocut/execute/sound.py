"""The sound of a cut: its takes to the sample, joined by cross-fades so short that they are not heard.

Times are samples at 48 kHz. A take lasts from the sample of its first frame of the cut to that of the next take's,
so that sound and picture stay together however long the cut is.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.autocut.execute.takes import Take
from albumforge.generators.autocut.execute.tape import Tape
from albumforge.generators.autocut.execute.tempo import at_speed
from albumforge.media.audio import RATE, Samples, in_blocks, silence

CROSS_FADE = 240
"""Samples: 5 ms."""

_HALF = CROSS_FADE // 2
_BLOCK = RATE


def cut_sound(
    takes: Sequence[Take], fps: Fraction, path: Path, track: int | None, frames: int, context: Context
) -> Iterator[Samples]:
    """Yield the sound of a cut in blocks, exactly as long as its pictures.

    Takes overlap by 5 ms, half of it on either side of the cut, and are faded into each other there with gains that
    add up to one. Where the cut begins or ends within the source, it is faded likewise.

    Args:
        takes: in order.
        frames: of the source; what is cut off at its ends needs no fade.
        track: number of the sound track.

    Raises:
        MediaError: the track cannot be decoded.
        Cancelled: the context asked to stop.
    """
    tape = Tape(path, track, context)
    lengths = [_sample(take.end, fps) - _sample(take.start, fps) for take in takes]
    # A join takes half of the shorter neighbour at most.
    joins = [min(_HALF, before // 2, after // 2) for before, after in itertools.pairwise(lengths)]
    tail = silence(0)
    for number, (take, length) in enumerate(zip(takes, lengths, strict=True)):
        before = joins[number - 1] if number else 0
        after = joins[number] if number < len(joins) else 0
        fades = [float(faded / fps * RATE) for faded in (take.fade_in, take.fade_out)]
        if number == 0 and take.first > 0:
            fades[0] = max(fades[0], CROSS_FADE)
        if number == len(joins) and take.last < frames:
            fades[1] = max(fades[1], CROSS_FADE)
        sound = _take_sound(tape, take, fps, length, before, after)
        tail = yield from _joined(_with_fades(sound, length, before, *fades), tail, 2 * after)


def _joined(blocks: Iterator[Samples], tail: Samples, hold: int) -> Generator[Samples, None, Samples]:
    """Yield a take whose head is mixed with the tail of the one before; return its own tail, faded out.

    Args:
        hold: samples of the tail.
    """
    pending = silence(0)
    head = len(tail)
    for block in blocks:
        if head:
            rise = _rise(head)
            block[:head] = block[:head] * rise + tail
            head = 0
        pending = np.concatenate((pending, block))
        if len(pending) > hold:
            yield pending[: len(pending) - hold]
            pending = pending[len(pending) - hold :]
    return pending * _rise(hold)[::-1]


def _rise(length: int) -> NDArray[np.float32]:
    """Gains from 0 to 1 as half a cosine; with those in reverse they add up to one."""
    steps = (np.arange(length, dtype=np.float32) + np.float32(0.5)) / max(1, length)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * steps), np.float32)[:, None]


def _take_sound(tape: Tape, take: Take, fps: Fraction, length: int, before: int, after: int) -> Iterator[Samples]:
    """Yield a take's sound with so many samples more at both ends, in blocks of a second."""
    start = _sample(take.first, fps)
    wanted = before + length + after
    if take.steady:
        for at in range(start - before, start + length + after, _BLOCK):
            yield tape.read(at, min(at + _BLOCK, start + length + after))
        return
    speed = Fraction(take.speed)
    first, last = start - round(before * speed), _sample(take.last, fps) + round(after * speed)
    pieces = (tape.read(at, min(at + _BLOCK, last)) for at in range(first, last, _BLOCK))
    missing = wanted
    # The filter may give a little less than it should.
    for block in in_blocks(itertools.chain(at_speed(pieces, take.speed), [silence(wanted)]), _BLOCK):
        yield block[:missing]
        missing -= len(block)
        if missing <= 0:
            return


def _with_fades(blocks: Iterator[Samples], length: int, before: int, into: float, out: float) -> Iterator[Samples]:
    """Yield the sound of a take with fades of so many samples; its first block begins `before` samples ahead of it."""
    at = -before
    for block in blocks:
        if into or out:
            places = np.arange(at, at + len(block), dtype=np.float64) + 0.5
            gains = np.ones(len(block))
            if into:
                gains = np.minimum(gains, places / into)
            if out:
                gains = np.minimum(gains, (length - places) / out)
            block = block * np.clip(gains, 0.0, 1.0).astype(np.float32)[:, None]
        at += len(block)
        yield block


def _sample(frame: int, fps: Fraction) -> int:
    return round(frame * RATE / fps)
