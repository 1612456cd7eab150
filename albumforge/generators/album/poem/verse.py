"""Verse, and the scene it is written for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from albumforge.context import Context
from albumforge.generators.album.info.record import PartOfDay, Season, WeatherLabel

Language = Literal["zh", "en"]
Mood = Literal["calm", "joyful", "warm", "nostalgic", "lively", "solemn"]


@dataclass(frozen=True)
class Theme:
    """What one verse is to speak of; what is None or empty is left open.

    Attributes:
        colours: names of colours as `record.ThemeColour.name_en` gives them.
        things: words such as ``sea``, ``mountain``, ``city``, ``people``, ``flower``, as far as they are known.
    """

    season: Season | None = None
    weather: WeatherLabel | None = None
    part_of_day: PartOfDay | None = None
    mood: Mood | None = None
    colours: tuple[str, ...] = ()
    things: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verse:
    """Lines that belong together; Chinese ones without punctuation at their ends.

    Attributes:
        form: such as ``wujue``, ``qijue``, ``couplet``, ``quatrain``.
    """

    lines: tuple[str, ...]
    form: str


@runtime_checkable
class Poet(Protocol):
    """Writes the verses of a film: one for each theme, in order, and no line twice."""

    name: str

    def write(
        self, themes: tuple[Theme, ...], *, language: Language, seed: int, title: str, context: Context
    ) -> tuple[Verse, ...]:
        """Return a verse for each theme.

        Raises:
            Unavailable: the poet cannot be reached; the built-in one is asked instead.
        """
        ...
