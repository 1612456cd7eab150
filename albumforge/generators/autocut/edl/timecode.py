"""Timecode of edit decision lists, for videos of any frame rate."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from opentimelineio import opentime

from albumforge.errors import MediaError
from albumforge.media.probe import open_media

RATES = (
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    Fraction(30000, 1001),
    Fraction(30),
    Fraction(48000, 1001),
    Fraction(48),
    Fraction(50),
    Fraction(60000, 1001),
    Fraction(60),
)
"""Frame rates that have a timecode (SMPTE ST 12)."""

_NEAR = Fraction(1, 2000)
_MANY = 40


def timecode_rate(rate: Fraction) -> Fraction:
    """Return the rate of the timecode for a video: its own, else one of which it is a whole part, else 30 or 60.

    A rate that is off by less than one in two thousand, as some containers have it, counts as the proper one.
    """
    for factor in (1, 2, 3, 4, 5, 6):
        near = [one for one in RATES if abs(rate * factor / one - 1) < _NEAR]
        if near:
            return min(near, key=lambda one: abs(rate * factor - one))
    return Fraction(60) if rate > _MANY else Fraction(30)


@dataclass(frozen=True)
class Timecode:
    """Counts the frames of a video in timecode.

    Attributes:
        rate: frames a second of the video.
        base: of the timecode.
        start: timecode of the first frame of the video, in frames of the timecode.
    """

    rate: Fraction
    base: Fraction
    start: int = 0

    def counted(self, frame: int) -> int:
        """Return the timecode of a frame of the video, in frames of the timecode."""
        return self.start + round(frame * self.base / self.rate)

    def frame(self, counted: int) -> int:
        """Return the frame of the video that is nearest to a timecode."""
        return round((counted - self.start) * self.rate / self.base)

    def text(self, counted: int) -> str:
        """Return frames of the timecode as ``HH:MM:SS:FF``."""
        return str(opentime.to_timecode(opentime.RationalTime(counted, float(self.base)), float(self.base)))

    def read(self, text: str) -> int:
        """Return ``HH:MM:SS:FF``, or a plain number of frames, in frames of the timecode.

        Raises:
            ValueError: it is none, or none at this rate.
        """
        if text.isdecimal():
            return int(text)
        return int(opentime.from_timecode(text, float(self.base)).value)


def timecode_of(rate: Fraction, path: Path) -> Timecode:
    """Return the timecode of a video: from that of its first frame on, where the file has one that can be read."""
    base = timecode_rate(rate)
    plain = Timecode(rate, base)
    with contextlib.suppress(ValueError):
        return Timecode(rate, base, plain.read(_first(path)))
    return plain


def _first(path: Path) -> str:
    """Return the timecode that a file names for its first frame, "" for none."""
    try:
        with open_media(path, decoding=False) as container:
            named = [container.metadata, *(stream.metadata for stream in container.streams)]
    except (MediaError, OSError, av.error.FFmpegError):
        return ""
    return next((metadata["timecode"] for metadata in named if metadata.get("timecode")), "")
