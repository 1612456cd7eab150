"""Scenes: a theme's words in one spelling, and nothing that contradicts itself."""

from __future__ import annotations

import pytest

from albumforge.backends import Theme
from albumforge.generators.album.poem.scene import scene_of


def test_an_open_theme_says_nothing() -> None:
    scene = scene_of(Theme())
    assert scene.words == frozenset()
    assert scene.mood is None


@pytest.mark.parametrize(
    ("theme", "hours", "weather"),
    [
        (Theme(weather="night", part_of_day="noon"), {"night"}, {"night"}),
        (Theme(weather="night", part_of_day="evening"), {"evening"}, {"night"}),
        (Theme(weather="shine", part_of_day="night"), {"night"}, set()),
        (Theme(weather="sunrise"), {"dawn"}, {"sunrise"}),
        (Theme(weather="sunrise", part_of_day="evening"), {"evening"}, {"sunrise"}),
        (Theme(weather="snow", season="summer"), set(), set()),
        (Theme(weather="snow", season="winter"), set(), {"snow"}),
    ],
)
def test_what_contradicts_itself_is_left_out(theme: Theme, hours: set[str], weather: set[str]) -> None:
    scene = scene_of(theme)
    assert (scene.hours, scene.weather) == (hours, weather)


def test_things_have_one_name_and_imply_others() -> None:
    assert scene_of(Theme(things=("Beach", "baby"))).things == {"sea", "child", "people"}


def test_colours_are_families() -> None:
    assert scene_of(Theme(colours=("Light blue", "gold"))).colours == {"blue", "gold"}
