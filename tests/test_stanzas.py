"""The verses of a film: how many, of which pictures, and in which shots they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from picture_records import record
from story_parts import MORNING, Album, album, brief_of, plain_album, source_of

from albumforge.backends import API_VERSION, Poet, Theme, Verse
from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import cast
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.story.script import ShotEntry, script
from albumforge.generators.album.story.stanzas import MOST, Stanza, into_shots, stretches, write_stanzas

EVERYWHERE = tuple((x / 10 + 0.01, y / 10 + 0.01, 0.08, 0.08) for x in range(10) for y in range(10))


class Listener:
    """A poet who keeps what he was asked for."""

    name: ClassVar[str] = "listener"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self.themes: list[Theme] = []

    def write(self, themes: Sequence[Theme], **_: Any) -> tuple[Verse, ...]:
        self.themes = list(themes)
        return tuple(Verse((f"Line {number}",), "couplet") for number in range(len(themes)))


def written(brief: Brief, poets: Mapping[str, Poet] | None = None) -> tuple[Stanza, ...]:
    return write_stanzas(script(cast(brief, Context()), brief), brief, poets or {}, Context())


def themes(pictures: Album, **given: Any) -> list[Theme]:
    poet = Listener()
    written(brief_of(pictures, poet="listener", **given), {"listener": poet})
    return poet.themes


def verses(brief: Brief, stanzas: Sequence[Stanza]) -> list[ShotEntry]:
    entries = into_shots(script(cast(brief, Context()), brief), stanzas, brief)
    return [entry for entry in entries if isinstance(entry, ShotEntry) and entry.verse]


@pytest.mark.parametrize(("count", "wanted"), [(1, 0), (3, 0), (4, 1), (12, 2), (40, 6), (400, MOST)])
def test_there_are_as_many_as_the_film_has_time_for(count: int, wanted: int) -> None:
    found = stretches(brief_of(plain_album(count)))
    assert len(found) == wanted
    assert all(number >= 4 for _, number in found)
    ends = [first + number for first, number in found]
    assert all(end <= first for end, (first, _) in zip(ends, found[1:], strict=False))


def test_each_stretch_gets_one_that_stands_on_one_of_its_pictures() -> None:
    brief = brief_of(plain_album(40))
    found = written(brief)
    assert len(found) == len(stretches(brief))
    for stanza, (first, number) in zip(found, stretches(brief), strict=True):
        assert stanza.lines and stanza.count == 1
        assert first <= stanza.first < first + number


def test_a_given_length_or_pace_counts() -> None:
    assert len(stretches(brief_of(plain_album(40), duration=30))) == 1
    assert len(stretches(brief_of(plain_album(40), seconds_per_photo=1))) == 2


def test_each_chapter_has_its_own() -> None:
    chapters = [Chapter(0, 8, "a"), Chapter(8, 3, "b"), Chapter(11, 9, "c")]
    found = {first for first, _ in stretches(brief_of(plain_album(20), chapters=chapters))}
    assert found <= {0, 4, 11, 15}
    assert any(first < 8 for first in found) and any(first >= 11 for first in found)


def test_no_verse_where_none_is_wished_and_no_poet_that_is_not_there() -> None:
    assert written(brief_of(plain_album(20), poem=False)) == ()
    with pytest.raises(InvalidInput, match="no poet"):
        written(brief_of(plain_album(20), poet="homer"))


def test_the_poet_is_told_of_the_very_picture_that_the_verse_stands_on() -> None:
    infos = [
        record(str(n), weather="snow" if n % 2 else "shine", season="winter" if n % 2 else "summer") for n in range(16)
    ]
    pictures = [source_of(info, f"{info.digest}.jpg") for info in infos], {info.digest: info for info in infos}
    poet = Listener()
    brief = brief_of(pictures, poet="listener", title="By the sea")
    found = written(brief, {"listener": poet})
    assert found
    for stanza, theme in zip(found, poet.themes, strict=True):
        snow = stanza.first % 2 == 1
        assert (theme.weather, theme.season) == (("snow", "winter") if snow else ("shine", "summer"))
        assert not (snow and "sea" in theme.things)


def test_brisk_pictures_get_a_couplet() -> None:
    slow, brisk = themes(plain_album(24), template="ink"), themes(plain_album(24), template="travel")
    assert {theme.most_lines for theme in slow} == {4}
    assert {theme.most_lines for theme in brisk} == {2}
    for stanza in written(brief_of(plain_album(24), template="travel")):
        assert len(stanza.lines) == 2


def test_the_poet_is_told_the_mood_and_what_the_pictures_share() -> None:
    grey = ("#80868a",)
    infos = [record(str(n), weather="rain", part_of_day="evening", season="autumn", colours=grey) for n in range(8)]
    pictures = [source_of(info, f"{info.digest}.jpg") for info in infos], {info.digest: info for info in infos}
    for theme in themes(pictures, template="polaroid"):
        assert (theme.weather, theme.season, theme.part_of_day) == ("rain", "autumn", "evening")
        assert theme.mood == "nostalgic"
    assert {theme.mood for theme in themes(pictures, mood="lively")} == {"lively"}


def test_a_verse_is_read_in_a_shot_of_its_stretch_never_in_the_opening() -> None:
    brief = brief_of(plain_album(24))
    found = verses(brief, [Stanza(0, 8, ("One",)), Stanza(8, 8, ("Two",)), Stanza(16, 8, ("Three",))])
    assert [entry.verse for entry in found] == ["One", "Two", "Three"]
    for entry, first in zip(found, (0, 8, 16), strict=True):
        assert first <= entry.cast.sources[0] < first + 8
        assert len(entry.cast.sources) == 1
        assert entry.cast.shot.slot.verse != "none", "the template has room for verse there"
    assert found[0].cast.sources[0] != 0 or script(cast(brief, Context()), brief)[0] != found[0]


def test_verses_do_not_follow_each_other() -> None:
    brief = brief_of(plain_album(12))
    stanzas = [Stanza(0, 12, (f"Line {number}",)) for number in range(6)]
    entries = into_shots(script(cast(brief, Context()), brief), stanzas, brief)
    read = [isinstance(entry, ShotEntry) and bool(entry.verse) for entry in entries]
    assert sum(read) >= 3
    assert not any(one and other for one, other in pairwise(read))


def test_a_verse_that_would_stand_on_faces_stands_elsewhere_or_nowhere() -> None:
    lines = ("A first line that is rather long,", "and then a second one.")
    infos = [
        record(str(n), width=4000, height=2600, faces=() if n in (5, 6) else EVERYWHERE, captured_at=MORNING)
        for n in range(9)
    ]
    pictures = [source_of(info, f"{n}.jpg") for n, info in enumerate(infos)], {info.digest: info for info in infos}
    (entry,) = verses(brief_of(pictures), [Stanza(0, 9, lines)])
    assert entry.cast.sources[0] in (5, 6)
    assert verses(brief_of(pictures), [Stanza(0, 5, lines)]) == []


def test_clips_have_no_verse() -> None:
    brief = brief_of(album(12, 1, clips=1.0))
    assert verses(brief, [Stanza(0, 12, ("One",))]) == []
