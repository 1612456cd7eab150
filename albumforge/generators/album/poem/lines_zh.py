"""The Chinese couplets of this project, as data in ``lines_zh_5.yaml`` and ``lines_zh_7.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from albumforge.generators.album.info.record import PartOfDay, Season, WeatherLabel
from albumforge.generators.album.poem.prosody import tone_pattern
from albumforge.generators.album.poem.verse import Mood
from albumforge.media.structs import work_out

Part = Literal["open", "close", "any"]
Metre = Literal[5, 7]
METRES: tuple[Metre, ...] = (5, 7)

SOFT_THINGS = frozenset({"travel", "family", "friends"})
"""Things that need not be known of a picture: a couplet about them fits unless something is said against it."""


class Couplet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two lines, and what must be true of a picture for them to be true.

    Attributes:
        part: ``open`` for a scene that can begin a quatrain, ``close`` for a thought that can end it, ``any``.
        season, weather, hours: where given, one of them must be known of the picture.
        things: all of them must be seen in it, except `SOFT_THINGS`; ``lake/river`` stands for either.
        moods, colours: what it suits.
        never: words of any of these kinds that it contradicts.
        say: syllables of characters that are read here in another way than a dictionary of phrases tells.
    """

    lines: tuple[str, str]
    part: Part
    season: tuple[Season, ...] = ()
    weather: tuple[WeatherLabel, ...] = ()
    hours: tuple[PartOfDay, ...] = ()
    things: tuple[str, ...] = ()
    moods: tuple[Mood, ...] = ()
    colours: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    say: Mapping[str, str] = {}
    rhyme: str = ""
    turn: str = ""
    """平 or 仄: the tone of the second line's second character. Two couplets make a quatrain where theirs differ."""

    @property
    def hard_things(self) -> tuple[frozenset[str], ...]:
        """The things that must be seen: one of each set."""
        return tuple(frozenset(thing.split("/")) for thing in self.things if thing not in SOFT_THINGS)

    @property
    def general(self) -> bool:
        """Whether it says nothing of season, weather, hour or things that a picture might contradict."""
        return not (self.season or self.weather or self.hours or self.hard_things)


work_out(list[Couplet])


@cache
def couplets(metre: Metre) -> tuple[Couplet, ...]:
    """Return all couplets of five- or seven-character lines, in the order of the data."""
    return tuple(_read(metre))


def _read(metre: Metre) -> Iterator[Couplet]:
    text = files(__package__).joinpath(f"lines_zh_{metre}.yaml").read_text(encoding="utf-8")
    for rhyme, entries in yaml.safe_load(text).items():
        for entry in msgspec.convert(entries, list[Couplet], strict=True):
            turn = tone_pattern(entry.lines[1], entry.say)[1]
            yield msgspec.structs.replace(entry, rhyme=rhyme, turn=turn)
