"""A poet for albumforge: a line on what each picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from albumforge.backends import API_VERSION, Theme, Verse
from albumforge.context import Context
from albumforge.errors import InvalidInput

_ENGLISH = ("Only {what}, and the day goes on.", "{what}, and nothing more to say.", "We came by {what} once more.")
_CHINESE = ("{what}无言，日影渐长", "又见{what}，如故人来", "且看{what}，不说归期")
_SEASONS = {"spring": "春光", "summer": "夏日", "autumn": "秋色", "winter": "冬雪"}
_SAYS = {"en": (_ENGLISH, "the road"), "zh": (_CHINESE, "山路")}


class Example:
    """Writes one line for each theme."""

    name: ClassVar[str] = "example"
    api_version: ClassVar[int] = API_VERSION

    def write(
        self, themes: Sequence[Theme], *, language: str, seed: int, title: str, context: Context
    ) -> tuple[Verse, ...]:
        """Return a verse for each theme; where a line was used already, one without lines."""
        if language not in _SAYS:
            raise InvalidInput(f"The poet {self.name} does not write {language!r}.", hint="Known: en, zh.")
        lines, usual = _SAYS[language]
        said: set[str] = set()
        verses = []
        for number, theme in enumerate(themes):
            context.check()
            what = usual
            if language == "en":
                what = (theme.things or (theme.season or usual,))[0]
            elif theme.season is not None:
                what = _SEASONS[theme.season]
            line = Random(seed + number).choice(lines).format(what=what)
            line = line[:1].upper() + line[1:]
            verses.append(Verse((), "none") if line in said else Verse((line,), "line"))
            said.add(line)
        return tuple(verses)
