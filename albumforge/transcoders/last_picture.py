"""How long the last picture of an MP4 is shown.

MP4 states how long each packet lasts in the order of decoding, and a track ends with the last of these. Where pictures
are coded out of order, that one may not be the last that is shown, or lie more ahead of it than the first one did.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from av.packet import Packet


class LastPicture:
    """Holds the latest packet of the pictures back, and knows when the last of them ends."""

    def __init__(self) -> None:
        self._held: Packet[Any] | None = None
        self._begin: int | None = None
        self._first_dts = 0
        self._end = 0

    def take(self, packets: Iterable[Packet[Any]]) -> Iterator[Packet[Any]]:
        """Yield the packets that came before the latest, which is kept."""
        for packet in packets:
            if packet.pts is not None and packet.dts is not None:
                if self._begin is None:
                    self._begin, self._first_dts = packet.pts, packet.dts
                self._begin = min(self._begin, packet.pts)
                self._end = max(self._end, packet.pts + (packet.duration or 0))
            if self._held is not None:
                yield self._held
            self._held = packet

    def finish(self) -> Iterator[Packet[Any]]:
        """Yield the last packet, which lasts as long as the track."""
        if self._held is not None:
            if self._begin is not None and self._held.dts is not None:
                self._end_track(self._held, self._first_dts + self._end - self._begin)
            yield self._held
            self._held = None

    def _end_track(self, last: Packet[Any], end: int) -> None:
        """Let the packet that is decoded last end where the track does."""
        lasts = last.duration or 0
        if (
            last.pts is not None and last.pts + lasts == self._end
        ):  # it is shown last, too, and lasts as long as it does
            last.dts = max(last.dts or 0, min(last.pts, end - lasts))
        else:
            last.duration = max(lasts, end - (last.dts or 0))
