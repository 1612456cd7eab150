"""A verse speaks of the picture it stands on; a title adds only what the picture bears out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from picture_records import record

from albumforge.generators.album.info.record import PictureInfo, ThemeColour
from albumforge.generators.album.story.verse_theme import theme_at

SEA = (("#4b86b4", 0.5), ("#e6eef4", 0.3), ("#d8c9a0", 0.1))
HILLS = (("#4f7a3a", 0.5), ("#7fb2e5", 0.35))
ROCKS = (("#8a6f5a", 0.4), ("#6f95c8", 0.35))
SNOW = (("#e9f1f6", 0.6), ("#7f9cc0", 0.35))
RUST = (("#b8732f", 0.6), ("#e0c26a", 0.3))


def seen(colours: tuple[tuple[str, float], ...], **given: Any) -> PictureInfo:
    palette = tuple(ThemeColour(hex=code, share=share, name_en="", name_zh="") for code, share in colours)
    return msgspec.structs.replace(record("1", **given), colours=palette)


def things(info: PictureInfo, title: str = "", name: str = "IMG_0001") -> tuple[str, ...]:
    return theme_at(info, name, None, title).things


@pytest.mark.parametrize("title", ["A summer by the sea", "海边的夏天"])
def test_a_title_by_the_sea_is_heard_over_water_only(title: str) -> None:
    assert things(seen(SEA), title) == ("sea",)
    for other in (
        seen(HILLS),
        seen(ROCKS),
        seen(SNOW, weather="snow"),
        seen(SEA, weather="snow"),
        seen(SEA, weather="indoor"),
        seen(SEA, caption="On top of the mountain"),
    ):
        assert "sea" not in things(other, title)
    assert "sea" not in things(seen(SEA), title, name="Sunrise over the mountains")


def test_a_title_of_several_places_tells_of_none() -> None:
    assert things(seen(SEA), "Mountains and sea") == ()
    assert things(seen(SEA), "Boats on the sea") == ("sea", "boat")


def test_three_faces_are_a_group_and_a_title_puts_no_food_in_a_picture() -> None:
    one, two = (0.1, 0.3, 0.1, 0.1), (0.4, 0.3, 0.1, 0.1)
    assert "group" not in things(seen(HILLS, faces=(one, two)))
    assert "group" in things(seen(HILLS, faces=(one, two, (0.7, 0.3, 0.1, 0.1))))
    room = seen(RUST, weather="indoor")
    assert "food" not in things(room, "Dinner with cats")
    assert "food" in things(room, name="Dinner")


def test_names_of_files_and_captions_say_what_is_seen() -> None:
    assert things(seen(HILLS), name="Evening_in_the_wheat-2") == ("field",)
    assert things(seen(SEA), name="a lake", title="By the sea") == ("lake",)
    assert things(seen(SNOW, weather="snow"), name="beach") == ()
    assert things(seen(HILLS, caption="Mountains above a sea of cloud")) == ("mountain",)


def test_company_must_be_seen() -> None:
    assert things(seen(HILLS), "Our family") == ()
    assert set(things(seen(HILLS, faces=((0.4, 0.3, 0.1, 0.1),)), "Our family")) == {"people", "family"}
    assert things(seen(HILLS), "A journey") == ("travel",)


def test_what_the_picture_makes_doubtful_is_not_said() -> None:
    spring_snow = theme_at(seen(SNOW, weather="snow", season="spring"), "", None, "")
    assert (spring_snow.season, spring_snow.weather) == (None, "snow")
    leaves = theme_at(seen(RUST, weather="rain", season="autumn", part_of_day="noon"), "", None, "")
    assert (leaves.weather, leaves.season) == (None, "autumn")
    assert theme_at(seen((), weather="rain"), "", None, "").weather == "rain"
    assert theme_at(seen(RUST, weather="rain", caption="Rain!"), "", None, "").weather == "rain"
    assert theme_at(seen(RUST, weather="sunrise", part_of_day="noon"), "", None, "").weather is None
    late = theme_at(seen(RUST, weather="sunrise", part_of_day="night", season="summer"), "", None, "")
    assert (late.weather, late.part_of_day) == ("sunrise", "evening")
