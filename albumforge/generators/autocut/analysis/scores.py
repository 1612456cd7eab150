"""What each second of a video has, and what a scene has of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.autocut.analysis.hearing import QUIETEST, STEP, Levels
from albumforge.generators.autocut.analysis.record import Scene, Scores
from albumforge.generators.autocut.transcript.record import Span

_RANGE = 30.0  # decibels below the loud parts that count as no loudness at all
_PER_SECOND = round(1 / STEP)

Series = NDArray[np.float64]


def loudness_scores(levels: Levels, duration: float) -> Series:
    """Return how loud each second is, 0 to 1, beside the loud parts of the same video.

    Args:
        levels: dBFS of each `STEP`.
        duration: seconds of the video.
    """
    length = max(1, ceil(duration))
    padded = np.full(length * _PER_SECOND, QUIETEST)
    padded[: len(levels)] = levels[: len(padded)]
    powers = (10 ** (padded / 10)).reshape(length, _PER_SECOND).mean(axis=1)
    loud = 10 * np.log10(powers)
    best = float(np.percentile(loud, 95)) if len(loud) > 1 else float(loud[0])
    if best < QUIETEST / 2 - _RANGE / 2:  # nothing but noise of the converter
        return np.zeros(length)
    return np.asarray(np.clip((loud - best + _RANGE) / _RANGE, 0, 1), np.float64)


def speech_scores(speech: Sequence[Span], duration: float) -> Series:
    """Return the share of each second in which something is said."""
    edges = np.arange(max(1, ceil(duration)) + 1, dtype=np.float64)
    # How much has been said until each full second.
    said = np.zeros(len(edges))
    for span in speech:
        said += np.clip(edges, span.start, span.end) - span.start
    shares = np.diff(said)
    last = duration - (len(shares) - 1)
    if 0 < last < 1:
        shares[-1] /= last
    return np.asarray(np.clip(shares, 0, 1), np.float64)


def rounded(series: Series) -> tuple[float, ...]:
    """Return values as they are kept."""
    return tuple(round(float(value), 3) for value in series)


def scene_score(scene: Scene, scores: Scores) -> float:
    """Return how much happens in a scene, 0 to 1: the mean of its seconds, of what was looked for."""
    first, last = int(scene.start), max(int(scene.start) + 1, ceil(scene.end))
    parts = [series[first:last] for series in (scores.speech, scores.motion, scores.faces, scores.loudness)]
    known = [sum(part) / len(part) for part, whole in zip(parts, _wholes(scores), strict=True) if part and any(whole)]
    return round(sum(known) / len(known), 3) if known else 0.0


def _wholes(scores: Scores) -> tuple[tuple[float, ...], ...]:
    return scores.speech, scores.motion, scores.faces, scores.loudness
