"""Ranges of time, in seconds, as lists in order that do not overlap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Interval = tuple[float, float]
"""Start and end, seconds."""


def merged(intervals: Iterable[Interval], gap: float = 0.0) -> list[Interval]:
    """Return intervals in order, those joined that overlap or are at most `gap` apart."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


class Ordered:
    """Intervals in order that do not overlap, in which those that touch a given one are found quickly."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self.intervals = merged(intervals)
        self._starts = [start for start, _ in self.intervals]
        self._ends = [end for _, end in self.intervals]

    def touching(self, interval: Interval) -> list[Interval]:
        """Return those that have some time in common with an interval."""
        return self.intervals[bisect_right(self._ends, interval[0]) : bisect_left(self._starts, interval[1])]


def without(intervals: Iterable[Interval], taken: Iterable[Interval] | Ordered) -> list[Interval]:
    """Return intervals less those taken out; the order of `intervals` stays, `taken` may be in any."""
    gone = taken if isinstance(taken, Ordered) else Ordered(taken)
    left: list[Interval] = []
    for start, end in intervals:
        for low, high in gone.touching((start, end)):
            if low > start:
                left.append((start, low))
            start = max(start, high)
        if end > start:
            left.append((start, end))
    return left


def within(intervals: Iterable[Interval], bounds: Interval) -> list[Interval]:
    """Return what of the intervals lies between bounds."""
    clipped = ((max(start, bounds[0]), min(end, bounds[1])) for start, end in intervals)
    return [(start, end) for start, end in clipped if end > start]


def overlap(one: Interval, other: Interval) -> float:
    """Return how many seconds two intervals have in common."""
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def widened(intervals: Iterable[Interval], before: float, after: float, bounds: Interval) -> list[Interval]:
    """Return intervals with margins, joined where these meet, within bounds."""
    return within(merged((start - before, end + after) for start, end in intervals), bounds)


def length(intervals: Iterable[Interval]) -> float:
    """Return the seconds of intervals together."""
    return sum(end - start for start, end in intervals)
