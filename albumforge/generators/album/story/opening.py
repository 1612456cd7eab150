"""The words over the opening: the film's title, and with it when its pictures were taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from albumforge.generators.album.lettering.type_art import stacked
from albumforge.generators.album.lettering.type_place import SAFE, SMALLER, block_of, inside, placed, spaces_beside
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.story.titles import film_language
from albumforge.generators.album.story.visible import Busy, overlap
from albumforge.generators.album.story.words import TypeLook
from albumforge.generators.album.templates.schema import TextPlace
from albumforge.media.text import reading_time, typographic

_SIZE, _LONG_SIZE = 0.11, 0.08
_LONG = 24
"""Characters; a longer title is set smaller."""

_COLUMN = 0.8
"""Canvas heights that a column of the title may take."""

_DATE_SIZE = 0.4
"""Of the title's."""

_SHORTEST = 2.6
"""Seconds that a title is seen where there is time."""

_HURRIED = 0.5
"""Part of the time to read that a title must be seen at least: who made the film knows it."""

_EDGE = 0.04
"""Canvas widths between the edges of a picture and a title that stands on it."""

_LEAST_SPACE = 0.18
"""Width of a space for a title."""

_ELSEWHERE: tuple[TextPlace, ...] = ("centre", "bottom", "top")
_MIDDLES: dict[TextPlace, float] = {"bottom": 0.76, "below": 0.76, "top": 0.24}


def title_texts(title: str, dates: str, frames: int, look: TypeLook, busy: Busy | None = None) -> tuple[Text, ...]:
    """Return the text layers of an opening of so many frames: they come after the picture and go before it.

    They stand where the template has the title, or elsewhere where that would cover a face; without the dates where
    there is no time for these, and none at all where not even the title could be read.

    Args:
        dates: when the pictures were taken, or "".
        busy: what is seen on the canvas.
    """
    title = typographic(title, look.language)
    for second in dict.fromkeys((dates, "")):
        texts = _timed(title, second, frames, look)
        if texts:
            break
    else:
        return ()
    busy, wished = busy or Busy(), look.style.place
    first, *others = [_at(texts, place, look) for place in dict.fromkeys((wished, *_ELSEWHERE))]
    found = [first, *_beside(texts, busy, look), *others, *_within(texts, busy, look)]
    return min(found, key=lambda layers: (_covered(layers, busy, look), _on_pictures(layers, busy, look)))


def _timed(title: str, dates: str, frames: int, look: TypeLook) -> tuple[Text, ...]:
    rate, needed = look.rate, reading_time(f"{title} {dates}")
    start = min(round(0.5 * rate), frames // 5)
    wished = round((needed + 1.0) * float(rate))
    shown = min(max(wished, round(_SHORTEST * rate)), frames - start - min(round(0.5 * rate), frames // 6))
    if shown < 2 or shown / rate < _HURRIED * needed:
        return ()
    fade = min(round(0.5 * rate), shown // 3)
    canvas = look.canvas
    size = (_SIZE if len(title) <= _LONG else _LONG_SIZE) * min(1.0, canvas[0] / canvas[1]) * look.style.size
    first = Text(
        text=title,
        face=look.style.title,
        colour=look.colour,
        size=round(size, 5),
        start=start,
        frames=shown,
        fade=fade,
        shade=0.2,
        enter=look.style.enter,
    )
    if not dates:
        return (first,)
    later = min(round(0.35 * rate), shown // 4)
    second = replace(
        first,
        text=dates,
        role="subtitle",
        size=round(size * _DATE_SIZE, 5),
        start=start + later,
        frames=shown - later,
        shade=0.1,
        enter="fade",
    )
    return first, second


def _at(texts: Sequence[Text], place: TextPlace, look: TypeLook) -> tuple[Text, ...]:
    """Return the texts at a place: below each other, or as columns beside each other."""
    if place in ("vertical-left", "vertical-right") and film_language(texts[0].text) == "zh":
        return _columns(texts, place, look)
    if place in ("left", "right"):
        x, width = (SAFE if place == "left" else 1 - SAFE), 0.5 if look.canvas[0] > look.canvas[1] else 0.84
        texts = [replace(text, x=x, align=place, width=width) for text in texts]
    return tuple(inside(text, look.canvas) for text in stacked(texts, _MIDDLES.get(place, 0.5), look.canvas))


def _columns(texts: Sequence[Text], place: TextPlace, look: TypeLook) -> tuple[Text, ...]:
    # A title has the height nearly for itself, so that it stays in one column.
    first = replace(placed(texts[0], place, look.canvas), width=_COLUMN, y=0.5)
    columns = [first]
    for text in texts[1:]:
        block, column = block_of(first, look.canvas), placed(text, place, look.canvas)
        gap = 0.8 * text.size * look.canvas[1] / look.canvas[0]
        x = block.x - gap if place == "vertical-right" else block.x + block.width + gap
        column = replace(column, x=round(x, 5))
        # Both hang from the same height.
        below = block.y - block_of(column, look.canvas).y
        columns.append(replace(column, y=round(column.y + below, 5)))
    return tuple(columns)


def _beside(texts: Sequence[Text], busy: Busy, look: TypeLook) -> Iterator[tuple[Text, ...]]:
    """Yield the texts, below each other, in the spaces beside the pictures that they fit."""
    for space in spaces_beside(busy.pictures) if busy.pictures else ():
        fitted = _fitted(texts, space, look)
        if fitted:
            yield fitted


def _within(texts: Sequence[Text], busy: Busy, look: TypeLook) -> Iterator[tuple[Text, ...]]:
    """Yield the texts, below each other, in the middle of the pictures that they fit."""
    for picture in busy.pictures:
        x, y = _EDGE, _EDGE * look.canvas[0] / look.canvas[1]
        room = Rect(
            x=picture.x + x,
            y=picture.y + y,
            width=max(0.0, picture.width - 2 * x),
            height=max(0.0, picture.height - 2 * y),
        )
        fitted = _fitted(texts, room, look)
        if fitted:
            yield fitted


def _fitted(texts: Sequence[Text], space: Rect, look: TypeLook) -> tuple[Text, ...]:
    """Return the texts in the middle of a space, below each other and no larger than it; () where they are too long."""
    if space.width < _LEAST_SPACE:
        return ()
    for scale in SMALLER:
        sized = [
            replace(
                text, size=round(text.size * scale, 5), width=space.width, x=space.x + space.width / 2, align="centre"
            )
            for text in texts
        ]
        found = stacked(sized, space.y + space.height / 2, look.canvas)
        blocks = [block_of(text, look.canvas) for text in found]
        high = max(block.y + block.height for block in blocks) - min(block.y for block in blocks)
        if high <= space.height and max(block.width for block in blocks) <= space.width:
            return tuple(inside(text, look.canvas) for text in found)
    return ()


def _on_pictures(texts: Sequence[Text], busy: Busy, look: TypeLook) -> int:
    """Return 0 where the texts stand beside the pictures, 1 where they stand on one, 2 where they cross its edge."""
    blocks = [block_of(text, look.canvas) for text in texts]
    left, top = min(block.x for block in blocks), min(block.y for block in blocks)
    right, bottom = max(block.x + block.width for block in blocks), max(block.y + block.height for block in blocks)
    whole = Rect(x=left, y=top, width=right - left, height=bottom - top)
    return 2 if busy.crossed(whole) else int(any(overlap(picture, whole) > 0 for picture in busy.pictures))


def _covered(texts: Sequence[Text], busy: Busy, look: TypeLook) -> float:
    """Return how much of faces the texts cover; slight touches count for nothing."""
    blocks = [block_of(text, look.canvas) for text in texts]
    return sum(overlap(block, face) for block in blocks if busy.covers_face(block) for face in busy.faces)
