"""From times of the source to times of the cut, through its pieces and their speeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

import numpy as np

from albumforge.generators.autocut.dsl.intervals import Interval
from albumforge.generators.autocut.plan import CutSource, Piece


class CutTime:
    """Maps times of a source, in seconds, to times of a cut, in seconds.

    Attributes:
        duration: of the cut, seconds.
        last_millisecond: the same, rounded down, for times that are written so.
        takes: for each piece the number of its take: pieces that go on in the source where the one before ends are of
            the same one, and there is a cut between two takes.
    """

    def __init__(self, pieces: Sequence[Piece], source: CutSource) -> None:
        rate = source.rate
        self._spans: list[tuple[float, float, float, float]] = []
        at = 0
        for piece in pieces:
            starts = piece.start / rate, piece.end / rate, Fraction(at) / rate, Fraction(at + piece.frames) / rate
            self._spans.append((float(starts[0]), float(starts[1]), float(starts[2]), float(starts[3])))
            at += piece.frames
        self._starts = np.array([span[0] for span in self._spans])
        self._ends = np.array([span[1] for span in self._spans])
        self.duration = float(at / rate)
        self.last_millisecond = math.floor(at / rate * 1000) / 1000
        self._frame = float(1 / rate)
        cuts = (before.end != piece.start for before, piece in pairwise(pieces))
        self.takes = tuple(accumulate(cuts, initial=0))

    def pieces_at(self, time: float) -> list[int]:
        """Return the numbers of the pieces in which a moment of the source is seen."""
        return [int(number) for number in np.flatnonzero((self._starts <= time) & (time < self._ends))]

    def within(self, number: int, interval: Interval) -> Interval:
        """Return what of an interval of the source is seen in a piece, as an interval of the cut."""
        start, end, low, high = self._spans[number]
        scale = (high - low) / (end - start)
        first, last = max(interval[0], start), min(interval[1], end)
        return low + (first - start) * scale, low + (last - start) * scale

    def intervals(self, interval: Interval) -> list[Interval]:
        """Return when an interval of the source is seen: in order, joined where one goes on in the next piece."""
        found: list[Interval] = []
        for number in np.flatnonzero((self._ends > interval[0]) & (self._starts < interval[1])):
            low, high = self.within(int(number), interval)
            if found and low - found[-1][1] < self._frame / 2:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
        return found
