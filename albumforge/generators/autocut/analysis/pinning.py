"""On which frame exactly a scene changes, where the decode pass left frames out around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.autocut.analysis.scenes import Cut
from albumforge.generators.autocut.analysis.small import small_picture
from albumforge.generators.autocut.ingest import VideoSource
from albumforge.media.probe import open_media, video_stream, zero_time

_ALL_AT_ONCE = 0.5  # part of the whole change that one frame must bring where it is a cut
_A_MINUTE = 6  # cuts that are looked at again; a video with more has other worries
_LEAST = 20
_SLACK = Fraction(1, 2)
_BACK = (0, 1, 4, 12)  # seconds


@dataclass(frozen=True)
class _Picture:
    number: int
    values: NDArray[np.int16]


def pin(video: VideoSource, cuts: Sequence[Cut], context: Context) -> tuple[int, ...]:
    """Return the frame on which each cut lies, in order; what turns out to be quick movement is left out.

    Only the pictures around cuts that are not exact are decoded. Where there are very many, the rest stays as it is.

    Raises:
        MediaError: the file cannot be opened any more.
        Cancelled: the context asked to stop.
    """
    budget = _LEAST + round(_A_MINUTE * video.source.duration / 60)
    found: list[int] = []
    with open_media(video.path) as container:
        stream = video_stream(video.path, container)
        stream.codec_context.options = {"skip_loop_filter": "all"}
        for cut in cuts:
            if cut.exact or budget <= 0 or container.format.name == "avi":
                found.append(cut.at)
                continue
            budget -= 1
            place = _place(video, container, stream, cut, context)
            if place is not None:
                found.append(place)
    return tuple(found)


def _place(
    video: VideoSource, container: InputContainer, stream: VideoStream, cut: Cut, context: Context
) -> int | None:
    """Return the frame on which a cut lies, or None where it is none."""
    pictures: list[_Picture] = []
    for back in _BACK:  # containers without an index may lead to a place behind the one that is sought
        pictures = list(_around(video, container, stream, cut, back, context))
        if pictures and pictures[0].number <= cut.before:
            break
    if len(pictures) < 2 or pictures[0].number > cut.before or pictures[-1].number < cut.at:
        return cut.at
    steps = [float(np.abs(after.values - before.values).mean()) for before, after in pairwise(pictures)]
    whole = float(np.abs(pictures[-1].values - pictures[0].values).mean())
    largest = int(np.argmax(steps))
    if steps[largest] < _ALL_AT_ONCE * whole:
        return None
    return pictures[largest + 1].number


def _around(
    video: VideoSource, container: InputContainer, stream: VideoStream, cut: Cut, back: int, context: Context
) -> Iterator[_Picture]:
    """Yield the pictures from the one before a cut to the one behind it; `back` seconds before, the file is entered."""
    rate, origin = video.source.rate, zero_time(container)
    tick = stream.time_base or Fraction(1, av.time_base)
    first, last = ((Fraction(number) - _SLACK) / rate + origin for number in (cut.before, cut.at + 1))
    try:
        container.seek(max(stream.start_time or 0, floor((first + _SLACK / rate - back) / tick)), stream=stream)
        for packet in container.demux(stream):
            context.check()
            # What comes earlier and nothing depends on need not be decoded.
            early = packet.pts is not None and packet.pts * tick < first
            stream.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
            for frame in packet.decode():
                if frame.pts is None or frame.pts * tick < first:
                    continue
                if frame.pts * tick >= last:
                    return
                yield _Picture(round((frame.pts * tick - origin) * rate), small_picture(frame).astype(np.int16))
    except FFmpegError:
        return
