from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest
from matching_parts import MORNING, info

from albumforge.generators.album.info.record import WEATHERS
from albumforge.generators.album.matching.cost_calculate import MatchPicture, Place, Problem
from albumforge.generators.album.matching.reasons import MISSED, WORDS, Reason, explain, worded
from albumforge.generators.album.templates.schema import Wish
from albumforge.media.places import Box

FACE = Box(x=0.4, y=0.4, width=0.1, height=0.1)


def problem(wish: Wish, *changes: dict[str, object], fit: str = "cover", shape: float = 16 / 9) -> Problem:
    """Pictures a minute apart; the first place has the wish and the shape."""
    pictures = [
        MatchPicture(info(number, at=MORNING + timedelta(minutes=number), **change))  # type: ignore[arg-type]
        for number, change in enumerate(changes)
    ]
    places = [Place(shape, fit=fit, wish=wish)]  # type: ignore[arg-type]
    places += [Place(4 / 3, scene=number) for number in range(1, len(changes))]
    return Problem.build(pictures, places)


def keys(found: tuple[Reason, ...]) -> set[str]:
    return {reason.key for reason in found}


@pytest.mark.parametrize(
    ("wish", "suits", "other", "met", "missed"),
    [
        (Wish(weather=("rain",)), {"weather": "rain"}, {}, "weather", "weather_missed"),
        (Wish(faces="some"), {"faces": (FACE,)}, {}, "faces", "faces_missed"),
        (Wish(faces="none"), {}, {"faces": (FACE,)}, "nobody", "peopled"),
        (Wish(shape="portrait"), {"size": (3000, 4000)}, {}, "shape", "shape_missed"),
        (Wish(colours=("#cc2222",)), {"colours": ("#cc2222",)}, {"colours": ("#2233cc",)}, "colour", "colour_missed"),
    ],
)
def test_wishes_met_and_missed(
    wish: Wish, suits: dict[str, object], other: dict[str, object], met: str, missed: str
) -> None:
    case = problem(wish, suits, other, other)
    good, bad = explain(case, (0, 1, 2), 0), explain(case, (1, 0, 2), 0)
    assert met in keys(good)
    assert missed not in keys(good)
    assert next(one for one in good if one.key == met).gain >= 0.5
    assert bad[-1].key == missed
    assert met not in keys(bad)


def test_how_it_fits() -> None:
    whole = problem(Wish(), {"size": (3000, 4000)}, {}, fit="auto")
    assert "whole" in keys(explain(whole, (0, 1), 0))
    fits = next(one for one in explain(problem(Wish(), {"faces": (FACE,)}, {}), (0, 1), 0) if one.key == "fits")
    assert fits.values == {"crop": 25}
    assert "faces_kept" in keys(explain(problem(Wish(), {"faces": (FACE,)}, {}), (0, 1), 0))
    framed = problem(Wish(), {}, {}, fit="contain")
    assert "framed" in keys(explain(framed, (0, 1), 0))
    tall = Box(x=0.3, y=0.1, width=0.4, height=0.8)
    saved = problem(Wish(), {"faces": (tall,)}, {}, fit="auto")
    assert "whole_for_faces" in keys(explain(saved, (0, 1), 0))
    wide = problem(Wish(), {"subject": Box(x=0.1, y=0, width=0.8, height=1)}, {}, fit="auto")
    assert "whole_for_subject" in keys(explain(wide, (0, 1), 0))
    small = problem(Wish(), {"size": (640, 480)}, {}, fit="auto")
    assert "whole_for_pixels" in keys(explain(small, (0, 1), 0))
    same = problem(Wish(), {}, {}, shape=4 / 3)
    assert "fits_whole" in keys(explain(same, (0, 1), 0))


def test_faces_that_are_cut_are_admitted() -> None:
    tall = Box(x=0.3, y=0.1, width=0.4, height=0.8)
    found = explain(problem(Wish(), {"faces": (tall,)}, {}), (0, 1), 0)
    assert found[-1] == Reason("faces_cut", {"share": 100})


def test_time() -> None:
    case = problem(Wish(), {}, {}, {}, {})
    assert "in_time" in keys(explain(case, (0, 1, 2, 3), 2))
    moved = (3, 0, 1, 2)
    assert {one.key: one.values for one in explain(case, moved, 0)}["sooner"] == {"places": 3}
    undated = Problem.build(
        [MatchPicture(msgspec.structs.replace(info(n), captured_at=None)) for n in range(4)], [Place(1.5)] * 4
    )
    for order in ((0, 1, 2, 3), moved):
        found = keys(explain(undated, order, 0))
        assert "undated" in found
        assert found.isdisjoint({"in_time", "sooner", "later"})
    later = (2, 0, 3, 1)
    assert {one.key: one.values for one in explain(case, later, 3)}["later"] == {"places": 2}


def test_neighbours() -> None:
    red, blue = {"colours": ("#cc2222",)}, {"colours": ("#2233cc",)}
    case = problem(Wish(), red, red, blue)
    assert "flow" in keys(explain(case, (0, 1, 2), 1))
    assert "flow" not in keys(explain(case, (0, 1, 2), 2))
    pictures = [MatchPicture(info(n, at=MORNING + timedelta(minutes=m))) for n, m in enumerate((0, 2, 900))]
    places = [Place(1.0, 0.4, scene=0), Place(1.0, 0.4, scene=0), Place(1.0, scene=1)]
    shared = Problem.build(pictures, places)
    assert "moment" in keys(explain(shared, (0, 1, 2), 0))
    assert "moment" not in keys(explain(shared, (0, 2, 1), 0))
    assert "moment" not in keys(explain(shared, (0, 1, 2), 2))
    undated = Problem.build(
        [MatchPicture(msgspec.structs.replace(one.info, captured_at=None)) for one in pictures], places
    )
    assert "moment" not in keys(explain(undated, (0, 1, 2), 0))


def test_what_weighed_most_comes_first_and_what_was_missed_last() -> None:
    case = problem(Wish(weather=("rain",), faces="many"), {"weather": "rain"}, {}, {})
    found = explain(case, (0, 1, 2), 0)
    assert found[0].key == "weather"
    assert found[-1].key == "faces_missed"


def test_a_film_of_one_picture() -> None:
    case = Problem.build([MatchPicture(info())], [Place(16 / 9)])
    assert worded(explain(case, (0,), 0), "en")


def test_words() -> None:
    case = problem(Wish(weather=("sunrise",)), {"weather": "sunrise"}, {}, {})
    found = explain(case, (0, 1, 2), 0)
    assert worded(found, "en", most=2) == "sunrise, as the slot wishes, fits the frame (crop 25 %)"
    assert worded(found, "zh", most=2) == "日出日落，正合此处所需，适合画框（裁去 25%）"
    assert worded(found, "en") != worded(found, "en", most=1)


def test_every_reason_has_words_in_both_languages_with_the_same_numbers() -> None:
    assert set(WORDS) >= MISSED
    for english, chinese in WORDS.values():
        assert re.findall(r"{\w+}", english) == re.findall(r"{\w+}", chinese)
        assert not re.search(r"[\u4e00-\u9fff]", english)
        assert re.search(r"[\u4e00-\u9fff]", chinese)
    for weather in WEATHERS:
        assert re.search(r"[\u4e00-\u9fff]", worded([Reason("weather", {"weather": weather})], "zh"))
        assert weather == "shine" or "{" not in worded([Reason("weather", {"weather": weather})], "en")
