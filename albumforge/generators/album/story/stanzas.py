"""The poem of a film: which stretches of it get a verse, and in which shots the verses are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from albumforge.backends import Poet
from albumforge.context import Context
from albumforge.generators.album.poem.writer import write_poem
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.captions import theme_of
from albumforge.generators.album.story.script import Entry, with_verse

SECONDS_EACH = 22.0
"""Of a film for each verse."""

MOST = 8
FEWEST_PICTURES = 4
"""For each verse."""

_USUAL_SECONDS = 3.4
"""Of a picture in a film whose length is not given, to count the verses."""


@dataclass(frozen=True)
class Stanza:
    """A verse for a stretch of sources."""

    first: int
    count: int
    lines: tuple[str, ...]


def write_stanzas(brief: Brief, poets: Mapping[str, Poet], context: Context) -> tuple[Stanza, ...]:
    """Return the verses of a film, in the order of the stretches they are for.

    Raises:
        InvalidInput: there is no such poet.
        Cancelled: the context asked to stop.
    """
    request = brief.request
    if request.poem is False:
        return ()
    stretches = _stretches(brief)
    themes = [
        theme_of([brief.info(number) for number in range(first, first + count)], request.mood, brief.title)
        for first, count in stretches
    ]
    verses = write_poem(
        poets,
        request.poet or "builtin",
        themes,
        language=brief.language,
        seed=request.seed,
        title=brief.title,
        context=context,
    )
    return tuple(
        Stanza(first, count, verse.lines)
        for (first, count), verse in zip(stretches, verses, strict=True)
        if verse.lines
    )


def _stretches(brief: Brief) -> list[tuple[int, int]]:
    """Return first source and number of sources of each stretch: chapters, divided where they are long."""
    seconds = brief.request.duration or len(brief.sources) * _USUAL_SECONDS
    wanted = min(MOST, len(brief.sources) // FEWEST_PICTURES, max(1, round(seconds / SECONDS_EACH)))
    if wanted < 1:
        return []
    chapters = [chapter for chapter in brief.chapters if chapter.count >= FEWEST_PICTURES]
    if len(chapters) > wanted or not chapters:
        bounds = [round(number * len(brief.sources) / wanted) for number in range(wanted + 1)]
        return [(first, end - first) for first, end in pairwise(bounds)]
    found: list[tuple[int, int]] = []
    for chapter in chapters:
        parts = max(1, min(chapter.count // FEWEST_PICTURES, round(wanted * chapter.count / len(brief.sources))))
        edges = [chapter.first + round(number * chapter.count / parts) for number in range(parts + 1)]
        found += [(first, end - first) for first, end in pairwise(edges)]
    return found


def into_shots(entries: Sequence[Entry], stanzas: Sequence[Stanza], length: float | None) -> list[Entry]:
    """Return the entries with each verse in the shot that suits it best: of one picture of its stretch, best where the
    template has room for verse and nobody's face is, never in the opening or beside another verse."""
    wished = sum(entry.need.seconds for entry in entries)
    scale = min(1.5, length / wished) if length else 1.0
    result = list(entries)
    for stanza in stanzas:
        places = range(stanza.first, stanza.first + stanza.count)
        best = max(
            (number for number in range(1, len(result)) if _free(result, number)),
            key=lambda number: _suits(result[number], places, number),
            default=None,
        )
        if best is not None and _suits(result[best], places, best)[0] > 0:
            result[best] = with_verse(result[best], stanza.lines, scale)
    return result


def _free(entries: Sequence[Entry], number: int) -> bool:
    entry = entries[number]
    around = entries[max(0, number - 1) : number + 2]
    return (
        entry.cast is not None
        and len(entry.cast.sources) == 1
        and not entry.need.rigid
        and not any(one.verse for one in around)
    )


def _suits(entry: Entry, places: range, number: int) -> tuple[int, int]:
    """Return how well a verse of these sources is read in a shot; 0 first where it is not of them."""
    cast = entry.cast
    if cast is None or cast.sources[0] not in places:
        return 0, 0
    return 1 + 2 * (cast.shot.slot.verse != "none") + (cast.shot.cells[0].fit == "auto"), -number
