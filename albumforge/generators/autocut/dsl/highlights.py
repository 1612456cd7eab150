"""The strategy `highlights`: the sentences and moments that are worth most, in so many seconds as were asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.dsl.decided import Decided, Stretch
from albumforge.generators.autocut.dsl.interest import Interest
from albumforge.generators.autocut.dsl.intervals import without
from albumforge.generators.autocut.dsl.units import Unit, units_of, with_margins
from albumforge.generators.autocut.request import CutRequest

_LONGEST_DEFAULT, _DEFAULT_SHARE = 60.0, 1 / 3
"""Where nothing was asked for: a minute, or a third of a shorter video."""

_TICKS = 3000
_DULL = 0.12
"""Interest of a moment that is not worth being kept at all."""

_JUMP = 0.25
"""What a jump costs, in seconds of full interest: fewer and longer stretches are better to watch."""

_NO = -1e9


def highlights(study: Study, request: CutRequest) -> Decided:
    """Return the cut that keeps what is most interesting, of at most `target_seconds`; sentences stay whole."""
    duration = study.source.duration
    target = request.target_seconds or min(_LONGEST_DEFAULT, duration * _DEFAULT_SHARE)
    if target >= duration:
        return Decided(notes=("The video is no longer than the highlights were to be, so all of it is kept.",))
    interest, units = Interest(study.scores), units_of(study)
    margins = request.margin_before + request.margin_after
    chosen = choose(units, [interest.of(unit.interval) for unit in units], target, margins)
    notes: tuple[str, ...] = ()
    if not chosen:
        shortest = min((unit for unit in units if unit.spoken), key=lambda unit: unit.length, default=units[0])
        chosen = [units.index(shortest)]
        notes = (f"No sentence fits into {target:g} s; the shortest one is kept.",)
    kept = []
    for run in runs(chosen):
        interval = with_margins(units, *run, request.margin_before, request.margin_after)
        kept.append(Stretch(interval, f"highlight, interest {interest.of(interval):.2f}"))
    joined = _joined(kept)
    gaps = without([(0.0, duration)], [stretch.interval for stretch in joined])
    rest = tuple(Stretch(gap, f"less of interest, {interest.told(gap)}") for gap in gaps)
    return Decided(joined, left_out=rest, notes=notes)


def choose(units: Sequence[Unit], interests: Sequence[float], target: float, margins: float) -> list[int]:
    """Return the numbers of the units to keep: the most interest in at most `target` seconds.

    A knapsack over the units in order, solved exactly on ticks of the target; what is kept as one stretch has one pair
    of margins and costs one jump.

    Args:
        units: in order.
        interests: mean interest of each, 0 to 1.
        target: seconds.
        margins: seconds that each stretch is longer than its units.
    """
    tick = max(0.02, target / _TICKS)
    room = int(target / tick + 1e-9)
    # Best worth with so many ticks used: where the unit before was dropped, and where it was kept.
    dropped = np.zeros(room + 1)
    kept = np.full(room + 1, _NO)
    entered = np.zeros((len(units), room + 1), bool)  # a kept unit follows a dropped one
    left = np.zeros((len(units), room + 1), bool)  # a dropped unit follows a kept one
    for number, (unit, interest) in enumerate(zip(units, interests, strict=True)):
        worth = (interest - _DULL) * unit.length
        goes_on = _shifted(kept, math.ceil(unit.length / tick - 1e-9)) + worth
        begins = _shifted(dropped, math.ceil((unit.length + margins) / tick - 1e-9)) + worth - _JUMP
        left[number] = kept > dropped
        dropped = np.maximum(dropped, kept)
        entered[number] = begins > goes_on
        kept = np.maximum(begins, goes_on)
    return _followed_back(units, entered, left, dropped, kept, (tick, margins))


def _shifted(values: np.ndarray, ticks: int) -> np.ndarray:
    moved = np.full(len(values), _NO)
    if ticks < len(values):
        moved[ticks:] = values[: len(values) - ticks]
    return moved


def _followed_back(
    units: Sequence[Unit],
    entered: np.ndarray,
    left: np.ndarray,
    dropped: np.ndarray,
    kept: np.ndarray,
    sizes: tuple[float, float],
) -> list[int]:
    tick, margins = sizes
    last_kept = bool(kept.max() > dropped.max())
    at = int(np.argmax(kept if last_kept else dropped))
    found = []
    for number in range(len(units) - 1, -1, -1):
        if not last_kept:
            last_kept = bool(left[number, at])
            continue
        found.append(number)
        begins = bool(entered[number, at])
        at -= math.ceil((units[number].length + (margins if begins else 0.0)) / tick - 1e-9)
        last_kept = not begins
    return found[::-1]


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return numbers in order as stretches without gaps: first and last of each."""
    breaks = [n for n, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1]
    edges = [0, *breaks, len(numbers)]
    return [(numbers[low], numbers[high - 1]) for low, high in pairwise(edges) if high > low]


def _joined(kept: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return stretches, those joined whose margins meet."""
    found: list[Stretch] = []
    for stretch in kept:
        if found and stretch.interval[0] <= found[-1].interval[1]:
            found[-1] = Stretch((found[-1].interval[0], stretch.interval[1]), found[-1].why)
        else:
            found.append(stretch)
    return tuple(found)
