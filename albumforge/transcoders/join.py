"""Write a result from segments that were encoded apart: their packets one after the other, with the source's times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from av.packet import Packet
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.coded import Coded
from albumforge.transcoders.reading import Source
from albumforge.transcoders.run import STAGE, Opened
from albumforge.transcoders.segments import PacketTable

_STEP = 100  # packets between two reports


@dataclass(frozen=True)
class Joint:
    """What segments have in common.

    Attributes:
        configuration: their parameter sets, as MP4 keeps them; b"": they have none.
        reorder: how many pictures at most are stored before one that is shown earlier.
    """

    configuration: bytes
    reorder: int


def joint_of(files: Sequence[Path]) -> Joint:
    """Look through segments that are to be joined.

    Raises:
        MediaError: one cannot be read, or was encoded otherwise than the first.
    """
    configuration, reorder = b"", 0
    for number, file in enumerate(files):
        with open_media(file, decoding=False) as media:
            stream = video_stream(file, media)
            found = bytes(stream.codec_context.extradata or b"")
            if number and found != configuration:
                raise MediaError(file, "this segment was encoded with other parameters than the others")
            configuration = found
            ranks = _ranks([packet.pts for packet in media.demux(stream) if packet.pts is not None])
        reorder = max(reorder, int((np.arange(len(ranks)) - ranks).max(initial=0)))
    return Joint(configuration, reorder)


def join(
    opened: Opened, coded: Coded, files: Sequence[Path], table: PacketTable, *, done: float
) -> tuple[int, Fraction]:
    """Write all streams of a result, as `albumforge.transcoders.run.Fill` says: pictures from segments.

    Args:
        coded: an encoder like that of the segments, for the header alone.
        files: the segments, in order: of all pictures of the source.
        table: the source's packets.
        done: part of the work that is done already, for the progress.

    Raises:
        MediaError: segments do not go together, or the source is damaged.
        NotSmaller, StorageError, Cancelled: as `Transcoder.transcode`.
    """
    made, joint = opened.made, joint_of(files)
    made.begin(_Header(coded, joint.configuration))
    times = table.times
    pictures = _Pictures(opened, _packets(files, table, joint.reorder), len(times), done)
    source = Source(opened.order.source, opened.media, opened.pictures, threads=1)
    beside = made.beside
    for packet in source.packets(beside) if beside else ():
        stamp = packet.pts if packet.dts is None else packet.dts
        if stamp is not None:
            pictures.write_until(stamp * packet.time_base)
        opened.certain[packet.stream_index] = opened.certain.get(packet.stream_index, 0) - packet.size
        made.take(packet)
    pictures.write_until(None)
    made.finish()
    opened.context.progress(STAGE, 1.0)
    lasts = int(table.durations[table.shown[-1]])
    last = lasts * table.tick if lasts else 1 / opened.order.look.rate
    return len(times), Fraction(int(times[-1] - times[0])) * table.tick + last


@dataclass(frozen=True)
class _Header:
    """The stream of an encoder, for packets as MP4 stores them."""

    coded: Coded
    configuration: bytes

    def add_to(self, container: Any) -> Any:
        made = self.coded.add_to(container)
        if self.configuration:
            made.codec_context.extradata = self.configuration
        return made


class _Pictures:
    """Writes the packets of pictures in step with those of other streams."""

    def __init__(self, opened: Opened, packets: Iterator[Packet[Any]], total: int, done: float) -> None:
        self._opened, self._packets, self._total, self._done = opened, packets, total, done
        self._next = next(packets, None)
        self._count = 0

    def write_until(self, time: Fraction | None) -> None:
        """Write those that are decoded until a moment, in seconds of the source; None: all that are left."""
        opened = self._opened
        while (packet := self._next) is not None:
            assert packet.dts is not None
            if time is not None and packet.dts * packet.time_base > time:
                return
            opened.context.check()
            opened.made.show((packet,))
            opened.allowed.check(opened.made.written + sum(max(0, rest) for rest in opened.certain.values()))
            self._next = next(self._packets, None)
            self._count += 1
            if self._count % _STEP == 0:
                opened.context.progress(STAGE, self._done + (1 - self._done) * self._count / self._total)


def _packets(files: Sequence[Path], table: PacketTable, reorder: int) -> Iterator[Packet[Any]]:
    """Yield the packets of all segments with the source's times.

    The n-th packet is decoded when the picture is shown that comes n less `reorder`: never after its own is shown.
    """
    times, shown = table.times, table.shown
    step = int(times[1] - times[0])
    base = 0
    for file in files:
        with open_media(file, decoding=False) as media:
            packets = [packet for packet in media.demux(video_stream(file, media)) if packet.pts is not None]
        for number, rank in enumerate(_ranks([packet.pts or 0 for packet in packets]).tolist()):
            packet, place, decoded = packets[number], base + rank, base + number - reorder
            packet.pts = int(times[place])
            packet.dts = int(times[decoded]) if decoded >= 0 else int(times[0]) + decoded * step
            packet.duration = int(table.durations[shown[place]]) or step
            packet.time_base = table.tick
            yield packet
        base += len(packets)


def _ranks(stamps: Sequence[int]) -> NDArray[np.int64]:
    """Return for each packet which picture it is in the order of showing."""
    order = np.argsort(np.asarray(stamps, np.int64), kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
