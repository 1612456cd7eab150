"""How scenes join: the template's transitions, cuts within a moment, and room for each on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_parts import brief_of, plain_album

from albumforge.context import Context
from albumforge.generators.album.plan import OVERLAPPING, Transition
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import cast
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.story.joining import lead, spans, transition_of, transitions
from albumforge.generators.album.story.script import CardEntry, Entry, script
from albumforge.generators.album.templates.check import join_names
from albumforge.generators.album.templates.load import template_names


def entries(brief: Brief) -> list[Entry]:
    return script(cast(brief, Context()), brief)


def joins(brief: Brief, each: int = 120) -> list[Transition]:
    found = entries(brief)
    return transitions(found, [each * number for number in range(len(found) + 1)], brief)


@pytest.mark.parametrize("name", join_names())
def test_every_name_is_a_transition(name: str) -> None:
    found = transition_of(name, 15)
    assert found.frames == (0 if name == "cut" else 15)
    assert (found.type in OVERLAPPING) == (name != "cut")
    assert transition_of(name, 1) == Transition()


def test_the_film_fades_in_and_dissolves_as_the_template_says() -> None:
    found = joins(brief_of(plain_album(9)))
    assert (found[0].type, found[0].frames) == ("fade", 24)
    assert {one.type for one in found[1:]} == {"dissolve", "cut"}
    assert {one.frames for one in found[1:] if one.type == "dissolve"} == {18}
    assert any(one.name == "mist" for one in joins(brief_of(plain_album(9), template="ink")))


def test_pictures_of_one_moment_are_cut() -> None:
    sources, infos = plain_album(8)
    assert sources[3].captured_at is not None
    sources[4] = replace(sources[4], captured_at=sources[3].captured_at + timedelta(seconds=5))
    brief = brief_of((sources, infos), template="travel")
    shown = [number for one in cast(brief, Context()) for number in one.sources]
    if shown.index(4) == shown.index(3) + 1:
        assert joins(brief)[shown.index(4)].type in ("cut", "push", "zoom", "luma")


def test_a_chapter_begins_with_the_special_transition_and_a_card_ends_quietly() -> None:
    chapters = [Chapter(0, 10, "a"), Chapter(10, 10, "b")]
    brief = brief_of(plain_album(20), template="film-strip", chapters=chapters)
    found = entries(brief)
    (card,) = (number for number, entry in enumerate(found) if isinstance(entry, CardEntry))
    made = joins(brief)
    assert made[card].name == brief.template.joins.special
    assert made[card + 1].type == "dissolve"
    short = brief_of(plain_album(20), template="film-strip", chapters=chapters, duration=30)
    assert [one.name for one in joins(short)].count(short.template.joins.special) >= 1


@settings(max_examples=60, deadline=None)
@given(
    template=st.sampled_from(template_names()),
    lengths=st.lists(st.integers(1, 200), min_size=9, max_size=9),
    fps=st.sampled_from([1, 10, 30, 120]),
)
def test_transitions_fit_into_the_shots_around_them(template: str, lengths: list[int], fps: int) -> None:
    brief = brief_of(plain_album(6), template=template, fps=fps, credits=True)
    found = entries(brief)
    places = [sum((lengths * 3)[:number]) for number in range(len(found) + 1)]
    made = transitions(found, places, brief)
    placed = spans(places, made)
    for number, (start, frames) in enumerate(placed):
        after = made[number + 1] if number + 1 < len(made) else Transition()
        overlap = after.frames if after.type in OVERLAPPING else 0
        assert made[number].frames + overlap <= frames
        assert start + lead(made[number]) == places[number]
        if number + 1 < len(placed):
            assert placed[number + 1][0] == start + frames - overlap
    assert placed[-1][0] + placed[-1][1] == places[-1]
