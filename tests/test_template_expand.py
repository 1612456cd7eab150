"""A template's slots become shots with as many cells as there are pictures."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.generators.album.templates.expand import Kind, canvas_class, expand, shape_of
from albumforge.generators.album.templates.schema import Cell, Layout, Slot, Template, Wish

WIDE, TALL, SQUARE = (1920, 1080), (1080, 1920), (1080, 1080)
KINDS: tuple[Kind, ...] = ("landscape", "portrait", "square", "panorama", "clip")
LAYOUTS = {
    "full": Layout(wide=(Cell(fit="auto"),), over="blur"),
    "pair": Layout(
        wide=(Cell(x=0.1, y=0.1, width=0.35, height=0.8), Cell(x=0.55, y=0.1, width=0.35, height=0.8)),
        tall=(Cell(x=0.1, y=0.1, width=0.8, height=0.35), Cell(x=0.1, y=0.55, width=0.8, height=0.35)),
    ),
    "trio": Layout(wide=tuple(Cell(x=0.3 * n, y=0.1, width=0.28, height=0.8) for n in range(3))),
}
TEMPLATE = Template(
    name="t",
    title={},
    description={},
    layouts=LAYOUTS,
    slots=(
        Slot(layout="full", beats=4),
        Slot(layout="pair", beats=5, wishes=(Wish(shape="portrait"),)),
        Slot(layout="trio", beats=6, wishes=(Wish(shape="portrait", weather=("shine",)),)),
    ),
)


def some(landscape: int = 0, portrait: int = 0, clips: int = 0) -> list[Kind]:
    """So many pictures of each kind, one kind after the other."""
    return ["landscape"] * landscape + ["portrait"] * portrait + ["clip"] * clips


def layouts_of(*chapters: list[Kind], canvas: tuple[int, int] = WIDE) -> list[str]:
    return [shot.slot.layout for shot in expand(TEMPLATE, chapters, canvas)]


def test_opening_first_closing_last() -> None:
    shots = expand(TEMPLATE, [some(landscape=4)], WIDE)
    assert shots[0].slot is TEMPLATE.opening
    assert shots[-1].slot is TEMPLATE.closing
    assert [shot.slot.layout for shot in shots] == ["full"] * 4


def test_a_layout_of_several_waits_for_pictures_of_its_shape() -> None:
    assert layouts_of(some(landscape=6)) == ["full"] * 6
    assert "pair" in layouts_of(some(landscape=3, portrait=3))


def test_many_portraits_are_shown_together_before_their_turn() -> None:
    found = layouts_of(some(landscape=2, portrait=9))
    assert {"pair", "trio"} & set(found)
    assert len(found) < 8


def test_on_a_tall_canvas_a_pair_is_of_landscapes() -> None:
    shots = expand(TEMPLATE, [some(landscape=5)], TALL)
    pairs = [shot for shot in shots if shot.slot.layout == "pair"]
    assert pairs
    assert pairs[0].cells[0].width == 0.8
    assert {wish.shape for wish in pairs[0].wishes} == {"landscape"}


def test_the_wish_of_a_slot_goes_to_all_its_cells() -> None:
    shots = expand(TEMPLATE, [some(landscape=1, portrait=12)], WIDE)
    trio = next(shot for shot in shots if shot.slot.layout == "trio")
    assert [wish.weather for wish in trio.wishes] == [("shine",)] * 3


def test_clips_stand_alone() -> None:
    assert layouts_of(some(portrait=1, clips=4)) == ["full"] * 5


@settings(max_examples=300, deadline=None)
@given(
    chapters=st.lists(
        st.lists(st.sampled_from(KINDS), min_size=1, max_size=24),
        min_size=1,
        max_size=4,
    ),
    canvas=st.sampled_from([WIDE, TALL, SQUARE]),
)
def test_every_chapter_has_as_many_cells_as_pictures(chapters: list[list[Kind]], canvas: tuple[int, int]) -> None:
    shots = expand(TEMPLATE, chapters, canvas)
    for number, kinds in enumerate(chapters):
        own = [shot for shot in shots if shot.chapter == number]
        assert sum(len(shot.cells) for shot in own) == len(kinds)
        assert sum(len(shot.cells) == 1 for shot in own) >= kinds.count("clip")
        assert all(len(shot.wishes) == len(shot.cells) for shot in own)
    assert [shot.chapter for shot in shots] == sorted(shot.chapter for shot in shots)


def test_classes_of_shapes() -> None:
    assert [shape_of(*size) for size in ((4000, 3000), (3000, 4000), (3000, 3000), (9000, 3000))] == [
        "landscape",
        "portrait",
        "square",
        "panorama",
    ]
    assert [canvas_class(*size) for size in (WIDE, TALL, SQUARE, (864, 1080))] == ["wide", "tall", "square", "square"]


def test_what_stands_well_alone_does_not_bring_a_layout_of_several_before_its_turn() -> None:
    slots = (*(Slot(layout="full"),) * 4, Slot(layout="pair"))
    template = Template(name="t", title={}, description={}, layouts=LAYOUTS, slots=slots)
    upright = expand(template, [some(portrait=9)], TALL)
    assert [shot.slot.layout for shot in upright[:4]] == ["full"] * 4
    lying = expand(template, [some(landscape=9)], TALL)
    assert [shot.slot.layout for shot in lying[:4]] == ["full", "pair", "full", "pair"]


def test_a_slot_passed_over_does_not_move_those_behind_it() -> None:
    slots = tuple(Slot(layout=name, beats=beats) for beats, name in enumerate(("full", "pair", "full", "full"), 3))
    template = Template(name="t", title={}, description={}, layouts=LAYOUTS, slots=slots)
    ends = some(landscape=3)
    taken, passed = (
        [shot.slot.beats for shot in expand(template, [ends, middle, ends], WIDE) if shot.chapter == 1]
        for middle in (some(portrait=2, landscape=6), some(portrait=1, landscape=7))
    )
    assert (len(taken), len(passed)) == (7, 8)
    assert taken[:4] == passed[:4] and taken[-2:] == passed[-2:]
    assert taken[4] == 4 and 4 not in passed


def test_the_same_layout_of_several_does_not_come_twice_running_before_its_turn() -> None:
    found = [shot.slot.layout for shot in expand(TEMPLATE, [some(landscape=9)], TALL)]
    assert "pair" in found and not any(pair == ("pair", "pair") for pair in pairwise(found))


def test_square_cells_take_pictures_of_any_shape() -> None:
    cells = tuple(Cell(x=x, y=0.1, width=0.45, height=0.8) for x in (0.0, 0.5))
    layouts = {**LAYOUTS, "squares": Layout(wide=cells)}
    template = Template(name="t", title={}, description={}, layouts=layouts, slots=(Slot(layout="squares"),))
    found = expand(template, [some(landscape=4, portrait=2)], WIDE)
    assert [shot.slot.layout for shot in found if len(shot.cells) == 2] == ["squares", "squares"]


def test_a_wall_of_many_finds_its_pictures_among_more_than_a_slot_of_two() -> None:
    cells = tuple(Cell(x=0.2 * n, y=0.1, width=0.19, height=0.3) for n in range(5))
    layouts = {**LAYOUTS, "wall": Layout(wide=cells)}
    template = Template(name="t", title={}, description={}, layouts=layouts, slots=(Slot(layout="wall"), Slot()))
    mixed = [*some(portrait=2), *some(landscape=6), *some(portrait=2)]
    assert [len(shot.cells) for shot in expand(template, [mixed], WIDE)].count(5) == 1


def test_a_wall_that_could_not_be_filled_at_its_turn_is_tried_again_within_it() -> None:
    cells = tuple(Cell(x=0.05, y=0.3 * n, width=0.3, height=0.28) for n in range(3))
    layouts = {**LAYOUTS, "wall": Layout(wide=cells)}
    slots = (Slot(layout="wall", beats=7), Slot(layout="full", beats=3), Slot(layout="full", beats=4))
    template = Template(name="t", title={}, description={}, layouts=layouts, slots=slots)
    late = [*some(portrait=5), *some(landscape=3), *some(portrait=1)]
    assert [len(shot.cells) for shot in expand(template, [late], WIDE)].count(3) == 1
