"""Measure the matching of pictures to places: its gap to the least cost where that is known, and to other searches.

Called by scripts/bench. Gaps are parts of the cost by which it is above what it is compared with; below it is negative.
Films are synthetic, of chapters, moments, faces and colours; loose problems have costs of pure chance.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, permutations

import numpy as np
from figures import Row, printed_by, table, tell, timed
from matching_problems import film_problem, free_problem, loose_problem
from page import write_section

from albumforge.context import Context
from albumforge.generators.album.matching.assignment import assign
from albumforge.generators.album.matching.cost_calculate import Problem
from albumforge.generators.album.matching.genetic import Matching, greedy, match
from albumforge.generators.album.matching.neighbourhood import Budget, Neighbourhood

_AT_ONCE = 40_000
_ENDLESS = 10**9


def main() -> None:
    arguments = _arguments()
    rows = [*_exact(), *_linear()]
    rows += _against("films", [film_problem(60, seed) for seed in range(arguments.films)], 0.02)
    rows += _against("films in free order", [free_problem(60, seed) for seed in range(arguments.films)], 0.02)
    rows += _against("loose", [loose_problem(60, seed) for seed in range(arguments.films)], None)
    rows += _seconds()
    tell(rows, width=86, digits=4)
    if arguments.write:
        _write(rows, arguments.films)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench matching", description=__doc__)
    parser.add_argument("--films", type=int, default=3, help="films of each kind to compare on")
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


def _matched(problem: Problem, seed: int) -> tuple[Matching, float]:
    began = time.process_time()
    result = match(problem, seed=seed)
    return result, time.process_time() - began


def _exact() -> list[Row]:
    """Films and loose problems of 5 to 9 pictures, against all orders."""
    problems = [make(5 + number % 5, number) for number in range(10) for make in (film_problem, loose_problem)]
    gaps = [match(problem).cost / _least(problem) - 1 for problem in problems]
    return [
        ("5 to 9 pictures, 20 problems: largest gap to the least cost of all orders", max(gaps), 0.01),
    ]


def _least(problem: Problem) -> float:
    orders = permutations(range(problem.size))
    least = np.inf
    while some := list(islice(orders, _AT_ONCE)):
        least = min(least, float(problem.cost(np.array(some)).min()))
    return least


def _linear() -> list[Row]:
    """Problems of places alone, solved exactly by the Hungarian method's successor."""
    gaps = []
    for size in (9, 30, 60, 120, 300):
        for make in (film_problem, loose_problem):
            problem = make(size, size)
            problem = replace(problem, follow=problem.follow * 0, together=problem.together * 0)
            best = float(problem.cost(assign(problem.linear)))
            gaps.append(match(problem, budget=20_000 * size).cost / best - 1)
    return [("9 to 300 pictures, places alone: largest gap to the exact assignment", max(gaps), 0.01)]


def _against(kind: str, problems: list[Problem], limit: float | None) -> list[Row]:
    """Other ways to find an order, of the same time where they can use it, and runs that look at 50 times as much."""
    found = [_matched(problem, seed) for seed, problem in enumerate(problems)]
    searches: dict[str, Callable[[Problem, float], float]] = {
        "greedy": lambda problem, _: float(problem.cost(greedy(problem))),
        "the exact order for the places alone": lambda problem, _: float(problem.cost(assign(problem.linear))),
        "random orders, same time": lambda problem, seconds: min(_random(problem, seconds)),
        "random restarts with descent, same time": lambda problem, seconds: min(_restarts(problem, seconds)),
    }
    rows: list[Row] = []
    for name, search in searches.items():
        gaps = [
            result.cost / search(problem, seconds) - 1
            for problem, (result, seconds) in zip(problems, found, strict=True)
        ]
        rows.append((f"60 pictures, {kind}: median gap to {name}", statistics.median(gaps), 0.0))
    gaps = []
    for problem, (result, _) in zip(problems, found, strict=True):
        longer = match(problem, seed=99, budget=50 * result.looked_at, patience=_ENDLESS)
        gaps.append(result.cost / min(longer.cost, result.cost) - 1)
    rows.append((f"60 pictures, {kind}: largest gap to a run 50 times as long", max(gaps), limit))
    return rows


def _random(problem: Problem, seconds: float) -> Iterator[float]:
    chance = np.random.default_rng(1)
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        orders = chance.permuted(np.tile(np.arange(problem.size), (500, 1)), axis=1)
        yield float(problem.cost(orders).min())


def _restarts(problem: Problem, seconds: float) -> Iterator[float]:
    chance = np.random.default_rng(1)
    search = Neighbourhood(problem)
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        orders = chance.permuted(np.tile(np.arange(problem.size), (24, 1)), axis=1)
        yield float(problem.cost(search.descend(orders, Budget(_ENDLESS), Context())).min())


def _seconds() -> list[Row]:
    rows: list[Row] = []
    for size, limit in ((3, None), (9, None), (30, None), (60, 2.0), (300, 6.0)):
        took = [timed(lambda s=seed, n=size: match(film_problem(n, 10 + s))) for seed in range(3)]
        rows.append((f"{size} pictures: seconds for costs and match, median of 3", statistics.median(took), limit))
    return rows


def _write(rows: list[Row], films: int) -> None:
    write_section(
        "Matching",
        f"{printed_by('scripts/bench matching')}, on {os.cpu_count()} shared processors: pictures matched to the places"
        f" of a template by the genetic algorithm, on {films} synthetic films of 60 pictures with chapters, moments,"
        f" faces and colours, {films} whose order is free within a chapter, and {films} loose problems whose costs are"
        " pure chance, which no film is like. A gap is the part by which the cost is above what it is compared with;"
        " below it is negative.\n\n"
        f"{table(rows, digits=4)}",
    )


if __name__ == "__main__":
    main()
