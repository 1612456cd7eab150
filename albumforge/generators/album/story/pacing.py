"""How long each shot is seen, and on which frames the shots join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from albumforge.errors import InvalidInput

SHORTEST_PHOTO = 1.5
"""Seconds; less is only seen, not looked at."""

USUAL_PHOTO = 3.8
"""Seconds; from here on shots may differ in length as much as they wish."""

CLIP_SECONDS = 10.0
"""Most that is shown of a clip."""

DISSOLVE_SECONDS = 0.6

_UPBEAT = 0.14
"""Seconds that a downbeat may be farther than another beat and still be taken."""


@dataclass(frozen=True)
class Need:
    """What a shot asks for.

    Attributes:
        seconds: how long it wishes to be seen.
        rigid: whether it has its own length, as a clip or a card: it may be made shorter, but not longer.
    """

    seconds: float
    rigid: bool = False


def pace(place: float) -> float:
    """Return the factor on the length of a shot at a place of the film, 0 to 1: a slow opening, a build, the shortest
    shots two thirds in, a calm end."""
    factor = 1.06 - 0.2 * math.exp(-(((place - 0.66) / 0.22) ** 2))
    return factor * (1.1 if place in (0.0, 1.0) else 1.0)


def uniform(needs: Sequence[Need], seconds: float) -> list[float]:
    """Return the same time for each photo, and its own for what is rigid."""
    return [need.seconds if need.rigid else seconds for need in needs]


def scaled(needs: Sequence[Need], duration: float) -> list[float]:
    """Return seconds for each shot so that together they last `duration`; what is rigid is only ever shortened.

    Raises:
        InvalidInput: there is nothing that could be made so long.
    """
    rigid = sum(need.seconds for need in needs if need.rigid)
    photos = sum(need.seconds for need in needs) - rigid
    if photos > 0:
        # Clips keep their length as long as the photos keep half of the film.
        rigid_factor = min(1.0, 0.5 * duration / rigid) if rigid else 1.0
        photo_factor = (duration - rigid * rigid_factor) / photos
    else:
        if duration > rigid + 1e-9:
            raise InvalidInput(
                f"Option duration: the clips last {rigid:.1f} s together, which is less than {duration:g} s.",
                hint="Ask for a shorter film or add photos.",
            )
        rigid_factor, photo_factor = duration / rigid, 1.0
    mean = photos * photo_factor / max(1, sum(not need.rigid for need in needs))
    # Where there is little time for each photo, it is shared evenly: an arc would leave some too short to be seen.
    share = min(1.0, max(0.0, (mean - SHORTEST_PHOTO) / (USUAL_PHOTO - SHORTEST_PHOTO)))
    return [
        need.seconds * rigid_factor if need.rigid else mean + (need.seconds * photo_factor - mean) * share
        for need in needs
    ]


def joins(
    seconds: Sequence[float],
    frames: int,
    rate: Fraction,
    beats: Sequence[float] = (),
    rigid: Sequence[bool] = (),
    downbeats: Sequence[float] = (),
) -> list[int]:
    """Return the frames at which shots begin, and after them the film's length.

    Args:
        seconds: wished length of each shot.
        frames: length of the film, at least one for each shot; the wished lengths are scaled to it.
        beats: times in seconds to which joins are moved where one is near.
        rigid: for each shot, whether no beat may make it longer; () for none.
        downbeats: those of the beats that are preferred.

    Returns:
        len(seconds) + 1 rising frame numbers, the first 0, the last `frames`.
    """
    total = sum(seconds)
    elapsed, places = 0.0, [0]
    shortest = min(round(0.5 * rate) or 1, frames // len(seconds))
    stiff = [*rigid, *[False] * (len(seconds) - len(rigid))]
    for number, value in enumerate(seconds[:-1], 1):
        elapsed += value
        ideal = elapsed / total * frames / float(rate)
        # From where the shot before really began, not from where it wished to: half a shot at most is gained or lost.
        reach = 0.5 * min(value, seconds[number]) * frames / float(rate) / total
        earlier, later = (0.0 if stiff[number] else reach), (0.0 if stiff[number - 1] else reach)
        at = round(_nearest(beats, downbeats, ideal, earlier, later) * rate)
        latest = frames - shortest * (len(seconds) - number)
        places.append(min(max(at, places[-1] + shortest), latest))
    return [*places, frames]


def _nearest(beats: Sequence[float], downbeats: Sequence[float], time: float, earlier: float, later: float) -> float:
    """Return the best beat that is no more than so much earlier or later than a time, else the time itself."""
    strong = set(downbeats)
    within = [beat for beat in beats if -earlier <= beat - time <= later]
    return min(within, key=lambda beat: abs(beat - time) + (0.0 if beat in strong else _UPBEAT), default=time)
