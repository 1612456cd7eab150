"""Where a shot's pictures stand on the canvas: the cells of a layout filled with pictures and clips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import msgspec

from albumforge.generators.album.borders import inner_rect, insets
from albumforge.generators.album.matching.cost_terms import MOST_CROP
from albumforge.generators.album.motion import cover
from albumforge.generators.album.plan import (
    FULL,
    Backdrop,
    Border,
    Clip,
    Entrance,
    Ground,
    Layer,
    MediaSource,
    Picture,
    Rect,
)
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.framing import (
    LONGEST_TRAVEL,
    MAX_CROP,
    MAX_MAGNIFICATION,
    Subject,
    camera,
    contained,
    covers_well,
    holds_faces,
    magnification,
    travels,
)
from albumforge.generators.album.story.palette import Palette
from albumforge.generators.album.templates.expand import Shot
from albumforge.generators.album.templates.schema import Cell, GroundStyle, MotionKind

MARGIN = 0.07
SLIMMEST = 0.16
"""Part of the canvas's height (or width) that the band of a very long panorama takes, at least."""

_SHADOW = 0.55
_BESIDE_VERSE = 0.36
"""Where the middle of a picture comes that makes room for verse, in canvas widths."""

_WIDEST_BESIDE_VERSE = 0.7
_SMALL_CELL = 0.6
"""Factor on the camera's move in a cell that does not fill the canvas."""

_ROUNDS = 24
_SAME_SHAPE = 1e-3

_ARRIVED_BY = 0.6
"""Part of a shot by which all of its pictures are there."""

_UPRIGHT_CROP = 0.2
"""Most of an upright picture's height that may be cut off in a cell it has for itself: people stand, towers too."""

_MOST_CLIP_CROP = 0.25
"""Most of a clip that a cell may cut off: who is seen in it moves, and is not always found."""

_DEEP = frozenset({"arch", "blob", "circle", "ellipse", "heart", "hexagon", "ink", "oval"})
"""Masks that take the corners away, and with them what moves there in a clip."""

_SHORTEST_ARRIVAL = 0.15
"""Seconds; quicker ones are a flicker."""


@dataclass(frozen=True)
class Placed:
    """A source with what the camera knows of it; for a clip, the second it begins at."""

    source: MediaSource
    subject: Subject
    start: float = 0.0


@dataclass(frozen=True)
class Look:
    """What a film's shots have in common: canvas in pixels, colours, background, frames a second and of a beat."""

    canvas: tuple[int, int]
    palette: Palette
    ground: GroundStyle
    rate: Fraction
    beat: float

    @classmethod
    def of(cls, brief: Brief, beat: float) -> Look:
        """Return that of a film."""
        return cls(brief.canvas, brief.palette, brief.template.ground, brief.request.rate, beat)


def fill_shot(
    shot: Shot, pictures: Sequence[Placed], look: Look, seconds: float, *, verse: bool = False, lead: int = 0
) -> tuple[Layer, ...]:
    """Return the layers of a shot, back to front.

    Args:
        pictures: one for each cell.
        seconds: how long the shot is seen.
        verse: whether verse is read beside the picture: one that does not fill a wide canvas then stands at its left.
        lead: frames of it that lie before the beat it comes in on.
    """
    if len(shot.cells) == 1 and shot.cells[0].fit == "auto":
        alone = _alone(shot, pictures[0], look, seconds)
        return tuple(_aside(layer) for layer in alone) if verse and look.canvas[0] > look.canvas[1] else alone
    arrivals = _arrivals(shot, look, round(seconds * look.rate), lead)
    layers = [
        _in_cell(cell, placed, look, seconds, shot.slot.motion, arrival)
        for cell, placed, arrival in zip(shot.cells, pictures, arrivals, strict=True)
    ]
    # What does not fill the canvas after all has its own blurred copy behind it.
    bare = shot.over == "none" and any(
        _rect(cell) == FULL != one.rect for cell, one in zip(shot.cells, layers, strict=True)
    )
    return (*_behind("blur" if bare else shot.over, pictures[0].source, look), *layers)


def _arrivals(shot: Shot, look: Look, frames: int, lead: int) -> list[Entrance]:
    """Return how the pictures of a shot come in: the first with the shot, where there are several, the others on the
    beats that follow; sooner where the shot is too short for that, at once where it is very short."""
    count = len(shot.cells)
    steps = max(1, count - 1)
    step = min(look.beat, (_ARRIVED_BY * frames - lead) / (steps + 1))
    if shot.slot.arrive == "none" or step < _SHORTEST_ARRIVAL * look.rate:
        return [Entrance()] * count
    first = 0 if count == 1 else 1
    return [Entrance()] * first + [
        Entrance(type=shot.slot.arrive, start=lead + round(number * step), frames=round(step))
        for number in range(first, count)
    ]


def _behind(over: str, source: MediaSource, look: Look) -> tuple[Layer, ...]:
    if over == "blur":
        return (Backdrop(source=source.id),)
    if over == "ground":
        return (ground_layer(look),)
    return ()


def ground_layer(look: Look) -> Ground:
    """Return the film's background."""
    style, colours = look.ground, look.palette
    tinted = (colours.light, colours.light_edge) if style.tone == "light" else (colours.dark, colours.dark_edge)
    return Ground(image=style.image, colours=tuple(map(colours.named, style.colours)) or tinted)


def _alone(shot: Shot, placed: Placed, look: Look, seconds: float) -> tuple[Layer, ...]:
    """A picture that has the canvas for itself: over all of it where that is good, else travelled along, else whole."""
    source, subject = placed.source, placed.subject
    width, height = look.canvas
    shape = width / height
    if source.kind == "clip":
        return _clip_alone(shot, placed, look)
    if covers_well(source, subject, width, shape):
        return (Picture(source=source.id, motion=camera(source, subject, shape, seconds, shot.slot.motion)),)
    ratio = source.width / source.height / shape
    fine = magnification(source, width, shape) <= MAX_MAGNIFICATION
    # On a tall canvas a travelled picture would never show its whole.
    if shape > 1 and ratio > 1 and travels(source, shape) and fine and holds_faces(source, subject, shape):
        return (Picture(source=source.id, motion=camera(source, subject, shape, seconds, "pan")),)
    band = _band_rect(source, look) if max(ratio, 1 / ratio) > LONGEST_TRAVEL + 1 else None
    if band is not None and holds_faces(source, subject, _shape(band, look.canvas)):
        motion = camera(source, subject, _shape(band, look.canvas), seconds, "pan")
        picture = Picture(source=source.id, rect=band, motion=motion, shadow=_SHADOW)
        return (*_behind(shot.over, source, look), picture)
    cell = shot.cells[0]
    if (cell.x, cell.y, cell.width, cell.height) != (FULL.x, FULL.y, FULL.width, FULL.height):
        return (*_behind(shot.over, source, look), _in_own_cell(cell, placed, look, seconds, shot.slot.motion))
    rect = contained(source, _margins(look.canvas), look.canvas)
    motion = camera(source, subject, _shape(rect, look.canvas), seconds, _quiet(shot.slot.motion), room=_SMALL_CELL)
    return (*_behind(shot.over, source, look), Picture(source=source.id, rect=rect, motion=motion, shadow=_SHADOW))


def _in_own_cell(cell: Cell, placed: Placed, look: Look, seconds: float, kind: MotionKind) -> Picture | Clip:
    """A picture that cannot have the canvas, in the cell that the layout keeps for such: over all of that where little
    enough is lost, else whole."""
    source, canvas = placed.source, look.canvas
    rect = _rect(cell)
    shape = _shape(inner_rect(rect, _border(cell, look), canvas), canvas)
    upright = source.width < source.height and source.width / source.height < shape
    whole = _lost(source, shape) > (_UPRIGHT_CROP if upright else MOST_CROP)
    cell = msgspec.structs.replace(cell, fit="contain" if whole else "cover")
    return _in_cell(cell, placed, look, seconds, _quiet(kind) if whole else kind, Entrance())


def _aside(layer: Layer) -> Layer:
    """Return a picture that leaves room moved to the left, as far as the margin; anything else as it is."""
    if not isinstance(layer, Picture | Clip) or layer.rect.width > _WIDEST_BESIDE_VERSE:
        return layer
    x = max(MARGIN, _BESIDE_VERSE - layer.rect.width / 2)
    return msgspec.structs.replace(layer, rect=msgspec.structs.replace(layer.rect, x=x))


def _quiet(kind: MotionKind) -> MotionKind:
    """A picture shown whole has nothing to pan over."""
    return "auto" if kind == "pan" else kind


def _clip_alone(shot: Shot, placed: Placed, look: Look) -> tuple[Layer, ...]:
    source, (width, height) = placed.source, look.canvas
    ratio = source.width / source.height / (width / height)
    if 1.0 - min(ratio, 1.0 / ratio) <= MAX_CROP and _holds(source, placed.subject, width / height):
        return (Clip(source=source.id, start=placed.start),)
    cell = shot.cells[0]
    if (cell.x, cell.y, cell.width, cell.height) != (FULL.x, FULL.y, FULL.width, FULL.height):
        return (*_behind(shot.over, source, look), _in_own_cell(cell, placed, look, 1.0, "still"))
    rect = contained(source, _margins(look.canvas), look.canvas, zoom=1.0)
    return (
        *_behind(shot.over, source, look),
        Clip(source=source.id, rect=rect, start=placed.start, shadow=_SHADOW),
    )


def _margins(canvas: tuple[int, int]) -> Rect:
    side = MARGIN if canvas[0] > canvas[1] else MARGIN / 2
    return Rect(x=side, y=MARGIN, width=1 - 2 * side, height=1 - 2 * MARGIN)


def _band_rect(source: MediaSource, look: Look) -> Rect:
    """Return a band across the canvas (or down it) for a very long panorama, of which nearly half is seen at a time."""
    (width, height), seen = look.canvas, 0.45
    shape, canvas_shape = source.width / source.height, width / height
    if shape > canvas_shape:
        fine = max(source.height * MAX_MAGNIFICATION / height, canvas_shape / shape)
        high = min(0.7, max(SLIMMEST, min(fine, canvas_shape / (shape * seen))))
        return Rect(y=(1 - high) / 2, height=high)
    fine = max(source.width * MAX_MAGNIFICATION / width, shape / canvas_shape)
    wide = min(0.7, max(SLIMMEST, min(fine, shape / (canvas_shape * seen))))
    return Rect(x=(1 - wide) / 2, width=wide)


def _in_cell(
    cell: Cell, placed: Placed, look: Look, seconds: float, kind: MotionKind, arrival: Entrance
) -> Picture | Clip:
    """Return the layer of a cell: covered where faces and most of the picture stay whole and the pixels suffice, else
    as large as can be."""
    source, subject, canvas = placed.source, placed.subject, look.canvas
    border = _border(cell, look)
    rect = _rect(cell)
    inner = inner_rect(rect, border, canvas)
    shape = _shape(inner, canvas)
    coarse = magnification(source, inner.width * canvas[0], shape, 1.05) > 2 * MAX_MAGNIFICATION
    most = _MOST_CLIP_CROP if source.kind == "clip" else MOST_CROP
    if cell.fit != "cover" or coarse or _lost(source, shape) > most or not _holds(source, subject, shape):
        rect, border = _framed(contained(source, inner, canvas, zoom=1.05), border, rect, canvas)
        inner = inner_rect(rect, border, canvas)
        shape = _shape(inner, canvas)
    if source.kind == "clip":
        return Clip(
            source=source.id,
            rect=rect,
            start=placed.start,
            shadow=cell.shadow,
            angle=cell.angle,
            mask="rounded" if cell.mask in _DEEP else cell.mask,
            border=border,
            entrance=arrival,
        )
    return Picture(
        source=source.id,
        rect=rect,
        motion=camera(source, subject, shape, seconds, kind, room=_SMALL_CELL if rect != FULL else 1.0),
        shadow=cell.shadow,
        angle=cell.angle,
        mask=cell.mask,
        border=border,
        entrance=arrival,
    )


def _rect(cell: Cell) -> Rect:
    return Rect(x=cell.x, y=cell.y, width=cell.width, height=cell.height)


def _border(cell: Cell, look: Look) -> Border:
    return Border(style=cell.border.style, colour=look.palette.named(cell.border.colour), width=cell.border.width)


def _lost(source: MediaSource, shape: float) -> float:
    """Return the share of a source that is cut off where it covers a cell of a shape."""
    ratio = source.width / source.height / shape
    return 1.0 - min(ratio, 1.0 / ratio)


def _holds(source: MediaSource, subject: Subject, shape: float) -> bool:
    """Whether faces stay whole where a source covers a cell of a shape; a clip is always cropped around its middle."""
    if source.kind == "photo" or subject.faces is None:
        return holds_faces(source, subject, shape)
    width, height = cover(shape, source.width / source.height)
    faces, left, top = subject.faces, (1 - width) / 2, (1 - height) / 2
    across = left <= faces.x and faces.x + faces.width <= left + width
    return across and top <= faces.y and faces.y + faces.height <= top + height


def _framed(small: Rect, border: Border, cell: Rect, canvas: tuple[int, int]) -> tuple[Rect, Border]:
    """Return the rectangle in the middle of a cell whose picture, within the border, has the shape of `small` and is as
    large, or as the cell allows; and the border, thinner where there is no such rectangle: a film's edges turn with
    the rectangle's shape, to which they belong themselves."""
    inner = (small.width * canvas[0], small.height * canvas[1])
    room = (cell.width * canvas[0], cell.height * canvas[1])
    for _ in range(_ROUNDS):
        outer, fits = _outer(inner, border, room, canvas)
        if fits:
            break
        border = msgspec.structs.replace(border, width=border.width / 2)
    width, height = outer[0] / canvas[0], outer[1] / canvas[1]
    rect = Rect(x=cell.x + (cell.width - width) / 2, y=cell.y + (cell.height - height) / 2, width=width, height=height)
    return rect, border


def _outer(
    inner: tuple[float, float], border: Border, room: tuple[float, float], canvas: tuple[int, int]
) -> tuple[tuple[float, float], bool]:
    """Return the size of a picture with its border, no larger than there is room, and whether the picture then has its
    shape."""
    shape, outer = inner[0] / inner[1], inner
    for _ in range(_ROUNDS):  # how wide a border is depends on the size of the whole
        taken = insets(border, *outer, canvas)
        outer = (inner[0] + taken.left + taken.right, inner[1] + taken.top + taken.bottom)
        factor = min(1.0, room[0] / outer[0], room[1] / outer[1])
        inner = (inner[0] * factor, inner[1] * factor)
    outer = (min(outer[0], room[0]), min(outer[1], room[1]))
    taken = insets(border, *outer, canvas)
    found = (outer[0] - taken.left - taken.right) / (outer[1] - taken.top - taken.bottom)
    return outer, abs(found / shape - 1) < _SAME_SHAPE


def _shape(rect: Rect, canvas: tuple[int, int]) -> float:
    return rect.width * canvas[0] / (rect.height * canvas[1])
