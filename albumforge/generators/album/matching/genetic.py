"""遗传: the order of the pictures with the least cost that a genetic algorithm finds.

A memetic one: every child is improved by swaps and moves before it is compared. It begins with the order of time, the
greedy one, the exact solution of the linear part, and chance. It ends by a count of what was looked at, never by the
clock: the same seed finds the same order on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from albumforge.context import Context
from albumforge.generators.album.matching.assignment import assign
from albumforge.generators.album.matching.cost_calculate import Floats, Ints, Problem
from albumforge.generators.album.matching.neighbourhood import Budget, Neighbourhood

BUDGET_PER_PICTURE, LARGEST_BUDGET = 1_000_000, 300_000_000
"""Swaps and moves looked at for each picture, and altogether, at most, unless the caller says otherwise."""

PATIENCE = 40
"""Generations without a better best after which the search ends, unless the caller says otherwise."""

_PEOPLE, _FEWEST_PEOPLE = 24, 8
_PEOPLE_TIMES_PICTURES = 2400


@dataclass(frozen=True)
class Matching:
    """An order.

    Attributes:
        permutation: ``permutation[j]`` is the number of the picture in place j.
        cost: of it.
        generations: how many it took.
        looked_at: how many swaps and moves were looked at.
    """

    permutation: tuple[int, ...]
    cost: float
    generations: int
    looked_at: int


def match(
    problem: Problem,
    *,
    seed: int = 0,
    budget: int | None = None,
    patience: int = PATIENCE,
    context: Context | None = None,
) -> Matching:
    """Return the best order found.

    Args:
        budget: how many swaps and moves may be looked at; None for the constants above.
        patience: how many generations without a better best it takes to end before.

    Raises:
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    chance = np.random.default_rng(seed)
    search = Neighbourhood(problem)
    budget = min(BUDGET_PER_PICTURE * problem.size, LARGEST_BUDGET) if budget is None else budget
    left = Budget(budget)
    count = min(_PEOPLE, max(_FEWEST_PEOPLE, _PEOPLE_TIMES_PICTURES // problem.size))
    people = search.descend(_first(problem, count, chance), left, context)
    people, costs = _fittest(people, problem.cost(people), count)
    generation, since = 0, 0
    while left.left > 0 and since < patience and problem.size > 1:
        children = _mutated(_crossed(people, count, chance), chance, since)
        children = search.descend(children, left, context)
        best = costs[0]
        people, costs = _fittest(np.vstack([people, children]), np.append(costs, problem.cost(children)), count)
        since = 0 if costs[0] < best - 1e-9 else since + 1
        generation += 1
    permutation = tuple(int(number) for number in people[0])
    return Matching(permutation, float(costs[0]), generation, budget - left.left)


def greedy(problem: Problem) -> Ints:
    """Return the order that takes for each place, from the first on, the picture that is cheapest there."""
    free = np.ones(problem.size, bool)
    perm = np.empty(problem.size, np.int64)
    for place in range(problem.size):
        cost = problem.linear[:, place].copy()
        if place:
            cost += problem.join[place - 1] * problem.follow[perm[place - 1]]
        for distance, band in enumerate(problem.bands, 1):
            if distance <= place:
                cost += band[place - distance] * problem.together[perm[place - distance]]
        perm[place] = np.argmin(np.where(free, cost, np.inf))
        free[perm[place]] = False
    return perm


def _first(problem: Problem, count: int, chance: np.random.Generator) -> Ints:
    """Return the first population: what is cheap to know, variations of it, and some of pure chance."""
    size = problem.size
    linear = assign(problem.linear)
    known = np.array([np.arange(size), greedy(problem), linear])
    varied = _shuffled(known.repeat(count // 5, axis=0), chance, max(2, size // 4))
    random = np.array([chance.permutation(size) for _ in range(count - len(known) - len(varied))])
    return np.vstack([known, varied, random])


def _crossed(people: Ints, count: int, chance: np.random.Generator) -> Ints:
    """Return so many children of parents of which the better are likelier.

    A child has from one parent what stands at some places (a run of them, or any), from the other what stands at the
    rest as far as it is still free, and what is left over in the order of the other.
    """
    size = people.shape[1]
    mother, father = (people[np.minimum(*_pair(len(people), count, chance))] for _ in range(2))
    begin = chance.integers(0, size, (count, 1))
    run = (np.arange(size) - begin) % size < chance.integers(1, size, (count, 1))
    scattered = chance.random((count, size)) < 0.5
    kept = np.where(chance.random((count, 1)) < 0.5, run, scattered)
    rows = np.arange(count)[:, None]
    taken = np.zeros((count, size), bool)
    taken[rows, mother] = kept
    child = np.where(kept, mother, -1)
    from_father = ~kept & ~taken[rows, father]
    child[from_father] = father[from_father]
    taken[rows, father] |= from_father
    # The father's pictures that found no place, in his order, and the places without one: as many in each row.
    homeless = father[~taken[rows, father]]
    child[child < 0] = homeless
    return child


def _pair(people: int, count: int, chance: np.random.Generator) -> tuple[Ints, Ints]:
    return chance.integers(0, people, count), chance.integers(0, people, count)


def _mutated(perms: Ints, chance: np.random.Generator, since: int) -> Ints:
    """Return each order with a few swaps, a run moved elsewhere or a run reversed; more the longer nothing helped."""
    count, size = perms.shape
    kind = chance.integers(0, 4, count)
    swapped = _shuffled(perms, chance, 1 + min(size // 6, 1 + since // 3))
    number = np.arange(size)
    begin = chance.integers(0, size, (count, 1))
    end = np.minimum(size, begin + 2 + chance.integers(0, max(1, size // 6), (count, 1)))
    inside = (number >= begin) & (number < end)
    reversed_ = np.take_along_axis(perms, np.where(inside, begin + end - 1 - number, number), axis=1)
    turn = np.where(inside, begin + (number - begin + 1 + begin % 3) % (end - begin), number)
    rotated = np.take_along_axis(perms, turn, axis=1)
    return np.asarray(np.stack([perms, swapped, reversed_, rotated])[kind, np.arange(count)])


def _shuffled(perms: Ints, chance: np.random.Generator, swaps: int) -> Ints:
    """Return each order with so many swaps of places that are mostly near each other."""
    perms = perms.copy()
    count, size = perms.shape
    every = np.arange(count)
    for _ in range(swaps):
        a = chance.integers(0, size, count)
        b = (a + np.rint(chance.normal(0, 1 + size / 8, count)).astype(np.int64)) % size
        perms[every, a], perms[every, b] = perms[every, b], perms[every, a]
    return perms


def _fittest(perms: Ints, costs: Floats, count: int) -> tuple[Ints, Floats]:
    """Return the cheapest orders, at most so many, each once, the cheapest first."""
    unique, where = np.unique(perms, axis=0, return_index=True)
    order = np.argsort(costs[where], kind="stable")[:count]
    return unique[order], costs[where][order]
