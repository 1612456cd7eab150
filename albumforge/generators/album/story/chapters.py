"""Where a film's chapters begin: with another place, another day, or another month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.story.titles import MONTHS

MOST = 6
"""Chapters of one film; more would be a list of cards."""

MOST_ASKED_FOR = 60

FEWEST_PICTURES = 3
"""In a chapter; a smaller one is joined to the one before it."""


@dataclass(frozen=True)
class Chapter:
    """A stretch of a film: its first source by number, how many there are, and its name ("" for the only chapter)."""

    first: int
    count: int
    title: str


def chapters_of(
    sources: Sequence[Source],
    infos: Mapping[str, PictureInfo],
    by: Literal["auto", "day", "place", "none"],
    language: Literal["zh", "en"],
) -> list[Chapter]:
    """Return the chapters of a film, at least one; with ``auto``, by place where there are several, else by day, else
    by month, and none where that would be one chapter or too many.

    Args:
        sources: in the order of the story.
        infos: by digest.
    """
    whole = [Chapter(0, len(sources), "")]
    infos_in_order = [infos[source.digest] for source in sources]

    def place(info: PictureInfo) -> str | None:
        if info.place is None:
            return None
        country = info.place.country_zh if language == "zh" else info.place.country_en
        return f"{country} · {info.place.town}" if language == "zh" else f"{info.place.town}, {country}"

    years = {info.captured_at.year for info in infos_in_order if info.captured_at}

    def day(info: PictureInfo) -> str | None:
        return day_words(info.captured_at, language, with_year=len(years) > 1) if info.captured_at else None

    def month(info: PictureInfo) -> str | None:
        return month_words(info.captured_at, language) if info.captured_at else None

    ways: dict[str, tuple[Callable[[PictureInfo], str | None], ...]] = {
        "auto": (place, day, month),
        "day": (day,),
        "place": (place,),
        "none": (),
    }
    for name in ways[by]:
        # Asked for by name, chapters may be many and small.
        fewest, most = (FEWEST_PICTURES, MOST) if by == "auto" else (1, MOST_ASKED_FOR)
        found = _stretches([name(info) for info in infos_in_order], fewest)
        if name is place:
            found = [_placed(one, infos_in_order, place, day, month) for one in found]
            found = _joined(found)
        if 2 <= len(found) <= most:
            return found
    return whole


def _placed(
    chapter: Chapter,
    infos: Sequence[PictureInfo],
    place: Callable[[PictureInfo], str | None],
    *others: Callable[[PictureInfo], str | None],
) -> Chapter:
    """Return a chapter with the name of its place only where at least half of its pictures are known to be of it; else
    with what else is the same for half of them, or without a name."""
    here = infos[chapter.first : chapter.first + chapter.count]
    if 2 * sum(place(info) == chapter.title for info in here) >= len(here):
        return chapter
    for name in others:
        names = Counter(said for info in here if (said := name(info)))
        for said, count in names.most_common(1):
            if 2 * count >= len(here):
                return replace(chapter, title=said)
    return replace(chapter, title="")


def _joined(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Return chapters of which no two neighbours have the same name."""
    found: list[Chapter] = []
    for one in chapters:
        if found and found[-1].title == one.title:
            found[-1] = replace(found[-1], count=found[-1].count + one.count)
        else:
            found.append(one)
    return found


def day_words(moment: datetime, language: Literal["zh", "en"], *, with_year: bool) -> str:
    """Return a day as a heading."""
    if language == "zh":
        return (f"{moment.year}年" if with_year else "") + f"{moment.month}月{moment.day}日"
    return f"{moment.day} {MONTHS[moment.month - 1]}" + (f" {moment.year}" if with_year else "")


def month_words(moment: datetime, language: Literal["zh", "en"]) -> str:
    """Return a month as a heading."""
    return f"{moment.year}年{moment.month}月" if language == "zh" else f"{MONTHS[moment.month - 1]} {moment.year}"


def _stretches(names: Sequence[str | None], fewest: int) -> list[Chapter]:
    """Return runs of one name; what has none goes with what is before it, and short runs with the one before them."""
    found: list[Chapter] = []
    for number, name in enumerate(names):
        if found and (name is None or name == found[-1].title or not found[-1].title):
            before = found[-1]
            found[-1] = Chapter(before.first, before.count + 1, before.title or name or "")
        else:
            found.append(Chapter(number, 1, name or ""))
    merged: list[Chapter] = []
    for one in found:
        if merged and (one.count < fewest or one.title == merged[-1].title):
            merged[-1] = Chapter(merged[-1].first, merged[-1].count + one.count, merged[-1].title)
        elif merged and merged[-1].count < fewest:
            merged[-1] = Chapter(merged[-1].first, merged[-1].count + one.count, one.title)
        else:
            merged.append(one)
    return merged
