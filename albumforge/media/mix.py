"""Putting sounds together: place, fade, loop and duck. Float32 (n, 2) at 48 kHz in and out.

All of it works on parts of a sound, so that the length of the whole does not matter. Cross-fades are of equal power
(quarter sine), right for sounds that have nothing to do with each other. Fades from and to silence are raised cosines,
which have no corner at either end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples
from albumforge.media.spool import Sound, parts

Curve = NDArray[np.float32]

DUCK_ATTACK = 0.3
"""Seconds before an interval in which `ducking` goes down."""
DUCK_RELEASE = 0.8
"""Seconds after an interval in which it comes back."""


def place(onto: Samples, sound: Sound, at: int, gain_db: float = 0.0) -> None:
    """Add `sound` to `onto`, in place, from sample `at` (may be negative); what lies outside is left out."""
    first, last = max(0, at), min(len(onto), at + len(sound))
    if last > first:
        onto[first:last] += sound[first - at : last - at] * np.float32(10 ** (gain_db / 20))


def rise(samples: int, first: int = 0, last: int | None = None) -> Curve:
    """Return a raised cosine from 0 to 1 with both ends on it, or its values from `first` to before `last`."""
    places = np.arange(first, samples if last is None else last)
    return np.asarray(0.5 - 0.5 * np.cos(np.pi / max(1, samples - 1) * places), np.float32)


def fading(length: int, into: int, out: int, start: int, stop: int) -> Curve:
    """Return the gains of samples `start` to `stop` of a sound of `length` that is faded in and out.

    Args:
        into, out: samples from the first, which is 0, and to the last, which is 0; with 0, there is no fade.
    """
    curve = np.ones(max(0, stop - start), np.float32)
    if start < into:
        last = min(into, stop)
        curve[: last - start] = rise(into, start, last)
    if stop > length - out:
        first = max(start, length - out)
        curve[first - start :] *= rise(out, length - stop, length - first)[::-1]
    return curve


def loop(
    sound: Sound, length: int, *, start: int = 0, end: int | None = None, overlap: int = RATE
) -> Iterator[Samples]:
    """Yield `length` samples of the sound, going from `end` back to `start` as often as it takes, without a click.

    The join is an equal-power cross-fade of at most `overlap` samples. It lies before the loop points where the sound
    has something before `start`, else after them where it has something after `end`; then each pass lasts exactly
    ``end - start``, so that bars stay bars. Where it has neither, each pass is shorter by the overlap.

    Yields:
        blocks of at most a second, or of the overlap.

    Raises:
        ValueError: there is nothing between the loop points.
    """
    end = len(sound) if end is None else min(end, len(sound))
    if not 0 <= start < end:
        raise ValueError(f"loop points {start} and {end} have nothing between them")
    overlap = min(overlap, (end - start) // 2)
    before, after = min(overlap, start), min(overlap, len(sound) - end)
    if before >= after and before > 0:
        joint = _blend(sound[end - before : end], sound[start - before : start])
        again, last = start, end - before
    elif after > 0:
        joint = _blend(sound[end : end + after], sound[start : start + after])
        again, last = start + after, end
    else:
        joint = _blend(sound[end - overlap : end], sound[start : start + overlap])
        again, last = start + overlap, end - overlap
    for block in _passes(sound, joint, again, last):
        if length <= 0:
            return
        yield block[:length]
        length -= len(block)


def _passes(sound: Sound, joint: Samples, again: int, last: int) -> Iterator[Samples]:
    """Yield the sound up to `last`, and then for ever the joint and the sound from `again` to `last`."""
    first = 0
    while True:
        for part in parts(last - first):
            yield sound[first + part.start : first + part.stop]
        yield joint
        first = again


def ducking(
    intervals: Sequence[tuple[float, float]],
    start: int,
    stop: int,
    depth_db: float = -12.0,
    attack: float = DUCK_ATTACK,
    release: float = DUCK_RELEASE,
) -> Curve:
    """Return the gains of samples `start` to `stop` of music that is turned down by `depth_db` in each interval.

    It goes down in the `attack` seconds before an interval, so that the first word is not covered, and comes back in
    the `release` seconds after it; between intervals closer than that it stays as low as either asks.

    Args:
        intervals: (start, end) in seconds, in any order; those that are farther away may be left out.
    """
    down, up = round(attack * RATE), round(release * RATE)
    depth = np.zeros(stop - start, np.float32)
    for low, high in ((round(a * RATE), round(b * RATE)) for a, b in intervals if b > a):
        before, length = low - down, down + high - low + up
        first, last = max(start, before), min(stop, before + length)
        if first < last:
            part = depth[first - start : last - start]
            np.maximum(part, fading(length, down, up, first - before, last - before), out=part)
    return np.asarray(10 ** (depth_db / 20 * depth), np.float32)


def _blend(leaving: Samples, coming: Samples) -> Samples:
    angle = np.linspace(0, np.pi / 2, len(leaving), dtype=np.float32)[:, None]
    return leaving * np.cos(angle) + coming * np.sin(angle)
