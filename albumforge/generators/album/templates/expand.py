"""From a template to the shots of one film: its slots, repeated until every picture has a place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from albumforge.generators.album.templates.schema import Cell, Layout, Shape, Slot, Template, Wish

STRETCH = 10
"""Pictures of a stretch, at most: what one of them is decides on the slots of its own stretch only."""

_STEP = 7
"""Pictures of the template's round from the beginning of one stretch to that of the next."""

CanvasClass = Literal["wide", "tall", "square"]

Kind = Shape | Literal["clip", "worded"]
"""What stands in a film: a photo of some shape, or what stands alone in its shot: a clip, a photo with words to be
read."""

_ALONE = ("clip", "worded")

_SINGLE = Slot(layout="full")
_AT_HOME: dict[CanvasClass, tuple[Shape, ...]] = {
    "wide": ("landscape", "panorama"),
    "tall": ("portrait",),
    "square": ("square", "landscape", "portrait"),
}
"""Shapes of pictures that stand well alone on a canvas."""

_NEAR = 4
"""Pictures next in order that a slot may choose from, and turns that one of them can wait at most."""

_MORE = 3
"""Pictures that a slot with several cells may choose from beyond as many as it has."""

_OUT_OF_TURN = 0.5
"""Part of those of a shape from which on a slot for that shape is taken before its turn."""


@dataclass(frozen=True)
class Shot:
    """A slot at its place in the film.

    Attributes:
        cells: for this film's canvas, one for each picture.
        wishes: one for each cell.
        chapter: number of the chapter, from 0.
        begins: whether a stretch of the pictures begins with it.
    """

    slot: Slot
    cells: tuple[Cell, ...]
    wishes: tuple[Wish, ...]
    over: Literal["blur", "ground", "none"]
    chapter: int
    begins: bool = False


def canvas_class(width: int, height: int) -> CanvasClass:
    """Return which cells of a layout serve a canvas of so many pixels."""
    ratio = width / height
    return "wide" if ratio > 1.2 else "tall" if ratio < 0.7 else "square"


def shape_of(width: int, height: int) -> Shape:
    """Return the class of a picture's shape."""
    ratio = width / height
    return "panorama" if ratio >= 2.1 else "landscape" if ratio > 1.12 else "portrait" if ratio < 0.88 else "square"


def expand(
    template: Template,
    stretches: Sequence[Sequence[Kind]],
    canvas: tuple[int, int],
    *,
    chapters: Sequence[int] | None = None,
    given: bool = False,
) -> list[Shot]:
    """Return shots whose cells are as many as the pictures, stretch by stretch.

    A template's slots are a round of places for pictures, and each picture of a stretch has the turn of the next place.
    A slot with several cells is taken only where enough of the pictures next in order have the shapes that its cells
    wish (a cell without a wish wishes its own shape), and before its turn where half of them would suit it; where it
    is passed over, slots of one cell take its turns. So a picture of another shape changes the shots near it, and
    those before and behind stay the same.

    Args:
        stretches: what each stretch of the film holds, in order; none of them empty.
        canvas: width and height in pixels.
        chapters: number of the chapter that each stretch belongs to; None: each is one.
        given: whether the pictures stay in their order whatever they are, so that a slot has those that are next.
    """
    shots: list[Shot] = []
    last = len(stretches) - 1
    for number, kinds in enumerate(stretches):
        chapter = number if chapters is None else chapters[number]
        left, slot = _Queue(kinds, canvas, given), None
        own: list[Shot] = []
        if number == 0:
            _take(own, template, template.opening, left, chapter, canvas)
        first = number * _STEP + len(left)
        reserve = number == last and len(kinds) > 1
        while len(left) > reserve:
            slot = _next_slot(template, first - len(left), slot, left, canvas, reserve)
            _take(own, template, slot, left, chapter, canvas)
        if left:
            _take(own, template, template.closing, left, chapter, canvas)
        shots += [replace(own[0], begins=True), *own[1:]]
    return shots


class _Queue:
    """The pictures of a stretch that have no place yet, in the order of the film."""

    def __init__(self, kinds: Sequence[Kind], canvas: tuple[int, int], given: bool = False) -> None:
        self._given = given
        self._waiting = list(enumerate(kinds))
        self._count = len(kinds)
        self._at_home = _AT_HOME[canvas_class(*canvas)]

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def photos(self) -> int:
        """Those of them that may stand beside others."""
        return sum(kind not in _ALONE for _, kind in self._waiting)

    def next_are_photos(self, count: int) -> bool:
        """Whether so many that may stand beside each other are next, where the order is given; else they may come."""
        near = [kind for _, kind in self._waiting[:count]]
        return not self._given or (len(near) == count and not any(kind in _ALONE for kind in near))

    def _near(self, cells: int) -> list[Kind]:
        """The kinds of the photos soon due for so many cells; one with words, which stands alone, is passed by."""
        due = [kind for _, kind in self._waiting if kind != "worded"]
        return [kind for kind in due[: max(_NEAR, cells + _MORE if cells > 2 else 0)] if kind != "clip"]

    def can_fill(self, wanted: Sequence[Shape], reserve: bool) -> bool:
        """Whether photos of these shapes are soon due, and one more is left for the closing."""
        near = self._near(len(wanted))
        if len(self) - len(wanted) < reserve or len(near) < len(wanted) or not self.next_are_photos(len(wanted)):
            return False
        return all(shape == "any" or near.count(shape) >= wanted.count(shape) for shape in wanted)

    def suits(self, wanted: Sequence[Shape]) -> float:
        """Return the part of the photos next in order that have one of the shapes."""
        near = self._near(1)
        return sum(kind in wanted for kind in near) / max(1, len(near))

    def remove(self, wanted: Sequence[Shape]) -> None:
        """Take out the pictures for a slot: alone stands what is due, or before it what stands well alone."""
        if self._given:
            del self._waiting[: len(wanted)]
            return
        for shape in wanted:
            alone = len(wanted) == 1
            late = self._count - len(self) - self._waiting[0][0] >= _NEAR
            choices: Sequence[str] = () if late and alone else (*self._at_home, *_ALONE) if alone else (shape,)
            near = [at for at, (_, kind) in enumerate(self._waiting[:_NEAR]) if kind in choices]
            others = [at for at, (_, kind) in enumerate(self._waiting) if alone or kind not in _ALONE]
            del self._waiting[next(iter((*near, *others)), 0)]


def _next_slot(
    template: Template, turn: int, before: Slot | None, left: _Queue, canvas: tuple[int, int], reserve: bool
) -> Slot:
    """Return the slot to take where a place of the round has its turn, after another of the stretch."""
    slots = template.slots
    number, offset = _owner(template, turn)
    for ahead in range(len(slots)):
        slot = slots[(number + ahead) % len(slots)]
        cells = _cells(template.layouts[slot.layout], canvas)
        if len(cells) > 1:
            wanted = _wanted(slot, cells, canvas)
            # Out of turn only for shapes that do not suit the canvas, and not the same slot twice running.
            needy = [shape for shape in wanted if shape not in ("any", *_AT_HOME[canvas_class(*canvas)])]
            early = bool(needy) and slot is not before and left.suits(needy) >= _OUT_OF_TURN
            if left.can_fill(wanted, reserve) and (early or (ahead == 0 and (not offset or slot is not before))):
                return slot
    singles = [slot for slot in slots if len(template.layouts[slot.layout].wide) == 1] or [_SINGLE]
    if slots[number] in singles:
        return slots[number]
    # Another than those whose own turns are near.
    passed = sum(slot in singles for slot in slots[:number])
    return singles[(passed + len(singles) // 2 + offset) % len(singles)]


def _owner(template: Template, turn: int) -> tuple[int, int]:
    """Return the number of the slot that has a place of the round, and which of its places that is."""
    sizes = [len(template.layouts[slot.layout].wide) for slot in template.slots]
    ends = list(accumulate(sizes))
    place = turn % ends[-1]
    number = bisect_right(ends, place)
    return number, place - ends[number] + sizes[number]


def _take(
    shots: list[Shot], template: Template, slot: Slot, left: _Queue, chapter: int, canvas: tuple[int, int]
) -> None:
    layout = template.layouts[slot.layout]
    cells = _cells(layout, canvas)
    if len(cells) > 1 and (len(cells) > left.photos or not left.next_are_photos(len(cells))):
        slot, layout = _SINGLE, template.layouts["full"]
        cells = _cells(layout, canvas)
    wanted = _wanted(slot, cells, canvas)
    left.remove(wanted)
    given = slot.wishes or (Wish(),)
    wishes = tuple(
        Wish(shape=shape, faces=wish.faces, weather=wish.weather, colours=wish.colours)
        for shape, wish in zip(wanted, given if len(given) == len(cells) else given * len(cells), strict=True)
    )
    shots.append(Shot(slot, cells, wishes, layout.over, chapter))


def _cells(layout: Layout, canvas: tuple[int, int]) -> tuple[Cell, ...]:
    return getattr(layout, canvas_class(*canvas)) or layout.wide


def _wanted(slot: Slot, cells: Sequence[Cell], canvas: tuple[int, int]) -> list[Shape]:
    """Return the shape that each cell wishes: as the slot says, else in a layout of several the cell's own."""
    given = [wish.shape for wish in slot.wishes]
    shapes = given if len(given) == len(cells) else given * len(cells) or ["any"] * len(cells)
    tall = canvas[0] < canvas[1]
    wanted: list[Shape] = []
    for cell, shape in zip(cells, shapes, strict=True):
        own = shape_of(round(cell.width * canvas[0]), round(cell.height * canvas[1]))
        if len(cells) > 1 and shape in ("portrait", "landscape") and len(slot.wishes) == 1:
            shape = own if own != "square" else "any"  # on a canvas of another shape the same layout has other cells
        elif shape == "landscape" and tall and len(cells) == 1:
            shape = "any"
        # Into a square cell every shape can be cropped about equally well.
        if shape == "any" and len(cells) > 1 and cell.fit == "cover" and own != "square":
            shape = own
        wanted.append(shape)
    return wanted
