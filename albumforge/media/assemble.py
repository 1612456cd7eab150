"""Join encoded segments and stretches of a video, and lay sound, subtitles and chapters beside, by copying packets."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.audio import NO_SOUND
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import writing
from albumforge.media.source_run import RunReader, SourceRun
from albumforge.media.timed_text import Chapter, Subtitle, add_subtitle_stream, set_chapters, subtitle_packets

_TAGS = {"hevc": "hvc1"}
"""What players of Apple's want; FFmpeg would write another."""


Part = Path | SourceRun
"""An encoded segment, or a stretch of a video that is taken over as it is."""


class _Timing(NamedTuple):
    """Of one segment: its packets, and how far the decoder must run ahead, in frames."""

    packets: int
    reorder: int


def assemble(
    segments: Sequence[Part],
    sound: Path | None,
    output: Path,
    *,
    fps: Fraction,
    context: Context | None = None,
    configuration: bytes | None = None,
    title: str = "",
    chapters: Sequence[Chapter] = (),
    subtitles: Sequence[Subtitle] = (),
    language: str = "und",
) -> int:
    """Write the segments one after the other, with what goes beside them, as a faststart MP4 at `output`.

    Frame n of the result is shown at n / fps: presentation times are counted on, and decoding times are the number of
    the packet less the largest reordering of any segment, so that they rise over every join.

    Args:
        segments: files of `encode_segment` with the same coding, and stretches of a video, in order.
        sound: an MP4 or M4A with one AAC stream, or None.
        configuration: the record of parameter sets that serves all segments; None for that of the first.
        chapters: the first of them at 0, or none.
        language: of the subtitles, ISO 639-2.

    Returns:
        the number of video frames.

    Raises:
        MediaError: a segment or the sound is not what it should be; it names the file.
        StorageError: `output` cannot be written.
    """
    context = context or Context()
    timings = [_timing(path, fps) for path in segments]
    reorder = max(timing.reorder for timing in timings)
    frames = sum(timing.packets for timing in timings)
    with writing(output), av.open(f"file:{output}", "w", format="mp4", options={"movflags": "+faststart"}) as container:
        if title:
            container.metadata["title"] = title
        if chapters:
            set_chapters(container, chapters, float(frames / fps))
        video = _video(container, segments, fps, configuration)
        beside = [_sound(container, sound)] if sound is not None else []
        if subtitles:
            stream = add_subtitle_stream(container, language)
            beside.append(iter(subtitle_packets(subtitles, stream)))
        _mux(container, _video_packets(segments, timings, reorder, fps, video, context), beside)
    return frames


def is_segment(path: Path, frames: int) -> bool:
    """Whether a file is there, can be read to its end and has so many frames; costs about a millisecond."""
    if not path.is_file():
        return False
    try:
        with open_media(path, decoding=False) as container:
            packets = [packet for packet in container.demux(video_stream(path, container)) if packet.pts is not None]
    except MediaError:
        return False
    return len(packets) == frames


def _video(container: Any, segments: Sequence[Part], fps: Fraction, configuration: bytes | None) -> Any:
    # Of a video from elsewhere the stream may say more than its pictures need.
    pattern = next((part for part in segments if isinstance(part, Path)), None)
    if pattern is None:
        pattern = next(part.path for part in segments if isinstance(part, SourceRun))
    with open_media(pattern) as first:
        video = container.add_stream_from_template(video_stream(pattern, first), opaque=True)
    video.time_base = 1 / fps
    if configuration is not None:
        video.codec_context.extradata = configuration
    if video.codec_context.name in _TAGS:
        video.codec_context.codec_tag = _TAGS[video.codec_context.name]
    return video


def _timing(part: Part, fps: Fraction) -> _Timing:
    return _Timing(part.frames, part.reorder) if isinstance(part, SourceRun) else _timing_of_file(part, fps)


def _timing_of_file(path: Path, fps: Fraction) -> _Timing:
    with open_media(path, decoding=False) as container:
        stream = video_stream(path, container)
        step = _step(stream.time_base, fps, path)
        count = reorder = 0
        for packet in container.demux(stream):
            if packet.pts is None:  # the packet that ends the stream
                continue
            reorder = max(reorder, count - round(packet.pts / step))
            count += 1
    if not count:
        raise MediaError(path, "this segment holds no frames")
    return _Timing(count, reorder)


def _step(time_base: Fraction | None, fps: Fraction, path: Path) -> Fraction:
    if not time_base:
        raise MediaError(path, "this segment has no time base")
    return 1 / (fps * time_base)


def _mux(container: Any, video: Iterator[Any], beside: Sequence[Iterator[Any]]) -> None:
    """Write all packets interleaved by time, so that a player never has to look far ahead for any stream."""
    for packet in heapq.merge(video, *beside, key=lambda packet: packet.dts * packet.time_base):
        container.mux(packet)


def _sound(container: Any, sound: Path) -> Iterator[Any]:
    with open_media(sound) as source:
        if not source.streams.audio:
            raise MediaError(sound, NO_SOUND)
        stream = container.add_stream_from_template(source.streams.audio[0], opaque=True)
    return _sound_packets(sound, stream)


def _sound_packets(sound: Path, stream: Any) -> Iterator[Any]:
    with open_media(sound) as container:
        for packet in container.demux(container.streams.audio[0]):
            if packet.dts is not None:
                packet.stream = stream
                yield packet


def _video_packets(
    segments: Sequence[Part], timings: Sequence[_Timing], reorder: int, fps: Fraction, stream: Any, context: Context
) -> Iterator[Any]:
    start = number = 0
    with RunReader() as reader:
        for part, timing in zip(segments, timings, strict=True):
            packets = reader.packets(part) if isinstance(part, SourceRun) else _file_packets(part, fps)
            for shown, packet in packets:
                context.check()
                packet.pts = shown + start
                packet.dts = number - reorder
                packet.duration = 1
                packet.time_base = 1 / fps
                packet.stream = stream
                yield packet
                number += 1
            start += timing.packets


def _file_packets(path: Path, fps: Fraction) -> Iterator[tuple[int, Any]]:
    """Yield the number of the frame that a packet shows, and the packet."""
    with open_media(path, decoding=False) as container:
        source = container.streams.video[0]
        step = _step(source.time_base, fps, path)
        for packet in container.demux(source):
            if packet.pts is not None:
                yield round(packet.pts / step), packet
