"""A small copy of a video to look at before the whole is fetched.

It is what ``ffmpeg -vf scale=-2:480 -b:v 500k -c:v libx264 -preset fast -c:a aac -b:a 128k -movflags +faststart``
makes, in square pixels and upright; subtitles of the video that are 3GPP timed text go along.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph
from av.video.format import VideoFormat
from av.video.frame import PictureType
from av.video.reformatter import Interpolation, VideoReformatter

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.ahead import ahead
from albumforge.media.audio import RATE, Samples, decode_blocks, in_blocks
from albumforge.media.coding import Colours
from albumforge.media.encode import tag
from albumforge.media.orientation import TURNING_FILTERS, swaps_sides
from albumforge.media.probe import VideoInfo, open_media, probe_video, video_stream, zero_time
from albumforge.media.publish import published, storage_error, writing
from albumforge.media.timed_text import add_subtitle_stream, read_subtitles, subtitle_packets

_SOUND_BIT_RATE = 128_000
_AAC_FRAME = 1024
_AHEAD = 8  # small pictures that are made before they are encoded
_FASTEST = 120  # frames a second


@dataclass(frozen=True)
class _Look:
    height: int
    bit_rate: int


_LOOKS: dict[str, _Look] = {"480p": _Look(480, 500_000), "720p": _Look(720, 1_000_000)}

QUALITIES: tuple[str, ...] = tuple(_LOOKS)


def make_preview(source: Path, output: Path, quality: str, context: Context | None = None) -> None:
    """Write a small copy of `source` to `output`, an MP4 that plays while it is fetched.

    Memory does not grow with its length. Damaged pictures are left out, and so is sound that cannot be decoded.

    Args:
        output: appears when it is whole.
        quality: one of `QUALITIES`.

    Raises:
        MediaError: the source is no video, or nothing of it can be decoded.
        StorageError: `output` cannot be written.
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    info = probe_video(source)
    look = _LOOKS[quality]
    width = max(2, round(Fraction(info.width * look.height, info.height * 2)) * 2)
    size, fps = (width, look.height), _rate(source, info)
    with ahead(_scaled(source, info, fps, size, context), _AHEAD) as pictures:
        first = next(pictures, None)
        if first is None:
            raise MediaError(source, "no picture of it can be decoded")
        with published(output) as temporary, writing(output):
            try:
                _write(temporary, source, info, itertools.chain([first], pictures), fps, size, look.bit_rate, context)
            except av.error.FFmpegError as error:
                raise storage_error(output, OSError(error.errno, error.strerror)) from error


def _write(
    path: Path,
    source: Path,
    info: VideoInfo,
    pictures: Iterator[av.VideoFrame],
    fps: Fraction,
    size: tuple[int, int],
    bit_rate: int,
    context: Context,
) -> None:
    with av.open(f"file:{path}", "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = _video_packets(container, pictures, fps, size, bit_rate)
        sound = _sound_packets(container, source, info, context)
        text = _text_packets(container, source)
        for packet in heapq.merge(*(one for one in (video, sound, text) if one), key=_time):
            container.mux(packet)


def _time(packet: Any) -> Fraction:
    return Fraction(packet.dts * packet.time_base)


def _rate(path: Path, info: VideoInfo) -> Fraction:
    """Return the frames a second of the preview's grid: where the rate varies, the finest that is usual in it."""
    if not info.variable_frame_rate:
        return info.fps
    with open_media(path, decoding=False) as container:
        guessed = video_stream(path, container).guessed_rate
    return max(info.fps, min(guessed, Fraction(_FASTEST))) if guessed else info.fps


def _scaled(
    path: Path, info: VideoInfo, fps: Fraction, size: tuple[int, int], context: Context
) -> Generator[av.VideoFrame, None, None]:
    """Yield the pictures, small and upright, each with the number of its place in time, which rises."""
    with open_media(path) as container:
        stream = video_stream(path, container)
        stream.thread_type, stream.thread_count = "AUTO", 0
        yield from _scaled_from(container, stream, info, fps, size, context)


def _scaled_from(
    container: Any, stream: Any, info: VideoInfo, fps: Fraction, size: tuple[int, int], context: Context
) -> Iterator[av.VideoFrame]:
    tick, zero, last = stream.time_base or Fraction(1, av.time_base), zero_time(container), -1
    size = size[::-1] if swaps_sides(info.orientation) else size
    # The scaler of FFmpeg's filter of that name takes two and a half times as long.
    scaler = VideoReformatter()
    turn = _turning(info.orientation, size) if TURNING_FILTERS[info.orientation] else None
    for frame in _decoded(container, stream, context):
        stamp = frame.pts if frame.pts is not None else frame.dts
        if stamp is None:
            continue
        number = round((stamp * tick - zero) * fps)
        if number <= last:
            continue
        last = number
        small: Any = scaler.reformat(frame, *size, "yuv420p", interpolation=Interpolation.BICUBIC, threads=1)
        if turn is not None:
            small.pts = number
            turn.push(small)
            small = turn.pull()
        small.pts, small.time_base = number, 1 / fps
        small.pict_type = PictureType.NONE
        yield small


def _decoded(container: Any, stream: Any, context: Context) -> Iterator[av.VideoFrame]:
    packets = container.demux(stream)
    while True:
        context.check()
        try:
            packet = next(packets)
        except (StopIteration, IndexError, av.error.FFmpegError):
            return
        try:
            yield from packet.decode()
        except av.error.FFmpegError:
            continue


def _turning(orientation: int, size: tuple[int, int]) -> Graph:
    """Return filters that turn pictures of a size upright."""
    graph = Graph()
    last = graph.add_buffer(width=size[0], height=size[1], format=VideoFormat("yuv420p"), time_base=Fraction(1, 1000))
    for text in TURNING_FILTERS[orientation]:
        name, _, arguments = text.partition("=")
        following = graph.add(name, arguments)
        last.link_to(following)
        last = following
    last.link_to(graph.add("buffersink"))
    graph.configure()
    return graph


def _video_packets(
    written: Any, pictures: Iterator[av.VideoFrame], fps: Fraction, size: tuple[int, int], bit_rate: int
) -> Iterator[Any]:
    first = next(pictures)
    stream = written.add_stream("libx264", rate=fps, options={"preset": "fast"})
    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
    stream.bit_rate = bit_rate
    stream.time_base = stream.codec_context.time_base = 1 / fps
    # PyAV's default, slices, keeps the processors less busy, and costs size.
    stream.codec_context.thread_type, stream.codec_context.thread_count = "FRAME", 0
    tag(
        stream.codec_context,
        Colours(int(first.colorspace), int(first.color_range), int(first.color_primaries), int(first.color_trc)),
    )
    return _encoded(stream, itertools.chain([first], pictures))


def _sound_packets(written: Any, source: Path, info: VideoInfo, context: Context) -> Iterator[Any] | None:
    if info.audio is None:
        return None
    blocks = decode_blocks(source, context=context)
    try:
        first = next(blocks, None)
    except MediaError:
        return None
    if first is None:
        return None
    mono = info.audio.channels == 1
    stream = written.add_stream("aac", rate=RATE, layout="mono" if mono else "stereo")
    stream.bit_rate = _SOUND_BIT_RATE
    return _encoded(stream, _sound_frames(itertools.chain([first], blocks), mono))


def _text_packets(written: Any, source: Path) -> list[Any]:
    with open_media(source, decoding=False) as container:
        subtitles, language = read_subtitles(container)
    return subtitle_packets(subtitles, add_subtitle_stream(written, language)) if subtitles else []


def _sound_frames(blocks: Iterator[Samples], mono: bool) -> Iterator[av.AudioFrame]:
    at = 0
    for block in in_blocks(blocks, _AAC_FRAME):
        planes = np.ascontiguousarray(block.T[:1] if mono else block.T)
        frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout="mono" if mono else "stereo")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        at += len(block)
        yield frame


def _encoded(stream: Any, frames: Iterator[Any]) -> Iterator[Any]:
    for frame in frames:
        yield from stream.encode(frame)
    yield from stream.encode(None)
