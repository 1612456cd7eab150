"""One pass over the pictures of a video, shared by all that look at it.

Pictures that no other depends on are not decoded, and no block edges are smoothed: for a small picture that makes no
difference, and it more than halves the work. Of groups in which nothing happens only the beginning is decoded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Protocol

import cv2
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.generators.autocut.analysis.quiet import quiet_groups
from albumforge.generators.autocut.analysis.small import Pixels, small_picture
from albumforge.generators.autocut.ingest import VideoSource
from albumforge.media.orientation import upright
from albumforge.media.probe import frame_orientation, open_media, video_stream, zero_time

STAGE = "pictures"

_MOST_A_SECOND = 31
_MOST_THREADS = 16
_BEGINNING = 0.25  # seconds of a quiet group that are decoded, to see how much moves
_SQUARE = Fraction(1)


class Look:
    """A picture that is looked at; `frame` is valid as long as it is looked at.

    Attributes:
        time: seconds from the time zero of the file.
        number: frame on the grid.
        before: frame on the grid of the look before; -1 at the first.
    """

    def __init__(self, frame: VideoFrame, time: float, number: int, before: int, aspect: Fraction = _SQUARE) -> None:
        self.frame = frame
        self._aspect = aspect
        self.time = time
        self.number = number
        self.before = before

    @cached_property
    def small(self) -> Pixels:
        """The picture, BGR, as it is stored, 160 pixels on its long side: (h, w, 3)."""
        return small_picture(self.frame)

    @cached_property
    def luma(self) -> Pixels:
        """The brightness of the small picture: (h, w)."""
        return np.asarray(cv2.cvtColor(self.small, cv2.COLOR_BGR2GRAY), np.uint8)

    def rgb(self, long_side: int) -> Pixels:
        """Return the picture upright, (h, w, 3), in square pixels, with at most `long_side` on its long side."""
        wide = self.frame.width * float(self._aspect)
        scale = min(1.0, long_side / max(wide, self.frame.height))
        width, height = max(2, round(wide * scale)), max(2, round(self.frame.height * scale))
        stored = self.frame.reformat(width, height, format="rgb24", interpolation="AREA").to_ndarray()
        return upright(np.asarray(stored, np.uint8), frame_orientation(self.frame))


class Consumer(Protocol):
    """What looks at the pictures of a pass."""

    def see(self, look: Look) -> None:
        """Look at a picture; they come in order."""
        ...


@dataclass(frozen=True)
class Seen:
    """What came of a pass.

    Attributes:
        looks: pictures that were looked at.
        end: second until which there are whole pictures.
        damaged: packets that could not be decoded.
    """

    looks: int
    end: float
    damaged: int


def look_through(
    video: VideoSource, consumers: Sequence[Consumer], context: Context, *, threads: int | None = None
) -> Seen:
    """Decode a video once, and show its pictures to all consumers: at most 31 a second.

    Raises:
        MediaError: nothing of it can be decoded.
        Cancelled: the context asked to stop.
    """
    rate, duration = video.source.rate, video.source.duration
    count, last, before, due = 0, 0.0, -1, -1.0
    damage = _Damage()
    quiet = quiet_groups(video, context)
    with open_media(video.path) as container:
        stream = _fast(video_stream(video.path, container), container, threads)
        for frame, time in _pictures(container, stream, rate, damage, quiet):
            context.check()
            if not damage.spread:
                last = time
            if time < due:
                continue
            number = max(0, round(time * rate))
            if number <= before:
                continue
            look = Look(frame, time, number, before, video.info.sample_aspect)
            for consumer in consumers:
                consumer.see(look)
            count, before, due = count + 1, number, time + 1 / _MOST_A_SECOND - 0.004
            context.progress(STAGE, time / duration)
    if not count:
        raise MediaError(video.path, "no picture of it can be decoded")
    context.progress(STAGE, 1.0)
    return Seen(count, last + float(1 / rate), damage.packets)


@dataclass
class _Damage:
    """How many packets could not be decoded, and whether what comes now is made from what was in one."""

    packets: int = 0
    spread: bool = False

    def note(self) -> None:
        self.packets, self.spread = self.packets + 1, True


def _fast(stream: VideoStream, container: InputContainer, threads: int | None) -> VideoStream:
    stream.thread_count = min(_MOST_THREADS, threads or _processors())
    stream.thread_type = "AUTO"
    stream.codec_context.options = {"skip_loop_filter": "all"}
    if container.format.name != "avi":  # its frames have their times by their order: none may be missing
        stream.codec_context.skip_frame = "NONREF"
    return stream


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _pictures(
    container: InputContainer, stream: VideoStream, rate: Fraction, damage: _Damage, quiet: frozenset[int]
) -> Iterator[tuple[VideoFrame, float]]:
    """Yield frames with their seconds from the time zero of the file, in order; damaged ones are left out."""
    origin, by_order, count, last = zero_time(container), container.format.name == "avi", 0, -1.0
    packets = _worthwhile(container.demux(stream), quiet, ceil(_BEGINNING * rate) + 2)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, IndexError, FFmpegError):  # IndexError: streams came or went on the way
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            damage.note()
            continue
        for frame in frames:
            stamp = frame.pts if frame.pts is not None else frame.dts
            if by_order:
                time, count = float(count / rate), count + 1
            elif stamp is None or frame.time_base is None:
                continue
            else:
                time = float(stamp * frame.time_base - origin)
            if frame.is_corrupt:
                damage.note()
            elif time > last:
                last = time
                damage.spread = damage.spread and not frame.key_frame
                yield frame, time


def _worthwhile(
    packets: Iterator[Packet[VideoStream]], quiet: frozenset[int], most: int
) -> Iterator[Packet[VideoStream]]:
    """Leave out the packets of quiet groups but the first `most`, which depend on none of the others."""
    key, sent, cut, before_cut = None, 0, False, False
    for packet in packets:
        if packet.pts is None:
            yield packet
            continue
        if packet.is_keyframe:
            key, sent, cut, before_cut = packet.pts, 0, False, cut
        elif key is not None and key in quiet and sent >= most:
            cut = True
            continue
        elif before_cut and key is not None and packet.pts < key:
            continue  # of an open group: it depends on what was left out before
        sent += 1
        yield packet
