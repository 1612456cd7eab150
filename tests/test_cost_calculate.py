from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from matching_parts import MORNING, film_problem, info

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.matching.cost_calculate import (
    FOLLOW,
    LINEAR,
    TOGETHER,
    MatchPicture,
    Place,
    Problem,
    Weights,
)
from albumforge.generators.album.templates.schema import Wish
from albumforge.media.places import Box

WIDE, TALL = (4000, 2250), (2250, 4000)
FACE = Box(x=0.4, y=0.05, width=0.2, height=0.2)


def build(records: list, places: list[Place], **options: object) -> Problem:
    return Problem.build([MatchPicture(one) for one in records], places, **options)  # type: ignore[arg-type]


def later(minutes: float) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def best(problem: Problem) -> list[int]:
    orders = np.array(list(permutations(range(problem.size))))
    return orders[problem.cost(orders).argmin()].tolist()


def test_cost_is_the_sum_it_says() -> None:
    problem = film_problem(9, 1)
    perm = np.random.default_rng(0).permutation(9)
    total = sum(problem.linear[perm[j], j] for j in range(9))
    total += sum(problem.join[j] * problem.follow[perm[j], perm[j + 1]] for j in range(8))
    for distance, band in enumerate(problem.bands, 1):
        total += sum(band[j] * problem.together[perm[j], perm[j + distance]] for j in range(9 - distance))
    assert problem.bands
    assert problem.cost(perm) == pytest.approx(total)
    both = np.array([perm, perm[::-1]])
    assert problem.cost(both) == pytest.approx([float(problem.cost(one)) for one in both])


def test_every_weight_is_that_of_a_term_and_scales_it() -> None:
    assert {field.name for field in fields(Weights)} == {*LINEAR, *FOLLOW, *TOGETHER}
    problem = film_problem(20, 3)
    doubled = Weights(**{field.name: 2 * getattr(Weights(), field.name) for field in fields(Weights)})
    twice = Problem.build(problem.pictures, problem.places, weights=doubled)
    perms = np.array([np.random.default_rng(seed).permutation(20) for seed in range(5)])
    assert twice.cost(perms) == pytest.approx(2 * problem.cost(perms))


def test_shapes_find_their_cells() -> None:
    places = [Place(9 / 16, 0.3, "cover", scene=0), Place(16 / 9, 1.0, "cover", scene=1)]
    assert best(build([info(0, size=WIDE), info(1, size=TALL)], places)) == [1, 0]


def test_a_face_is_worth_more_than_much_sky() -> None:
    # Both lose the same area in the wide cell; of one that is the top of a head at either end.
    ends = (Box(x=0.4, y=0.02, width=0.2, height=0.2), Box(x=0.4, y=0.75, width=0.2, height=0.2))
    upright = (3200, 4200)
    portrait = info(0, size=upright, faces=ends, subject=Box(x=0.4, y=0, width=0.2, height=1))
    sky = info(1, size=upright)
    places = [Place(1.2, fit="cover"), Place(3200 / 4200, 0.3, "cover", scene=1)]
    problem = build([portrait, sky], places)
    assert best(problem) == [1, 0]
    assert problem.parts["faces_cut"][0, 0] > problem.parts["crop"][0, 0]
    assert problem.parts["crop"][0, 0] == pytest.approx(problem.parts["crop"][1, 0])


def test_auto_is_the_better_of_both() -> None:
    records = [info(0, size=TALL), info(1, size=WIDE), info(2, size=(4000, 2600))]
    covers, shows, auto = (build(records, [Place(16 / 9, fit=fit)] * 3) for fit in ("cover", "contain", "auto"))
    fit = ("faces_cut", "subject_cut", "crop", "empty", "coarse")
    sums = [sum(one.parts[name][:, 0] for name in fit) for one in (covers, shows, auto)]
    assert sums[2] == pytest.approx(np.minimum(sums[0], sums[1]))
    assert auto.whole[:, 0].tolist() == [True, False, False]


def test_a_cell_that_would_cut_most_shows_whole_and_costs_more_than_one_made_for_it() -> None:
    records = [info(0, size=(3000, 4000)), info(1, size=WIDE)]
    covered, framed = (build(records, [Place(16 / 9, fit=fit)] * 2) for fit in ("cover", "contain"))
    assert covered.whole[:, 0].tolist() == [True, False]
    assert covered.parts["crop"][0, 0] > 0.9
    assert covered.parts["empty"][0, 0] == pytest.approx(framed.parts["empty"][0, 0])
    assert covered.parts["subject_cut"][0, 0] == 0


def test_a_small_picture_goes_to_the_small_cell() -> None:
    records = [info(0, size=(960, 540)), info(1, size=(3840, 2160))]
    problem = build(records, [Place(16 / 9, 1.0), Place(16 / 9, 0.2, scene=1)])
    assert best(problem) == [1, 0]
    assert problem.parts["coarse"][1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (Wish(weather=("rain",)), {"weather": "rain"}),
        (Wish(faces="some"), {"faces": (FACE,)}),
        (Wish(colours=("#d04020",)), {"colours": ("#d04020", "#c05030")}),
        (Wish(shape="square"), {"size": (3000, 3000)}),
    ],
)
def test_wishes_are_met(wish: Wish, wanted: dict[str, object]) -> None:
    records = [info(number, at=later(number)) for number in range(3)]
    records[2] = info(2, at=later(2), **wanted)  # type: ignore[arg-type]
    places = [Place(4 / 3, scene=0, wish=wish), *(Place(4 / 3, scene=number) for number in (1, 2))]
    assert best(build(records, places))[0] == 2


def test_time_order_holds_where_nothing_else_speaks() -> None:
    for gap in (1.0, 60.0, 600.0):
        records = [info(number, at=later(gap * number)) for number in range(6)]
        assert best(build(records, [Place(4 / 3, scene=number) for number in range(6)])) == list(range(6))


def test_time_order_holds_without_any_clock() -> None:
    records = [info(number, at=None) for number in range(6)]
    assert best(build(records, [Place(4 / 3, scene=number) for number in range(6)])) == list(range(6))


def test_colours_flow_within_a_moment_and_not_across_hours() -> None:
    tones = ("#c02020", "#2040c0", "#c03028", "#2848b8")
    for gap, expected in ((0.5, [0, 2]), (180.0, [0, 1])):
        records = [info(number, colours=(tone,), at=later(gap * number)) for number, tone in enumerate(tones)]
        assert best(build(records, [Place(4 / 3, scene=number) for number in range(4)]))[:2] == expected


def test_chapters_are_walls() -> None:
    pictures = [MatchPicture(info(0), chapter=0), MatchPicture(info(1, weather="rain"), chapter=1)]
    rain = Wish(weather=("rain",))
    places = [Place(4 / 3, wish=rain), Place(4 / 3, scene=1, chapter=1)]
    assert best(Problem.build(pictures, places)) == [0, 1]


def test_clips_stand_where_clips_may() -> None:
    pictures = [MatchPicture(info(0), "clip"), MatchPicture(info(1))]
    places = [Place(4 / 3, clips=False), Place(4 / 3, scene=1)]
    assert best(Problem.build(pictures, places)) == [1, 0]


def test_scenes_are_of_one_moment_and_without_doubles() -> None:
    # The second and third are nearly the same; the fourth is of the evening.
    bits = (1 << 171) - 1
    records = [
        info(0), info(1, bits=bits, at=later(1)), info(2, bits=bits ^ 1, at=later(2)), info(3, at=later(600)),
    ]  # fmt: skip
    problem = build(records, [Place(4 / 3, 0.4, scene=number // 2) for number in range(4)])
    assert [band.tolist() for band in problem.bands] == [[1.0, 0.0, 1.0]]
    together = problem.together
    assert together[0, 1] == 0.0
    assert together[1, 2] > 1.0
    assert together[0, 3] == pytest.approx(Weights().moment)


def test_a_cell_counts_the_same_in_a_scene_of_any_size() -> None:
    records = [info(number) for number in range(5)]
    problem = build(records, [Place(1.0, 0.2, scene=0)] * 3 + [Place(1.0, 0.4, scene=1)] * 2)
    assert [band.tolist() for band in problem.bands] == [[0.5, 0.5, 0.0, 1.0], [0.5, 0.0, 0.0]]


def test_refuses_places_that_are_not_as_many() -> None:
    with pytest.raises(ValueError, match="2 pictures cannot be matched to 1 places"):
        build([info(0), info(1)], [Place(1.0)])


def test_building_stops_when_asked_to() -> None:
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    records = [info(number) for number in range(40)]
    with pytest.raises(Cancelled):
        build(records, [Place(1.0)] * 40, context=Context(cancelled=cancelled, poll_interval=0.0))
    assert len(asked) == 4
