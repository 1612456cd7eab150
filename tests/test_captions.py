"""Captions say what is new, once; themes say what most pictures share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec
import pytest

from albumforge.backends import Theme
from albumforge.generators.album.info.record import PictureInfo, Place, ThemeColour, Weather
from albumforge.generators.album.story.captions import caption, theme_of, things_of
from albumforge.media.places import Box, Face

KYOTO = Place(town="Kyoto", region="Kyoto", country_code="JP", country_en="Japan", country_zh="日本")
OSAKA = Place(town="Osaka", region="Osaka", country_code="JP", country_en="Japan", country_zh="日本")
SINGAPORE = Place(town="Singapore", region="", country_code="SG", country_en="Singapore", country_zh="新加坡")


def info(when: datetime | None = None, **fields: Any) -> PictureInfo:
    plain = PictureInfo(
        digest="0" * 64,
        width=400,
        height=300,
        colours=(),
        weather=Weather(label="shine", probability=0.9),
        brightness=0.5,
        contrast=0.2,
        sharpness=0.8,
        exposure=1.0,
        faces=(),
        subject=Box(x=0.2, y=0.2, width=0.6, height=0.6),
        fingerprint="0" * 16,
        captured_at=when,
    )
    return msgspec.structs.replace(plain, **fields)


MORNING = datetime(2025, 7, 12, 9, 30)  # noqa: DTZ001  (a camera's clock has no zone)
DAWN = MORNING.replace(hour=5)
NEXT_DAY = MORNING.replace(day=13)


@pytest.mark.parametrize(
    ("picture", "previous", "english", "chinese"),
    [
        (info(MORNING), None, "12 July", "7月12日"),
        (info(MORNING, place=KYOTO), None, "12 July · Kyoto, Japan", "7月12日\u3000日本 · Kyoto"),
        (info(place=KYOTO), None, "Kyoto, Japan", "日本 · Kyoto"),
        (info(place=OSAKA), info(place=KYOTO), "Osaka", "Osaka"),
        (info(place=SINGAPORE), info(place=KYOTO), "Singapore", "Singapore"),
        (info(MORNING, place=KYOTO), info(MORNING, place=KYOTO), "", ""),
        (info(NEXT_DAY, place=KYOTO), info(MORNING, place=KYOTO), "13 July", "7月13日"),
        (info(NEXT_DAY.replace(year=2026)), info(MORNING), "13 July 2026", "2026年7月13日"),
        (info(MORNING), info(), "12 July 2025", "2025年7月12日"),
        (info(), info(MORNING), "", ""),
        (info(), None, "", ""),
        (info(DAWN, part_of_day="dawn"), None, "12 July, early morning", "7月12日清晨"),
        (info(MORNING, part_of_day="morning"), info(DAWN, part_of_day="dawn"), "morning", "上午"),
        (info(MORNING, part_of_day="morning"), info(MORNING, part_of_day="morning"), "", ""),
        (info(part_of_day="night"), info(part_of_day="noon"), "", ""),
        (info(MORNING, caption="Grandma's boat"), None, "Grandma’s boat", "Grandma’s boat"),
        (info(MORNING, caption=' "Hello"\n there '), info(MORNING), "“Hello” there", "“Hello” there"),
        (info(MORNING, caption="Boat"), info(MORNING, caption="Boat"), "", ""),
    ],
)
def test_a_caption_says_what_is_new(
    picture: PictureInfo, previous: PictureInfo | None, english: str, chinese: str
) -> None:
    assert caption(picture, language="en", previous=previous) == english
    assert caption(picture, language="zh", previous=previous) == chinese


def test_a_day_of_pictures_says_nothing_twice() -> None:
    day = [
        info(MORNING.replace(hour=hour), place=KYOTO, part_of_day=part)
        for hour, part in ((5, "dawn"), (6, "dawn"), (9, "morning"), (12, "noon"), (12, "noon"), (18, "evening"))
    ]
    said = [caption(one, language="zh", previous=before) for before, one in zip([None, *day], day, strict=False)]
    assert said == ["7月12日\u3000日本 · Kyoto", "", "上午", "正午", "", "傍晚"]


FACE = Face(box=Box(x=0.4, y=0.3, width=0.1, height=0.1), confidence=0.9)


def test_people_are_seen_and_other_things_are_said() -> None:
    assert things_of([info(faces=(FACE,)), info()]) == ("people",)
    assert things_of([info(faces=(FACE,)), info(), info()]) == ()
    assert things_of([info(caption="the old harbour, on the beach")], "爬山") == ("sea", "mountain")
    assert things_of([], "By the sea") == ("sea",)


def colour(name: str, share: float) -> ThemeColour:
    return ThemeColour(hex="#000000", share=share, name_en=name, name_zh="")


def test_a_theme_is_what_most_pictures_share() -> None:
    sunny = info(season="summer", part_of_day="noon", colours=(colour("blue", 0.5), colour("white", 0.3)))
    theme = theme_of([sunny, sunny, info(colours=(colour("red", 0.9),))], "calm", "By the sea")
    assert theme == Theme("summer", "shine", "noon", "calm", ("blue", "red", "white"), ("sea",))


def test_a_theme_is_open_where_pictures_are_mixed_or_unsure() -> None:
    rain = info(season="autumn", part_of_day="noon", weather=Weather(label="rain", probability=0.9))
    mixed = theme_of([info(season="summer", part_of_day="dawn"), rain], None, "")
    assert replace(mixed, colours=()) == Theme()
    unsure = info(weather=Weather(label="rain", probability=0.4))
    assert theme_of([unsure] * 5, None, "").weather is None
    assert theme_of([info(season="spring"), info(), info()], None, "").season is None
    assert theme_of([], None, "") == Theme()
