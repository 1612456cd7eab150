from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import msgspec
import numpy as np
import pytest
from matching_parts import MORNING, info, source

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose import Chosen, choose
from albumforge.media.places import Box

FACE = Box(x=0.4, y=0.4, width=0.2, height=0.2)
SAME = (1 << 171) - 1


def chosen(records: list[PictureInfo], count: int, clips: tuple[int, ...] = ()) -> Chosen:
    sources = [
        source(record, f"IMG_{number}.jpg", "clip" if number in clips else "photo")
        for number, record in enumerate(records)
    ]
    return choose(sources, {record.digest: record for record in records}, count)


def numbers(found: Chosen) -> list[int]:
    return [int(one.path.stem.split("_")[1]) for one in found.kept]


def reasons(found: Chosen) -> dict[str, str]:
    return {one.path.name: one.reason for one in found.left_out}


def apart(minutes: float, count: int, **given: object) -> list[PictureInfo]:
    return [info(n, at=MORNING + timedelta(minutes=minutes * n), **given) for n in range(count)]  # type: ignore[arg-type]


def changed(records: list[PictureInfo], number: int, **given: object) -> list[PictureInfo]:
    at = records[number].captured_at
    return [*records[:number], info(number, **{"at": at, **given}), *records[number + 1 :]]  # type: ignore[arg-type]


def test_keeps_all_where_there_is_room() -> None:
    records = apart(20, 8)
    found = chosen(records, 8)
    assert numbers(found) == list(range(8))
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        ({"sharpness": 0.7}, {"sharpness": 0.4}, "is sharper"),
        ({"exposure": 0.9}, {"exposure": 0.5}, "is better exposed"),
        ({"faces": (FACE,)}, {}, "shows more faces"),
        ({}, {"size": (1200, 900)}, "has more pixels"),
        ({}, {}, "is as good"),
    ],
)
def test_the_best_of_nearly_the_same_stays(better: dict[str, object], worse: dict[str, object], why: str) -> None:
    records = changed(changed(apart(20, 6), 1, bits=SAME, **better), 4, bits=SAME ^ 1, **worse)
    found = chosen(records, 60)
    assert numbers(found) == [0, 1, 2, 3, 5]
    assert reasons(found) == {"IMG_4.jpg": f"nearly the same as IMG_1.jpg, which {why}"}


def test_the_ends_of_a_chain_of_likenesses_both_stay() -> None:
    records = apart(60, 6)
    for number in (1, 2, 3):
        bits = SAME ^ (((1 << 11 * (number - 1)) - 1) << 120)
        records = changed(records, number, bits=bits, sharpness=0.9 if number == 1 else 0.5)
    found = chosen(records, 60)
    assert numbers(found) == [0, 1, 3, 4, 5]


def test_three_pictures_stay_whatever_they_show() -> None:
    assert len(chosen(apart(1, 5, bits=SAME), 10).kept) == 3
    assert len(chosen(apart(1, 2, bits=SAME), 10).kept) == 2
    assert len(chosen(apart(1, 5, bits=SAME), 1).kept) == 1


def test_a_failed_try_is_left_out_and_the_only_picture_of_a_moment_is_not() -> None:
    records = changed(apart(1, 5), 1, sharpness=0.1)
    found = chosen(records, 60)
    assert reasons(found) == {"IMG_1.jpg": "blurred, and IMG_0.jpg of the same moment is not"}
    assert numbers(chosen(changed(apart(30, 5), 1, sharpness=0.1), 60)) == [0, 1, 2, 3, 4]
    # The people of the blurred one are on no other.
    assert 1 in numbers(chosen(changed(apart(1, 5), 1, sharpness=0.1, faces=(FACE,)), 60))


@pytest.mark.parametrize(
    ("given", "fault"),
    [({"exposure": 0.05, "brightness": 0.05}, "too dark"), ({"exposure": 0.05, "brightness": 0.95}, "too bright")],
)
def test_badly_exposed(given: dict[str, object], fault: str) -> None:
    found = chosen(changed(apart(1, 5), 2, **given), 60)
    assert reasons(found) == {"IMG_2.jpg": f"{fault}, and IMG_1.jpg of the same moment is not"} or reasons(found) == {
        "IMG_2.jpg": f"{fault}, and IMG_0.jpg of the same moment is not"
    }
    crowded = chosen(changed(apart(60, 6), 2, **given), 5)
    assert reasons(crowded) == {"IMG_2.jpg": f"a film of this length has room for 5 pictures; this one is {fault}"}


def test_a_dark_picture_of_the_night_is_no_failure() -> None:
    records = changed(apart(1, 5), 2, exposure=0.05, brightness=0.05, weather="night")
    assert len(chosen(records, 60).kept) == 5


def test_clips_stay_before_photos_and_are_never_doubles() -> None:
    assert 3 in numbers(chosen(apart(60, 8), 4, clips=(3,)))
    assert len(chosen(apart(1, 5, bits=SAME, sharpness=0.1), 10, clips=(0, 1, 2, 3)).kept) == 5


def test_every_part_of_the_story_keeps_some() -> None:
    # A day of forty pictures, then two evenings of three.
    hours = [*np.linspace(0, 8, 40), 33, 33.2, 33.4, 57, 57.2, 57.4]
    records = [info(n, at=MORNING + timedelta(hours=float(hour))) for n, hour in enumerate(hours)]
    parts = Counter(int(number >= 40) + int(number >= 43) for number in numbers(chosen(records, 10)))
    assert parts[1] >= 1
    assert parts[2] >= 1
    assert parts[0] >= 5


def test_a_moment_of_many_pictures_does_not_crowd_out_the_rest() -> None:
    records = [*apart(0.2, 20, colours=("#aa2222",)), *(
        info(n, at=MORNING + timedelta(minutes=30 * (n - 18)), colours=("#22aa44",)) for n in range(20, 30)
    )]  # fmt: skip
    found = numbers(chosen(records, 10))
    assert sum(number < 20 for number in found) <= 4


def test_better_pictures_of_a_moment_are_taken() -> None:
    chance = np.random.default_rng(3)
    good = chance.permutation(60) < 20
    records = [
        info(n, at=MORNING + timedelta(minutes=5 * n), sharpness=0.8 if fine else 0.3, exposure=0.9 if fine else 0.4)
        for n, fine in enumerate(good)
    ]
    kept = numbers(chosen(records, 20))
    assert good[kept].mean() > 0.7


def test_reasons_name_what_shows_the_same_or_others_of_the_hour() -> None:
    records = apart(10, 24)
    found = chosen(records, 8)
    room = "a film of this length has room for 8 pictures; "
    assert len(found.kept) + len(found.left_out) == 24
    assert all(one.reason.startswith(room) for one in found.left_out)
    assert any("others of that hour show more" in one.reason or "much the same" in one.reason for one in found.left_out)


def test_without_clocks_pictures_are_spread_over_the_names() -> None:
    found = numbers(chosen([info(n, at=None) for n in range(40)], 8))
    assert len({number // 10 for number in found}) == 4


def test_order_is_kept_and_the_same_comes_again() -> None:
    records = apart(7, 50)
    found = chosen(records, 13)
    assert numbers(found) == sorted(numbers(found))
    assert len(found.kept) == 13
    assert chosen(records, 13) == found


def test_many_pictures_do_not_take_long() -> None:
    import time

    began = time.process_time()
    assert len(chosen(apart(3, 600), 60).kept) == 60
    assert time.process_time() - began < 4.0


def test_stops_when_asked_to() -> None:
    records = apart(10, 20)
    sources = [replace(source(record, f"{n}.jpg")) for n, record in enumerate(records)]
    with pytest.raises(Cancelled):
        choose(sources, {one.digest: one for one in records}, 5, context=Context(cancelled=lambda: True))


def test_refuses_a_film_of_no_pictures() -> None:
    with pytest.raises(ValueError, match="cannot have 0 pictures"):
        chosen(apart(1, 3), 0)


def test_every_reason_is_told_in_chinese_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from albumforge.cli.messages import translated

    records = [*apart(1, 12, bits=SAME), *(info(n, at=MORNING + timedelta(minutes=7 * n)) for n in range(12, 40))]
    for number, given in enumerate(({"sharpness": 0.1}, {"exposure": 0.0, "brightness": 0.0}, {"faces": (FACE,)})):
        for at in (number, 20 + number):
            records = changed(records, at, bits=SAME if at < 12 else None, **given)
    found = [*chosen(records, 12).left_out, *chosen(changed(apart(1, 4), 1, sharpness=0.1), 4).left_out]
    assert len({one.reason.split()[-1] for one in found}) >= 3
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for one in found:
        assert not re.search(r"[A-Za-z]", re.sub(r"IMG_\d+\.jpg", "", translated(one.reason))), one.reason


def test_a_picture_with_a_caption_stays_before_a_sharper_one_without() -> None:
    records = changed(changed(apart(20, 6), 1, bits=SAME, sharpness=0.9), 4, bits=SAME ^ 1, sharpness=0.5)
    records[4] = msgspec.structs.replace(records[4], caption="The old bridge")
    found = chosen(records, 60)
    assert reasons(found) == {"IMG_1.jpg": "nearly the same as IMG_4.jpg, which has a caption"}
