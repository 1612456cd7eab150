"""How long each shot is seen, and on which frames the shots join."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from albumforge.errors import InvalidInput

SHORTEST_PHOTO = 1.5
"""Seconds; less is only seen, not looked at."""

_COMFORT = 2.4
"""Seconds that a photo keeps, if it wishes as many, before what is rigid gives way."""

_GLIMPSE = 0.25
"""Seconds that anything is seen at least, even where there is no time."""

USUAL_PHOTO = 3.8
"""Seconds; from here on shots may differ in length as much as they wish."""

CLIP_SECONDS = 10.0
"""Most that is shown of a clip."""

_UPBEAT = 0.14
"""Seconds that a downbeat may be farther than another beat and still be taken."""

_LESS = 0.1
"""Seconds that the shots behind a beat may have less than they need, for the sake of that beat."""

_GIVE_BACK = 0.12
"""Part of what beats have added to a film, or taken from it, that the next shot makes up for."""

_MOST_STRETCH = 0.15
"""Part of their length by which the last shots of a film are made longer or shorter to end with the music."""

_DRAWN_OUT = 1.6
"""Times its wished length that a photo is seen before clips are made longer too."""


@dataclass(frozen=True)
class Need:
    """What a shot asks for.

    Attributes:
        seconds: how long it wishes to be seen.
        rigid: whether it has a length of its own, as a clip or a card: it keeps it as long as there is time for photos.
        least: seconds below which it loses its sense: words cannot be read.
        most: seconds beyond which there is nothing more to see; None: what it wishes where it is rigid, else no limit.
    """

    seconds: float
    rigid: bool = False
    least: float = 0.0
    most: float | None = None

    @property
    def limit(self) -> float:
        """Seconds that it can last at most."""
        return self.most if self.most is not None else self.seconds if self.rigid else math.inf


def pace(place: float) -> float:
    """Return the factor on the length of a shot at a place of the film, 0 to 1: a slow opening, a build, the shortest
    shots two thirds in, a calm end."""
    factor = 1.06 - 0.2 * math.exp(-(((place - 0.66) / 0.22) ** 2))
    return factor * (1.1 if place in (0.0, 1.0) else 1.0)


def uniform(needs: Sequence[Need], seconds: float) -> list[float]:
    """Return the same time for each photo, and its own for what is rigid."""
    return [need.seconds if need.rigid else seconds for need in needs]


def scaled(needs: Sequence[Need], duration: float) -> list[float]:
    """Return seconds for each shot so that together they last `duration`; none lasts longer than it can.

    What is rigid keeps its length while the photos have time to be looked at, else it is shortened to what it needs;
    where photos would be seen very long, clips that have more to show are seen longer as well.

    Raises:
        InvalidInput: there is nothing that could be made so long.
    """
    stiff = [need for need in needs if need.rigid]
    loose = [need for need in needs if not need.rigid]
    reserved = _reserved(stiff, loose, duration)
    stiff_seconds = iter(filled(stiff, [need.seconds for need in stiff], reserved))
    rest = duration - reserved
    loose_seconds = iter(filled(loose, _evened([need.seconds for need in loose], rest), rest))
    return [next(stiff_seconds if need.rigid else loose_seconds) for need in needs]


def _reserved(stiff: Sequence[Need], loose: Sequence[Need], duration: float) -> float:
    """Return the seconds of a film that go to what is rigid, of what is rigid and of what is not."""
    wished, longest = sum(need.seconds for need in stiff), sum(need.limit for need in stiff)
    if not loose:
        if duration > longest + 1e-9:
            raise InvalidInput(
                f"Option duration: the clips last {longest:.1f} s together, which is less than {duration:g} s.",
                hint="Ask for a shorter film or add photos.",
            )
        return duration
    left = min(0.5 * duration, duration - sum(max(need.least, min(need.seconds, _COMFORT)) for need in loose))
    if wished > left:
        return min(wished, max(left, min(sum(max(need.least, _GLIMPSE) for need in stiff), 0.7 * duration)))
    return min(longest, max(wished, duration - _DRAWN_OUT * sum(need.seconds for need in loose)))


def _evened(wishes: Sequence[float], total: float) -> list[float]:
    """Return the wishes brought nearer to each other where there is little time for each photo: an arc would leave some
    too short to be seen."""
    if not wishes:
        return []
    factor, mean = total / sum(wishes), total / len(wishes)
    share = min(1.0, max(0.0, (mean - SHORTEST_PHOTO) / (USUAL_PHOTO - SHORTEST_PHOTO)))
    return [mean + (wish * factor - mean) * share for wish in wishes]


def filled(needs: Sequence[Need], wishes: Sequence[float], total: float) -> list[float]:
    """Return the wishes, times a common factor, each within what its shot needs and can last, so that they last `total`
    together; where even the least is too much, that is shortened."""
    if not needs:
        return []
    least = [min(max(need.least, _GLIMPSE), need.limit) for need in needs]
    if sum(least) >= total:
        return [value * total / sum(least) for value in least]

    def lengths(factor: float) -> list[float]:
        pairs = zip(needs, least, wishes, strict=True)
        return [min(max(wish * factor, low), need.limit) for need, low, wish in pairs]

    low, high = 0.0, max(1.0, max(total / wish for wish in wishes))
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(lengths(middle)) < total else (low, middle)
    return lengths(high)


def joins(
    seconds: Sequence[float],
    frames: int,
    rate: Fraction,
    beats: Sequence[float] = (),
    limits: Sequence[float] = (),
    downbeats: Sequence[float] = (),
    fixed: Collection[int] = (),
    least: Sequence[float] = (),
) -> list[int]:
    """Return the frames at which shots begin, and after them the film's length.

    Each shot is counted from where the one before really ended, and what the beats have added or taken until then is
    given back little by little: so a shot that changes hardly changes the length of those behind it.

    Args:
        seconds: wished length of each shot.
        frames: length of the film, at least one for each shot; where the wished lengths together are a little longer or
            shorter, the last shots make up for it.
        beats: times in seconds, rising, to which joins are moved where one is near.
        limits: for each shot, seconds that it can last at most; () for any.
        downbeats: those of the beats that are preferred.
        fixed: numbers of shots that begin when the wished lengths before them say.
        least: for each shot, seconds that no beat takes from it, where it wishes as many; () for none.

    Returns:
        len(seconds) + 1 rising frame numbers, the first 0, the last `frames`.
    """
    most = [*limits, *[math.inf] * (len(seconds) - len(limits))]
    wishes = _ended(seconds, most, frames / float(rate))
    spares = [max(0.0, limit - wish) for limit, wish in zip(most, wishes, strict=True)]
    shortest = min(round(0.5 * rate) or 1, frames // len(seconds))
    strong, give_back = frozenset(downbeats), _GIVE_BACK if beats else 1.0
    kept = [math.floor(min(low, wish) * rate) for low, wish in zip(least, wishes, strict=False)] or [0] * len(wishes)
    longest = [round(min(86_400.0, wish + more) * rate) for wish, more in zip(wishes, spares, strict=True)]
    behind = _behind(wishes, longest, [max(shortest, one) for one in kept], fixed, frames, rate)
    elapsed, places = 0.0, [0]
    for number in range(1, len(seconds)):
        before, after = wishes[number - 1], wishes[number]
        began = float(places[-1] / rate)
        ideal = began + before + give_back * (elapsed - began)
        elapsed += before
        reach = 0.5 * min(before, after)
        earliest, latest = behind[number]
        soonest = max(places[-1] + max(shortest, kept[number - 1]), earliest)
        last = min(frames - shortest * (len(seconds) - number), max(soonest, latest))
        first = min(last, soonest)
        low = max(ideal - min(reach, spares[number]), float(first / rate))
        high = min(ideal + min(reach, spares[number - 1]), float(last / rate))
        # Halves go up always, so that equal steps of beats give equal numbers of frames.
        begins = elapsed if number in fixed else _nearest(beats, strong, ideal, low, high)
        at = math.floor(begins * rate + 0.5 + 1e-6)
        places.append(min(max(at, first), last))
    return [*places, frames]


def _ended(seconds: Sequence[float], limits: Sequence[float], total: float) -> list[float]:
    """Return the lengths with the last of them, as few as can take it, scaled so that all last `total` together."""
    extra, taken = total - sum(seconds), 0.0
    result = list(seconds)
    able = [n for n, (value, limit) in enumerate(zip(seconds, limits, strict=True)) if extra < 0 or value < limit]
    last: list[int] = []
    for number in reversed(able):
        last.append(number)
        taken += seconds[number]
        if taken * _MOST_STRETCH >= abs(extra):
            break
    for number in last:
        result[number] = min(limits[number], seconds[number] * (1 + extra / taken))
    return result


def _behind(
    wishes: Sequence[float],
    longest: Sequence[int],
    shortest: Sequence[int],
    fixed: Collection[int],
    frames: int,
    rate: Fraction,
) -> list[tuple[int, int]]:
    """Return for each shot the frames between which it should begin, so that it and those behind it can fill the time
    to the next fixed join, or to the end of the film, and have what they need.

    Args:
        longest, shortest: frames that each shot can last.
    """
    begins = [round(begin * rate) for begin in accumulate(wishes, initial=0.0)]
    found: list[tuple[int, int]] = []
    end, most, least = frames, 0, 0
    for number in reversed(range(len(wishes))):
        if number + 1 in fixed:
            end, most, least = begins[number + 1], 0, 0
        most, least = most + longest[number], least + shortest[number]
        found.append((end - most, end - least + round(_LESS * rate)))
    return found[::-1]


def _nearest(beats: Sequence[float], strong: frozenset[float], time: float, low: float, high: float) -> float:
    """Return the best beat within some bounds for a time, else the time itself."""
    within = beats[bisect_left(beats, low) : bisect_right(beats, high)]
    return min(within, key=lambda beat: abs(beat - time) + (0.0 if beat in strong else _UPBEAT), default=time)
