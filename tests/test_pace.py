"""How long a stage still takes: from the work of this run, with a basis, without jumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from albumforge.services.pace import BASIS_SECONDS, Pace


def _told(pace: Pace, at: Callable[[float], float], seconds: float) -> Iterator[tuple[float, float | None]]:
    """What is told while the part that is done grows with the time."""
    moment = 0.0
    while moment < seconds:
        moment += 0.5
        pace.saw(moment, at(moment))
        yield moment, pace.left(moment)


def test_even_work_is_foretold_and_runs_down() -> None:
    told = list(_told(Pace(0.0), lambda moment: moment / 100, 99))
    assert all(left is None for moment, left in told if moment < BASIS_SECONDS)
    known = [(moment, left) for moment, left in told if left is not None]
    assert all(abs(left - (100 - moment)) < 2 for moment, left in known)
    assert all(after <= before for (_, before), (_, after) in pairwise(known))


def test_what_was_there_before_is_no_speed() -> None:
    told = dict(_told(Pace(0.0, 0.6), lambda moment: 0.6 + moment / 250, 90))
    assert told[3.0] is None
    assert all(abs((told[moment] or 0) - (100 - moment)) < 2 for moment in (10.0, 45.0, 80.0))


def test_slow_work_behind_quick_work_is_noticed_without_a_jump() -> None:
    def at(moment: float) -> float:
        return moment / 50 if moment < 20 else 0.4 + (moment - 20) / 200  # 140 seconds in all

    told = [(moment, left) for moment, left in _told(Pace(0.0), at, 130) if left is not None]
    assert all(abs(after - before) < 10 for (_, before), (_, after) in pairwise(told))
    assert all(abs(left - (140 - moment)) < 3 + 0.15 * (140 - moment) for moment, left in told if moment > 70)
    assert not [moment for moment, left in told if left < 8 and moment < 128]


def test_uneven_work_does_not_make_it_dance() -> None:
    told = [left for _, left in _told(Pace(0.0), lambda moment: (moment - moment % 6) / 120, 100) if left is not None]
    rises = [after - before for before, after in pairwise(told) if after > before]
    assert sum(rises) < 8


def test_work_that_stands_still_takes_longer() -> None:
    told = dict(_told(Pace(0.0), lambda moment: min(moment, 50) / 60, 90))
    assert (told[50.0] or 0) < 12
    assert (told[90.0] or 0) > 15


def test_without_progress_nothing_is_told() -> None:
    assert all(left is None for _, left in _told(Pace(0.0), lambda _: 0.0, 60))
