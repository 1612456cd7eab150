"""The lengths of shots and the frames on which they join."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.errors import InvalidInput
from albumforge.generators.album.story.pacing import SHORTEST_PHOTO, Need, joins, pace, scaled, uniform

RATE = Fraction(30)


def test_the_pace_is_quickest_two_thirds_in_and_slowest_at_the_ends() -> None:
    paces = [pace(number / 20) for number in range(21)]
    assert min(paces) == pytest.approx(pace(0.65), abs=0.01)
    assert max(paces) in (paces[0], paces[-1])


def test_uniform_leaves_clips_their_own_length() -> None:
    assert uniform([Need(4.0), Need(7.5, rigid=True), Need(3.0)], 2.0) == [2.0, 7.5, 2.0]


def test_scaled_reaches_the_duration_and_never_lengthens_what_is_rigid() -> None:
    seconds = scaled([Need(4.0), Need(6.0, rigid=True), Need(3.0)], 30.0)
    assert sum(seconds) == pytest.approx(30.0)
    assert seconds[1] == 6.0
    assert seconds[0] > seconds[2]


def test_little_time_is_shared_evenly() -> None:
    seconds = scaled([Need(8.0), Need(2.0)] * 10, 20 * SHORTEST_PHOTO)
    assert max(seconds) == pytest.approx(min(seconds))


def test_clips_alone_cannot_be_made_longer() -> None:
    with pytest.raises(InvalidInput, match="duration"):
        scaled([Need(3.0, rigid=True)], 10.0)


def test_every_join_is_on_a_beat() -> None:
    beats = [0.3 + number * 0.75 for number in range(200)]
    places = joins([3.1, 2.9, 4.2, 1.9, 2.5, 5.0] * 5, 30 * 98, RATE, beats)
    for place in places[1:-1]:
        assert min(abs(place / 30 - beat) for beat in beats) <= 0.5 / 30 + 1e-9


def test_downbeats_are_preferred_where_it_costs_little() -> None:
    beats = [number * 0.5 for number in range(100)]
    downbeats = beats[::4]
    assert joins([3.8, 4.0], 240, RATE, beats, downbeats=downbeats)[1] == 120
    assert joins([3.0, 5.0], 240, RATE, beats, downbeats=downbeats)[1] == 90


def test_a_rigid_shot_is_not_made_longer() -> None:
    beats = [number * 1.0 for number in range(100)]
    assert joins([2.6, 3.0], 168, RATE, beats, [True, False])[1] == 60


@settings(max_examples=100, deadline=None)
@given(
    seconds=st.lists(st.floats(0.5, 8.0), min_size=1, max_size=40),
    beats=st.lists(st.floats(0, 200), max_size=100),
)
def test_joins_always_rise(seconds: list[float], beats: list[float]) -> None:
    frames = max(len(seconds), round(sum(seconds) * 30))
    places = joins(seconds, frames, RATE, sorted(beats))
    assert places[0] == 0
    assert places[-1] == frames
    assert all(after > before for before, after in pairwise(places))
