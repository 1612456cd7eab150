"""The scenes of a film: what is seen and said in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from picture_records import record
from story_parts import KYOTO, MORNING, NARA, Album, album, clip_album, plain_album, source_of, told

from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import Backdrop, Clip, Ground, Particles, Picture, Plan, Sticker, Text
from albumforge.generators.album.templates.load import template_names


def texts(plan: Plan, *roles: str) -> list[str]:
    return [
        layer.text
        for scene in plan.scenes
        for layer in scene.layers
        if isinstance(layer, Text) and (not roles or layer.role in roles)
    ]


def of(infos: list[PictureInfo]) -> Album:
    return [source_of(info, f"IMG_{number}.jpg") for number, info in enumerate(infos)], {
        info.digest: info for info in infos
    }


def days(count: int, given: Mapping[int, Mapping[str, Any]], **all_: Any) -> Album:
    """An album of a picture an hour, with what is given for some of them."""
    return of(
        [
            record(
                f"day{number}",
                **{"height": 2600, "captured_at": MORNING + timedelta(hours=number), **all_, **given.get(number, {})},
            )
            for number in range(count)
        ]
    )


def test_the_opening_has_title_and_dates_and_the_end_has_credits() -> None:
    plan = told(plain_album(12), title="Sea")
    opening, closing = plan.scenes[0].layers, plan.scenes[-1].layers
    assert [layer.text for layer in opening if isinstance(layer, Text)] == ["Sea", "May 2024"]
    assert isinstance(closing[0], Backdrop) and isinstance(closing[-1], Text)
    assert "Made with albumforge" in closing[-1].text
    assert isinstance(told(plain_album(12), template="ink").scenes[-1].layers[0], Ground)


def test_a_title_of_several_lines_and_chapter_cards() -> None:
    infos = [
        record(f"c{number}", height=2600, captured_at=MORNING, place=KYOTO if number < 9 else NARA)
        for number in range(18)
    ]
    plan = told(of(infos), title="Two towns\nin spring", template="travel")
    assert texts(plan, "title") == ["Two towns\nin spring"]
    assert texts(plan, "chapter") == ["Nara, Japan", "Two towns\nin spring"]  # the title closes the film, too
    assert [scene.chapter for scene in plan.scenes if scene.chapter] == ["Kyoto, Japan", "Nara, Japan"]
    card = next(scene for scene in plan.scenes if scene.chapter == "Nara, Japan")
    after = plan.scenes[plan.scenes.index(card) + 1]
    behind = next(layer for layer in card.layers if isinstance(layer, Backdrop | Ground))
    if isinstance(behind, Backdrop):
        assert behind.source in [layer.source for layer in after.layers if isinstance(layer, Picture)]
    assert not any("Nara" in words for words in texts(plan, "caption")), "the card has said it"


def test_captions_say_what_is_new_and_nothing_twice() -> None:
    pictures = days(24, {n: {"caption": "Tea in the garden"} for n in range(0, 24, 3)}, place=KYOTO)
    captions = texts(told(pictures, title="Sea", poem=False), "caption")
    assert "Tea in the garden" in captions
    assert len(captions) == len(set(captions))
    assert any("Kyoto" in words for words in captions)
    assert texts(told(pictures, captions=False), "caption") == []


@pytest.mark.parametrize("template", template_names())
def test_words_that_somebody_wrote_for_a_picture_are_shown_in_any_template(template: str) -> None:
    written = {0: "The hills behind the house", 3: "A leaf", 5: "Aunt Eileen"}
    pictures = days(
        12, {number: {"caption": words, "captioned": True} for number, words in written.items()}, place=KYOTO
    )
    plan = told(pictures, title="Sea", template=template)
    shown = set(texts(plan, "caption")) & set(written.values())
    assert len(shown) >= 2
    for scene in plan.scenes:
        roles = {layer.role for layer in scene.layers if isinstance(layer, Text)}
        assert not {"caption", "verse"} <= roles
    assert texts(told(pictures, title="Sea", template=template, captions=False), "caption") == []


def test_a_film_of_one_day_says_the_day_once() -> None:
    pictures = days(8, {}, captured_at=MORNING)
    plan = told(pictures, title="Sea", poem=False)
    assert sum("17 May" in words for words in texts(plan, "title", "subtitle", "caption")) == 1


def test_an_undated_first_picture_hides_neither_day_nor_year() -> None:
    one_day = days(8, {0: {"captured_at": None}}, captured_at=MORNING)
    said = texts(told(one_day, title="Sea", poem=False, captions=True), "title", "subtitle", "caption")
    assert sum("17 May" in words for words in said) == 1
    years = {n: {"captured_at": MORNING.replace(year=2020 + n)} for n in range(1, 4)}
    pictures = days(4, {0: {"captured_at": None, "place": KYOTO}, **years})
    captions = texts(told(pictures, title="Sea", poem=False, captions=True, credits=False), "caption")
    dated = [words for words in captions if "May" in words]
    assert dated
    assert all("May 202" in words for words in dated)


def test_verse_is_in_the_films_language_and_not_where_none_is_wished() -> None:
    chinese = texts(told(plain_album(24), language="zh", template="ink"), "verse")
    assert chinese and all("\u4e00" <= line[0] <= "\u9fff" for line in chinese)
    english = texts(told(plain_album(24)), "verse")
    assert english and all(line.isascii() or "’" in line or "—" in line or "–" in line for line in english)
    assert texts(told(plain_album(24), poem=False), "verse") == []


def test_it_snows_on_the_snow_pictures_only() -> None:
    pictures = days(12, {n: {"weather": "snow"} for n in (3, 4, 7)})
    plan = told(pictures, template="seasons")
    assert any(isinstance(layer, Particles) for scene in plan.scenes for layer in scene.layers)
    for scene in plan.scenes:
        shown = [layer.source for layer in scene.layers if isinstance(layer, Picture)]
        snows = any(isinstance(layer, Particles) and layer.kind == "snow" for layer in scene.layers)
        weathers = {pictures[1][plan.source(one).digest].weather.label for one in shown}
        assert not snows or weathers == {"snow"}
        on_paper = any(isinstance(layer, Ground) for layer in scene.layers)
        assert not (snows and on_paper)
        assert snows or on_paper or len(shown) != 1 or weathers != {"snow"}


def test_the_season_that_is_asked_for_is_that_of_ornament_and_verse() -> None:
    pictures = days(16, {}, weather="cloudy", season="spring")
    kinds = {
        season: {layer.kind for scene in plan.scenes for layer in scene.layers if isinstance(layer, Particles)}
        for season in (None, "autumn")
        for plan in [told(pictures, template="seasons", **({"season": season} if season else {}))]
    }
    assert kinds[None] <= {"petals"}
    assert kinds["autumn"] == {"leaves"}


def test_words_and_stickers_do_not_share_a_scene() -> None:
    for seed in range(4):
        plan = told(album(24, seed), template="collage", title="Sea", seed=seed)
        for scene in plan.scenes:
            has = {type(layer) for layer in scene.layers}
            assert not {Text, Sticker} <= has


def test_clips_with_sound_are_heard_while_they_are_seen() -> None:
    plan = told(clip_album([6.0, 20.0]), title="Sea")
    assert len(plan.audio.clips) == 2
    for sound in plan.audio.clips:
        scene, clip = next(
            (scene, layer)
            for scene in plan.scenes
            for layer in scene.layers
            if isinstance(layer, Clip) and layer.source == sound.source
        )
        assert sound.at == pytest.approx(scene.start / 30)
        assert sound.duration == pytest.approx(scene.frames / 30)
        assert sound.start == clip.start


def test_why_a_picture_stands_where_it_stands_is_said() -> None:
    plan = told(plain_album(12))
    for scene in plan.scenes:
        if any(isinstance(layer, Picture) for layer in scene.layers):
            assert scene.why


def test_captions_given_by_hand_are_shown_also_where_the_template_has_none_and_verse_gives_way() -> None:
    sources, infos = days(12, {})
    words = {str(source.path): f"Words {number}" for number, source in enumerate(sources)}
    given = {
        digest: msgspec.structs.replace(info, caption=f"Words {number}", captioned=True)
        for number, (digest, info) in enumerate(infos.items())
    }
    plan = told((sources, given), title="Sea", template="film-strip", file_captions=words)
    alone = [scene for scene in plan.scenes[1:] if sum(isinstance(layer, Picture) for layer in scene.layers) == 1]
    said = [words_of for words_of in texts(plan, "caption") if words_of.startswith("Words")]
    assert len(said) >= len(alone) - 1
    assert texts(plan, "verse") == []
    assert texts(told((sources, given), file_captions=words, captions=False), "caption") == []
