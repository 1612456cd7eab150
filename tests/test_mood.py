"""The mood that pictures speak for."""

from __future__ import annotations

import pytest
from picture_records import record

from albumforge.generators.album.story.mood import MOODS, mood_of

CROWD = tuple((0.1 * number, 0.3, 0.08, 0.08) for number in range(5))


@pytest.mark.parametrize(
    ("given", "moods"),
    [
        ({"weather": "shine", "faces": CROWD}, {"joyful", "lively"}),
        ({"weather": "rain", "part_of_day": "evening"}, {"nostalgic", "calm"}),
        ({"weather": "fog", "part_of_day": "dawn"}, {"calm", "solemn"}),
        ({"weather": "sunrise", "faces": ((0.4, 0.4, 0.2, 0.2),)}, {"warm"}),
    ],
)
def test_light_and_company_speak(given: dict[str, object], moods: set[str]) -> None:
    infos = [record(str(number), **given) for number in range(6)]  # type: ignore[arg-type]
    assert mood_of(infos) in moods


def test_it_is_one_of_the_templates_and_its_first_where_nothing_speaks_clearly() -> None:
    mixed = [record(weather) for weather in ("shine", "rain", "fog", "night", "indoor", "cloudy")]
    assert mood_of(mixed, ("lively", "joyful")) == "lively"
    assert mood_of(mixed, ("joyful", "lively")) == "joyful"
    assert mood_of([], ("warm",)) == "warm"
    assert mood_of([]) in MOODS
    clear = [record(str(number), weather="rain", part_of_day="evening") for number in range(6)]
    assert mood_of(clear, ("joyful", "nostalgic")) == "nostalgic"


def test_one_picture_of_many_changes_nothing() -> None:
    many = [record(str(number), weather="shine") for number in range(40)]
    for moods in (("calm", "warm"), ("lively", "joyful"), ("nostalgic", "warm")):
        assert mood_of(many, moods) == mood_of([*many[1:], record("x", weather="rain", faces=CROWD)], moods)
