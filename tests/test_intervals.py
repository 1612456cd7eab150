"""Ranges of time."""

from albumforge.generators.autocut.dsl.intervals import length, merged, overlap, widened, within, without


def test_intervals_are_joined_over_small_gaps() -> None:
    assert merged([(5, 6), (0, 2), (1, 3), (3.2, 4)], 0.2 + 1e-9) == [(0, 4), (5, 6)]
    assert merged([]) == []


def test_what_is_taken_out_is_gone() -> None:
    assert without([(0, 10)], [(7, 8), (2, 3), (9, 12)]) == [(0, 2), (3, 7), (8, 9)]
    assert without([(5, 6), (0, 1)], [(0.2, 0.4)]) == [(5, 6), (0, 0.2), (0.4, 1)]
    assert without([(1, 2)], [(0, 3)]) == []


def test_margins_stay_within_bounds_and_meet() -> None:
    assert widened([(0.1, 1), (1.5, 2), (9, 9.9)], 0.2, 0.3, (0, 10)) == [(0, 2.3), (8.8, 10)]


def test_measures() -> None:
    assert overlap((0, 2), (1, 5)) == 1
    assert overlap((0, 1), (2, 3)) == 0
    assert within([(0, 1), (2, 4)], (0.5, 3)) == [(0.5, 1), (2, 3)]
    assert length([(0, 1), (2, 4)]) == 3
