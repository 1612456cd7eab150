from __future__ import annotations

from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from matching_parts import MORNING, info, source

from albumforge.context import Context
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose_story import Story, worth
from albumforge.media.places import Box

FACE = Box(x=0.4, y=0.4, width=0.2, height=0.2)


def story(records: list[PictureInfo], values: list[float] | None = None) -> Story:
    sources = [source(record, f"{number}.jpg") for number, record in enumerate(records)]
    return Story(records, sources, np.array(values or [0.5] * len(records)))


def hourly(count: int) -> list[PictureInfo]:
    return [info(number, at=MORNING + timedelta(hours=number)) for number in range(count)]


@pytest.mark.parametrize(
    "poorer",
    [{"sharpness": 0.3}, {"exposure": 0.3}, {"faces": ()}, {"size": (800, 600)}],
)
def test_what_makes_a_picture_good(poorer: dict[str, object]) -> None:
    given: dict[str, object] = {"faces": (FACE,)}
    assert worth(info(**given), "photo") > worth(info(**{**given, **poorer}), "photo")  # type: ignore[arg-type]


def test_worth_is_between_none_and_one_and_clips_are_preferred_a_little() -> None:
    best = info(sharpness=1.0, exposure=1.0, faces=(FACE,) * 5)
    assert worth(best, "photo") == pytest.approx(1.0)
    assert worth(best, "clip") == pytest.approx(1.15)
    assert worth(info(sharpness=0.0, exposure=0.0, size=(1, 1)), "photo") == pytest.approx(0.0, abs=1e-6)


def test_likeness_is_of_time_shapes_and_colours() -> None:
    bits = (1 << 171) - 1
    records = [
        info(0, bits=bits, colours=("#aa3322",)),
        info(1, bits=bits, colours=("#aa3322",), at=MORNING + timedelta(seconds=1)),
        info(2, bits=bits, colours=("#aa3322",), at=MORNING + timedelta(days=1)),
        info(3, bits=bits, colours=("#2233aa",), at=MORNING + timedelta(days=1)),
        info(4, colours=("#2233aa",), at=MORNING + timedelta(days=2)),
    ]
    alike = story(records).alike
    assert np.diag(alike) == pytest.approx(1.0)
    assert alike == pytest.approx(alike.T)
    assert alike[0, 1] > alike[0, 2] > alike[0, 3] > alike[0, 4]


def test_takes_so_many_in_order_and_all_when_asked_for_all() -> None:
    found = story(hourly(12)).best(5, Context())
    assert len(set(found)) == 5
    assert found == sorted(found)
    assert story(hourly(12)).best(12, Context()) == list(range(12))


def test_no_exchange_makes_the_set_better() -> None:
    chance = np.random.default_rng(4)
    codes = ["#" + bytes(chance.integers(0, 256, 3).tolist()).hex() for _ in range(12)]
    minutes = np.sort(chance.uniform(0, 900, 12))
    records = [
        info(number, at=MORNING + timedelta(minutes=float(minute)), colours=(code,))
        for number, (minute, code) in enumerate(zip(minutes, codes, strict=True))
    ]
    values = chance.random(12).tolist()
    # Without pauses there is one part: a set is worth its pictures, and how well all are covered.
    case = story(records, values)

    def total(numbers: tuple[int, ...]) -> float:
        cover = case.alike[:, numbers].max(axis=1).sum() * 4 / 12
        return float(cover + sum(values[one] for one in numbers))

    ranked = sorted(combinations(range(12), 4), key=total, reverse=True)
    assert tuple(case.best(4, Context())) in ranked[:3]


def test_each_part_of_the_story_has_a_picture() -> None:
    days = [0] * 14 + [1, 2, 3]
    records = [info(n, at=MORNING + timedelta(days=day, minutes=n)) for n, day in enumerate(days)]
    # The pictures of the short days are poor.
    found = story(records, [0.9] * 14 + [0.1] * 3).best(5, Context())
    assert {days[number] for number in found} == {0, 1, 2, 3}
