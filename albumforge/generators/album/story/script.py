"""The script of a film: its shots, chapter cards and credits in order, and how long each wishes to be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from albumforge.generators.album.matching.casting import Cast
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story import pacing
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.templates.schema import Template
from albumforge.media.text import reading_time

CARD_SECONDS = 3.2
CREDITS_SECONDS = 6.0
READING_LEAD = 1.4
"""Seconds that words of a shot are not seen in full: their entrance and exit, and the transitions."""

CARDS_FROM = 36.0
"""Seconds of a film from which on chapters get cards; in a shorter one they would take too much of it."""

SECONDS_BEFORE_CARD = 10.0
"""Of each chapter on average, at least."""

CREDITS_FROM = 24.0
TITLE_SECONDS = 5.0

_CLIP_LEAST = 2.0


@dataclass(frozen=True)
class Entry:
    """A stretch of the film.

    Attributes:
        cast: the shot; None for a card and for the credits.
        chapter: name of the chapter that begins here, or "".
        need: how long it wishes to be seen.
        verse: the lines that are read here, or "".
        special: whether it comes in by the special transition.
    """

    kind: Literal["shot", "card", "credits"]
    need: pacing.Need
    cast: Cast | None = None
    chapter: str = ""
    verse: str = ""
    special: bool = False


def script(casts: Sequence[Cast], brief: Brief) -> list[Entry]:
    """Return the entries of a film."""
    template, chapters = brief.template, brief.chapters
    natural = brief.request.duration or sum(cast.shot.slot.beats for cast in casts) * template.beat_seconds
    several = len(chapters) > 1
    cards = several and natural >= CARDS_FROM and natural / len(chapters) >= SECONDS_BEFORE_CARD
    entries: list[Entry] = []
    for number, cast in enumerate(casts):
        begins = several and (number == 0 or cast.shot.chapter != casts[number - 1].shot.chapter)
        name = chapters[cast.shot.chapter].title if begins else ""
        if begins and cards and number:
            entries.append(Entry("card", pacing.Need(CARD_SECONDS, rigid=True), chapter=name, special=True))
            name = ""
        need = _need(cast, number / max(1, len(casts) - 1), brief, natural)
        if number == 0 and brief.title:
            need = pacing.Need(max(need.seconds, TITLE_SECONDS), need.rigid)
        entries.append(Entry("shot", need, cast, name, special=begins and number > 0 and not cards))
    wished = brief.request.credits
    if (template.credits if wished is None else wished) and (wished or natural >= CREDITS_FROM):
        entries.append(Entry("credits", pacing.Need(CREDITS_SECONDS, rigid=True)))
    return entries


def _need(cast: Cast, place: float, brief: Brief, natural: float) -> pacing.Need:
    first = brief.sources[cast.sources[0]]
    if first.kind == "clip":
        # The transitions at both ends are of its own time.
        own = (first.duration or 0.5) - pacing.DISSOLVE_SECONDS
        most = min(pacing.CLIP_SECONDS, max(_CLIP_LEAST, natural / 5))
        return pacing.Need(max(0.5, min(most, own)), rigid=True)
    return pacing.Need(cast.shot.slot.beats * brief.template.beat_seconds * pacing.pace(place))


def with_verse(entry: Entry, lines: Sequence[str], scale: float) -> Entry:
    """Return an entry that is seen long enough for a verse to be read.

    Args:
        scale: by how much the wished lengths will be stretched to the film's.
    """
    needed = (reading_time(" ".join(lines)) + READING_LEAD) / max(scale, 0.25)
    return replace(entry, verse="\n".join(lines), need=pacing.Need(max(entry.need.seconds, needed)))


def room(template: Template, request: FilmRequest) -> int | None:
    """Return how many pictures a film of the wished length shows well; None where no length is wished."""
    if request.duration is None:
        return None
    slots = template.slots
    cells = sum(len(template.layouts[slot.layout].wide) for slot in slots)
    # Not every layout of several finds its pictures: half of what they hold is counted on.
    each = sum(slot.beats for slot in slots) * template.beat_seconds / (0.5 * cells + 0.5 * len(slots))
    rest = request.duration - (CREDITS_SECONDS if request.duration >= CREDITS_FROM else 0.0) - 2.0
    return max(1, math.floor(rest / max(pacing.SHORTEST_PHOTO, each)))
