"""Short captions of pictures, and what a stretch of pictures has in common for its verse to speak of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from albumforge.backends import Theme
from albumforge.generators.album.info.record import PartOfDay, PictureInfo, Place
from albumforge.generators.album.poem.verse import Language, Mood
from albumforge.generators.album.story.things import things_in
from albumforge.media.typography import typographic

MAJORITY = 0.6
"""Share of the pictures that must agree for a verse to say it of all."""
COLOUR_SHARE = 0.12
"""Share of all the pictures together that a colour must have to be spoken of."""
MOST_COLOURS = 3

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PARTS: dict[PartOfDay, tuple[str, str]] = {
    "dawn": ("early morning", "清晨"),
    "morning": ("morning", "上午"),
    "noon": ("midday", "正午"),
    "afternoon": ("afternoon", "午后"),
    "evening": ("evening", "傍晚"),
    "night": ("night", "夜晚"),
}
_BETWEEN = {"en": " · ", "zh": "\u3000"}

_Value = TypeVar("_Value")


def caption(info: PictureInfo, *, language: Language, previous: PictureInfo | None, several_years: bool = False) -> str:
    """Return the caption of a picture: the words that came with it, else what is new in it since the one before.

    New is the day, the place (only the town where the country stays), and on the same day in the same place the part
    of the day.

    Args:
        language: of the words we add.
        previous: the picture that was captioned before, or None for the first.
        several_years: whether the pictures are of several years, so that the first day needs its own.

    Returns:
        one line, set as printers do; "" where there is nothing new to say.
    """
    if info.caption.strip():
        said = "" if previous is None else previous.caption.strip()
        own = info.caption.strip()
        return "" if own == said else typographic(" ".join(own.split()))
    before = (None, None, None) if previous is None else (previous.captured_at, previous.place, previous.part_of_day)
    words = [
        _date(info, before[0], language, with_year=several_years or previous is not None),
        _place(info.place, before[1], language),
    ]
    if not any(words) and info.part_of_day not in (None, before[2]) and _same_day(info, previous):
        words = [_part(info.part_of_day, language)]
    elif words[0] and not words[1] and info.part_of_day in ("dawn", "evening", "night"):
        part = _part(info.part_of_day, language)
        words = [f"{words[0]}{part}" if language == "zh" else f"{words[0]}, {part}"]
    return _BETWEEN[language].join(filter(None, words))


def _same_day(info: PictureInfo, previous: PictureInfo | None) -> bool:
    if previous is None or info.captured_at is None or previous.captured_at is None:
        return False
    return info.captured_at.date() == previous.captured_at.date()


def _date(info: PictureInfo, before: datetime | None, language: Language, *, with_year: bool) -> str:
    """The day, where it is another than before; with its year where that is another too.

    Args:
        with_year: whether the first day has its year, too.
    """
    day = info.captured_at
    if day is None or (before is not None and before.date() == day.date()):
        return ""
    other_year = with_year if before is None else before.year != day.year
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日" if other_year else f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if other_year else "")


def _place(place: Place | None, before: Place | None, language: Language) -> str:
    if place is None or not place.town:
        return ""
    if before is not None and (before.town, before.country_code) == (place.town, place.country_code):
        return ""
    country = place.country_zh if language == "zh" else place.country_en
    known = before is not None and before.country_code == place.country_code
    if known or not country or place.town in (place.country_en, place.country_zh):
        return place.town
    return f"{country} · {place.town}" if language == "zh" else f"{place.town}, {country}"


def _part(part: PartOfDay | None, language: Language) -> str:
    if part is None:
        return ""
    english, chinese = _PARTS[part]
    return chinese if language == "zh" else english


def things_of(infos: Sequence[PictureInfo], title: str = "") -> tuple[str, ...]:
    """Return the things that pictures show as far as it is known: people by their faces, the rest by words.

    Args:
        title: of the film, or other words about all the pictures, such as the name of their folder.
    """
    faces = sum(bool(info.faces) for info in infos)
    people = ("people",) if faces and faces * 2 >= len(infos) else ()
    captions = [info.caption for info in infos if info.caption]
    return tuple(dict.fromkeys((*people, *things_in("\n".join([title, *captions])))))


def theme_of(infos: Sequence[PictureInfo], mood: Mood | None, title: str) -> Theme:
    """Return what a verse over these pictures may speak of: what most of them share; None where they are mixed."""
    seasons = [(info.season, 1.0) for info in infos]
    parts = [(info.part_of_day, 1.0) for info in infos]
    weathers = [(info.weather.label, info.weather.probability) for info in infos]
    return Theme(
        season=_agreed(seasons, len(infos)),
        weather=_agreed(weathers, len(infos)),
        part_of_day=_agreed(parts, len(infos)),
        mood=mood,
        colours=_colours(infos),
        things=things_of(infos, title),
    )


def _agreed(votes: Sequence[tuple[_Value | None, float]], count: int) -> _Value | None:
    """The value that has `MAJORITY` of the votes of those that know, where at least half do.

    A vote counts by its probability: a guess of two thirds that all share is enough, one that half share is not.
    """
    weights: dict[_Value, float] = {}
    known = 0
    for value, weight in votes:
        if value is not None:
            weights[value] = weights.get(value, 0.0) + weight
            known += 1
    if not weights or known * 2 < count:
        return None
    best = max(weights, key=lambda value: weights[value])
    return best if weights[best] >= MAJORITY * known else None


def _colours(infos: Sequence[PictureInfo]) -> tuple[str, ...]:
    shares: dict[str, float] = {}
    for info in infos:
        for colour in info.colours:
            shares[colour.name_en] = shares.get(colour.name_en, 0.0) + colour.share / len(infos)
    ranked = sorted(shares, key=lambda name: (-shares[name], name))
    return tuple(name for name in ranked if shares[name] >= COLOUR_SHARE)[:MOST_COLOURS]
