"""Passages of whole bars."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.generators.album.story.pacing import Need
from albumforge.generators.album.story.passages import bars_each, bars_shared, fitted, passages

PHOTO, CLIP = Need(4.0), Need(4.0, rigid=True)


def parts(needs: list[Need], begins: list[int], bar: float = 2.0) -> list[tuple[int, int]]:
    found = passages(needs, [need.seconds for need in needs], begins, bar)
    return [(part.start, part.stop) for part in found]


def test_a_passage_begins_where_it_may() -> None:
    assert parts([PHOTO] * 9, [0, 3, 6]) == [(0, 3), (3, 6), (6, 9)]
    assert parts([PHOTO] * 9, []) == [(0, 9)]


def test_a_short_one_is_one_with_its_neighbour() -> None:
    assert parts([PHOTO] * 9, [0, 1, 4, 8]) == [(0, 4), (4, 9)]
    assert parts([PHOTO] * 3, [0, 1, 2], bar=9.0) == [(0, 3)]


def test_one_that_cannot_be_made_longer_is_one_with_its_neighbour() -> None:
    assert parts([*[CLIP] * 3, *[PHOTO] * 3, *[CLIP] * 3], [0, 3, 6]) == [(0, 9)]
    assert parts([CLIP] * 5, [0, 2]) == [(0, 5)]


def test_bars_are_the_nearest_or_as_many_as_there_are() -> None:
    assert bars_each([9.1, 10.9, 0.2, -1.0], 2.0) == [5, 5, 0, 0]
    assert bars_shared([10.0, 10.0, 10.0], 10) == [4, 3, 3]
    assert bars_shared([-1.0], 0) == [0]


@settings(max_examples=100, deadline=None)
@given(totals=st.lists(st.floats(6, 60), min_size=2, max_size=12), bars=st.integers(0, 200))
def test_no_bar_is_lost(totals: list[float], bars: int) -> None:
    shared = bars_shared(totals, bars)
    assert sum(shared) == bars
    assert all(abs(count - bars * total / sum(totals)) < 1 for count, total in zip(shared, totals, strict=True))


def test_each_passage_lasts_as_long_as_it_should_and_clips_keep_their_limit() -> None:
    needs = [PHOTO, CLIP, PHOTO, PHOTO]
    seconds = fitted(needs, [need.seconds for need in needs], [range(2), range(2, 4)], [9.0, 8.0])
    assert sum(seconds[:2]) == pytest.approx(9.0)
    assert seconds[1] <= 4.0
    assert seconds[2:] == [4.0, 4.0]
