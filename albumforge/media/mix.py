"""Putting sounds together: place, fade, cross-fade, loop and duck. Float32 (n, 2) at 48 kHz in and out.

Cross-fades are of equal power (quarter sine), right for sounds that have nothing to do with each other. Fades from and
to silence are raised cosines, which have no corner at either end.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples, silence

Curve = NDArray[np.float32]


def place(onto: Samples, sound: Samples, at: int, gain_db: float = 0.0) -> None:
    """Add `sound` to `onto`, in place, from sample `at` (may be negative); what lies outside is left out."""
    first, last = max(0, at), min(len(onto), at + len(sound))
    if last > first:
        onto[first:last] += sound[first - at : last - at] * np.float32(10 ** (gain_db / 20))


def rise(samples: int) -> Curve:
    """Return a raised cosine from 0 to 1 with both ends on it."""
    return (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, samples))).astype(np.float32)


def fade(sound: Samples, fade_in: float = 0.0, fade_out: float = 0.0) -> Samples:
    """Return the sound faded in from and out to silence; with a fade, its first or last sample is exactly 0.

    Args:
        fade_in, fade_out: seconds; where both do not fit, both are shortened alike.
    """
    length = len(sound)
    into, out = max(0, round(fade_in * RATE)), max(0, round(fade_out * RATE))
    if into + out > length:
        into, out = length * into // (into + out), length * out // (into + out)
    result = sound.copy()
    if into:
        result[:into] *= rise(into)[:, None]
    if out:
        result[length - out :] *= rise(out)[::-1, None]
    return result


def cross_fade(first: Samples, second: Samples, overlap: int) -> Samples:
    """Return `first` going over into `second` with equal power within `overlap` samples.

    The result has ``len(first) + len(second) - overlap`` samples; the overlap is at most the shorter of the two.
    """
    overlap = max(0, min(overlap, len(first), len(second)))
    joint = _blend(first[len(first) - overlap :], second[:overlap])
    return np.concatenate((first[: len(first) - overlap], joint, second[overlap:]))


def loop(sound: Samples, length: int, *, start: int = 0, end: int | None = None, overlap: int = RATE) -> Samples:
    """Return `length` samples of the sound, going from `end` back to `start` as often as it takes, without a click.

    The join is an equal-power cross-fade of at most `overlap` samples. It lies before the loop points where the sound
    has something before `start`, else after them where it has something after `end`; then each pass lasts exactly
    ``end - start``, so that bars stay bars. Where it has neither, each pass is shorter by the overlap.

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
        head, body = sound[: end - before], np.concatenate((joint, sound[start : end - before]))
    elif after > 0:
        joint = _blend(sound[end : end + after], sound[start : start + after])
        head, body = sound[:end], np.concatenate((joint, sound[start + after : end]))
    else:
        joint = _blend(sound[end - overlap : end], sound[start : start + overlap])
        head, body = sound[: end - overlap], np.concatenate((joint, sound[start + overlap : end - overlap]))
    result = silence(length)
    place(result, head, 0)
    for at in range(len(head), length, len(body)):
        place(result, body, at)
    return result


def duck(
    music: Samples,
    intervals: Sequence[tuple[float, float]],
    depth_db: float = -12.0,
    attack: float = 0.3,
    release: float = 0.8,
) -> Samples:
    """Return the music turned down by `depth_db` in each interval.

    It goes down in the `attack` seconds before an interval, so that the first word is not covered, and comes back in
    the `release` seconds after it; between intervals closer than that it stays as low as either asks.

    Args:
        intervals: (start, end) in seconds, in any order.
    """
    result = music.copy()
    turn_down(result, intervals, depth_db, attack, release)
    return result


def turn_down(
    music: Samples,
    intervals: Sequence[tuple[float, float]],
    depth_db: float = -12.0,
    attack: float = 0.3,
    release: float = 0.8,
) -> None:
    """Do what `duck` does, in place."""
    for first, curve in _ducking(len(music), intervals, depth_db, attack, release):
        music[first : first + len(curve)] *= curve[:, None]


def _ducking(
    length: int, intervals: Sequence[tuple[float, float]], depth_db: float, attack: float, release: float
) -> list[tuple[int, Curve]]:
    """Return the gain of each stretch of intervals whose slopes meet, as (first sample, curve)."""
    down, up = round(attack * RATE), round(release * RATE)
    stretches: list[list[tuple[int, int]]] = []
    for start, end in sorted((round(a * RATE), round(b * RATE)) for a, b in intervals if b > a):
        if stretches and start - down <= max(b for _, b in stretches[-1]) + up:
            stretches[-1].append((start, end))
        else:
            stretches.append([(start, end)])
    curves = []
    for stretch in stretches:
        first, last = stretch[0][0] - down, max(b for _, b in stretch) + up
        depth = np.zeros(last - first, np.float32)
        for start, end in stretch:
            shape = np.concatenate((rise(down), np.ones(end - start, np.float32), rise(up)[::-1]))
            part = depth[start - down - first : end + up - first]
            np.maximum(part, shape, out=part)
        inside = slice(max(0, -first), max(0, min(last, length) - first))
        curve = (10 ** (depth_db / 20 * depth[inside])).astype(np.float32)
        curves.append((max(0, first), curve))
    return curves


def _blend(leaving: Samples, coming: Samples) -> Samples:
    angle = (np.linspace(0, np.pi / 2, len(leaving), dtype=np.float32) if len(leaving) else np.zeros(0, np.float32))[
        :, None
    ]
    return leaving * np.cos(angle) + coming * np.sin(angle)
