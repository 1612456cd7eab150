"""Whether a result shows what its source shows: pictures of both, made small, are laid side by side.

Drivers and damaged memory make files that decode without an error and show something else. A picture of 64 × 36 pixels
keeps what is seen and drops what encoding changes, so that a small difference is enough to tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.shape import Shape

_LOOKS = 8
_WIDTH, _HEIGHT = 64, 36
_MOST = 10.0
"""Mean difference of the luma, of 255, up to which two pictures are the same; encoding changes it by 1 or 2."""
_NEAR = Fraction(3, 2)
"""Frames by which times may be rounded away from each other; at a cut the next picture is quite another."""
_PACKETS = 200
"""Read behind a place that was looked for, at most."""


@dataclass
class _Look:
    time: Fraction  # seconds after the first picture
    picture: NDArray[np.int16]
    least: float | None = None  # difference to the nearest picture of the result


class Likeness:
    """Pictures of a source, to be found again in its result."""

    def __init__(self, source: Path, shape: Shape, times: Collection[Fraction], begin: Fraction) -> None:
        """Look at a source.

        Args:
            shape: of the result.
            times: of pictures with which decoding may begin, in seconds; some are chosen.
            begin: when the first picture is shown, on the same clock.

        Raises:
            MediaError: the source cannot be read.
        """
        self._small = replace(shape, width=_WIDTH, height=_HEIGHT)
        self._reach = _NEAR / shape.rate
        with open_media(source) as media:
            stream = video_stream(source, media)
            tick = stream.time_base or shape.tick
            first = next(media.decode(stream), None)
            if first is None:
                raise MediaError(source, "no picture of it can be decoded")
            self._looks = [_Look(Fraction(0), self._made_small(first, tick))]
            later = sorted(time for time in times if time > begin)
            for place in later[:: max(1, -(-len(later) // _LOOKS))]:
                wanted = round(place / tick)
                media.seek(wanted, stream=stream, backward=True)
                frame = _frame_at(media.demux(stream), wanted)
                if frame is not None:
                    self._looks.append(_Look(place - begin, self._made_small(frame, tick)))

    def see(self, frame: VideoFrame, time: Fraction, tick: Fraction) -> None:
        """Compare a picture of the result, as far as one of the source is near; cheap for all others.

        Args:
            time: seconds after the first picture.
            tick: seconds in which the frame's times count.
        """
        for look in self._looks:
            if abs(look.time - time) <= self._reach:
                difference = float(np.abs(look.picture - self._made_small(frame, tick)).mean())
                look.least = difference if look.least is None else min(look.least, difference)

    def check(self, result: Path) -> None:
        """Check that each picture was found.

        Raises:
            MediaError: one was not; the reason says where.
        """
        for look in self._looks:
            if look.least is None or look.least > _MOST:
                raise MediaError(result, f"it shows another picture than its source at second {float(look.time):.1f}")

    def _made_small(self, frame: VideoFrame, tick: Fraction) -> NDArray[np.int16]:
        made = next(
            shaped(iter([frame]), self._small, pixel_format="gray", tick=tick, deinterlace=False, threads=1), frame
        )
        return np.asarray(made.to_ndarray(), np.int16)


def _frame_at(packets: Iterable[object], wanted: int) -> VideoFrame | None:
    """Return the frame of a time; None where there is none so near that decoding could begin there."""
    for _, packet in zip(range(_PACKETS), packets, strict=False):
        for frame in packet.decode():  # type: ignore[attr-defined]
            if frame.pts == wanted:
                found: VideoFrame = frame
                return found
            if frame.pts is not None and frame.pts > wanted:
                return None
    return None
