"""Where something is said, from how loud it is.

The threshold lies between the noise of the room and the voice: 25 dB under the loud parts, or 12 dB over the floor of
what is no digital silence, whichever is higher. Pauses that are too short to be one are closed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.autocut.analysis.hearing import STEP, Levels
from albumforge.generators.autocut.transcript.record import Span

CLOSED = 0.3
"""Seconds; a gap that is shorter belongs to what is said."""

_SHORTEST = 0.06  # seconds; what is shorter is a click
_BELOW_VOICE, _ABOVE_FLOOR, _CLEAR = 25.0, 12.0, 6.0  # decibels
_DIGITAL_SILENCE = -90.0  # dBFS; no room is that quiet
_NOTHING = -65.0  # dBFS; where even the loud parts are below it, nothing is said
_LOUD_PART, _QUIET_PART = 95, 10  # percentiles of the steps that are no digital silence


def threshold(levels: Levels) -> float | None:
    """Return the level in dBFS over which something is said, or None where nothing is.

    Args:
        levels: of each `STEP`.
    """
    real = levels[levels > _DIGITAL_SILENCE]
    if not len(real):
        return None
    voice, floor = (float(value) for value in np.percentile(real, (_LOUD_PART, _QUIET_PART)))
    if voice < _NOTHING:
        return None
    # Speech without a pause: its own quiet sounds are taken for the floor, and must not rise above the voice.
    return min(voice - _CLEAR, max(voice - _BELOW_VOICE, floor + _ABOVE_FLOOR))


def spoken(levels: Levels) -> tuple[Span, ...]:
    """Return where something is heard that may be said, in seconds, to a hundredth; every short gap is still there.

    Args:
        levels: dBFS of each `STEP`.
    """
    least = threshold(levels)
    if least is None:
        return ()
    return tuple(Span(start=round(a * STEP, 2), end=round(b * STEP, 2)) for a, b in _runs(levels > least))


def closed(spans: Sequence[Span], gap: float = CLOSED) -> tuple[Span, ...]:
    """Join spans with gaps shorter than `gap` seconds between them, and leave out clicks."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.start - joined[-1].end < gap - 1e-6:
            joined[-1] = Span(start=joined[-1].start, end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(span for span in joined if span.length >= _SHORTEST - 1e-6)


def between(spans: Sequence[Span], duration: float) -> tuple[Span, ...]:
    """Return what lies before, between and after spans, up to `duration`."""
    found: list[Span] = []
    at = 0.0
    for span in spans:
        if span.start > at:
            found.append(Span(start=at, end=min(span.start, duration)))
        at = max(at, span.end)
    if at < duration:
        found.append(Span(start=at, end=duration))
    return tuple(span for span in found if span.length > 0)


def within(spans: Sequence[Span], duration: float) -> tuple[Span, ...]:
    """Return spans without what lies behind `duration`."""
    return tuple(Span(start=span.start, end=min(span.end, duration)) for span in spans if span.start < duration)


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]
