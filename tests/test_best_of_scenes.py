"""The strategy `scenes`."""

import pytest
from cut_studies import scenes, scores, talk

from albumforge.generators.autocut.dsl.scenes import best_of_scenes
from albumforge.generators.autocut.request import CutRequest


def motion(*busy: int) -> tuple[float, ...]:
    return tuple(1.0 if at in busy else 0.0 for at in range(43))


def test_of_each_scene_the_busiest_seconds_stay() -> None:
    silent = talk(words=False, audio=False, scenes=scenes(0, 300, 1272), scores=scores((), motion(6, 7, 30, 31, 32)))
    decided = best_of_scenes(silent, CutRequest(target_seconds=8.0))
    assert decided.kept is not None
    first, second = (stretch.interval for stretch in decided.kept)
    # Of the eight seconds the first scene has two: with the margins, one of its two busy seconds fits.
    assert first == pytest.approx((5.9, 7.1), abs=0.02)
    assert second[0] <= 30.0
    assert second[1] >= 33.0
    assert [stretch.label for stretch in decided.kept] == ["S0001", "S0002"]


def test_the_parts_are_no_longer_than_asked_for() -> None:
    decided = best_of_scenes(talk(), CutRequest(target_seconds=20.0))
    assert decided.kept is not None
    total = sum(stretch.interval[1] - stretch.interval[0] for stretch in decided.kept)
    assert 10 < total <= 20


def test_sentences_stay_whole() -> None:
    decided = best_of_scenes(talk(), CutRequest())
    assert decided.kept is not None
    for stretch in decided.kept:
        for start, end in ((1.32, 6.84), (13.87, 17.30), (39.96, 40.47)):
            inside = stretch.interval[0] < end - 0.01 and stretch.interval[1] > start + 0.01
            assert not inside or (stretch.interval[0] <= start + 0.01 and stretch.interval[1] >= end - 0.4)


def test_chapters_are_called_by_what_is_said() -> None:
    assert best_of_scenes(talk(), CutRequest()).titles["S0002"] == "We will see what happens next, won't we?"
    silent = talk(words=False, audio=False)
    assert best_of_scenes(silent, CutRequest()).titles["S0003"] == "Scene 3"


def test_flashes_and_scenes_that_do_not_fit_are_left_out() -> None:
    study = talk(scenes=scenes(0, 5, 520, 1272))
    decided = best_of_scenes(study, CutRequest(target_seconds=1.0))
    assert [stretch.label for stretch in decided.kept or ()] == ["S0002"]
    assert decided.notes == ("Scenes without a part that is short enough are left out: S0003.",)
