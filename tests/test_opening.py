"""The words over the opening: seen long enough to be read, where the template has them, never on a face."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.generators.album.lettering.type_art import set_type
from albumforge.generators.album.lettering.type_place import block_of
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.story.opening import title_texts
from albumforge.generators.album.story.visible import Busy
from albumforge.generators.album.story.words import TypeLook
from albumforge.generators.album.templates.schema import TextPlace, TypeStyle
from albumforge.media.text import reading_time

DAY = "17 May 2024"
WIDE = (1920, 1080)


def look(
    canvas: tuple[int, int] = WIDE, place: TextPlace = "centre", rate: Fraction = Fraction(30), language: str = "en"
) -> TypeLook:
    return TypeLook(TypeStyle(place=place), language, "#ffffff", rate, canvas)  # type: ignore[arg-type]


def texts_of(title: str, dates: str = DAY, frames: int = 200, **given: object) -> tuple[Text, ...]:
    return title_texts(title, dates, frames, look(**given))  # type: ignore[arg-type]


@pytest.mark.parametrize("title", ["Sea", "A long title about a summer by the northern sea", "海边的一天"])
@pytest.mark.parametrize("frames", [120, 200, 400])
def test_a_title_is_seen_long_enough_to_be_read_or_as_long_as_there_is_room(title: str, frames: int) -> None:
    first, *others = texts_of(title, frames=frames)
    room = frames - first.start - 15
    assert first.role == "title"
    assert first.frames >= min(room, reading_time(f"{title} {DAY}") * 30)
    for second in others:
        assert second.role == "subtitle"
        assert second.start > first.start
        assert second.start + second.frames == first.start + first.frames <= frames
        assert second.size < first.size


def test_where_there_is_little_time_the_dates_go_first_and_then_the_title() -> None:
    title = "A long title about a summer by the northern sea"
    assert [len(texts_of(title, frames=frames)) for frames in (200, 100, 60)] == [2, 1, 0]
    assert len(texts_of("Sea", frames=60)) == 2


@given(st.integers(1, 1000), st.sampled_from([1, 10, 30, 120]), st.text(min_size=1, max_size=60))
@settings(max_examples=100, deadline=None)
def test_texts_stay_within_their_scene(frames: int, rate: int, title: str) -> None:
    for text in texts_of(title, frames=frames, rate=Fraction(rate)):
        assert text.start >= 0
        assert text.frames >= 1
        assert text.start + text.frames <= frames
        assert 0 <= 2 * text.fade <= text.frames + 1


def test_straight_quotes_become_printers_quotes() -> None:
    (text,) = texts_of('The "sea"', "")
    assert text.text == "The “sea”"


def test_a_long_title_is_set_smaller() -> None:
    (short,), (long,) = texts_of("Sea", ""), texts_of("A long title about a summer by the sea", "")
    assert long.size < short.size


@pytest.mark.parametrize("canvas", [(1920, 1080), (1080, 1920), (640, 640)])
@pytest.mark.parametrize(
    "title",
    [
        "Sea",
        "Our summer by the sea in Qingdao with the whole family",
        "Two lines,\nby wish",
        "海边两日：我们在青岛的夏天与海风、沙滩和啤酒",
    ],
)
def test_the_date_stands_below_the_title_however_many_lines_it_takes(title: str, canvas: tuple[int, int]) -> None:
    above, below = texts_of(title, canvas=canvas, frames=300)
    places = []
    for text in (above, below):
        image = set_type(text, canvas)
        top = text.y * canvas[1] - image.rgba.shape[0] / 2
        places.append((top + image.ink[1], top + image.ink[3]))
    assert places[0][1] < places[1][0]
    assert places[1][0] - places[0][1] < 0.08 * canvas[1], "they belong together"
    assert 0.08 * canvas[1] < places[0][0] and places[1][1] < 0.92 * canvas[1], "inside the safe margins"
    assert (places[0][0] + places[1][1]) / 2 == pytest.approx(canvas[1] / 2, abs=2), "in the middle"


def test_the_template_says_where_and_how_a_title_stands() -> None:
    low, middle = texts_of("Sea", place="bottom"), texts_of("Sea")
    assert low[0].y > middle[0].y + 0.1
    style = TypeStyle(title="sans", enter="rise", size=1.2)
    (first,) = title_texts("Sea", "", 200, TypeLook(style, "en", "#ffeedd", Fraction(30), WIDE))
    assert (first.face, first.enter, first.colour) == ("sans", "rise", "#ffeedd")
    assert first.size == pytest.approx(1.2 * texts_of("Sea", "")[0].size)


def test_chinese_stands_in_columns_beside_each_other_where_the_template_wishes() -> None:
    first, second = texts_of("海边的一天", "2024年5月", place="vertical-right", language="zh")
    assert first.vertical and second.vertical
    title, date = block_of(first, WIDE), block_of(second, WIDE)
    assert date.x + date.width < title.x
    assert date.y == pytest.approx(title.y, abs=0.02)
    assert title.x + title.width <= 0.93
    assert not any(text.vertical for text in texts_of("Sea", place="vertical-right"))


def test_a_title_keeps_clear_of_faces() -> None:
    face = Rect(x=0.4, y=0.35, width=0.2, height=0.3)
    busy = Busy(faces=(face,))
    for text in title_texts("Sea and sand", DAY, 200, look(), busy):
        assert not busy.covers_face(block_of(text, WIDE))


CARD = Rect(x=0.04, y=0.2, width=0.92, height=0.6)


@pytest.mark.parametrize("place", ["bottom", "top", "left", "centre"])
@pytest.mark.parametrize("picture", [CARD, Rect(x=0.08, y=0.05, width=0.84, height=0.55)])
def test_a_title_lies_across_no_edge_of_a_picture(place: TextPlace, picture: Rect) -> None:
    square = (1080, 1080)
    texts = title_texts("A year", DAY, 200, look(square, place), Busy(pictures=(picture,)))
    blocks = [block_of(text, square) for text in texts]
    top, bottom = min(one.y for one in blocks), max(one.y + one.height for one in blocks)
    on_it = picture.y <= top and bottom <= picture.y + picture.height
    assert on_it or top >= picture.y + picture.height or bottom <= picture.y
    assert on_it == (picture == CARD), "beside it where there is room"
