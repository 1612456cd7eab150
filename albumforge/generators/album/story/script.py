"""The script of a film: its shots, chapter cards and credits in order, and how long each wishes to be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story import pacing
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import Cast
from albumforge.generators.album.story.reading import verse_time
from albumforge.generators.album.story.room import CREDITS_FROM, CREDITS_LEAST, CREDITS_MOST, credits_seconds
from albumforge.generators.album.templates.schema import Template
from albumforge.media.text import reading_time

CARD_SECONDS = 3.2

READING_LEAD = 1.4
"""Seconds that words of a shot are not seen in full: their entrance and exit, and the transitions."""

CARDS_FROM = 36.0
"""Seconds of a film from which on chapters get cards; in a shorter one they would take too much of it."""

SECONDS_BEFORE_CARD = 10.0
"""Of each chapter on average, at least."""

TITLE_LEAST, TITLE_SECONDS, LONGEST_TITLE = 3.5, 5.0, 9.0

_HURRIED = 0.85
"""Part of the time to read that a verse or a chapter's name keeps where there is little."""

_LONGER = 2.0
"""Times the mean length of a shot that one is given for its words, in a film whose length is given."""

_VERSE_STEP = 0.5
"""Seconds."""

_FIRST_LEAST, _OTHER_LEAST = 1.2, 0.5
"""Seconds that a shot of several pictures takes at least: for the first look, and for each of them."""

_CLIP_LEAST, _CLIP_SHORTEST = 2.0, 0.3
_CLIP_BASE, _CLIP_SHARE = 2.8, 0.06
"""Seconds for one clip in a film whose length is given, and part of that length on top."""


@dataclass(frozen=True)
class ShotEntry:
    """A shot of the film.

    Attributes:
        need: how long it wishes to be seen.
        chapter: name of the chapter that begins here, or "".
        verse: the lines that are read here, or "".
        special: whether it comes in by the special transition.
    """

    cast: Cast
    need: pacing.Need
    chapter: str = ""
    verse: str = ""
    special: bool = False


@dataclass(frozen=True)
class CardEntry:
    """A chapter's name, before the first shot of it."""

    chapter: str
    need: pacing.Need
    before: Cast
    special: bool = True


@dataclass(frozen=True)
class CreditsEntry:
    """What the film was made of, after the last shot."""

    need: pacing.Need
    after: Cast
    chapter: str = ""
    special: bool = False


Entry = ShotEntry | CardEntry | CreditsEntry


def script(casts: Sequence[Cast], brief: Brief) -> list[Entry]:
    """Return the entries of a film of at least one shot."""
    template, chapters, request = brief.template, brief.chapters, brief.request
    natural = _natural_seconds(casts, template, request)
    several = len(chapters) > 1
    cards = several and natural >= CARDS_FROM and natural / len(chapters) >= SECONDS_BEFORE_CARD
    entries: list[Entry] = []
    for number, cast in enumerate(casts):
        place = min(cast.sources) / max(1, len(brief.sources) - 1)
        begins = several and (number == 0 or cast.shot.chapter != casts[number - 1].shot.chapter)
        name = chapters[cast.shot.chapter].title if begins else ""
        if name and cards and number:
            entries.append(_card(name, cast))
            name, begins = "", False
        need = _need(cast, place, brief, natural)
        if len(cast.sources) == 1 and not (number == 0 and brief.title):
            words = brief.own_words(cast.sources[0])
            most = math.inf if request.duration is None else _LONGER * request.duration / len(casts)
            need = _read(need, words, most)
        if number == 0 and brief.title and not need.rigid:
            title = min(LONGEST_TITLE, reading_time(brief.title) + READING_LEAD)
            need = replace(need, seconds=max(need.seconds, TITLE_SECONDS, title), least=max(need.least, TITLE_LEAST))
        entries.append(ShotEntry(cast, need, name, special=begins and number > 0))
    if request.credits or (request.credits is None and template.credits and natural >= CREDITS_FROM):
        need = pacing.Need(credits_seconds(natural), rigid=True, least=CREDITS_LEAST, most=CREDITS_MOST)
        entries.append(CreditsEntry(need, casts[-1]))
    return entries


def _natural_seconds(casts: Sequence[Cast], template: Template, request: FilmRequest) -> float:
    """Return about how long a film will be."""
    if request.duration is not None:
        return request.duration
    if request.seconds_per_photo is not None:
        return request.seconds_per_photo * len(casts)
    return sum(cast.shot.slot.beats for cast in casts) * template.beat_seconds


def _card(name: str, before: Cast) -> CardEntry:
    reading = reading_time(name)
    seconds = max(CARD_SECONDS, reading + READING_LEAD)
    least = _HURRIED * reading + READING_LEAD
    return CardEntry(name, pacing.Need(seconds, rigid=True, least=least, most=seconds + 1.0), before)


def _need(cast: Cast, place: float, brief: Brief, natural: float) -> pacing.Need:
    first = brief.sources[cast.sources[0]]
    if first.kind == "clip":
        own = longest_clip(first, brief.template)
        wished = pacing.CLIP_SECONDS
        if brief.request.duration is not None:
            wished = min(wished, _CLIP_BASE + natural * _CLIP_SHARE)
        return pacing.Need(min(wished, own), rigid=True, least=min(_CLIP_LEAST, own), most=own)
    several = len(cast.sources)
    least = _FIRST_LEAST + _OTHER_LEAST * several if several > 1 else 0.0
    return pacing.Need(cast.shot.slot.beats * brief.template.beat_seconds * pacing.pace(place), least=least)


def _read(need: pacing.Need, words: str, most: float) -> pacing.Need:
    """Return what a shot needs where a picture's own words are read in it, if that takes no more than so many seconds;
    else what it needs without."""
    reading = reading_time(words)
    if not words or _HURRIED * reading + READING_LEAD > most:
        return need
    seconds = min(need.limit, max(need.seconds, reading + READING_LEAD))
    return replace(need, seconds=seconds, least=min(need.limit, max(need.least, _HURRIED * reading + READING_LEAD)))


def longest_clip(source: Source, template: Template) -> float:
    """Return the seconds from join to join that a source can be seen: a photo for ever, a clip as long as it lasts less
    the transitions at its ends, which are of its own time."""
    if source.kind == "photo":
        return math.inf
    return max(_CLIP_SHORTEST, (source.duration or 0.0) - template.joins.seconds)


def with_verse(entry: ShotEntry, lines: Sequence[str]) -> ShotEntry:
    """Return an entry that is seen long enough for a verse to be read."""
    reading = verse_time("\n".join(lines))
    # In steps: another verse of about the length does not change how long the shot is.
    seconds = math.ceil((reading + READING_LEAD) / _VERSE_STEP) * _VERSE_STEP
    need = replace(
        entry.need,
        seconds=max(entry.need.seconds, seconds),
        least=_HURRIED * reading + READING_LEAD,
    )
    return replace(entry, verse="\n".join(lines), need=need)
