"""Ranges of time, in seconds, as lists in order that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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


def without(intervals: Iterable[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """Return intervals less those taken out; the order of `intervals` stays, `taken` may be in any."""
    left = list(intervals)
    for low, high in taken:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[1] > part[0]
        ]
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
