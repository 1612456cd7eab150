"""The cheapest way to give each row a column of its own: the assignment problem, solved exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def assign(cost: Floats) -> Ints:
    """Return for each column the row that stands in it, so that the sum of the costs is the least possible.

    Shortest augmenting paths after R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and
    sparse linear assignment problems", Computing 38 (1987): O(n³), with the inner loop over a whole row at once.

    Args:
        cost: (n, n), finite.
    """
    size = len(cost)
    row_price = cost.min(axis=1)
    column_price = (cost - row_price[:, None]).min(axis=0)
    row_of, column_of = np.full(size, -1), np.full(size, -1)
    # Most rows find a column for nothing; only the others need a path.
    free = cost - row_price[:, None] - column_price <= 1e-12
    for row in range(size):
        open_columns = np.flatnonzero(free[row] & (row_of < 0))
        if open_columns.size:
            row_of[open_columns[0]], column_of[row] = row, open_columns[0]
    for unmatched in np.flatnonzero(column_of < 0):
        _augment(cost, int(unmatched), row_of, column_of, row_price, column_price)
    return row_of


def _augment(cost: Floats, start: int, row_of: Ints, column_of: Ints, row_price: Floats, column_price: Floats) -> None:
    """Find the cheapest alternating path from a row without a column to a column without a row, and flip it."""
    size = len(cost)
    distance, came_from = np.full(size, np.inf), np.full(size, -1)
    waiting = np.ones(size, bool)
    row, so_far = start, 0.0
    while True:
        reach = cost[row] - row_price[row] - column_price + so_far
        better = waiting & (reach < distance)
        distance[better] = reach[better]
        came_from[better] = row
        column = int(np.argmin(np.where(waiting, distance, np.inf)))
        so_far = float(distance[column])
        waiting[column] = False
        if row_of[column] < 0:
            break
        row = int(row_of[column])
    seen = ~waiting
    seen[column] = False
    row_price[row_of[seen]] += so_far - distance[seen]
    column_price[seen] -= so_far - distance[seen]
    row_price[start] += so_far
    while True:
        row = int(came_from[column])
        row_of[column] = row
        column, column_of[row] = int(column_of[row]), column
        if row == start:
            return
