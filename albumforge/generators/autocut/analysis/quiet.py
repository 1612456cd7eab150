"""Where in a video nothing happens, found without decoding it: most of a talk is such.

A group of pictures, from one key picture to the next, is quiet where both look alike and none of the packets between
them is large: a new scene within it, or the way back from one, would have to be coded afresh, nearly as large as a key
picture. Only the key pictures are decoded for that.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import av
import cv2
import numpy as np
from av.error import FFmpegError
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.autocut.analysis.small import Pixels, small_picture
from albumforge.generators.autocut.ingest import VideoSource
from albumforge.media.probe import open_media, video_stream

_ALIKE = 11.0  # of 255; mean difference in hue, saturation and brightness; for a cut, the detector wants 15
_LARGE = 0.5  # size of a packet, as part of that of its key picture
_LONGEST = 12.0  # seconds of a group; too much could happen in longer ones
_LEAST = 20.0  # seconds of a video; shorter ones are not worth it
_TRIED, _MOST_KEYS = 200, 40  # packets after which it is known whether there are groups, and key pictures among them


@dataclass
class _Group:
    """A key picture of `size` bytes, and the largest of the packets behind it."""

    stamp: int
    size: int
    peak: int = 0


def quiet_groups(video: VideoSource, context: Context) -> frozenset[int]:
    """Return the timestamps, in ticks, of the key pictures of quiet groups.

    Raises:
        MediaError: the file cannot be opened any more.
        Cancelled: the context asked to stop.
    """
    if video.source.duration < _LEAST:
        return frozenset()
    groups: list[_Group] = []
    alike = _Alike()
    with open_media(video.path) as container:
        if container.format.name == "avi":  # its packets have no times of showing
            return frozenset()
        stream = video_stream(video.path, container)
        stream.codec_context.skip_frame = "NONKEY"
        stream.codec_context.options = {"skip_loop_filter": "all"}
        tick = stream.time_base or Fraction(1, av.time_base)
        with contextlib.suppress(FFmpegError):  # what is damaged is decoded, as far as it can be
            for number, packet in enumerate(container.demux(stream)):
                context.check()
                if packet.is_keyframe and packet.pts is not None:
                    groups.append(_Group(packet.pts, packet.size))
                    if number < _TRIED and len(groups) > _MOST_KEYS:
                        return frozenset()
                elif groups and packet.pts is not None:
                    groups[-1].peak = max(groups[-1].peak, packet.size)
                    continue
                for frame in packet.decode():
                    alike.add(frame)
    return frozenset(
        group.stamp
        for group, after in pairwise(groups)
        if (group.stamp, after.stamp) in alike.pairs
        and group.peak <= _LARGE * group.size
        and (after.stamp - group.stamp) * tick <= _LONGEST
    )


class _Alike:
    """Compares each key picture with the one before; the decoder gives them in order, some of them late.

    Attributes:
        pairs: timestamps of neighbours that look alike.
    """

    def __init__(self) -> None:
        self.pairs: set[tuple[int, int]] = set()
        self._last: tuple[int, NDArray[np.int16]] | None = None

    def add(self, frame: VideoFrame) -> None:
        """Compare the next picture."""
        if frame.pts is None or frame.is_corrupt:
            self._last = None
            return
        picture = hue_saturation_brightness(small_picture(frame))
        if self._last is not None and float(np.abs(picture - self._last[1]).mean()) < _ALIKE:
            self.pairs.add((self._last[0], frame.pts))
        self._last = frame.pts, picture


def hue_saturation_brightness(picture: Pixels) -> NDArray[np.int16]:
    """Return a picture, BGR, as PySceneDetect compares it."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2HSV), np.int16)
