"""How many pictures a film of a given length has room for; light enough to be asked before a film is started."""

from __future__ import annotations

import math
from statistics import median_low

from albumforge.generators.album.plan import nearest_aspect
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story import pacing
from albumforge.generators.album.templates.load import built_in, load_template, template_names
from albumforge.generators.album.templates.schema import Template

CREDITS_SECONDS, CREDITS_LEAST, CREDITS_MOST = 6.0, 3.5, 8.0
_CREDITS_SHARE = 1 / 8
"""Of a short film."""

CREDITS_FROM = 24.0

_VERSE_SHARE, _CARDS_SHARE = 0.1, 0.05
"""Of a film that is long enough for credits, that goes to the reading of verse and to chapters."""

_SLOW_MOODS, _SLOW_LEAST = ("calm", "nostalgic", "solemn"), 2.4
"""Moods in which a picture is seen for so many seconds at least."""

_LONGEST_EACH = 4.2
"""Seconds of a picture in a film too short for all; the slowest templates hurry a little there."""

_LONGEST_NO_VERSE, _LONGEST_NO_WORDS = 3.4, 2.9
"""The same where no time goes to verse, and where none goes to chapters either."""


def likely_room(request: FilmRequest) -> int | None:
    """Return how many pictures a film of the wished length is likely to show, before its template is chosen; None where
    no length is wished.

    Raises:
        InvalidInput: the template asked for does not exist or does not hold together.
    """
    if request.template is not None and request.template != "auto":
        return room(load_template(request.template), request)
    aspect = nearest_aspect(*request.size)
    templates = [built_in(name) for name in template_names()]
    suited = [template for template in templates if aspect in template.aspects] or templates
    counts = [count for count in (room(template, request) for template in suited) if count is not None]
    return median_low(counts) if counts else None


def room(template: Template, request: FilmRequest) -> int | None:
    """Return how many pictures a film of the wished length shows well; None where no length is wished."""
    if request.duration is None:
        return None
    slots = template.slots
    cells = sum(len(template.layouts[slot.layout].wide) for slot in slots)
    # Not every layout of several finds its pictures: half of what they hold is counted on.
    each = sum(slot.beats for slot in slots) * template.beat_seconds / (0.5 * cells + 0.5 * len(slots))
    least = _SLOW_LEAST if request.mood in _SLOW_MOODS else pacing.SHORTEST_PHOTO
    rest = request.duration
    if request.duration >= CREDITS_FROM:
        each /= 1 - _VERSE_SHARE * bool(request.poem) - _CARDS_SHARE * (request.chapters != "none")
        if request.credits is not False:
            rest -= credits_seconds(request.duration)
    longest = _LONGEST_EACH
    if not request.poem:
        longest = _LONGEST_NO_WORDS if request.chapters == "none" else _LONGEST_NO_VERSE
    return max(1, math.floor((rest - 2.0) / max(least, min(each, longest))))


def credits_seconds(natural: float) -> float:
    """Return how long the credits of a film are that is so long without them."""
    return min(CREDITS_SECONDS, max(CREDITS_LEAST, natural * _CREDITS_SHARE))
