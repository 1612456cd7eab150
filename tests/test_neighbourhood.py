from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matching_parts import film_problem, loose_problem

from albumforge.context import Context
from albumforge.generators.album.matching.cost_calculate import Problem
from albumforge.generators.album.matching.neighbourhood import Budget, Neighbourhood

ENDLESS = 10**12


def orders(size: int, count: int, seed: int = 0) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return np.array([chance.permutation(size) for _ in range(count)])


def collages(size: int) -> Problem:
    """Scenes of any number of cells, with pairs of places up to three apart."""
    chance = np.random.default_rng(size)
    bands = tuple(chance.random(size - distance) for distance in range(1, min(4, size)))
    return replace(loose_problem(size, 1), join=chance.random(size - 1), bands=bands)


def descend(problem: Problem, perms: np.ndarray, budget: int = ENDLESS) -> np.ndarray:
    return Neighbourhood(problem).descend(perms, Budget(budget), Context())


@pytest.mark.parametrize("size", [2, 3, 5, 9, 14])
def test_no_swap_helps_in_the_end(size: int) -> None:
    problem = collages(size)
    for perm in descend(problem, orders(size, 6)):
        cost = problem.cost(perm)
        for a in range(size):
            for b in range(a):
                swapped = perm.copy()
                swapped[[a, b]] = swapped[[b, a]]
                assert problem.cost(swapped) > cost - 1e-3


@pytest.mark.parametrize("size", [2, 3, 6, 11])
def test_no_move_helps_in_the_end_where_scenes_are_single(size: int) -> None:
    problem = replace(collages(size), bands=())
    for perm in descend(problem, orders(size, 6)):
        cost = problem.cost(perm)
        for a in range(size):
            for b in range(size):
                moved = np.insert(np.delete(perm, a), b, perm[a])
                assert problem.cost(moved) > cost - 1e-3


@pytest.mark.parametrize("size", [1, 2, 20, 75])
def test_orders_stay_orders_and_get_no_dearer(size: int) -> None:
    problem = film_problem(size, 1)
    before = orders(size, 8)
    after = descend(problem, before)
    assert (np.sort(after, axis=1) == np.arange(size)).all()
    assert (problem.cost(after) <= problem.cost(before) + 1e-9).all()
    if size >= 20:
        assert problem.cost(after).mean() < 0.2 * problem.cost(before).mean()


def test_an_order_does_not_depend_on_those_it_is_improved_with() -> None:
    problem = film_problem(30, 1)
    perms = orders(30, 5)
    together = descend(problem, perms)
    assert all(np.array_equal(descend(problem, perms[n : n + 1])[0], together[n]) for n in range(5))


def test_stops_where_the_budget_ends() -> None:
    problem = film_problem(40, 1)
    perms = orders(40, 4)
    one_step = descend(problem, perms, budget=1)
    assert problem.cost(one_step).sum() > problem.cost(descend(problem, perms)).sum()
