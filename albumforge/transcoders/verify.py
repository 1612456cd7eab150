"""Look into a transcoded file before it takes anybody's place."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoding import Preset


@dataclass(frozen=True)
class Verified:
    """What was found in a file that is as it should be.

    Attributes:
        frames: number of pictures that were decoded.
        duration: seconds of the pictures.
        seconds: that the look took, on the clock.
    """

    frames: int
    duration: float
    seconds: float


def verify(output: Path, source: Path, preset: Preset, *, context: Context, threads: int = 0) -> Verified:
    """Decode all of a transcoded file and compare it with its source.

    Raises:
        MediaError: it is not what the preset asks for; the reason says what is wrong.
    """
    began = time.monotonic()
    frames = 0
    with open_media(source, decoding=False) as media:
        wanted = sum(packet.pts is not None for packet in media.demux(video_stream(source, media)))
    with open_media(output) as media:
        stream = video_stream(output, media)
        stream.thread_type, stream.thread_count = "AUTO", threads
        for _ in media.decode(stream):
            context.check()
            frames += 1
        duration = float((stream.duration or 0) * (stream.time_base or 0))
    if frames != wanted:
        raise MediaError(output, f"it has {frames} pictures, its source {wanted}")
    return Verified(frames, duration, time.monotonic() - began)
