"""How long each shot is seen, and on which frames the shots join."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from albumforge.errors import InvalidInput

PHOTO_SECONDS = 3.8
"""Of a photo in a film whose length is not given; around it the lengths follow the arc of the film."""

SHORTEST_PHOTO = 1.5
CLIP_SECONDS = 10.0
"""Most that is shown of a clip."""


@dataclass(frozen=True)
class Need:
    """What a shot asks for.

    Attributes:
        weight: how much longer than a plain photo it wants to be seen.
        fixed: seconds of a clip or card, which has its own length; None for photos.
    """

    weight: float = 1.0
    fixed: float | None = None


def arc(needs: Sequence[Need], chance: random.Random) -> list[float]:
    """Return seconds for each shot of a film without a given length: a slow opening, a build, shortest shots two thirds
    in, a calm end, and no two alike for long."""
    count = len(needs)
    seconds = []
    for number, need in enumerate(needs):
        if need.fixed is not None:
            seconds.append(min(need.fixed, CLIP_SECONDS))
            continue
        place = number / max(1, count - 1)
        pace = 1.08 - 0.26 * math.exp(-(((place - 0.66) / 0.22) ** 2))
        if number == 0:
            pace *= 1.2
        if number == count - 1 and count > 1:
            pace *= 1.25
        seconds.append(PHOTO_SECONDS * need.weight * pace * chance.uniform(0.92, 1.08))
    return seconds


def uniform(needs: Sequence[Need], seconds_per_photo: float) -> list[float]:
    """Return the same time for each photo, and its own for each clip."""
    return [seconds_per_photo if need.fixed is None else min(need.fixed, CLIP_SECONDS) for need in needs]


def scaled(seconds: Sequence[float], needs: Sequence[Need], duration: float) -> list[float]:
    """Stretch or shorten the shots so that together they last `duration`; clips are only ever shortened."""
    clips = sum(value for value, need in zip(seconds, needs, strict=True) if need.fixed is not None)
    photos = sum(seconds) - clips
    if photos > 0:
        # Clips keep their length as long as the photos keep half of the film.
        clip_factor = min(1.0, 0.5 * duration / clips) if clips else 1.0
        photo_factor = (duration - clips * clip_factor) / photos
    else:
        if duration > clips + 1e-9:
            raise InvalidInput(
                f"Option duration: the clips last {clips:.1f} s together, which is less than {duration:g} s.",
                hint="Ask for a shorter film or add photos.",
            )
        clip_factor, photo_factor = duration / clips, 1.0
    mean = photos * photo_factor / max(1, sum(need.fixed is None for need in needs))
    # Where there is little time for each photo, it is shared evenly: an arc would leave some too short to be seen.
    arc_share = min(1.0, max(0.0, (mean - SHORTEST_PHOTO) / (PHOTO_SECONDS - SHORTEST_PHOTO)))
    return [
        value * clip_factor if need.fixed is not None else mean + (value * photo_factor - mean) * arc_share
        for value, need in zip(seconds, needs, strict=True)
    ]


def joins(
    seconds: Sequence[float], frames: int, rate: Fraction, beats: Sequence[float] = (), rigid: Sequence[bool] = ()
) -> list[int]:
    """Return the frames at which shots begin, and after them the film's length.

    Args:
        seconds: wished length of each shot.
        frames: length of the film, at least one for each shot; the wished lengths are scaled to it.
        beats: times in seconds to which joins are moved where one is near.
        rigid: for each shot, whether no beat may make it longer; () for none.

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
        reach = 0.3 * min(value, seconds[number]) * frames / float(rate) / total
        earlier, later = (0.0 if stiff[number] else reach), (0.0 if stiff[number - 1] else reach)
        at = round(_nearest(beats, ideal, earlier, later) * rate)
        latest = frames - shortest * (len(seconds) - number)
        places.append(min(max(at, places[-1] + shortest), latest))
    return [*places, frames]


def _nearest(beats: Sequence[float], time: float, earlier: float, later: float) -> float:
    """Return the beat nearest to a time that is no more than so much earlier or later, else the time itself."""
    within = [beat for beat in beats if -earlier <= beat - time <= later]
    return min(within, key=lambda beat: abs(beat - time), default=time)
