"""When somebody speaks or something sounds in a clip: not in pauses, and not where there is only wind or room noise."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples, in_blocks

STEP = 0.1
"""Seconds of sound of which one level is taken."""

_ABOVE = 12.0  # decibels over the quietest tenth from which on something stands out
_FLOOR, _LOUD = -45.0, -30.0  # dBFS; below the first nothing is heard, above the second everything


def levels(blocks: Iterable[Samples]) -> NDArray[np.float64]:
    """Return the level in dBFS of each `STEP` of a sound."""
    powers = [float((block**2).mean()) for block in in_blocks(blocks, round(STEP * RATE))]
    return np.asarray(10 * np.log10(np.array(powers, np.float64) + 1e-12))


def sounding(levels: NDArray[np.float64], gap: float, edge: float = 0.0) -> NDArray[np.bool_]:
    """Tell for each step whether something is heard: it is loud, or stands out from the quietest tenth of the steps.

    Args:
        levels: dBFS, see `levels`.
        gap: seconds; shorter pauses between two sounds belong to them.
        edge: seconds; shorter pauses before the first sound and after the last belong to them.
    """
    if not len(levels):
        return np.zeros(0, np.bool_)
    found = levels > min(_LOUD, max(_FLOOR, float(np.percentile(levels, 10)) + _ABOVE))
    if not found.any():
        return found
    for first, last in runs(~found):
        outer = first == 0 or last == len(found)
        if (last - first) * STEP < (edge if outer else gap) - 1e-9:
            found[first:last] = True
    return found


def runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the first step of each stretch of true ones, and the step after it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]
