"""How interesting each moment of a video is, from what is known of its seconds."""

from __future__ import annotations

import numpy as np

from albumforge.generators.autocut.analysis.record import Scores
from albumforge.generators.autocut.dsl.intervals import Interval

_WEIGHTS = {"speech": 0.40, "loudness": 0.25, "motion": 0.20, "faces": 0.15}


class Interest:
    """Looks up the mean interest of stretches, 0 to 1; the weights of scores that are all zero go to the others."""

    def __init__(self, scores: Scores) -> None:
        known = {name: np.asarray(getattr(scores, name), np.float64) for name in _WEIGHTS}
        size = max(len(values) for values in known.values())
        total, weight = np.zeros(size), 0.0
        for name, values in known.items():
            if len(values) == size and values.any():
                total += _WEIGHTS[name] * np.clip(values, 0.0, 1.0)
                weight += _WEIGHTS[name]
        self._sums = _sums(total / weight if weight else total)
        self._parts = {name: _sums(values) for name, values in known.items()}

    def of(self, interval: Interval) -> float:
        """Return the mean interest between two times, seconds of the video."""
        return _mean(self._sums, interval)

    def told(self, interval: Interval) -> str:
        """Return the mean interest between two times, and what it is made of, such as ``0.10: speech 0.2, …``."""
        parts = (f"{name} {_mean(sums, interval):.1f}" for name, sums in self._parts.items())
        return f"{self.of(interval):.2f}: {', '.join(parts)}"


def _sums(values: np.ndarray) -> np.ndarray:
    return np.concatenate(([0.0], np.cumsum(values)))


def _mean(sums: np.ndarray, interval: Interval) -> float:
    start, end = interval
    if end <= start:
        return 0.0
    at = np.interp([start, end], np.arange(len(sums)), sums)
    return float((at[1] - at[0]) / (end - start))
