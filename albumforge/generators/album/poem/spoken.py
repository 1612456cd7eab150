"""What a verse speaks of: the words of its theme that its lines are tagged with."""

from __future__ import annotations

from functools import cache
from itertools import chain

from albumforge.backends import Theme
from albumforge.generators.album.poem.english import as_printed, stanzas
from albumforge.generators.album.poem.lines_zh import METRES, couplets
from albumforge.generators.album.poem.scene import scene_of

_Tags = tuple[str, ...]


def spoken_of(lines: tuple[str, ...], theme: Theme) -> tuple[str, ...]:
    """Return season, weather, part of the day, things and colours that a verse speaks of and its theme bears out.

    None where it names nothing of the kind; of lines that are not our own, all but the colours that the theme says.
    """
    told = scene_of(theme)
    known = (theme.season, theme.weather, theme.part_of_day, *theme.things)
    found = [_tags().get(line.lower()) for line in lines]
    if not any(tags is not None for tags in found):
        return tuple(word for word in known if word)
    said = set(chain.from_iterable(tags or () for tags in found))
    return tuple(dict.fromkeys(word for word in (*known, *sorted(told.things | told.colours)) if word in said))


@cache
def _tags() -> dict[str, _Tags]:
    """Return for each line, in small letters, what it is tagged with."""
    tags: dict[str, _Tags] = {}
    for stanza in stanzas():
        words = (*stanza.season, *stanza.weather, *stanza.part, *stanza.thing, *stanza.colour)
        tags |= {line.lower(): words for line in as_printed(stanza.lines)}
    for metre in METRES:
        for couplet in couplets(metre):
            things = chain.from_iterable(couplet.hard_things)
            words = (*couplet.season, *couplet.weather, *couplet.hours, *things)
            tags |= dict.fromkeys(couplet.lines, words)
    return tags
