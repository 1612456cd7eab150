"""The mood of a film that nobody asked for one: which of its template's moods its pictures speak for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from albumforge.generators.album.info.record import PartOfDay, PictureInfo, WeatherLabel
from albumforge.generators.album.poem.verse import Mood

MOODS: tuple[Mood, ...] = get_args(Mood)

_CROWD = 3
"""Faces from which on there is company."""

_FIRST = 0.2
"""What it counts for a mood to be named first by a template, in shares of the pictures: these must say something else
clearly, so that one of them more or less does not change a whole film."""

_WEATHERS: dict[WeatherLabel, tuple[Mood, ...]] = {
    "shine": ("joyful", "lively", "warm"),
    "sunrise": ("warm", "calm"),
    "cloudy": ("calm", "nostalgic"),
    "rain": ("nostalgic", "calm"),
    "fog": ("calm", "solemn"),
    "snow": ("calm", "solemn"),
    "night": ("nostalgic", "solemn"),
    "indoor": ("warm", "nostalgic"),
}
_PARTS: dict[PartOfDay, tuple[Mood, ...]] = {
    "dawn": ("calm", "solemn"),
    "evening": ("nostalgic", "calm"),
    "night": ("nostalgic", "solemn"),
}


def mood_of(infos: Sequence[PictureInfo], moods: Sequence[str] = ()) -> Mood:
    """Return the mood that pictures speak for most.

    Args:
        infos: of the film's pictures; any number.
        moods: those of the template, its own first; () for any.
    """
    known = [mood for mood in MOODS if mood in moods] or list(MOODS)
    order = [mood for mood in moods if mood in known]
    votes = dict.fromkeys(known, 0.0)
    if order:
        votes[order[0]] += _FIRST
    for info in infos:
        for mood, weight in _said_by(info):
            if mood in votes:
                votes[mood] += weight / len(infos)
    return max(known, key=lambda mood: votes[mood])


def _said_by(info: PictureInfo) -> list[tuple[Mood, float]]:
    """Return what a picture speaks for, and how clearly."""
    said = [(mood, info.weather.probability) for mood in _WEATHERS[info.weather.label]]
    if info.part_of_day in _PARTS:
        said += [(mood, 0.5) for mood in _PARTS[info.part_of_day]]
    if info.faces:
        company: tuple[Mood, ...] = ("lively", "joyful") if len(info.faces) >= _CROWD else ("warm", "joyful")
        said += [(mood, 1.0) for mood in company]
    return said
