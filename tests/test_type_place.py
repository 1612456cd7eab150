"""Places of words: inside the safe margins on any canvas, clear of faces."""

from __future__ import annotations

from typing import get_args

import pytest

from albumforge.generators.album.lettering.type_art import set_type
from albumforge.generators.album.lettering.type_place import SAFE, beside, block_of, free_place, inside, placed
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.templates.schema import TextPlace

CANVASES = [(480, 270), (270, 480), (360, 360), (288, 360)]
PLACES = [place for place in get_args(TextPlace) if place != "none"]
WORDS = ["海上生明月\n天涯共此时", "A small stone house among the pines, late afternoon", "Sea"]


@pytest.mark.parametrize("canvas", CANVASES)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("words", WORDS)
def test_words_stand_inside_the_safe_margins(canvas: tuple[int, int], place: TextPlace, words: str) -> None:
    block = block_of(placed(Text(text=words, role="verse", size=0.06), place, canvas), canvas)
    slack = 1.5 / min(canvas)
    assert block.width > 0
    assert block.x >= SAFE - slack
    assert block.y >= SAFE - slack
    assert block.x + block.width <= 1 - SAFE + slack
    assert block.y + block.height <= 1 - SAFE + slack


def test_places_are_where_their_names_say() -> None:
    blocks = {place: block_of(placed(Text(text="海上", size=0.06), place, (480, 270)), (480, 270)) for place in PLACES}
    assert blocks["bottom"].y > 0.8
    assert blocks["top"].y < 0.12
    assert blocks["left"].x < 0.1
    assert blocks["right"].x + blocks["right"].width > 0.9
    assert blocks["vertical-right"].x > 0.8
    assert blocks["vertical-right"].height > blocks["vertical-right"].width * 1.5 * 270 / 480
    assert blocks["vertical-left"].x < 0.1
    middle = blocks["centre"]
    assert (middle.x + middle.width / 2, middle.y + middle.height / 2) == pytest.approx((0.5, 0.5), abs=0.03)


def test_only_chinese_is_set_in_columns() -> None:
    assert placed(Text(text="海上"), "vertical-right", (480, 270)).vertical
    beside = placed(Text(text="Sea"), "vertical-right", (480, 270))
    assert not beside.vertical
    assert beside.align == "right"


def test_in_a_tall_frame_type_is_smaller_and_none_changes_nothing() -> None:
    text = Text(text="Sea", size=0.1)
    assert placed(text, "none", (270, 480)) == text
    assert placed(text, "centre", (270, 480)).size < 0.075
    assert placed(text, "centre", (480, 270)).size == 0.1


@pytest.mark.parametrize(("x", "y"), [(-1.0, 0.5), (2.0, 2.0), (0.5, -0.3)])
def test_text_is_moved_no_further_than_needed(x: float, y: float) -> None:
    canvas = (480, 270)
    block = block_of(inside(Text(text="Sea", x=x, y=y, size=0.1), canvas), canvas)
    assert min(block.x, block.y) >= SAFE - 0.01
    at_rest = Text(text="Sea", x=0.4, y=0.6, size=0.1)
    assert inside(at_rest, canvas) == at_rest


def test_the_place_that_covers_no_face_is_chosen() -> None:
    canvas = (480, 270)
    text = Text(text="Sea and sun", size=0.06)
    face_below = Rect(x=0.4, y=0.7, width=0.2, height=0.3)
    place, found = free_place(text, ["bottom", "top"], canvas, [face_below])
    assert place == "top"
    assert found == placed(text, "top", canvas)
    assert free_place(text, ["bottom", "top"], canvas, [])[0] == "bottom"
    everywhere = [face_below, Rect(x=0.3, y=0.0, width=0.4, height=0.4)]
    assert free_place(text, ["bottom", "top", "left"], canvas, everywhere)[0] == "left"
    with pytest.raises(ValueError, match="place"):
        free_place(text, [], canvas, [])


@pytest.mark.parametrize("canvas", [(1920, 1080), (1080, 1920), (1080, 1080)])
@pytest.mark.parametrize(
    "words", ["The sea came up to touch our toes,\nwent out, and came again", "海上生明月\n天涯共此时"]
)
def test_words_beside_a_picture_touch_it_nowhere(canvas: tuple[int, int], words: str) -> None:
    wide = canvas[0] > canvas[1]
    picture = Rect(x=0.05, y=0.1, width=0.55, height=0.8) if wide else Rect(x=0.05, y=0.08, width=0.9, height=0.5)
    text = beside(Text(text=words, role="verse", size=0.05), [picture], canvas)
    assert text is not None
    block = block_of(text, canvas)
    assert block.x >= 0.05 and block.y >= 0.05 and block.x + block.width <= 0.95 and block.y + block.height <= 0.95
    apart = (
        block.x >= picture.x + picture.width
        or block.x + block.width <= picture.x
        or block.y >= picture.y + picture.height
        or block.y + block.height <= picture.y
    )
    assert apart


def test_where_there_is_no_room_nothing_stands_beside() -> None:
    full = Rect(x=0.02, y=0.02, width=0.96, height=0.96)
    assert beside(Text(text="Sea", role="verse", size=0.05), [full], (1920, 1080)) is None


@pytest.mark.parametrize("place", ["bottom", "top"])
def test_lines_of_verse_are_set_smaller_rather_than_broken(place: TextPlace) -> None:
    verse = Text(text="the only thing that could be heard\nwas morning coming through", role="verse", size=0.052)
    tall = (1080, 1920)
    found = placed(verse, place, tall)
    assert len(set_type(found, tall).baselines) == 2
    aside = beside(verse, [Rect(x=0.0, y=0.05, width=1.0, height=0.5)], tall)
    assert aside is not None and len(set_type(aside, tall).baselines) == 2
