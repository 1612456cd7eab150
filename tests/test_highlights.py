"""The strategy `highlights`."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from cut_studies import talk

from albumforge.generators.autocut.dsl.highlights import _DULL, _JUMP, choose, highlights, runs
from albumforge.generators.autocut.dsl.units import Unit, sentences_of
from albumforge.generators.autocut.request import CutRequest


def worth(units: list[Unit], interests: list[float], chosen: list[int], margins: float) -> tuple[float, float]:
    """Seconds and worth of a choice, worked out plainly."""
    count = len(runs(chosen))
    seconds = sum(units[n].length for n in chosen) + count * margins
    return seconds, sum((interests[n] - _DULL) * units[n].length for n in chosen) - count * _JUMP


@pytest.mark.parametrize("seed", range(6))
def test_no_other_choice_is_worth_more(seed: int) -> None:
    random = np.random.default_rng(seed)
    edges = [0.0, *np.cumsum(random.integers(5, 30, 10) / 10).tolist()]
    units = [Unit((low, high), True) for low, high in pairwise(edges)]
    interests = random.random(10).tolist()
    target, margins = 7.0, 0.2
    chosen = choose(units, interests, target, margins)
    seconds, best = worth(units, interests, chosen, margins)
    assert seconds <= target + 1e-9
    others = (list(some) for size in range(1, 11) for some in combinations(range(10), size))
    fitting = (worth(units, interests, some, margins) for some in others)
    # Each unit is rounded up by less than a tick of 0.02 s.
    assert best >= max(value for length, value in fitting if length <= target - 10 * 0.02) - 1e-9


@pytest.mark.parametrize("target", [3.0, 5.0, 8.0, 12.0])
@pytest.mark.parametrize("words", [True, False])
def test_the_highlights_are_short_enough_and_cut_no_sentence(target: float, words: bool) -> None:
    study = talk(words=words)
    decided = highlights(study, CutRequest(target_seconds=target))
    assert decided.kept
    kept = [stretch.interval for stretch in decided.kept]
    assert sum(end - start for start, end in kept) <= target
    sentences = [interval for _, interval in sentences_of(study)] or [(span.start, span.end) for span in study.speech]
    for start, end in sentences:
        shares = [min(end, high) - max(start, low) for low, high in kept if low < end and high > start]
        assert not shares or sum(shares) == pytest.approx(end - start, abs=0.01)


def test_where_no_sentence_fits_the_shortest_is_kept() -> None:
    decided = highlights(talk(), CutRequest(target_seconds=1.0, margin_before=0.6, margin_after=0.6))
    assert decided.kept
    assert decided.notes == ("No sentence fits into 1 s; the shortest one is kept.",)


def test_a_video_that_is_short_enough_is_kept() -> None:
    decided = highlights(talk(), CutRequest(target_seconds=60.0))
    assert decided.kept is None
    assert not decided.cut
    assert "all of it is kept" in decided.notes[0]


def test_without_a_target_a_third_is_kept() -> None:
    decided = highlights(talk(), CutRequest())
    assert 8 < sum(stretch.interval[1] - stretch.interval[0] for stretch in decided.kept or ()) <= 42.4 / 3


def test_numbers_in_a_row_are_one_run() -> None:
    assert runs([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]
    assert runs([3]) == [(3, 3)]
    assert runs([]) == []
