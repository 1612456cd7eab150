"""The packets of a video in a table: which frames can be copied as they are stored, without decoding them.

A stretch of packets can stand by itself when it begins with an IDR picture, behind which nothing refers to what was
before (ITU-T H.264, 7.4.1.2.4), and when the pictures of its packets are exactly those of a stretch of time. It may
end within a group of pictures: what is coded later is never needed by what is coded before.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.parameter_sets import (
    IDR,
    PICTURE_SET,
    SEQUENCE_SET,
    Configuration,
    nal_units,
    read_configuration,
    read_sequence,
)
from albumforge.media.probe import open_media, video_stream, zero_time

_NEVER = -1


@dataclass(frozen=True)
class Stretch:
    """Packets that can be copied: `count` of them from packet `first` on; they show frames from `at` on of a grid."""

    first: int
    count: int
    at: int


@dataclass(frozen=True, eq=False)
class PacketTable:
    """The packets of a video, in the order in which they are stored.

    Attributes:
        pts, dts: times of showing and decoding, in ticks.
        ranks: number of the picture of each packet in the order of showing, -1 where it is not shown or is damaged.
        entries: packets with which decoding may begin afresh.
        tick: seconds.
        zero: ticks that are time zero of the file.
        configuration: parameter sets of the track; None where packets cannot be copied.
        reason: why they cannot, a clause for people; "" where they can.
        few: why there is hardly one with which decoding may begin afresh, a clause; "" where there are more.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    ranks: NDArray[np.int64]
    entries: NDArray[np.int64]
    tick: Fraction
    zero: Fraction
    configuration: Configuration | None
    reason: str = ""
    few: str = ""

    @cached_property
    def _shown(self) -> NDArray[np.int64]:
        """Times of showing in order."""
        return np.sort(self.pts[self.ranks != _NEVER])

    def pictures(self, first: int, last: int, fps: Fraction) -> NDArray[np.int64]:
        """Return which picture (its rank) is seen at frames `first` to `last` (without it) of a grid of time.

        It is the one that began last before the middle of the frame: the nearest, where the times of the file are a
        little off the grid. `ClipReader` shows the same from half a frame on.
        """
        step = 1 / (fps * self.tick)
        middle = self.zero + step / 2 + Fraction(1, 2)  # of a tick more, for times are rounded to ticks
        targets = [floor(middle + n * step) for n in range(first, last)]
        found = np.searchsorted(self._shown, np.asarray(targets, np.int64), "right") - 1
        return np.maximum(found, 0)

    def stretches(self, first: int, last: int, fps: Fraction, shortest: int) -> list[Stretch]:
        """Return what of frames `first` to `last` (without it) of a grid can be copied, in order.

        Args:
            shortest: frames; shorter stretches are left out.
        """
        if self.reason or last - first < shortest:
            return []
        seen = self.pictures(first, last, fps)
        found = []
        # Where the pictures follow each other one by one, the grid is that of the file.
        breaks = [0, *(np.flatnonzero(np.diff(seen) != 1) + 1).tolist(), len(seen)]
        for begin, end in pairwise(breaks):
            stretch = self._stretch(int(seen[begin]), int(seen[end - 1]) + 1, first + begin)
            if stretch is not None and stretch.count >= shortest:
                found.append(stretch)
        return found

    def _stretch(self, lowest: int, end: int, at: int) -> Stretch | None:
        """Return the longest stretch that shows pictures from the first entry at `lowest` or later on, before `end`."""
        heads = self.ranks[self.entries]
        fitting = np.flatnonzero((heads >= lowest) & (heads < end))
        if not len(fitting):
            return None
        first = int(self.entries[fitting[0]])
        head = int(self.ranks[first])
        order = self.ranks[first : first + end - head] - head
        stop = np.flatnonzero(order < 0)
        order = order[: stop[0]] if len(stop) else order
        # Complete after so many packets as the highest picture among them says.
        whole = np.flatnonzero(np.maximum.accumulate(order) == np.arange(len(order)))
        if not len(whole):
            return None
        return Stretch(first, int(whole[-1]) + 1, at + head - lowest)


def packet_table(path: Path, context: Context | None = None) -> PacketTable:
    """Read the packets of a video.

    Raises:
        MediaError: it cannot be read.
    """
    context = context or Context()
    # Arrays, not lists: hours of video have hundreds of thousands of packets.
    pts, dts, entries, hidden = array("q"), array("q"), array("q"), array("b")
    keys = 0
    with open_media(path, decoding=False) as container:
        stream = video_stream(path, container)
        configuration = read_configuration(stream.codec_context.extradata)
        reason = _reason_of(stream.codec_context.name, configuration)
        for packet in container.demux(stream):
            context.check()
            if packet.pts is None:
                continue
            entry, sound, same = _looked_into(packet, None if reason else configuration)
            if not same:
                reason = "its parameter sets change on the way"
            keys += packet.is_keyframe
            if entry:
                entries.append(len(pts))
            pts.append(packet.pts)
            dts.append(packet.pts if packet.dts is None else packet.dts)
            hidden.append(packet.is_discard or packet.is_corrupt or not sound)
        if not stream.time_base:
            raise MediaError(path, "its pictures have no time base")
        tick, zero = stream.time_base, zero_time(container) / stream.time_base
    few = ""
    if len(entries) <= 1:
        few = "it has one key frame only" if keys <= 1 else "its groups of pictures refer to each other"
    times = np.array(pts, np.int64)
    return PacketTable(
        times,
        np.array(dts, np.int64),
        _ranks(times, np.array(hidden, bool)),
        np.array(entries, np.int64),
        tick,
        zero,
        None if reason else configuration,
        reason,
        few,
    )


def _reason_of(codec: str, configuration: Configuration | None) -> str:
    if codec != "h264":
        return f"it is coded as {codec}, not h264"
    if configuration is None:
        return "its parameter sets are not stored beside its frames, as in a transport stream"
    if not configuration.profile:
        return "it has another profile than baseline, main or high"
    if configuration.free_id() is None:
        return "its parameter sets leave no number free"
    for nal in configuration.sequence:
        try:
            sequence = read_sequence(nal)
        except ValueError:
            return "its parameter sets are damaged"
        if sequence.chroma != 1 or sequence.depth != 8:
            return "its samples are not 8 bit 4:2:0"
        if not sequence.progressive:
            return "it is interlaced"
    return ""


def _looked_into(packet: Any, configuration: Configuration | None) -> tuple[bool, bool, bool]:
    """Return whether decoding may begin with a packet, whether it is sound, and whether its sets are the known ones."""
    if configuration is None:
        return False, True, True
    entry, same = False, True
    data = memoryview(packet)
    try:
        for kind, first, last in nal_units(data):
            entry = entry or kind == IDR
            if kind in (SEQUENCE_SET, PICTURE_SET):
                known = configuration.sequence if kind == SEQUENCE_SET else configuration.picture
                same = same and bytes(data[first:last]).rstrip(b"\0") in known
    except ValueError:
        return False, False, True
    return entry and bool(packet.is_keyframe), True, same


def _ranks(pts: NDArray[np.int64], hidden: NDArray[np.bool_]) -> NDArray[np.int64]:
    ranks = np.full(len(pts), _NEVER, np.int64)
    order = np.flatnonzero(~hidden)
    order = order[np.argsort(pts[order], kind="stable")]
    # Of two pictures at one time only the first is seen.
    order = order[np.concatenate(([True], np.diff(pts[order]) > 0))] if len(order) else order
    ranks[order] = np.arange(len(order))
    return ranks
