"""Reads a source once: decodes its pictures, and hands on the packets of everything else.

A source that is damaged or ends early is refused, with the second where: what was made of it would be, too.
"""

from __future__ import annotations

import bisect
from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.errors import MediaError

_EXACT = ("mov", "matroska")
"""Containers that state their length when they are finished, and in which each picture is a packet with its time."""
_SHORT = 0.1  # seconds that may be missing at the end, besides what the last packet lasts
_USUAL = Fraction(1, 25)  # seconds of a packet that tells none
_EMPTY_PACKET = 16
"""Bytes of a packet, at most, that may stand for a picture that is like the one before: MPEG-4 in AVI has these."""


@dataclass
class Span:
    """A stream's packets or frames: their number, when the first begins and when the last ends, in seconds."""

    count: int = 0
    begin: Fraction | None = None
    end: Fraction = Fraction(0)

    def add(self, stamp: int | None, duration: int | None, tick: Fraction) -> None:
        """Count one more."""
        self.count += 1
        if stamp is None:
            return
        begin, end = stamp * tick, (stamp + (duration or 0)) * tick
        # MPEG-TS counts from any number on, which may be below zero.
        self.end = end if self.begin is None else max(self.end, end)
        self.begin = begin if self.begin is None else min(self.begin, begin)

    @property
    def length(self) -> float:
        """Seconds."""
        return float(self.end - (self.begin or 0))

    def after(self, other: Span) -> float:
        """Return how many seconds after another it begins."""
        return float((self.begin or Fraction(0)) - (other.begin or Fraction(0)))


class Source:
    """The packets and pictures of a file, in one pass; not for several threads.

    Attributes:
        path: the file.
        frames: number of pictures that were decoded so far.
        read: bytes of the packets read so far.
        spans: of the packets read so far that are not left out by an edit list, by the index of their stream.
    """

    def __init__(
        self, path: Path, container: InputContainer, stream: VideoStream, *, threads: int, some: bool = False
    ) -> None:
        """Prepare to decode a stream of an open file.

        Args:
            threads: that decode; 0: one a processor.
            some: do not decode pictures that no others refer to, where `numbered` can tell which ones are left.
        """
        self.path = path
        self.frames = 0
        self.read = 0
        self.spans: defaultdict[int, Span] = defaultdict(Span)
        self._container, self._stream = container, stream
        self.tick = stream.time_base or Fraction(1, av.time_base)
        stream.thread_type, stream.thread_count = "AUTO", threads
        # Otherwise a decoder paints over what it cannot read, and says nothing of it.
        stream.codec_context.options = {"err_detect": "crccheck+explode"}
        # AVI has no times of pictures, only places of packets; a decoder that lags gives a picture a later one's.
        self._by_order = container.format.name == "avi"
        self._order: deque[int] = deque()
        self._some = some and container.format.name.startswith(_EXACT)
        self._times: list[int] = []
        if self._some:
            stream.codec_context.skip_frame = "NONREF"
        self._packets = self._empty = self._fields = 0
        self._last: int | None = None
        self._end, self._last_lasts = Fraction(0), _USUAL
        self.others: deque[Packet[Any]] = deque()
        """Packets of other streams that were read on the way to the frame that was yielded last."""

    def pictures(self, beside: Collection[int]) -> Iterator[VideoFrame]:
        """Yield the frames in the order of their times, each later than the one before.

        Packets of the streams in `beside`, by their index, are left in `others`; all others are read, too, since the
        length that a file states is that of the longest.

        Raises:
            MediaError: the file is damaged, or ends early.
        """
        packets = self._container.demux()
        while True:
            packet = self._next(packets)
            if packet is None:
                break
            # Not its own index: of the packets that end a stream, that is always 0.
            if packet.stream.index == self._stream.index:
                yield from self._decoded(packet)
            elif packet.size:
                self._note(packet)
                if packet.stream.index in beside:
                    self.others.append(packet)
        self._check_end()

    def numbered(self, beside: Collection[int]) -> Iterator[tuple[int, VideoFrame]]:
        """Yield the frames as `pictures` does, each with its number in the file, from 0.

        Raises:
            MediaError: the file is damaged, or ends early.
        """
        if not self._some:
            yield from enumerate(self.pictures(beside))
            return
        held: VideoFrame | None = None
        for frame in self.pictures(beside):
            if held is not None:  # by now all that is shown before it was read, though it may be stored behind it
                yield self._number(held), held
            held = frame
        if held is not None:
            yield self._number(held), held

    def _number(self, frame: VideoFrame) -> int:
        return bisect.bisect_left(self._times, frame.pts or 0)

    def packets(self, wanted: Collection[int]) -> Iterator[Packet[Any]]:
        """Yield the packets of streams, by their index, as they are stored; nothing is decoded.

        Raises:
            MediaError: the file is damaged, or ends early.
        """
        packets = self._container.demux()
        while (packet := self._next(packets)) is not None:
            if packet.size:
                self._note(packet)
                index = packet.stream.index
                if index == self._stream.index:
                    self._last = packet.dts
                    packet.pts = packet.dts if self._by_order else packet.pts
                if index in wanted:
                    yield packet
        self._check_length()

    def _next(self, packets: Iterator[Packet[Any]]) -> Packet[Any] | None:
        try:
            packet = next(packets, None)
        except (av.error.FFmpegError, IndexError) as error:  # IndexError: streams came or went on the way
            raise self._damaged(f"it cannot be read on ({error})") from error
        if packet is not None and packet.is_corrupt and packet.size:
            raise self._damaged("it is cut off or damaged")
        return packet

    def _note(self, packet: Packet[Any]) -> None:
        self.read += packet.size
        if not packet.is_discard:
            index = packet.stream.index
            by_order = self._by_order and index == self._stream.index
            self.spans[index].add(packet.dts if by_order else packet.pts, packet.duration, packet.time_base)
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is not None:
            end = (stamp + (packet.duration or 0)) * packet.time_base
            if end > self._end:
                self._end, self._last_lasts = end, packet.duration * packet.time_base if packet.duration else _USUAL

    def _decoded(self, packet: Packet[Any]) -> Iterator[VideoFrame]:
        if not packet.size and packet.dts is not None:
            return  # AVI: the picture before is shown on; to the decoder it would be the end of the file
        if packet.size:
            self._note(packet)
            if not packet.is_discard:
                self._packets += 1
                self._empty += packet.size <= _EMPTY_PACKET
                if self._some and packet.pts is not None:
                    bisect.insort(self._times, packet.pts)
            if self._by_order and packet.dts is not None:
                self._order.append(packet.dts)
        try:
            frames = packet.decode()
        except av.error.FFmpegError as error:
            raise self._damaged(f"a picture cannot be decoded ({error.strerror or error})") from error
        for frame in frames:
            if frame.is_corrupt:
                raise self._damaged("a picture is damaged")
            self._set_time(frame)
            self.frames += 1
            self._fields += frame.interlaced_frame
            yield frame

    def _set_time(self, frame: VideoFrame) -> None:
        if self._by_order:
            frame.pts = self._order.popleft() if self._order else None
        elif frame.pts is None:
            frame.pts = frame.dts
        if frame.pts is None:
            raise self._damaged("a picture has no time")
        if self._last is not None and frame.pts <= self._last:
            frame.pts = self._last + 1
        self._last = frame.pts

    def _damaged(self, reason: str) -> MediaError:
        second = float((self._last or 0) * self.tick)
        return MediaError(self.path, f"{reason}, at second {second:.1f}")

    def _check_end(self) -> None:
        """See that all is there that the file says it has."""
        if not self.frames:
            raise MediaError(self.path, "no picture of it can be decoded")
        self._check_length()
        missing = 0 if self._some else self._packets - self.frames
        if missing > self._empty and not (self._fields and abs(2 * self.frames - self._packets) <= 2):
            raise self._damaged(f"{missing} of {self._packets} pictures cannot be decoded")

    def _check_length(self) -> None:
        """See that the file does not end before it says it does."""
        stated, name = self._container.duration, self._container.format.name
        start = Fraction(self._container.start_time or 0, av.time_base)
        short = float(Fraction(stated or 0, av.time_base) - (self._end - start) - self._last_lasts)
        if stated and name.startswith(_EXACT) and short > _SHORT:
            whole = stated / av.time_base
            raise self._damaged(f"it ends early: {whole:.1f} s were to be there")
