"""Improve many orders of one matching problem at once, by swaps and moves, until none of them gets cheaper.

The change that each swap of two places makes is computed for a whole batch of orders in a few array operations, from
the matrices of the problem put into the order of each: entry [b, a] is about the picture of place b, seen at place a.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.album.matching.cost_calculate import Ints, Problem

Singles = NDArray[np.float32]

_LEAST_GAIN = 1e-4
_MOVES_TRIED = 8
_ENTRIES_AT_ONCE = 400_000
"""Of the arrays of a batch; what fits the caches of a processor is faster, and memory stays small at any size."""


@dataclass
class Budget:
    """How many swaps and moves may still be looked at; counted, so that every machine finds the same."""

    left: int

    def spend(self, count: int) -> bool:
        """Take so many, and return whether anything is left after it."""
        self.left -= count
        return self.left > 0


class Neighbourhood:
    """The search around orders of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.size = size = problem.size
        self._linear = problem.linear.astype(np.float32)
        self._follow = problem.follow.astype(np.float32)
        self._together = problem.together.astype(np.float32)
        self._join = problem.join.astype(np.float32)
        self._bands = [(d, band.astype(np.float32)) for d, band in enumerate(problem.bands, 1) if band.any()]
        number = np.arange(size)
        reach = max([1, *(d for d, _ in self._bands)])
        self._near = np.abs(number[:, None] - number[None]) <= reach
        self._swaps_at_once = max(2, size // 10)

    def descend(self, perms: Ints, budget: Budget, context: Context) -> Ints:
        """Return the orders (S, n) improved until no swap helps them, and none of the most promising moves.

        Stops early where the budget ends.

        Raises:
            Cancelled: the context asked to stop.
        """
        perms = perms.copy()
        active = np.arange(len(perms)) if self.size > 1 else np.arange(0)
        at_once = max(1, _ENTRIES_AT_ONCE // self.size**2)
        while active.size:
            improved = []
            for begin in range(0, len(active), at_once):
                context.check()
                some = active[begin : begin + at_once]
                perms[some], better = self._step(perms[some])
                improved.append(better)
            looked_at = len(active) * self.size * self.size * 3 // 2
            active = active[np.concatenate(improved)]
            if not budget.spend(looked_at):
                break
        return perms

    def _step(self, perms: Ints) -> tuple[Ints, NDArray[np.bool_]]:
        """Return the orders (S, n) after their best swaps, or one move where no swap helps, and which got better."""
        swaps, moves = self._changes(perms)
        improved = self._swap(perms, swaps)
        rest = np.flatnonzero(~improved)
        if rest.size:
            improved[rest] = self._move(perms, rest, moves[rest])
        return perms, improved

    def _changes(self, perms: Ints) -> tuple[Singles, Singles]:
        """Return (S, n, n) what each swap changes, exactly, and what each move [from, to] changes apart from scenes."""
        n = self.size
        flat = perms[:, :, None] * n + perms[:, None, :]
        linear = self._linear[perms]
        follow = self._follow.take(flat)
        at = linear.copy()
        at[:, :, 1:] += (follow[:, :-1] * self._join[:, None]).swapaxes(1, 2)
        at[:, :, :-1] += follow[:, :, 1:] * self._join
        if self._bands:
            together = self._together.take(flat)
            for distance, band in self._bands:
                beside = together[:, :, distance:] * band
                at[:, :, :-distance] += beside
                at[:, :, distance:] += together[:, :, :-distance] * band
        at -= np.einsum("saa->sa", at)[:, None, :].copy()
        swaps = at + at.swapaxes(1, 2)
        number = np.arange(n - 1)
        swaps[:, number, number + 1] += self._join * (follow[:, number, number + 1] + follow[:, number + 1, number])
        for distance, band in self._bands:
            number = np.arange(n - distance)
            swaps[:, number, number + distance] += 2 * band * together[:, number, number + distance]
        below = np.tril_indices(n)
        swaps[:, below[0], below[1]] = np.inf
        return swaps, self._move_changes(linear, follow)

    def _move_changes(self, linear: Singles, follow: Singles) -> Singles:
        """Return (S, n, n): what changes when the picture of place a goes to place b and those between close up."""
        count, n, _ = linear.shape
        number = np.arange(n)
        before, after = np.zeros(n, np.float32), np.zeros(n, np.float32)  # weight of the step into and out of a place
        before[1:] = after[:-1] = self._join
        blank = np.zeros((count, 1), np.float32)
        here = linear[:, number, number]
        steps = np.hstack([follow[:, number[:-1], number[1:]], blank])  # from place q to q + 1
        closes = np.hstack([blank, follow[:, number[:-2], number[2:]], blank])[:, :n]  # from place q - 1 to q + 1
        out = after * steps
        into = np.hstack([blank, out[:, :-1]])
        down = np.hstack([blank, linear[:, number[1:], number[:-1]] - here[:, 1:]]).cumsum(axis=1)
        up = np.hstack([blank, linear[:, number[:-1], number[1:]] - here[:, :-1]]).cumsum(axis=1)
        down_steps = ((before - after) * steps).cumsum(axis=1)
        raised = np.append(after[1:], np.float32(0)) - after
        up_steps = np.hstack([blank, (raised * steps)[:, :-1]]).cumsum(axis=1)
        gone = -here - into - out

        # a < b: … a-1, a+1 … b, a, b+1 …
        from_a = gone - down - down_steps + before * closes
        to_b = down + np.hstack([blank, down_steps[:, :-1]]) - out
        later = linear + from_a[:, :, None] + to_b[:, None, :] + follow.swapaxes(1, 2) * before
        later[:, :, :-1] += follow[:, :, 1:] * self._join
        # b < a: … b-1, a, b … a-1, a+1 …
        from_a = gone + up + np.hstack([blank, up_steps[:, :-1]]) + after * closes
        to_b = -up - up_steps - into
        sooner = linear + from_a[:, :, None] + to_b[:, None, :] + follow * after
        sooner[:, :, 1:] += follow[:, :-1].swapaxes(1, 2) * self._join
        changes = np.where(number[:, None] < number, later, sooner)
        changes[:, number, number] = np.inf
        return np.asarray(changes)

    def _swap(self, perms: Ints, changes: Singles) -> NDArray[np.bool_]:
        """Make the best swap of each order, and the next best ones that have nothing to do with those made.

        `perms` and `changes` are changed in place. Returns for which orders there was one.
        """
        count, n, _ = changes.shape
        every = np.arange(count)
        improved = np.zeros(count, bool)
        for _ in range(self._swaps_at_once):
            best = changes.reshape(count, -1).argmin(axis=1)
            a, b = best // n, best % n
            gains = changes[every, a, b] < -_LEAST_GAIN
            if not gains.any():
                break
            some, a, b = every[gains], a[gains], b[gains]
            perms[some, a], perms[some, b] = perms[some, b], perms[some, a]
            improved |= gains
            touched = np.zeros((count, n), bool)
            touched[some] = self._near[a] | self._near[b]
            changes[touched] = np.inf
            changes.swapaxes(1, 2)[touched] = np.inf
        return improved

    def _move(self, perms: Ints, rows: Ints, changes: Singles) -> NDArray[np.bool_]:
        """Make in each of some orders the best of the moves that look best; what scenes change is seen by trying."""
        count, n, _ = changes.shape
        flat = changes.reshape(count, -1)
        tried = min(_MOVES_TRIED, n * n - n)
        best = np.argpartition(flat, tried - 1, axis=1)[:, :tried]
        moved = self._moved(np.repeat(perms[rows][:, None], tried, axis=1), best // n, best % n)
        costs = self.problem.cost(moved)
        winner = costs.argmin(axis=1)
        every = np.arange(count)
        gains = costs[every, winner] < self.problem.cost(perms[rows]) - _LEAST_GAIN
        perms[rows[gains]] = moved[every, winner][gains]
        return np.asarray(gains)

    @staticmethod
    def _moved(perms: Ints, start: Ints, end: Ints) -> Ints:
        """Return orders (…, n) with the picture of one place moved to another."""
        number = np.arange(perms.shape[-1])
        a, b = start[..., None], end[..., None]
        source = np.where((number >= a) & (number < b), number + 1, number)
        source = np.where((number <= a) & (number > b), number - 1, source)
        source = np.where(number == b, a, source)
        return np.take_along_axis(perms, source, axis=-1)
