"""Particles and stickers belong to the weather and season seen, are few, and keep clear of what matters."""

from __future__ import annotations

from picture_records import record

from albumforge.generators.album.plan import Backdrop, Ground, Particles, Picture, Rect, Sticker
from albumforge.generators.album.resources.gifs import suits
from albumforge.generators.album.story.ornament import believed, chroma, particles_for, sticker_for
from albumforge.generators.album.story.ornament_reasons import ornament_reasons
from albumforge.generators.album.templates.schema import Ornament

AUTO = Ornament(stickers=("sun", "birds", "leaf", "snowflake"), share=1.0)
FACE = ((0.4, 0.4, 0.2, 0.2),)


def sticker(name: str, *taken: Rect, ornament: Ornament = AUTO, frames: int = 120, **given: object) -> Sticker | None:
    canvas = given.pop("canvas", (1920, 1080))
    info = record(name, **given)  # type: ignore[arg-type]
    return sticker_for(info, "", ornament, taken, seed=1, frames=frames, canvas=canvas)  # type: ignore[arg-type]


def test_it_snows_and_rains_where_that_is_seen_and_nowhere_else() -> None:
    for number in range(40):
        snow = particles_for(record(str(number), weather="snow", faces=FACE), Ornament(share=0.0), 1)
        assert snow is not None and snow.kind == "snow"
        grey = record(str(number), weather="rain", probability=0.97, colours=("#707880", "#404448"))
        rain = particles_for(grey, Ornament(share=0.0), 1)
        assert rain is not None and rain.kind == "rain"
        shine = particles_for(record(str(number), weather="shine", season="winter"), Ornament(share=1.0), 1)
        assert shine is None


def test_an_unsure_weather_lets_nothing_fall() -> None:
    assert particles_for(record(weather="rain", probability=0.97, colours=("#c06020",)), AUTO, 1) is None
    assert particles_for(record(weather="rain", probability=0.9, colours=("#707880",)), AUTO, 1) is None
    assert chroma(record(colours=("#707070",))) < 1
    assert particles_for(record(weather="snow", probability=0.4), AUTO, 1) is None


def test_leaves_and_petals_go_with_the_season_on_some_pictures_without_faces() -> None:
    found = [
        particles_for(record(str(n), weather="cloudy", season="autumn"), Ornament(share=0.3), 1) for n in range(200)
    ]
    kinds = [drift.kind for drift in found if drift]
    assert set(kinds) == {"leaves"}
    assert 35 <= len(kinds) <= 85
    assert particles_for(record(weather="cloudy", season="autumn", faces=FACE), AUTO, 1) is None
    petals = particles_for(record(weather="shine", season="spring"), AUTO, 1)
    assert petals is not None and petals.kind == "petals"
    night = particles_for(record(weather="night", season="summer"), AUTO, 1)
    assert night is not None and night.kind == "fireflies"
    assert particles_for(record(weather="indoor", season="autumn"), AUTO, 1) is None


def test_a_template_may_have_none() -> None:
    assert particles_for(record(weather="snow"), Ornament(particles="none"), 1) is None
    assert sticker("a", ornament=Ornament(stickers=(), share=1.0)) is None


def test_stickers_suit_the_picture() -> None:
    for weather in ("shine", "snow", "cloudy", "night"):
        for season in (None, "autumn", "summer"):
            found = sticker("a", weather=weather, season=season)
            assert found is None or found.image in suits(weather, season)  # type: ignore[arg-type]
    assert sticker("a", weather="snow", probability=0.3) is None


def test_stickers_keep_clear_and_give_way() -> None:
    left = Rect(x=0.0, y=0.0, width=0.5, height=1.0)
    for number in range(20):
        found = sticker(str(number), left, weather="shine")
        assert found is not None and found.x > 0.5 and found.mirrored
    assert sticker("a", Rect(), weather="shine") is None


def test_stickers_are_few_small_and_never_a_flicker() -> None:
    some = [sticker(str(n), ornament=Ornament(stickers=("sun",), share=0.25), weather="shine") for n in range(200)]
    assert 25 <= sum(one is not None for one in some) <= 75
    assert sticker("a", frames=20, weather="shine") is None
    wide, tall = sticker("a", weather="shine"), sticker("a", weather="shine", canvas=(1080, 1920))
    assert wide is not None and tall is not None
    assert tall.size * 1920 / 1080 < 0.2
    assert wide.size <= 0.15


def test_what_one_picture_gets_does_not_depend_on_others_but_on_the_seed() -> None:
    infos = [record(str(number), weather="cloudy", season="autumn") for number in range(60)]
    first, again, other = ([particles_for(info, Ornament(share=0.5), seed) for info in infos] for seed in (1, 1, 2))
    assert first == again != other


def test_no_sticker_of_a_sun_where_the_picture_has_its_own_or_none() -> None:
    only = Ornament(stickers=("sun",), share=1.0)
    high = sticker("a", ornament=only, weather="shine", season="summer", part_of_day="noon")
    assert high is not None and high.image == "sun"
    for weather, part in (("sunrise", "evening"), ("sunrise", None), ("rain", "noon"), ("shine", "dawn")):
        assert sticker("a", ornament=only, weather=weather, season="summer", part_of_day=part) is None


def test_nothing_drifts_over_the_paper_around_a_picture() -> None:
    snow = record(weather="snow")
    picture = Picture(source="s1", rect=Rect(x=0.1, y=0.1, width=0.8, height=0.6))
    assert particles_for(snow, AUTO, 1, (Ground(image="paper"), picture)) is None
    assert particles_for(snow, AUTO, 1, (Backdrop(source="s1"), picture)) is not None


def test_rain_that_is_not_sure_or_not_grey_brings_no_umbrella() -> None:
    only = Ornament(stickers=("umbrella",), share=1.0)
    assert sticker("a", ornament=only, weather="rain", probability=0.87) is None
    assert believed(record(weather="rain", probability=0.87)) is None
    assert believed(record(weather="snow", probability=0.87)) == "snow"


def test_leaves_fall_only_where_the_weather_is_known() -> None:
    ornament = Ornament(share=1.0)
    assert particles_for(record(season="autumn", weather="cloudy"), ornament, 1) is not None
    assert particles_for(record(season="autumn", weather="cloudy", probability=0.3), ornament, 1) is None


def test_why_an_ornament_is_there_is_said_in_both_languages() -> None:
    info = record(weather="snow", season="winter")
    layers = (Particles(kind="snow", amount=0.5), Sticker(image="snowflake", x=0.1, y=0.1, size=0.1))
    assert ornament_reasons(layers, info, "en") == [
        "snow drifts over it, as snow is seen in it",
        "a sticker (snowflake) for snow, winter",
    ]
    assert all("\u4e00" <= reason[0] <= "\u9fff" for reason in ornament_reasons(layers, info, "zh"))
