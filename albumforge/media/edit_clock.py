"""Times of a timeline of OpenTimelineIO: whole frames at one rate."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opentimelineio import opentime


@dataclass(frozen=True)
class Clock:
    """Makes the times of one timeline, at `rate` frames a second."""

    rate: Fraction

    def time(self, frames: int) -> Any:
        """Return so many frames as a time."""
        return opentime.RationalTime(frames, float(self.rate))

    def range(self, start: int, frames: int) -> Any:
        """Return a range of so many frames from `start` on."""
        return opentime.TimeRange(self.time(start), self.time(frames))

    def frames(self, seconds: float) -> int:
        """Return seconds to the nearest frame."""
        return round(Fraction(seconds) * self.rate)
