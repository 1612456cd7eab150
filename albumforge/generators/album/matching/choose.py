"""From too many pictures for a film, the best and most varied ones; and why each of the others is left out.

What is decided here:

- Of nearly the same picture the best stays, one with a caption before others, even where there is room for all; but no
  film is brought below three pictures that way.
- Where there is room, a blurred, too dark or too bright picture is left out only when a good one was taken within two
  minutes of it and shows as many faces: whoever pressed again meant that one. The only picture of a moment stays.
- Where there is not, the pictures are taken that together show most: `choose_story`.
- Clips count as pictures and are preferred a little. They are never left out as faulty or as nearly the same: one frame
  says too little about them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.backends import Skipped
from albumforge.context import Context
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.alike import near_duplicates
from albumforge.generators.album.info.quality import BLURRED
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose_story import SAME_HOUR_SECONDS, Story, worth

FEWEST = 3
"""Pictures that a film keeps, whatever is nearly the same."""

AGAIN_SECONDS = 120.0
"""A picture taken so soon after a failed one is a second try."""

BADLY_EXPOSED = 0.15
NO_ROOM = "a film of this length has room"
"""How the reason begins why a picture is left out that would not fit."""

_LONG_CLIP = 6.0
"""Seconds from which on a clip is not better for being longer."""

_MUCH_THE_SAME = 0.72
_CLEARLY = 1.1
"""Factor from which on one value is said to be better than another."""


@dataclass(frozen=True)
class Chosen:
    """The pictures of a film in the order they were given in, and those left out in the same order."""

    kept: tuple[Source, ...]
    left_out: tuple[Skipped, ...]


def choose(
    sources: Sequence[Source], infos: Mapping[str, PictureInfo], count: int, *, context: Context | None = None
) -> Chosen:
    """Choose the pictures of a film; the same ones for the same input.

    Args:
        sources: photos and clips in the order of their moments.
        infos: by digest, of each source.
        count: most pictures that the film has room for, at least 1.

    Raises:
        Cancelled: the context asked to stop.
    """
    if count < 1:
        raise ValueError(f"a film cannot have {count} pictures")
    table = _Table(sources, infos)
    reasons = _doubles(table, min(FEWEST, count))
    reasons |= _failed(table, [number for number in range(len(sources)) if number not in reasons])
    rest = [number for number in range(len(sources)) if number not in reasons]
    if len(rest) > count:
        reasons |= _no_room(table, rest, count, context or Context())
    return Chosen(
        kept=tuple(source for number, source in enumerate(sources) if number not in reasons),
        left_out=tuple(Skipped(sources[number].path, reasons[number]) for number in sorted(reasons)),
    )


def _lacking(info: PictureInfo, source: Source) -> float:
    """Return how much less a clip is worth for being short, silent or without people, up to 0.6."""
    if source.kind == "photo":
        return 0.0
    short = 1.0 - min(1.0, (_LONG_CLIP if source.duration is None else source.duration) / _LONG_CLIP)
    return 0.5 * short + 0.05 * (not source.has_sound) + 0.05 * (not info.faces)


class _Table:
    """Sources beside what is known of them."""

    def __init__(self, sources: Sequence[Source], infos: Mapping[str, PictureInfo]) -> None:
        self.sources = sources
        self.infos = [infos[source.digest] for source in sources]
        self.worth = [
            worth(info, source.kind) - _lacking(info, source) for info, source in zip(self.infos, sources, strict=True)
        ]

    def name(self, number: int) -> str:
        return _shown(self.sources[number].path)

    def fault(self, number: int) -> str:
        """Return what is wrong with a photo, or ""."""
        info = self.infos[number]
        if self.sources[number].kind == "clip":
            return ""
        if info.exposure < BADLY_EXPOSED and info.weather.label != "night":
            return "too dark" if info.brightness < 0.5 else "too bright"
        return "blurred" if info.sharpness < BLURRED else ""

    def best_first(self, numbers: Iterable[int]) -> list[int]:
        return sorted(numbers, key=lambda number: (bool(self.fault(number)), -self.worth[number], number))


def _doubles(table: _Table, fewest: int) -> dict[int, str]:
    """Return why photos are left out of which a nearly equal, better one is there."""
    photos = [number for number, source in enumerate(table.sources) if source.kind == "photo"]
    number_of = {table.infos[number].digest: number for number in photos}
    reasons: dict[int, str] = {}
    for group in near_duplicates([table.infos[number] for number in photos]):
        kept: list[int] = []
        # A group may be a chain whose ends show different things: only what is like a kept one goes.
        best_first = table.best_first(number_of[info.digest] for info in group)
        # Whoever wrote words for a picture means to see it.
        for number in sorted(best_first, key=lambda one: not table.infos[one].caption.strip()):
            info = table.infos[number]
            like = next((one for one in kept if near_duplicates([info, table.infos[one]])), None)
            if like is None:
                kept.append(number)
            else:
                better = _advantage(table.infos[like], info)
                reasons[number] = f"nearly the same as {table.name(like)}, which {better}"
    lacking = min(fewest, len(table.sources)) - (len(table.sources) - len(reasons))
    for number in table.best_first(reasons)[: max(0, lacking)]:
        del reasons[number]
    return reasons


def _advantage(better: PictureInfo, other: PictureInfo) -> str:
    if better.caption.strip() and not other.caption.strip():
        return "has a caption"
    if len(better.faces) > len(other.faces):
        return "shows more faces"
    if better.sharpness > other.sharpness * _CLEARLY:
        return "is sharper"
    if better.exposure > other.exposure * _CLEARLY:
        return "is better exposed"
    if better.width * better.height > other.width * other.height * _CLEARLY:
        return "has more pixels"
    return "is as good"


def _failed(table: _Table, numbers: Sequence[int]) -> dict[int, str]:
    """Return why photos are left out whose moment another one shows better."""
    good = [number for number in numbers if table.sources[number].kind == "photo" and not table.fault(number)]
    reasons = {}
    for number in numbers:
        fault, at = table.fault(number), table.sources[number].captured_at
        if not fault or at is None:
            continue
        faces = len(table.infos[number].faces)
        for other in good:
            then = table.sources[other].captured_at
            soon = then is not None and abs((then - at).total_seconds()) <= AGAIN_SECONDS
            if soon and len(table.infos[other].faces) >= faces:
                reasons[number] = f"{fault}, and {table.name(other)} of the same moment is not"
                break
    return reasons


def _no_room(table: _Table, numbers: Sequence[int], count: int, context: Context) -> dict[int, str]:
    """Return why pictures are left out that a film of this length has no room for."""
    story = Story(
        [table.infos[number] for number in numbers],
        [table.sources[number] for number in numbers],
        np.array([table.worth[number] - 0.4 * bool(table.fault(number)) for number in numbers]),
    )
    kept = story.best(count, context)
    room = f"{NO_ROOM} for {count} picture{'s' * (count > 1)}"
    reasons = {}
    for place, number in enumerate(numbers):
        if place in kept:
            continue
        like = max(kept, key=lambda one: (story.alike[place, one], -one))
        fault = table.fault(number)
        if fault:
            why = f"this one is {fault}"
        elif story.alike[place, like] > _MUCH_THE_SAME:
            why = f"{table.name(numbers[like])} shows much the same"
        elif _any_within(story.seconds[place], kept):
            why = "others of that hour show more"
        else:
            why = "others show more"
        reasons[number] = f"{room}; {why}"
    return reasons


def _any_within(seconds: NDArray[np.float64], kept: Iterable[int]) -> bool:
    return any(seconds[one] <= SAME_HOUR_SECONDS for one in kept)


def _shown(path: Path) -> str:
    """Return the name of a file as one printable line, whatever bytes it is made of."""
    name = os.fsencode(path.name or str(path)).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
