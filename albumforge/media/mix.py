"""Putting sounds together: place, fade, loop and duck. Float32 (n, 2) at 48 kHz in and out.

All of it works on parts of a sound, so that the length of the whole does not matter. Cross-fades keep the power: for
sounds that have nothing to do with each other the gains are a quarter sine, for equal ones they add up to 1, and for
those between the correlation decides. Fades from and to silence are raised cosines, which have no corner at either end.
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

_REACH = round(0.025 * RATE)  # samples by which a join may be moved to where the waves agree: a period of 40 Hz
_LEAST = 0.5  # of the power of unrelated sounds; what cancels out more is not raised further


def place(onto: Samples, sound: Sound, at: int, gain_db: float = 0.0) -> None:
    """Add `sound` to `onto`, in place, from sample `at` (may be negative); what lies outside is left out."""
    first, last = max(0, at), min(len(onto), at + len(sound))
    if last > first:
        onto[first:last] += sound[first - at : last - at] * np.float32(10 ** (gain_db / 20))


def rise(samples: int, first: int = 0, last: int | None = None) -> Curve:
    """Return a raised cosine from 0 to 1 with both ends on it, or its values from `first` to before `last`.

    Before sample 0 it is 0.
    """
    places = np.maximum(0, np.arange(first, samples if last is None else last))
    return np.asarray(0.5 - 0.5 * np.cos(np.pi / max(1, samples - 1) * places), np.float32)


def fading(length: int, into: int, out: int, start: int, stop: int) -> Curve:
    """Return the gains of samples `start` to `stop` of a sound of `length` that is faded in and out.

    Args:
        into, out: samples from the first, which is 0, and to the last, which is 0; with 0, there is no fade.
        start: may be negative; before the sound the gains are 0.
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

    The join is a cross-fade that keeps the power, of at most `overlap` samples. It lies before the loop points where
    the sound has something before `start`, else after them where it has something after `end`; then each pass lasts
    exactly ``end - start``, so that bars stay bars. Where it has neither, each pass is shorter by the overlap, and by
    up to 25 ms more, so that the waves meet where they agree best.

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
        again, last = start + overlap, end - overlap
        leaving, coming = sound[last:end], sound[start : again + min(_REACH, last - again)]
        shift = _agreement(leaving, coming)
        joint = _blend(leaving, coming[shift : shift + overlap])
        again += shift
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


def _agreement(leaving: Samples, coming: Samples) -> int:
    """Return by how many samples to move on in `coming`, the longer one, for the highest correlation of the two."""
    places, length = len(coming) - len(leaving) + 1, len(coming)
    if places == 1 or not len(leaving):
        return 0
    spectra = np.conj(np.fft.rfft(leaving, length, axis=0)) * np.fft.rfft(coming, axis=0)
    common = np.fft.irfft(spectra.sum(axis=1), length)[:places]
    power = np.concatenate(([0.0], np.cumsum((coming.astype(np.float64) ** 2).sum(axis=1))))
    return int(np.argmax(common / np.sqrt(power[len(leaving) :] - power[:places] + 1e-9)))


def _blend(leaving: Samples, coming: Samples) -> Samples:
    """Cross-fade two sounds of one length at the power that they would have if they were unrelated."""
    angle = np.linspace(0, np.pi / 2, len(leaving))
    down, up = np.cos(angle), np.sin(angle)
    unrelated = down**2 * np.vdot(leaving, leaving) + up**2 * np.vdot(coming, coming) + 1e-9
    related = unrelated + 2 * down * up * np.vdot(leaving, coming)
    level = 1 / np.sqrt(np.maximum(_LEAST, related / unrelated))
    return np.asarray(leaving * (down * level)[:, None] + coming * (up * level)[:, None], np.float32)
