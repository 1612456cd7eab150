"""The lengths of shots and the frames on which they join."""

from __future__ import annotations

import math
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


def test_clips_with_more_to_show_fill_a_long_film_of_few_photos() -> None:
    seconds = scaled([Need(4.0), Need(8.0, rigid=True, most=60.0), Need(3.2, rigid=True)], 40.0)
    assert sum(seconds) == pytest.approx(40.0)
    assert seconds[2] == 3.2
    assert seconds[1] > 25
    assert scaled([Need(5.0, rigid=True, most=30.0)], 20.0) == pytest.approx([20.0])


def test_what_must_be_read_keeps_its_time_while_there_is_enough() -> None:
    seconds = scaled([Need(6.0, least=5.0), *[Need(4.0)] * 9], 20.0)
    assert seconds[0] == pytest.approx(5.0)
    assert sum(seconds) == pytest.approx(20.0)
    card = scaled([Need(4.0), Need(3.0, rigid=True, least=2.8), Need(9.0, rigid=True, least=1.0), Need(4.0)], 12.0)
    assert card[1] >= 2.8 - 1e-6
    assert card[2] < 9.0


@settings(max_examples=200, deadline=None)
@given(
    needs=st.lists(
        st.builds(Need, st.floats(0.3, 12), st.booleans(), st.floats(0, 6), st.none() | st.floats(12, 60)),
        min_size=1,
        max_size=30,
    ),
    duration=st.floats(2, 4000),
)
def test_scaled_always_fills_the_film(needs: list[Need], duration: float) -> None:
    if all(need.rigid for need in needs) and sum(need.limit for need in needs) < duration:
        with pytest.raises(InvalidInput):
            scaled(needs, duration)
        return
    if sum(need.limit for need in needs) < duration:
        return  # photos always have no limit
    seconds = scaled(needs, duration)
    assert sum(seconds) == pytest.approx(duration, rel=1e-6) or any(n.limit < math.inf for n in needs if not n.rigid)
    assert all(value > 0 for value in seconds)
    assert all(value <= need.limit + 1e-6 for value, need in zip(seconds, needs, strict=True) if need.rigid)


def test_photos_are_looked_at_before_clips_and_cards_have_all_their_time() -> None:
    needs = [*[Need(10.0, rigid=True, least=2.0)] * 3, *[Need(3.2, rigid=True, least=2.3)] * 3, *[Need(3.0)] * 20]
    seconds = scaled(needs, 70.0)
    assert sum(seconds) == pytest.approx(70.0)
    assert min(seconds[6:]) >= 2.4
    assert all(value >= need.least for value, need in zip(seconds, needs, strict=True))


def test_no_beat_takes_from_the_last_shot_what_it_needs() -> None:
    seconds, beats = [4.0] * 4 + [3.6], [0.7 * n for n in range(40)]
    for extra in range(4):
        frames = round(30 * sum(seconds)) - extra
        places = joins(seconds, frames, Fraction(30), beats, downbeats=beats[::4], least=[0.0] * 4 + [3.5])
        assert (places[-1] - places[-2]) / 30 >= 3.5 - 0.15


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
    assert joins([2.6, 3.0], 168, RATE, beats, [2.6, math.inf])[1] == 60
    assert joins([2.6, 3.0], 168, RATE, beats)[1] == 90


def test_the_last_shots_make_up_for_a_little_more_or_less() -> None:
    places = joins([3.0] * 10, 30 * 31, RATE)
    assert places[:8] == [90 * number for number in range(8)]
    assert places[-1] == 930
    limited = joins([3.0] * 10, 30 * 31, RATE, limits=[math.inf] * 8 + [3.0, 3.0])
    assert [after - before for before, after in pairwise(limited)][-2:] == [90, 90]


def test_one_longer_shot_hardly_changes_the_others() -> None:
    beats = [0.3 + number * 0.7 for number in range(400)]
    seconds = [2.9, 3.3, 4.1, 2.5, 3.7, 4.4, 3.0, 2.7] * 5
    more = [*seconds[:5], seconds[5] + 0.6, *seconds[6:]]
    lengths = [
        [after - before for before, after in pairwise(joins(wishes, round(sum(wishes) * 30), RATE, beats))]
        for wishes in (seconds, more)
    ]
    assert sum(one != other for one, other in zip(*lengths, strict=True)) <= 8


def test_a_film_of_clips_near_their_limits_lets_none_run_out() -> None:
    limits = [4.0, 3.0, 2.0, 5.0]
    beats = [0.3 + number * 0.9 for number in range(40)]
    places = joins([3.9, 3.0, 1.9, 5.0], round(13.8 * 30), RATE, beats, limits)
    lengths = [(after - before) / 30 for before, after in pairwise(places)]
    assert all(length <= limit + 0.06 for length, limit in zip(lengths, limits, strict=True))


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


def test_a_beat_takes_nothing_from_what_a_shot_needs_at_least() -> None:
    seconds, beats = [3.0, 2.0, 3.0], [0.0, 3.0, 4.1, 8.0]
    moved = joins(seconds, 240, Fraction(30), beats)
    kept = joins(seconds, 240, Fraction(30), beats, least=[0.0, 2.0, 0.0])
    assert moved[2] - moved[1] < 45
    assert kept[2] - kept[1] >= 60
