"""Times of a timeline of OpenTimelineIO, in whole frames at one rate, and the markers set at them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import opentimelineio as otio
from opentimelineio import opentime

from albumforge.media.edl_lines import one_line


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

    def marker(self, text: str, role: str, colour: str, start: int, frames: int) -> Any:
        """Return a marker over a range, which says what `text` is there and in which `role`."""
        made = otio.schema.Marker(name=one_line(text), marked_range=self.range(start, frames), color=colour)
        made.metadata["albumforge"] = {"role": role, "text": text}
        return made
