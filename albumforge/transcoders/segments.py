"""Cut a source into segments that several workers can encode, each by itself, and that can be joined again.

A segment begins with a key frame and has exactly the pictures that are shown from there until the next one begins: with
open groups of pictures, some of these are stored behind that next key frame, and are decoded from there.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.media.parameter_sets import IDR, nal_units
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.reading import Source

SECONDS = 10.0
"""Of video in a segment, about: two groups of pictures of most results, so that a join costs no key frame."""
_MOST = 720
"""Segments, about: of longer films they become longer."""
_LAST = 4
"""So many segments at the end become shorter and shorter, so that the workers end at about the same time."""
_SHORTEST = 0.4  # of the usual length
_LESS, _MORE = 0.5, 1.05  # of the wanted length, that a segment may have

_ENTRIES = ("hevc", "av1", "vp9", "vp8")
"""Codecs in which nothing that is shown after a key frame needs what was before it (ITU-T H.265, 8.1.3: pictures that
do are shown before it)."""


class Segment(msgspec.Struct, frozen=True):
    """A stretch of a source; times are ticks of its stream.

    Attributes:
        key: digest of what is encoded, and how.
        start, end: pictures from `start` on, before `end`.
        seek: where to look for the packet that decoding begins with: its time of decoding.
        entry: the time at which that packet's picture is shown.
        packets: number of packets from there on that are needed.
        frames: number of pictures.
        times: digest of the times of the pictures, see `digest_of_times`.
    """

    key: str
    start: int
    end: int
    seek: int
    entry: int
    packets: int
    frames: int
    times: str


@dataclass(frozen=True, eq=False)
class PacketTable:
    """The packets of a source's pictures, in the order in which they are stored.

    Attributes:
        pts, dts, durations: ticks.
        shown: packets whose pictures are shown, in the order of that.
        entries: packets with which decoding may begin.
        clean: of these, those before which nothing is needed for what is shown from there on.
        tick: seconds.
        seekable: packets have times of their own, all of them different.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    durations: NDArray[np.int64]
    shown: NDArray[np.int64]
    entries: NDArray[np.int64]
    clean: frozenset[int]
    tick: Fraction
    seekable: bool

    @property
    def times(self) -> NDArray[np.int64]:
        """Times of the pictures, in order."""
        found: NDArray[np.int64] = self.pts[self.shown]
        return found


def packet_table(path: Path, context: Context) -> PacketTable:
    """Read the packets of a source, all of it.

    Raises:
        MediaError: it cannot be read, or ends early.
        Cancelled: the context asked to stop.
    """
    # Arrays, not lists: hours of video have hundreds of thousands of packets.
    pts, dts, durations, entries, hidden = array("q"), array("q"), array("q"), array("q"), array("b")
    clean = []
    with open_media(path, decoding=False) as media:
        stream = video_stream(path, media)
        source = Source(path, media, stream, threads=1)
        codec = stream.codec_context.codec.canonical_name
        timed = media.format.name != "avi"  # whose times are those of decoding
        for packet in source.packets((stream.index,)):
            context.check()
            if packet.pts is None:
                timed = False
                break
            if packet.is_keyframe and not packet.is_discard:
                entries.append(len(pts))
                if codec in _ENTRIES or (codec == "h264" and _is_idr(packet)):
                    clean.append(len(pts))
            pts.append(packet.pts)
            dts.append(packet.pts if packet.dts is None else packet.dts)
            durations.append(packet.duration or 0)
            hidden.append(packet.is_discard)
    times = np.array(pts, np.int64)
    shown = np.flatnonzero(~np.array(hidden, bool))
    shown = shown[np.argsort(times[shown], kind="stable")]
    seekable = timed and len(shown) > 1 and bool((np.diff(times[shown]) > 0).all())
    return PacketTable(
        times,
        np.array(dts, np.int64),
        np.array(durations, np.int64),
        shown,
        np.array(entries, np.int64),
        frozenset(clean),
        source.tick,
        seekable,
    )


def segments_of(table: PacketTable, recipe: str, seconds: float = SECONDS) -> tuple[Segment, ...]:
    """Cut a source at key frames; there are none where that cannot be done, for its packets have no times.

    Args:
        recipe: digest of how the pictures are encoded.
        seconds: of video in a segment, about, except for the last ones.
    """
    if not table.seekable:
        return ()
    times = table.times
    bounds = [*_bounds(table, seconds), int(times[-1]) + 1]
    places = np.searchsorted(times, bounds)
    return tuple(
        _segment(table, recipe, int(low), int(high), bounds[number + 1])
        for number, (low, high) in enumerate(pairwise(places))
    )


def digest_of_times(start: int, times: Sequence[int] | NDArray[np.int64]) -> str:
    """Return what stands for the times of a segment's pictures."""
    return hashlib.blake2b((np.asarray(times, np.int64) - start).astype("<i8").tobytes(), digest_size=16).hexdigest()


def identity(path: Path) -> str:
    """Return what a file is known by to all workers: its size, its time of change, how it begins and ends.

    Raises:
        OSError: it cannot be read.
    """
    most = 1 << 16
    with path.open("rb") as file:
        status = path.stat()
        digest = hashlib.blake2b(file.read(most), digest_size=16)
        file.seek(max(0, status.st_size - most))
        digest.update(file.read(most))
    return f"{status.st_size} {status.st_mtime_ns} {digest.hexdigest()}"


def _bounds(table: PacketTable, seconds: float) -> list[int]:
    """Return where segments begin."""
    times = table.times
    heads = np.sort(table.pts[table.entries])
    whole = float((times[-1] - times[0]) * table.tick)
    usual = max(seconds, whole / _MOST) / float(table.tick)
    found = [int(times[0])]
    while True:
        step = max(_SHORTEST * usual, min(usual, float(times[-1] - found[-1]) / _LAST))
        # The last key frame that makes it no longer than wanted (those each five seconds are seldom so to the tick).
        place = np.searchsorted(heads, found[-1] + step * _MORE, "right") - 1
        if heads[place] < found[-1] + step * _LESS:
            place += 1
        if place >= len(heads) or times[-1] - heads[place] < step * _LESS:
            return found
        found.append(int(heads[place]))


def _segment(table: PacketTable, recipe: str, low: int, high: int, end: int) -> Segment:
    packets = table.shown[low:high]
    start = int(table.pts[packets[0]])
    entry = _entry(table, int(packets[0])) if low else 0
    # Some containers look for times of decoding, others for those of showing, which are later.
    seek = min(int(table.dts[entry]), int(table.pts[entry]))
    count = int(packets.max()) - entry + 1
    times = digest_of_times(start, table.pts[packets])
    key = hashlib.blake2b(f"{recipe} {start} {end} {times}".encode(), digest_size=20).hexdigest()
    return Segment(key, start, end, seek, int(table.pts[entry]), count, len(packets), times)


def _entry(table: PacketTable, packet: int) -> int:
    """Return the packet to decode from for pictures from that of a key frame on: itself, or the key frame before."""
    if packet in table.clean:
        return packet
    earlier = table.entries[table.entries < packet]
    return int(earlier[-1]) if len(earlier) else 0


def _is_idr(packet: Any) -> bool:
    """Whether a picture of H.264 lets nothing after it refer to what was before, as far as that can be told."""
    try:
        return any(kind == IDR for kind, _, _ in nal_units(memoryview(packet)))
    except ValueError:  # not stored as in MP4 and Matroska
        return False
