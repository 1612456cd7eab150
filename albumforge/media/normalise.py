"""Bringing a sound to a loudness without clipping it: one gain, and a limiter that looks ahead."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.media.audio import RATE, Samples
from albumforge.media.loudness import integrated, measure, peaks
from albumforge.media.spool import Sound, Spool, parts

TARGET = -14.0
CEILING = -1.0

_AUDIBLE = -60.0  # a sound below this loudness is room noise: it is not pulled up
_GROUP = 16  # samples that share one gain of the limiter's control signal; a second has a whole number of them
_LOOK_AHEAD = 96  # groups of samples over which the limiter's gain comes down: 32 ms
_RELEASE = 60.0  # decibels a second at which it goes up again, at least
_CODEC_MARGIN = 1.5  # decibels that lossy coding may add to a peak: clicks and drums gain most
_ROUNDS = 8
_MAKE_UP = 6.0  # decibels of gain that limiting is made up for with, at most


def normalised(
    sound: Sound,
    target: float = TARGET,
    ceiling: float = CEILING,
    *,
    folder: Path,
    context: Context | None = None,
) -> Generator[Samples]:
    """Yield the sound in blocks, at `target` LUFS with no true peak above `ceiling` dBTP, also after AAC coding.

    One gain for the whole; where that lets peaks through, a limiter with look-ahead turns them down, and the gain
    makes up for it. What is below -60 LUFS counts as silence and stays as it is. Where single peaks stand so
    far above the rest that limiting them takes more than 6 dB from the loudness, the nearest is returned.

    Args:
        folder: where a temporary file may lie.

    Raises:
        StorageError: the temporary file cannot be written.
    """
    loudness = measure(sound, context=context)
    gain = target - loudness.integrated if loudness.integrated >= _AUDIBLE else 0.0
    room = ceiling - _CODEC_MARGIN
    if loudness.integrated < _AUDIBLE or loudness.true_peak + gain <= room:
        for part in parts(len(sound)):
            yield sound[part] * np.float32(_linear(gain))
        return
    with Spool(folder, columns=1) as highest:
        for block in peaks(sound, _GROUP, _linear(room - gain - _MAKE_UP), context):
            highest.append(block)
        gain = _made_up(sound, highest, gain, target, room, context)
        for part, curve in zip(parts(len(sound)), _curves(highest, len(sound), gain, room), strict=True):
            yield sound[part] * curve


def _made_up(sound: Sound, highest: Sound, gain: float, target: float, room: float, context: Context | None) -> float:
    """Return the gain in decibels, from `gain` upwards, with which the limited sound is nearest to its target."""
    chosen, best, most = gain, math.inf, gain + _MAKE_UP
    for _ in range(_ROUNDS):
        missing = target - integrated(sound, gains=_curves(highest, len(sound), gain, room), context=context)
        if abs(missing) < best:
            chosen, best = gain, abs(missing)
        if best < 0.1:
            break
        gain = min(gain + missing * 1.2, most)
    return chosen


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))


def _highest_around(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return for each value that has `reach` values on either side the highest of it and those."""
    width = 2 * reach + 1
    highest, covered = values, 1
    while covered < width:
        step = min(covered, width - covered)
        highest = np.maximum(highest[:-step], highest[step:])
        covered += step
    return highest


def _curves(highest: Sound, length: int, gain: float, ceiling: float) -> Iterator[NDArray[np.float32]]:
    """Yield the gains (linear), (n, 1), of each second of a sound of `length` samples.

    They are `gain` decibels and, where the `highest` points of groups would pass `ceiling` dBTP, smoothly less: the
    excess of each group is held for half the look-ahead on either side, then let go evenly, and smoothed over the
    look-ahead.
    """
    half, groups = _LOOK_AHEAD // 2, len(highest)
    window = np.hanning(_LOOK_AHEAD + 1)
    window /= window.sum()
    before = 0.0  # what is held just before the part
    for part in parts(length):
        first, last = part.start // _GROUP - 1, -(-part.stop // _GROUP) + 1  # groups whose middles enclose the part
        known = slice(max(0, first - 2 * half), min(groups, last + 2 * half))
        over = np.zeros(last - first + 4 * half)
        excess = 20 * np.log10(np.maximum(highest[known][:, 0], 1e-9)) + gain - ceiling
        over[known.start - first + 2 * half :][: len(excess)] = np.maximum(0.0, excess)
        falling = _RELEASE * _GROUP / RATE * np.arange(1, last - first + 2 * half + 1)
        held = np.maximum.accumulate(np.maximum(_highest_around(over, half) + falling, before)) - falling
        before = held[RATE // _GROUP - 1] if len(held) >= RATE // _GROUP else 0.0
        levels = _linear(gain) * 10 ** (-np.convolve(held, window, mode="valid") / 20)
        inside = slice(max(0, -first), min(groups, last) - first)
        middles = (np.arange(first, last) + 0.5)[inside] * _GROUP
        yield np.interp(np.arange(part.start, part.stop), middles, levels[inside]).astype(np.float32)[:, None]
