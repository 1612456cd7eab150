"""The tempo of a sound through time, from its onsets.

Every window of some seconds is laid over combs of all tempos and phases. A comb is good where its teeth meet strong
onsets and leave few out: twice too fast, every other tooth meets nothing; twice too slow, every other onset is left
out. A weak log-normal prior around 100 beats a minute decides between what is left, and a Viterbi path joins windows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.music.listening import FRAMES, Series

SLOWEST, FASTEST = 46.0, 196.0
"""Beats a minute that are looked for."""

_WINDOW, _HOP = 8 * FRAMES, 4 * FRAMES
_STEP = 0.008  # between tempos, as a part of each
_REACH = 3  # frames by which an onset may miss its tooth
_HITS, _FOUND = 4.0, 1.0  # exponents of how much the teeth meet, and of how much of the onsets they meet
_CENTRE, _WIDTH = 100.0, 1.0  # of the prior: beats a minute, octaves
_LONGER, _AGOGIC = 1.3, 1.25
_CHANGE = 60.0  # what a change of tempo costs, by its logarithm


def peaks(onsets: Series) -> Series:
    """Return the heights of the onsets over what is usual around them, at their frames, and 0 elsewhere.

    A note before a longer gap than the one it follows counts as accented: so the beat of a swing is the second note of
    each close pair.
    """
    if len(onsets) < 3:
        return np.zeros(len(onsets))
    around = _moving_mean(onsets, FRAMES // 2)
    over = np.maximum(0, onsets - 1.1 * around)
    highest = _dilated(over, _REACH)
    struck = np.flatnonzero((over == highest) & (over > 0.02 * over.max(initial=0.0)))
    heights = np.zeros(len(onsets))
    heights[struck] = over[struck]
    gaps = np.diff(struck)
    heights[struck[1:-1]] *= np.where(gaps[1:] > _LONGER * gaps[:-1], _AGOGIC, 1.0)
    return heights


def periods(heights: Series) -> tuple[Series, float]:
    """Return the seconds between beats at each frame, and how well they fit, 0 … 1.

    Args:
        heights: of onsets, see `peaks`.
    """
    grid = 60.0 / np.exp(np.arange(np.log(SLOWEST), np.log(FASTEST), _STEP))
    starts = range(0, max(1, len(heights) - _WINDOW // 2), _HOP)
    scores = np.array([_scores(heights[start : start + _WINDOW], grid) for start in starts])
    prior = np.exp(-0.5 * (np.log2(60.0 / grid / _CENTRE) / _WIDTH) ** 2)
    path = _path(np.log(scores * prior + 1e-4), np.log(grid))
    middles = np.array([start + min(_WINDOW, len(heights) - start) / 2 for start in starts])
    chosen = np.exp(np.interp(np.arange(len(heights)), middles, np.log(grid[path])))
    fit = float(np.mean(scores[np.arange(len(path)), path])) ** (1 / (_HITS + _FOUND))
    return chosen, min(1.0, fit)


def _scores(heights: Series, grid: Series) -> Series:
    """Return how well a comb of each period, at its best phase, fits a window, 0 … 1."""
    wide = _dilated(heights, _REACH)
    present = np.sort(heights[heights > 0])[::-1]
    total = float(present.sum())
    if total <= 0:
        return np.zeros(len(grid))
    found = np.zeros(len(grid))
    for number, period in enumerate(grid * FRAMES):
        teeth = max(1, int(len(heights) / period))
        # What as many of the strongest onsets would have as there are teeth; more than there are onsets count as one.
        strong = present[: max(1, min(teeth, len(present)) // 2)].mean()
        phases = np.arange(int(np.ceil(period)))
        places = np.minimum(np.round(phases[:, None] + period * np.arange(teeth)).astype(np.intp), len(wide) - 1)
        met = np.minimum(wide[places], strong)
        sums = met.sum(axis=1)
        best = float(sums.max())
        found[number] = min(1.0, best / teeth / strong) ** _HITS * min(1.0, best / total) ** _FOUND
    return found


def _path(worth: Series, logs: Series) -> NDArray[np.intp]:
    """Return the state of each window on the best path (Viterbi), changes costing by their size."""
    cost = _CHANGE * np.minimum(0.25, np.abs(logs[:, None] - logs[None, :]))
    best = worth[0]
    back = np.zeros(worth.shape, np.intp)
    for n in range(1, len(worth)):
        options = best[:, None] - cost
        back[n] = options.argmax(axis=0)
        best = options.max(axis=0) + worth[n]
    path = np.zeros(len(worth), np.intp)
    path[-1] = int(best.argmax())
    for n in range(len(worth) - 1, 0, -1):
        path[n - 1] = back[n][path[n]]
    return path


def _moving_mean(series: Series, reach: int) -> Series:
    sums = np.concatenate(([0.0], np.cumsum(series)))
    first = np.maximum(0, np.arange(len(series)) - reach)
    last = np.minimum(len(series), np.arange(len(series)) + reach + 1)
    return np.asarray((sums[last] - sums[first]) / (last - first))


def _dilated(series: Series, reach: int) -> Series:
    """Return the highest value within `reach` frames of each."""
    padded = np.pad(series, reach)
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1))
