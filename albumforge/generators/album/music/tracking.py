"""The beats of music: of the user's file, for cuts to fall on and for joins to lie on. In NumPy alone.

Onsets (`listening`), tempo through time (`tempo`), then the sequence of beats that meets strong onsets at steady
distances, by dynamic programming (Ellis, *Beat tracking by dynamic programming*, 2007), each moved to its onset.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.music.listening import FRAMES, SLOW, Heard, Series
from albumforge.generators.album.music.tempo import peaks, periods

_TIGHT = 180.0  # what a beat too early or too late costs, by the square of the logarithm of its distance
_NEAR = 4  # frames within which a beat moves to its onset
_METRES = (4, 3)


@dataclass(frozen=True)
class Beats:
    """The beats of a sound.

    Attributes:
        times: seconds, rising.
        bpm: the median tempo in beats a minute; 0 without beats.
        downbeats: numbers in `times` of the first beats of bars: a guess.
        beats_per_bar: 3 or 4.
        confidence: 0 … 1, how well the beats fit; below 0.15 there is hardly a pulse.
    """

    times: tuple[float, ...]
    bpm: float
    downbeats: tuple[int, ...]
    beats_per_bar: int
    confidence: float


NO_BEATS = Beats((), 0.0, (), 4, 0.0)


def beats_in(heard: Heard) -> Beats:
    """Find the beats in what was heard; with the listening, it takes about a second for four minutes."""
    heights = peaks(heard.onsets)
    struck = np.flatnonzero(heights > 0.05 * heights.max(initial=0.0))
    if len(struck) < 4 or heard.duration < 1.5:
        return NO_BEATS
    first, last = int(struck[0]), int(struck[-1])
    heights = heights[first : last + 1]
    distances, confidence = periods(heights)
    frames = _tracked(_even_strength(heights), distances * FRAMES)
    times = (_on_onsets(frames, heights) + first) / FRAMES
    if len(times) < 3:
        return NO_BEATS
    per_bar, downbeat = _metre(heard, times)
    return Beats(
        times=tuple(round(float(time), 4) for time in times),
        bpm=round(_tempo(times), 2),
        downbeats=tuple(range(downbeat, len(times), per_bar)),
        beats_per_bar=per_bar,
        confidence=round(confidence, 3),
    )


def _tempo(times: Series) -> float:
    """Return the median tempo over spans of some beats, since one distance is only known to a frame."""
    span = min(8, len(times) - 1)
    return 60.0 * span / float(np.median(times[span:] - times[:-span]))


def _even_strength(heights: Series) -> Series:
    """Return the onsets relative to the strongest of the seconds around them, smeared by a frame or two."""
    blocks = np.pad(heights, (0, -len(heights) % FRAMES)).reshape(-1, FRAMES).max(axis=1)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(blocks, 3, mode="edge"), 7).mean(axis=1)
    level = np.interp(np.arange(len(heights)), (np.arange(len(blocks)) + 0.5) * FRAMES, around)
    even = np.minimum(1.5, heights / (level + 0.05 * heights.max() + 1e-12))
    return np.asarray(np.convolve(even, np.exp(-0.5 * (np.arange(-6, 7) / 2.0) ** 2), mode="same"))


def _tracked(strength: Series, distances: Series) -> NDArray[np.intp]:
    """Return the frames of the best sequence of beats, given the frames between beats at each."""
    length = len(strength)
    score, before = strength.copy(), np.full(length, -1, np.intp)
    for at in range(int(distances.min() * 0.6), length):
        step = distances[at]
        near, far = max(1, round(step * 0.6)), round(step * 1.6)
        first = max(0, at - far)
        if first > at - near:
            continue
        gaps = np.arange(at - first, near - 1, -1)
        options = score[first : at - near + 1] - _TIGHT / 20 * np.log(gaps / step) ** 2
        best = int(options.argmax())
        if options[best] > 0:
            score[at] += options[best]
            before[at] = first + best
    tail = max(0, length - round(float(distances[-1])) - 3)
    at = tail + int(score[tail:].argmax())
    found = []
    while at >= 0:
        found.append(at)
        at = int(before[at])
    return np.array(found[::-1], np.intp)


def _on_onsets(frames: NDArray[np.intp], heights: Series) -> Series:
    """Return the frames, each moved to the highest onset near it, between frames where its neighbours say so."""
    moved = frames.astype(np.float64)
    for number, frame in enumerate(frames):
        first = max(0, frame - _NEAR)
        around = heights[first : frame + _NEAR + 1]
        if around.max(initial=0) > 0:
            moved[number] = first + int(around.argmax())
    return moved


def _metre(heard: Heard, times: Series) -> tuple[int, int]:
    """Return the beats of a bar, 3 or 4, and the number of the first downbeat: where accents and harmonies change."""
    accents = sum((_standard(_at_beats(series, times)) for series in (heard.onsets, heard.bass)), np.zeros(len(times)))
    accents = accents + 1.5 * _standard(_harmony_changes(heard.chroma, times))
    best = (-np.inf, _METRES[0], 0)
    for metre in _METRES:
        if len(times) < 2 * metre:
            continue
        for phase in range(metre):
            on = accents[phase::metre]
            contrast = float(on.mean() - accents.mean()) * np.sqrt(len(on) / (1 - 1 / metre))
            best = max(best, (contrast, metre, phase))
    return best[1], best[2]


def _at_beats(series: Series, times: Series) -> Series:
    places = np.round(times * FRAMES).astype(int)
    return np.array([series[max(0, place - 3) : place + 4].max(initial=0) for place in places])


def _harmony_changes(chroma: Series, times: Series) -> Series:
    """Return how different the pitch classes are after each beat from those before it."""
    bounds = np.clip(np.round(np.concatenate((times, [2 * times[-1] - times[-2]])) * SLOW).astype(int), 0, len(chroma))
    sums = np.concatenate((np.zeros((1, 12)), np.cumsum(chroma, axis=0)))
    means = sums[bounds[1:]] - sums[bounds[:-1]]
    unit = means / (np.linalg.norm(means, axis=1, keepdims=True) + 1e-9)
    return np.concatenate(([0.0], 1 - (unit[1:] * unit[:-1]).sum(axis=1)))


def _standard(values: Series) -> Series:
    return np.asarray((values - values.mean()) / (values.std() + 1e-9))
