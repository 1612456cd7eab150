"""The poem of a film: which stretches of it get a verse, and in which shots the verses are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from albumforge.backends import Poet, Theme
from albumforge.context import Context
from albumforge.generators.album.poem.verse import Language
from albumforge.generators.album.poem.writer import write_poem
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.framing import subject_of
from albumforge.generators.album.story.layout import Look, Placed, fill_shot
from albumforge.generators.album.story.script import Entry, ShotEntry, with_verse
from albumforge.generators.album.story.verse_theme import theme_at
from albumforge.generators.album.story.visible import busy_places
from albumforge.generators.album.story.words import TypeLook, verse_places, verse_text

SECONDS_EACH = 22.0
"""Of a film for each verse."""

MOST = 8
FEWEST_PICTURES = 4
"""For each verse."""

_USUAL_SECONDS = 3.4
"""Of a picture in a film whose pace is not given, to count the verses."""


_LONG = 3.9
"""Seconds that a picture must wish to be seen for a quatrain to be read over it; else it is a couplet."""

_SAMPLE: dict[Language, str] = {
    "en": "A line of verse as long as most,\nand one below it, long and last",
    "zh": "七言诗句不算长\n也有两行在一旁",
}
"""Takes the room that a couplet takes."""


@dataclass(frozen=True)
class Stanza:
    """A verse for a stretch of sources."""

    first: int
    count: int
    lines: tuple[str, ...]


def write_stanzas(
    entries: Sequence[Entry], brief: Brief, poets: Mapping[str, Poet], context: Context
) -> tuple[Stanza, ...]:
    """Return the verses of a film, in the order of the pictures they are for: for each stretch of it the picture on
    which verse is read best, of which alone the verse speaks.

    Args:
        entries: the film's script, without verse.

    Raises:
        InvalidInput: there is no such poet.
        Cancelled: the context asked to stop.
    """
    request = brief.request
    if not request.poem:
        return ()
    shots = _chosen_shots(entries, brief)
    verses = write_poem(
        poets,
        request.poet or "builtin",
        [_theme(entry, brief) for entry in shots],
        language=brief.language,
        seed=request.seed,
        title=brief.title,
        context=context,
    )
    return tuple(
        Stanza(entry.cast.sources[0], 1, verse.lines) for entry, verse in zip(shots, verses, strict=True) if verse.lines
    )


def _theme(entry: ShotEntry, brief: Brief) -> Theme:
    number = entry.cast.sources[0]
    theme = theme_at(brief.info(number), brief.sources[number].path.stem, brief.mood, brief.title)
    return theme if entry.need.seconds >= _LONG else replace(theme, most_lines=2)


def _chosen_shots(entries: Sequence[Entry], brief: Brief) -> list[ShotEntry]:
    """Return for each stretch the shot that has most room for verse, if there is one, as if `_SAMPLE` were read."""
    places = [Stanza(first, count, (_SAMPLE[brief.language],)) for first, count in stretches(brief)]
    told = into_shots(entries, places, brief)
    return [
        entry
        for entry, with_words in zip(entries, told, strict=True)
        if isinstance(entry, ShotEntry) and with_words is not entry
    ]


def stretches(brief: Brief) -> list[tuple[int, int]]:
    """Return first source and number of sources of each stretch that gets a verse: chapters, divided where they are
    long."""
    each = brief.request.seconds_per_photo or _USUAL_SECONDS
    seconds = brief.request.duration or len(brief.sources) * each
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


def into_shots(entries: Sequence[Entry], stanzas: Sequence[Stanza], brief: Brief) -> list[Entry]:
    """Return the entries with each verse in the shot that suits it best: of one picture of its stretch, best where the
    template has room for verse; never in the opening, beside another verse, in the place of a caption given by hand or
    where it would stand on a face. A verse that finds no such shot is left out."""
    result = list(entries)
    for stanza in stanzas:
        places = range(stanza.first, stanza.first + stanza.count)
        shots = [(number, entry) for number in range(1, len(result)) if (entry := _free(result, number, places))]
        shots = [(number, entry) for number, entry in shots if not brief.own_words(entry.cast.sources[0])]
        shots.sort(key=lambda pair: _suits(pair[1]), reverse=True)  # equal ones stay in their order
        for number, entry in shots:
            told = with_verse(entry, stanza.lines)
            if _clear(told, brief):
                result[number] = told
                break
    return result


def _free(entries: Sequence[Entry], number: int, places: range) -> ShotEntry | None:
    """Return the shot where it shows one photo of these places, and no verse is near."""
    entry = entries[number]
    if not isinstance(entry, ShotEntry) or entry.need.rigid:
        return None
    alone = len(entry.cast.sources) == 1 and entry.cast.sources[0] in places
    around = entries[number - 1 : number + 2]
    return entry if alone and not any(isinstance(one, ShotEntry) and one.verse for one in around) else None


def _suits(entry: ShotEntry) -> int:
    """Return how well verse is read in a shot."""
    shot = entry.cast.shot
    return 2 * (shot.slot.verse != "none") + (shot.cells[0].fit == "auto")


def _clear(entry: ShotEntry, brief: Brief) -> bool:
    """Whether a shot has a place for its verse that is on nobody's face and across no edge."""
    number = entry.cast.sources[0]
    seconds = entry.need.seconds
    placed = Placed(brief.media[number], subject_of(brief.info(number)))
    layers = fill_shot(entry.cast.shot, [placed], Look.of(brief, beat=0.0), seconds, verse=True)
    words = TypeLook.of(brief)
    busy = busy_places(layers, brief)
    text = verse_text(entry.verse, verse_places(entry.cast.shot.slot.verse, brief.language), busy, None, words)
    return text is not None
