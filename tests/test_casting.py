"""Casting: every picture gets one place, in its chapter, with a reason."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from story_parts import album, brief_of, plain_album

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.story.casting import Cast, cast
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.templates.load import template_names


def order(casts: list[Cast]) -> list[int]:
    return [number for one in casts for number in one.sources]


@pytest.mark.parametrize("template", template_names())
@pytest.mark.parametrize("count", [1, 2, 3, 17])
def test_every_source_stands_in_one_place(template: str, count: int) -> None:
    brief = brief_of(album(count, count, clips=0.2), template=template)
    casts = cast(brief, Context())
    assert sorted(order(casts)) == list(range(count))
    for one in casts:
        assert len(one.sources) == len(one.shot.cells) == len(one.shot.wishes)
        assert one.why
        clips = [number for number in one.sources if brief.sources[number].kind == "clip"]
        assert not clips or len(one.sources) == 1, "a clip stands alone"


def test_pictures_stay_in_their_chapters_and_nearly_in_their_order() -> None:
    chapters = [Chapter(0, 9, "a"), Chapter(9, 4, "b"), Chapter(13, 17, "c")]
    casts = cast(brief_of(album(30, 5), chapters=chapters, captions=False), Context())
    for one in casts:
        chapter = chapters[one.shot.chapter]
        assert all(chapter.first <= number < chapter.first + chapter.count for number in one.sources)
    assert [one.shot.chapter for one in casts] == sorted(one.shot.chapter for one in casts)
    places = order(casts)
    assert max(abs(place - number) for place, number in enumerate(places)) <= 6


def test_the_same_seed_casts_the_same() -> None:
    pictures = album(25, 3)
    first, again = (cast(brief_of(pictures, seed=4), Context()) for _ in range(2))
    assert first == again


def test_another_picture_in_a_place_leaves_the_slots_of_other_stretches() -> None:
    sources, infos = plain_album(40)
    tall = {**infos, sources[3].digest: replace_size(infos[sources[3].digest])}
    changed = [replace(one, width=2400, height=4000) if number == 3 else one for number, one in enumerate(sources)]
    before, after = (cast(brief_of(pair), Context()) for pair in ((sources, infos), (changed, tall)))
    late = [[one.shot.slot for one in casts if min(one.sources) >= 12] for casts in (before, after)]
    assert late[0] == late[1]


def replace_size(info: object) -> object:
    return msgspec.structs.replace(info, width=2400, height=4000)  # type: ignore[type-var]


def test_reasons_are_in_the_films_language() -> None:
    chinese = cast(brief_of(plain_album(6), language="zh"), Context())
    assert any("\u4e00" <= char <= "\u9fff" for one in chinese for char in one.why)
    pair = next(one for one in cast(brief_of(plain_album(9, (2400, 4000))), Context()) if len(one.sources) > 1)
    assert pair.why.startswith("1: ") and "; 2: " in pair.why


def test_pictures_with_words_of_their_own_stand_alone_and_not_under_the_title() -> None:
    sources, infos = plain_album(20)
    worded = (0, 4, 5, 11, 17)
    captioned = {
        one.digest: replace_caption(infos[one.digest], f"Words {number}") if number in worded else infos[one.digest]
        for number, one in enumerate(sources)
    }
    brief = brief_of((sources, captioned), template="collage", title="Sea")
    casts = cast(brief, Context())
    assert any(len(one.sources) > 1 for one in casts)
    alone = {one.sources[0] for one in casts[1:] if len(one.sources) == 1}
    assert alone >= set(worded)
    assert max(abs(place - number) for place, number in enumerate(order(casts))) <= 8


def replace_caption(info: object, words: str) -> object:
    return msgspec.structs.replace(info, caption=words, captioned=True)  # type: ignore[type-var]


def test_it_stops_when_asked() -> None:
    with pytest.raises(Cancelled):
        cast(brief_of(album(40)), Context(cancelled=lambda: True))


@pytest.mark.parametrize("template", template_names())
def test_an_order_given_by_hand_stays(template: str) -> None:
    sources, infos = album(23, 3, clips=0.0, hours=None, places=False)
    late_first = sorted(range(23), key=lambda number: (number * 7) % 23)
    shuffled = [sources[number] for number in late_first]
    casts = cast(brief_of((shuffled, infos), template=template, order="given"), Context())
    assert order(casts) == list(range(23))
    assert any("in the order given" in one.why for one in casts)
    assert not any(words in one.why for one in casts for words in ("time order", "than taken"))


def test_in_an_order_given_by_hand_a_clip_finds_the_next_place_where_it_can_stand() -> None:
    sources, infos = album(24, 1, clips=0.1, hours=None, places=False)
    casts = cast(brief_of((sources, infos), order="given"), Context())
    assert any(source.kind == "clip" for source in sources)
    assert max(abs(place - number) for place, number in enumerate(order(casts))) <= 3
    clips = [one for one in casts if any(sources[number].kind == "clip" for number in one.sources)]
    assert all(len(one.sources) == 1 for one in clips)


@pytest.mark.parametrize("template", template_names())
def test_an_order_given_by_hand_stays_and_what_has_words_or_moves_stands_alone(template: str) -> None:
    sources, infos = album(26, 8, clips=0.15)
    named = {source.digest for source in sources[2::5]}
    worded = {
        digest: msgspec.structs.replace(one, caption=digest if digest in named else "", captioned=digest in named)
        for digest, one in infos.items()
    }
    brief = brief_of((sources, worded), template=template, order="given")
    casts = cast(brief, Context())
    assert order(casts) == list(range(26))
    for one in casts:
        alone = any(brief.own_words(number) or brief.sources[number].kind == "clip" for number in one.sources)
        assert not alone or len(one.sources) == 1
