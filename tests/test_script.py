"""The script: shots, cards and credits in order, each with the time it needs."""

from __future__ import annotations

import math

import msgspec
import pytest
from story_parts import Album, album, brief_of, clip_album, plain_album

from albumforge.context import Context
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.casting import cast
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.story.room import CREDITS_FROM, room
from albumforge.generators.album.story.script import (
    LONGEST_TITLE,
    TITLE_SECONDS,
    CardEntry,
    CreditsEntry,
    Entry,
    ShotEntry,
    longest_clip,
    script,
    with_verse,
)
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.media.text import reading_time

TWO = [Chapter(0, 10, "1 May"), Chapter(10, 10, "2 May")]


def entries(pictures: Album, **given: object) -> list[Entry]:
    brief = brief_of(pictures, **given)  # type: ignore[arg-type]
    return script(cast(brief, Context()), brief)


def kinds(found: list[Entry]) -> str:
    letters = {ShotEntry: "s", CardEntry: "c", CreditsEntry: "e"}
    return "".join(letters[type(entry)] for entry in found)


def test_a_long_film_of_chapters_has_cards_between_them_and_credits_at_its_end() -> None:
    found = entries(plain_album(20), chapters=TWO)
    assert kinds(found) == "s" * 10 + "c" + "s" * 10 + "e"
    assert [entry.chapter for entry in found if entry.chapter] == ["1 May", "2 May"]
    assert [number for number, entry in enumerate(found) if entry.special] == [10]


def test_in_a_short_film_a_chapter_begins_with_a_special_transition() -> None:
    found = entries(plain_album(20), chapters=TWO, duration=30)
    assert kinds(found) == "s" * 20 + "e"
    assert [number for number, entry in enumerate(found) if entry.special] == [10]
    assert found[10].chapter == "2 May"


def test_a_film_of_given_pace_is_as_long_as_its_pace_says() -> None:
    assert "c" not in kinds(entries(plain_album(20), chapters=TWO, seconds_per_photo=0.5))
    assert "e" not in kinds(entries(plain_album(20), seconds_per_photo=CREDITS_FROM / 25))
    assert "e" in kinds(entries(plain_album(20), seconds_per_photo=3))


def test_credits_are_as_wished_else_where_there_is_time() -> None:
    assert "e" not in kinds(entries(plain_album(20), credits=False))
    assert "e" in kinds(entries(plain_album(2), credits=True))
    assert "e" not in kinds(entries(plain_album(2)))


def test_the_opening_is_long_enough_for_its_title() -> None:
    plain, titled, long = (
        entries(plain_album(5), title=title)[0].need.seconds
        for title in ("", "Sea", "A long title about a summer by the northern sea with everybody")
    )
    assert plain <= titled
    assert titled >= TITLE_SECONDS
    assert titled <= long <= LONGEST_TITLE


def test_a_clip_is_seen_no_longer_than_it_lasts() -> None:
    found = entries(clip_album([2.0, 40.0, 0.2]), title="Sea")
    assert [entry.need.rigid for entry in found[:3]] == [True] * 3
    seconds = {entry.cast.sources[0]: entry.need for entry in found if isinstance(entry, ShotEntry)}
    assert seconds[0].seconds == pytest.approx(1.4)
    assert seconds[1].seconds == 10.0
    assert seconds[1].limit == pytest.approx(39.4)
    assert 0 < seconds[2].seconds < 0.5


def test_in_a_short_film_a_clip_takes_a_part_only() -> None:
    found = entries(clip_album([40.0]), duration=20)
    assert found[0].need.seconds == pytest.approx(4.0)


def test_how_long_a_source_can_be_seen() -> None:
    (clip,), _ = clip_album([7.0])
    (photo,), _ = plain_album(1)
    assert longest_clip(photo, built_in("clean")) == math.inf
    assert longest_clip(clip, built_in("ink")) == pytest.approx(7.0 - 0.9)


def test_a_verse_gets_its_time() -> None:
    entry = next(entry for entry in entries(plain_album(5)) if isinstance(entry, ShotEntry))
    lines = ("A line of words that takes a while to read,", "and then another that is just as long.")
    told = with_verse(entry, lines)
    assert told.verse == "\n".join(lines)
    assert told.need.seconds >= reading_time(" ".join(lines)) + 1.0
    assert told.need.least > reading_time(" ".join(lines)) * 0.8
    assert with_verse(entry, ("Sea",)).need.seconds == entry.need.seconds


def test_a_card_has_time_for_a_long_name() -> None:
    name = "A very long name of a place, somewhere in a country far away"
    found = entries(plain_album(20), chapters=[Chapter(0, 10, "a"), Chapter(10, 10, name)])
    card = next(entry for entry in found if isinstance(entry, CardEntry))
    assert card.need.seconds > reading_time(name)


@pytest.mark.parametrize("name", template_names())
def test_the_room_of_a_film_grows_with_its_length(name: str) -> None:
    template = built_in(name)
    rooms = [room(template, read_request({"duration": seconds})) for seconds in (2, 5, 30, 90, 3600)]
    assert room(template, read_request({})) is None
    assert rooms == sorted(rooms, key=lambda count: count or 0)
    assert rooms[0] == 1
    assert 5 <= (rooms[2] or 0) <= 15


@pytest.mark.parametrize("name", ["clean", "seasons", "ink"])
def test_time_that_no_words_take_is_for_more_pictures(name: str) -> None:
    template, plain = built_in(name), {"duration": 90}
    rooms = [
        room(template, read_request({**plain, **more}))
        for more in ({}, {"poem": False}, {"poem": False, "chapters": "none"})
    ]
    assert rooms == sorted(rooms, key=lambda count: count or 0)
    assert (rooms[2] or 0) > (rooms[0] or 0)
    with_credits, without = (room(template, read_request({**plain, "credits": ended})) for ended in (True, False))
    assert (without or 0) > (with_credits or 0)


def test_a_shot_is_long_enough_for_words_that_came_with_its_picture_unless_the_film_is_too_short() -> None:
    sources, infos = plain_album(12)
    words = "The house on the hill where we spent the summer, with everybody who came by"
    key = sources[5].digest
    captioned = (sources, {**infos, key: msgspec.structs.replace(infos[key], caption=words, captioned=True)})
    natural, short = (
        next(entry.need for entry in entries(captioned, **given) if entry.cast.sources == (5,))  # type: ignore[union-attr]
        for given in ({}, {"duration": 20})
    )
    assert natural.seconds > reading_time(words)
    assert short.least == 0


def test_any_album_has_a_shot_first() -> None:
    for seed in range(8):
        found = entries(album(1 + seed * 3, seed, clips=0.3), title="Sea")
        assert isinstance(found[0], ShotEntry)
        assert all(entry.need.seconds > 0 for entry in found)


def test_a_film_of_seconds_keeps_no_time_for_verse_and_chapters() -> None:
    short = room(built_in("travel"), read_request({"title": "", "duration": 8.0}))
    assert short == room(built_in("travel"), read_request({"title": "", "duration": 8.0, "chapters": "none"})) == 2
