"""What a theme says without contradiction: the words that lines of verse are matched against."""

from __future__ import annotations

import re
from dataclasses import dataclass

from albumforge.backends import Theme

_SAME_THING = {
    "beach": "sea",
    "ocean": "sea",
    "coast": "sea",
    "harbour": "sea",
    "island": "sea",
    "hill": "mountain",
    "hills": "mountain",
    "mountains": "mountain",
    "trees": "forest",
    "wood": "forest",
    "flowers": "flower",
    "blossom": "flower",
    "garden": "flower",
    "town": "city",
    "street": "city",
    "baby": "child",
    "children": "child",
    "kids": "child",
    "friend": "friends",
    "dinner": "food",
    "meal": "food",
    "dog": "animal",
    "cat": "animal",
    "bird": "animal",
    "birds": "animal",
    "animals": "animal",
    "pet": "animal",
    "journey": "travel",
    "trip": "travel",
    "holiday": "travel",
    "road": "travel",
}
_FAMILIES = {
    "red": "red crimson scarlet maroon vermilion cinnabar ruby brick cherry rouge",
    "pink": "pink rose salmon magenta fuchsia peach lotus",
    "orange": "orange apricot rust copper amber coral tangerine russet",
    "yellow": "yellow lemon cream straw mustard primrose turmeric saffron gamboge",
    "gold": "gold golden amber ochre saffron",
    "green": "green olive lime emerald jade moss mint teal bamboo verdigris leek scallion cypress pine mugwort celadon",
    "blue": "blue azurite navy azure indigo cyan turquoise teal cobalt ultramarine prussian",
    "purple": "purple violet lavender lilac plum mauve mulberry aubergine",
    "brown": "brown chestnut chocolate umber sienna tan coffee bronze russet tea camel earth rosewood",
    "white": "white ivory snow frost",
    "grey": "grey gray silver slate ash charcoal",
}
"""Colours that verse speaks of, and the words for them in names of colours."""

_IMPLIES = {"group": ("people",), "child": ("people",), "family": ("people",), "friends": ("people",)}


@dataclass(frozen=True)
class Scene:
    """A theme in sets of words, in which what contradicts itself was left out.

    Attributes:
        season, weather, hours: empty where open.
        colours: families of those seen, such as ``blue``; empty where it is not known what is seen.
    """

    season: frozenset[str]
    weather: frozenset[str]
    hours: frozenset[str]
    things: frozenset[str]
    mood: str | None
    colours: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """All that is known."""
        return self.season | self.weather | self.hours | self.things


def scene_of(theme: Theme) -> Scene:
    """Return what verse for this theme may rest on.

    The hour decides over sunshine, and the season over snow: a picture read as snow in summer is rather white sand.
    """
    weather, hours = {theme.weather} - {None}, {theme.part_of_day} - {None}
    if theme.weather == "night" and theme.part_of_day not in ("evening", "night"):
        hours = {"night"}
    if theme.weather == "sunrise" and theme.part_of_day is None:
        hours = {"dawn"}
    if hours == {"night"} and theme.weather in ("shine", "sunrise"):
        weather = set()
    if theme.weather == "snow" and theme.season == "summer":
        weather = set()
    things = {_SAME_THING.get(thing, thing) for thing in (word.lower() for word in theme.things)}
    for thing in tuple(things):
        things.update(_IMPLIES.get(thing, ()))
    seen = {word for colour in theme.colours for word in re.findall("[a-z]+", colour.lower())}
    return Scene(
        season=frozenset(word for word in (theme.season,) if word),
        weather=frozenset(word for word in weather if word),
        hours=frozenset(word for word in hours if word),
        things=frozenset(things),
        mood=theme.mood,
        colours=frozenset(family for family, names in _FAMILIES.items() if seen & set(names.split())),
    )
