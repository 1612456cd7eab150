from __future__ import annotations

import threading
import time
from itertools import permutations

import numpy as np
import pytest
from matching_parts import film_problem, loose_problem

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.matching.assignment import assign
from albumforge.generators.album.matching.cost_calculate import Problem
from albumforge.generators.album.matching.genetic import greedy, match


def least(problem: Problem) -> float:
    return float(problem.cost(np.array(list(permutations(range(problem.size))))).min())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8])
def test_finds_the_least_cost_of_small_films(size: int) -> None:
    for seed in range(3):
        for problem in (film_problem(size, seed), loose_problem(size, seed)):
            found = match(problem, seed=seed)
            assert sorted(found.permutation) == list(range(size))
            assert found.cost == pytest.approx(float(problem.cost(np.array(found.permutation))))
            assert found.cost <= least(problem) * 1.01 + 1e-9


def test_finds_the_least_cost_of_nine_pictures() -> None:
    problem = film_problem(9, 4)
    assert match(problem).cost <= least(problem) * 1.01


@pytest.mark.parametrize("size", [4, 60, 150])
def test_is_exact_where_only_the_places_count(size: int) -> None:
    chance = np.random.default_rng(size)
    linear, zero = chance.random((size, size)), np.zeros((size, size))
    problem = Problem(linear=linear, follow=zero, together=zero, join=np.ones(size - 1))
    best = float(problem.cost(assign(linear)))
    assert match(problem, budget=2_000_000).cost <= best * 1.01


def test_improves_on_the_exact_linear_solution_by_itself() -> None:
    problem = loose_problem(30, 2)
    found = match(problem)
    assert found.cost < 0.97 * float(problem.cost(assign(problem.linear)))
    assert found.cost < 0.97 * float(problem.cost(greedy(problem)))


def test_sixty_pictures_within_two_per_cent_of_a_longer_search_and_in_time() -> None:
    problem = film_problem(60, 3)
    began = time.process_time()
    found = match(problem, seed=1)
    assert time.process_time() - began < 2.0
    longer = match(problem, seed=2, budget=5 * found.looked_at, patience=10**6)
    assert longer.looked_at > 3 * found.looked_at
    assert found.cost <= 1.02 * longer.cost


def test_the_same_seed_finds_the_same() -> None:
    problem = loose_problem(40, 1)
    assert match(problem, seed=7, budget=3_000_000) == match(problem, seed=7, budget=3_000_000)


def test_ends_with_its_budget() -> None:
    problem = loose_problem(100, 1)
    found = match(problem, budget=1_000_000)
    assert sorted(found.permutation) == list(range(100))
    # The last step of all orders may still be taken.
    assert found.looked_at <= 1_000_000 + 24 * 100 * 100 * 3 // 2


def test_pictures_stay_in_their_chapters() -> None:
    problem = film_problem(45, 5)
    found = match(problem)
    for place, number in zip(problem.places, found.permutation, strict=True):
        assert problem.pictures[number].chapter == place.chapter


def test_stops_when_asked_to() -> None:
    stop = threading.Event()
    timer = threading.Timer(0.15, stop.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        match(loose_problem(200, 1), patience=10**9, budget=10**12, context=Context(cancelled=stop.is_set))
    assert time.monotonic() - began < 5.0
