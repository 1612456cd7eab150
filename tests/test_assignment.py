from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from albumforge.generators.album.matching.assignment import assign


def total(cost: np.ndarray, row_of: np.ndarray) -> float:
    return float(cost[row_of, np.arange(len(cost))].sum())


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7])
def test_no_order_costs_less(size: int) -> None:
    orders = np.array(list(permutations(range(size))))
    for seed in range(10):
        cost = np.random.default_rng(seed).normal(0, 10, (size, size))
        best = cost[orders, np.arange(size)].sum(axis=1).min()
        row_of = assign(cost)
        assert sorted(row_of) == list(range(size))
        assert total(cost, row_of) == pytest.approx(best)


@pytest.mark.parametrize("size", [40, 200])
def test_agrees_with_scipy(size: int) -> None:
    optimize = pytest.importorskip("scipy.optimize")
    for seed in range(3):
        chance = np.random.default_rng(seed)
        # Rounded: with many equal costs, as where many cells are alike.
        cost = np.round(chance.random((size, size)) * 20)
        rows, columns = optimize.linear_sum_assignment(cost)
        assert total(cost, assign(cost)) == pytest.approx(cost[rows, columns].sum())


def test_equal_costs() -> None:
    assert sorted(assign(np.ones((30, 30)))) == list(range(30))


def test_leaves_its_argument_alone() -> None:
    cost = np.random.default_rng(0).random((8, 8))
    before = cost.copy()
    assign(cost)
    assert np.array_equal(cost, before)
