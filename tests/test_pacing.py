"""Pacing: how long shots are seen, and that joins rise to the film's last frame."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.errors import InvalidInput
from albumforge.generators.album.pacing import (
    CLIP_SECONDS,
    PHOTO_SECONDS,
    SHORTEST_PHOTO,
    Need,
    arc,
    joins,
    scaled,
    uniform,
)

RATE = Fraction(30)


def test_a_photo_is_seen_as_long_as_film_craft_says() -> None:
    seconds = arc([Need()] * 60, random.Random(1))
    assert min(seconds) >= 2.5
    assert max(seconds) <= 6.2
    assert sum(seconds) / 60 == pytest.approx(PHOTO_SECONDS, rel=0.1)


def test_the_film_has_an_arc() -> None:
    runs = np.mean([arc([Need()] * 40, random.Random(seed)) for seed in range(60)], axis=0)
    peak = int(np.argmin(np.convolve(runs, np.ones(3) / 3, "valid"))) + 1
    assert 22 <= peak <= 30, "the shortest shots come two thirds in"
    assert runs[0] > 1.1 * runs[5]
    assert runs[-1] > 1.1 * runs[-6]
    assert runs[26] < 0.85 * runs[5]


def test_no_two_shots_are_alike() -> None:
    seconds = arc([Need()] * 50, random.Random(3))
    assert min(abs(a - b) for a, b in pairwise(seconds)) > 0.001


@pytest.mark.parametrize("count", [1, 2, 3, 300])
def test_any_number_of_shots(count: int) -> None:
    seconds = arc([Need()] * count, random.Random(0))
    assert len(seconds) == count
    assert min(seconds) > 2


def test_clips_keep_their_length_up_to_a_limit_and_groups_are_seen_longer() -> None:
    needs = [Need(fixed=4.2), Need(fixed=600.0), Need(), Need(weight=1.5)]
    assert uniform(needs, 3.0) == [4.2, CLIP_SECONDS, 3.0, 3.0]
    told = arc(needs, random.Random(2))
    assert told[:2] == [4.2, CLIP_SECONDS]
    longer = np.mean([arc([Need()] * 9 + [Need(weight=1.5)] + [Need()], random.Random(s))[9] for s in range(40)])
    plain = np.mean([arc([Need()] * 11, random.Random(s))[9] for s in range(40)])
    assert longer == pytest.approx(1.5 * plain, rel=0.05)


_needs = st.lists(
    st.one_of(st.just(Need()), st.builds(Need, weight=st.floats(0.5, 2)), st.builds(Need, fixed=st.floats(0.5, 60))),
    min_size=1,
    max_size=40,
)


@given(_needs, st.floats(2, 2000))
@settings(max_examples=200, deadline=None)
def test_scaled_shots_last_what_was_asked(needs: list[Need], duration: float) -> None:
    seconds = arc(needs, random.Random(0))
    try:
        result = scaled(seconds, needs, duration)
    except InvalidInput as error:
        assert "duration" in str(error)
        assert all(need.fixed is not None for need in needs)
        return
    assert sum(result) == pytest.approx(duration)
    assert min(result) > 0
    for value, before, need in zip(result, seconds, needs, strict=True):
        if need.fixed is not None:
            assert value <= before + 1e-9


def test_clips_give_way_before_photos_vanish() -> None:
    needs = [Need(fixed=10.0), Need(fixed=10.0), Need(), Need()]
    result = scaled(uniform(needs, 4.0), needs, 12.0)
    assert result == pytest.approx([3.0, 3.0, 3.0, 3.0])
    result = scaled(uniform(needs, 4.0), needs, 48.0)
    assert result == pytest.approx([10.0, 10.0, 14.0, 14.0])


@given(
    st.lists(st.floats(0.5, 30), min_size=1, max_size=300),
    st.sampled_from([Fraction(1), Fraction(10), Fraction(24), Fraction(30000, 1001), Fraction(120)]),
    st.lists(st.floats(0, 500), max_size=40),
)
@settings(max_examples=200, deadline=None)
def test_joins_rise_to_the_films_length(seconds: list[float], rate: Fraction, beats: list[float]) -> None:
    frames = max(2 * len(seconds), round(sum(seconds) * rate))
    places = joins(seconds, frames, rate, beats)
    assert len(places) == len(seconds) + 1
    assert (places[0], places[-1]) == (0, frames)
    assert all(after > before for before, after in pairwise(places))


@given(st.integers(1, 60), st.integers(0, 60), st.sampled_from([Fraction(1), Fraction(25)]))
@settings(max_examples=100, deadline=None)
def test_joins_rise_even_where_there_is_hardly_room(count: int, spare: int, rate: Fraction) -> None:
    places = joins([1.0] * count, count + spare, rate)
    assert (places[0], places[-1]) == (0, count + spare)
    assert all(after > before for before, after in pairwise(places))


@pytest.mark.parametrize("rate", [Fraction(25), Fraction(30), Fraction(30000, 1001)])
@pytest.mark.parametrize("seconds", [0.5, 1.0, 2.5, 3.0, 3.3, 60.0])
def test_even_shots_are_exact_to_the_frame(rate: Fraction, seconds: float) -> None:
    count = 120
    places = joins([seconds] * count, round(seconds * count * rate), rate)
    # The film's own length is rounded to whole frames too.
    worst = 0.5 if (seconds * count * rate) % 1 == 0 else 1.0
    assert all(abs(place - number * seconds * rate) <= worst + 1e-6 for number, place in enumerate(places))


def test_joins_move_to_a_beat_that_is_near_and_stay_where_none_is() -> None:
    places = joins([2.0, 2.0, 2.0, 2.0], 240, RATE, [2.3, 7.0])
    assert places == [0, round(2.3 * 30), 120, 180, 240]


def test_no_beat_makes_a_rigid_shot_longer() -> None:
    beats = [0.1 + 0.7 * k for k in range(100)]
    seconds = [3.0, 2.0, 2.5, 3.0, 4.0] * 4
    rigid = [False, True, True, False, True] * 4
    places = joins(seconds, round(sum(seconds) * 30), RATE, beats, rigid)
    moved = 0
    for number, (start, end) in enumerate(pairwise(places)):
        moved += end - start != seconds[number] * 30
        if rigid[number]:
            assert end - start <= seconds[number] * 30 + 1
    assert moved > 10


def test_joins_hit_beats_to_the_frame() -> None:
    beats = [0.3 + 0.687 * k for k in range(200)]
    seconds = arc([Need()] * 30, random.Random(4))
    frames = round(sum(seconds) * RATE)
    places = joins(seconds, frames, RATE, beats)
    errors = [min(abs(place / 30 - beat) for beat in beats) for place in places[1:-1]]
    assert max(errors) <= 0.5 / 30 + 1e-9


def test_little_time_is_shared_evenly_and_plenty_follows_the_arc() -> None:
    needs = [Need()] * 4
    wished = arc(needs, random.Random(1))
    assert max(scaled(wished, needs, 4 * SHORTEST_PHOTO)) == pytest.approx(SHORTEST_PHOTO)
    tight, ample = scaled(wished, needs, 8.0), scaled(wished, needs, 40.0)
    assert sum(tight) == pytest.approx(8.0)
    assert max(tight) / min(tight) < 1.2 < max(ample) / min(ample)
