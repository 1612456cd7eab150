"""What a verse may speak of that stands on one picture: what is seen in it, and of other words what it bears out.

Words about the whole film (its title) and the name of a file only add things to what a picture shows by itself, and
only where nothing in it speaks against them: no sea on snow, indoors or on green hills.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from albumforge.backends import Theme
from albumforge.generators.album.info.cielab import rgb_to_lab
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.poem.verse import Mood
from albumforge.generators.album.story.captions import theme_of
from albumforge.generators.album.story.ornament import chroma
from albumforge.generators.album.story.things import things_in
from albumforge.media.planes import colour_of

_WATER = frozenset({"sea", "lake", "river", "waterfall", "boat"})
_GREENERY = frozenset({"forest", "tree", "garden", "park", "field", "grassland"})
_BUILT = frozenset({"city", "temple", "bridge", "market", "road", "train"})
_PLACES = _WATER | _GREENERY | _BUILT | {"mountain", "flower", "desert"}
"""Things that are where the picture was taken: who sees one does not see another."""

_COMPANY = frozenset({"people", "friends", "family", "child", "baby", "birthday", "wedding"})
_INSIDE = frozenset({"home", "food"})
_SHOWN = frozenset({"food", "dog", "cat", "bird", "animal", "flower"})
"""What only the picture's own words tell of it: a title speaks of the whole film."""

_GROUP = 3
"""Faces from which on people are a group."""

_MUCH, _SOME, _LITTLE = 0.3, 0.15, 0.05
"""Shares of a picture that colours take which speak for a thing, or against it."""

_SOIL, _EARTH, _GREEN, _BLUE = (20.0, 80.0), (45.0, 105.0), (105.0, 190.0), (190.0, 300.0)
"""Hues in CIELAB, degrees: rock and ploughed land; sand, straw and brown; leaves; water and sky."""

_DULL, _CLEAR, _BRIGHT = 6.0, 9.0, 25.0
"""Chroma below which a colour is grey, from which on it may be that of water, and from which on that of flowers."""

_RAINY, _GREY = 0.8, 9.0
"""Probability of rain, and mean chroma, of a picture that is taken for rain without words: other dull light looks much
like it, but real rain is grey."""

_RAIN_WORDS = re.compile(r"\b(rain\w*|drizzle|umbrellas?)\b|雨")

_DAYLIGHT = 0.55
"""Mean lightness of a picture that does not look like night, whatever the clock says."""

_HIDES_THE_SEASON = frozenset({"indoor", "night"})
"""Of these weathers even a guess makes it doubtful that the season is seen."""


def theme_at(info: PictureInfo, name: str, mood: Mood | None, title: str) -> Theme:
    """Return what a verse on a picture may speak of.

    Args:
        name: of its file, without the ending.
        title: of the film.
    """
    words = re.sub(r"[_\W\d]+", " ", name)
    theme = _seen(info, theme_of([info], mood, ""), bool(_RAIN_WORDS.search(f"{words} {info.caption}".lower())))
    own = [thing for thing in things_in(words) if _possible(info, thing)]
    seen = dict.fromkeys((*theme.things, *own))
    said = things_in(title)
    places = [thing for thing in said if thing in _PLACES]
    if _PLACES.isdisjoint(seen):
        # A title of several places does not tell which of them this is.
        alone = len({_kin(thing) for thing in places}) == 1
        seen |= dict.fromkeys(thing for thing in places if alone and _borne_out(info, thing))
    seen |= dict.fromkeys(thing for thing in said if thing not in _PLACES | _SHOWN and _possible(info, thing))
    if len(info.faces) >= _GROUP:
        seen |= {"group": None}
    return replace(theme, things=tuple(seen))


def shows_place_of(title: str, info: PictureInfo, name: str) -> bool:
    """Whether a picture shows a place that the title of the film names, as far as its colours and its own words tell.

    Args:
        name: of its file, without the ending.
    """
    named = {thing for thing in things_in(title) if thing in _PLACES}
    return not named.isdisjoint(theme_at(info, name, None, title).things)


def _seen(info: PictureInfo, theme: Theme, rain_said: bool) -> Theme:
    """Return a theme without the season, weather and hour that the picture itself makes doubtful."""
    season, weather, hour, label = theme.season, theme.weather, theme.part_of_day, info.weather.label
    if label == "snow" and season != "winter":
        season = None
    if weather is None and label in _HIDES_THE_SEASON:
        season = None
    bright = bool(info.colours) and chroma(info) > _GREY
    if weather == "rain" and not rain_said and (info.weather.probability < _RAINY or bright):
        weather = None
    if weather == "sunrise":
        if hour == "night" and season == "summer":
            hour = "evening"
        elif hour in ("noon", "afternoon", "night"):
            weather = None  # warm colours in the middle of the day are no low sun
    if hour == "night" and label != "night" and info.brightness >= _DAYLIGHT:
        hour = None
    return replace(theme, season=season, weather=weather, part_of_day=hour)


def _kin(thing: str) -> str:
    """Return a word for all places that are seen together: boats are on the sea, trees in a wood."""
    kinds = {"water": _WATER, "green": _GREENERY, "built": _BUILT}
    return next((kind for kind, things in kinds.items() if thing in things), thing)


def _possible(info: PictureInfo, thing: str) -> bool:
    """Whether nothing in a picture speaks against a thing."""
    weather = info.weather.label
    if thing in _COMPANY:
        return bool(info.faces)
    if thing in _INSIDE:
        return weather == "indoor" or bool(info.faces)
    if thing == "moon":
        return weather == "night" or info.part_of_day in ("evening", "night")
    if weather == "snow" and (thing in _WATER or thing in ("flower", "garden", "desert")):
        return False
    return not (weather == "indoor" and thing in _PLACES and thing != "flower")


def _borne_out(info: PictureInfo, place: str) -> bool:
    """Whether the colours of a picture speak for a place that only the title names."""
    if not _possible(info, place):
        return False
    green, earth = _share(info, _GREEN), _share(info, _EARTH)
    if place in _WATER:
        land = green + _share(info, _SOIL)
        return _share(info, _BLUE, _CLEAR) >= _MUCH and land < _SOME and info.weather.label not in ("night", "rain")
    if place in _GREENERY:
        return green + (earth if info.season == "autumn" else 0.0) >= _SOME and info.weather.label != "snow"
    if place == "flower":
        return _blossom(info) >= _LITTLE and info.season != "winter"
    if place == "desert":
        return earth >= _MUCH and green < _LITTLE
    return green < _MUCH if place in _BUILT else True


def _share(info: PictureInfo, hues: tuple[float, float], least: float = _DULL) -> float:
    """Return the part of a picture that has colours of these hues, of a chroma of at least so much."""
    return sum(share for hue, strength, share in _hues(info) if hues[0] <= hue < hues[1] and strength >= least)


def _blossom(info: PictureInfo) -> float:
    """Return the part of a picture that is bright and neither green nor blue."""
    return sum(share for hue, strength, share in _hues(info) if not _EARTH[1] <= hue < _BLUE[1] and strength >= _BRIGHT)


def _hues(info: PictureInfo) -> list[tuple[float, float, float]]:
    """Return hue (degrees), chroma and share of each colour of a picture."""
    if not info.colours:
        return []
    lab = rgb_to_lab(np.array([colour_of(colour.hex) for colour in info.colours], np.uint8))
    hues, strengths = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360, np.hypot(lab[:, 1], lab[:, 2])
    return [(float(h), float(c), one.share) for h, c, one in zip(hues, strengths, info.colours, strict=True)]
