"""Passages of a film: each is of whole bars of its music, and begins on a downbeat.

So what changes in one leaves the shots of the others as long as they were, and their joins on the same beats of a bar.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from albumforge.generators.album.story.pacing import Need, filled

_FEWEST_BARS = 4
"""In a shorter passage, whole bars would change the lengths of its shots too much."""


def passages(needs: Sequence[Need], seconds: Sequence[float], begins: Sequence[int], bar: float) -> list[range]:
    """Return the numbers of the shots of each passage.

    Args:
        needs: of all shots, at least one.
        seconds: how long each wishes to be seen.
        begins: rising numbers of shots at which a passage may begin; one that would be short, or of nothing that can
            be made longer, is one with its neighbour.
        bar: seconds.
    """
    found: list[range] = []
    first = 0
    for end in [*(number for number in begins if number), len(needs)]:
        part = range(first, end)
        if found and end == len(needs) and not _stands(part, needs, seconds, bar):
            found[-1] = range(found[-1].start, end)
        elif end == len(needs) or _stands(part, needs, seconds, bar):
            found.append(part)
            first = end
    return found


def bars_each(totals: Sequence[float], bar: float) -> list[int]:
    """Return the whole bars nearest to each of some lengths in seconds."""
    return [max(0, round(total / bar)) for total in totals]


def bars_shared(totals: Sequence[float], bars: int) -> list[int]:
    """Return so many bars in all, shared by lengths; the largest remainders are rounded up."""
    if len(totals) == 1:
        return [bars]
    parts = [bars * total / sum(totals) for total in totals]
    shared = [math.floor(part) for part in parts]
    for number in sorted(range(len(parts)), key=lambda number: shared[number] - parts[number])[: bars - sum(shared)]:
        shared[number] += 1
    return shared


def fitted(
    needs: Sequence[Need], seconds: Sequence[float], parts: Sequence[range], totals: Sequence[float]
) -> list[float]:
    """Return seconds for each shot so that each passage lasts as long as is given for it."""
    result: list[float] = []
    for part, total in zip(parts, totals, strict=True):
        wishes = [seconds[number] for number in part]
        fits = math.isclose(sum(wishes), total)
        result += wishes if fits else filled([needs[number] for number in part], wishes, total)
    return result


def _stands(part: range, needs: Sequence[Need], seconds: Sequence[float], bar: float) -> bool:
    """Whether some shots can be a passage of their own."""
    elastic = any(needs[number].limit == math.inf for number in part)
    return elastic and sum(seconds[number] for number in part) >= _FEWEST_BARS * bar
