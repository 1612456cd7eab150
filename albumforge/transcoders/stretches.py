"""Short stretches of a video, spread over it, by which the whole is judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.video.frame import VideoFrame

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoding import VideoFacts

SECONDS = 2.0
"""Of a stretch: long enough for the encoder to plan ahead, and for the first frame, which costs most, not to count."""

_FEWEST, _MOST = 3, 8
_ONE_MORE_EACH = 900.0  # seconds of video


@dataclass(frozen=True)
class Stretch:
    """A part of a video: seconds from its first picture."""

    start: float
    end: float


def stretches_of(facts: VideoFacts) -> tuple[Stretch, ...]:
    """Return the stretches that stand for a video: of a short one all, of a longer one three, up to eight of hours.

    They lie in the middle of equal parts: what comes before the first scene and after the last is not typical.
    """
    count = min(_MOST, _FEWEST + int(facts.duration / _ONE_MORE_EACH))
    if facts.duration <= count * SECONDS * 1.5:
        return (Stretch(0.0, facts.duration),)
    part = facts.duration / count
    starts = (part * (number + 0.5) - SECONDS / 2 for number in range(count))
    return tuple(Stretch(start, start + SECONDS) for start in starts)


def frames_of(path: Path, stretch: Stretch, *, threads: int, context: Context) -> Iterator[VideoFrame]:
    """Yield the decoded frames of a stretch, in order and with their times.

    Raises:
        MediaError: they cannot be decoded, or there are none.
        Cancelled: the context asked to stop.
    """
    found = False
    with open_media(path, decoding=False) as container:
        stream = video_stream(path, container)
        stream.thread_type, stream.thread_count = "AUTO", threads
        tick = float(stream.time_base or 1 / av.time_base)
        first = (stream.start_time or 0) * tick
        try:
            if stretch.start > 0:
                container.seek(int((first + stretch.start) / tick), stream=stream)
        except av.error.FFmpegError as error:  # Matroska whose end is not there
            raise _nothing_at(path, stretch) from error
        for frame in container.decode(stream):
            context.check()
            if frame.pts is None or frame.pts * tick < first + stretch.start - tick:
                continue
            if frame.pts * tick >= first + stretch.end:
                break
            found = True
            yield frame
    if not found:
        raise _nothing_at(path, stretch)


def _nothing_at(path: Path, stretch: Stretch) -> MediaError:
    return MediaError(path, f"it ends early, or is damaged: there are no pictures at second {stretch.start:.1f}")
