"""One pass over a video: read, decode, shape, encode, write. Memory does not grow with the length of the film."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.media.ahead import ahead
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import writing
from albumforge.media.regular import read_error
from albumforge.transcoders.boxes import set_aside_vexu
from albumforge.transcoders.coded import Coded, encoder_options
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.encoders import Spec
from albumforge.transcoders.look import Look
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.reading import Source
from albumforge.transcoders.result_file import Allowed, ResultFile, certain
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoders.spherical_v1 import add_spherical_v1
from albumforge.transcoders.streams import tracks_of
from albumforge.transcoding import Preset, Transcoded, speed_message

STAGE = "transcode"
_IN_MOV = ("h264", "hevc")
_AHEAD = 8  # frames and packets that are ready before the encoder asks for them
_STEP = 0.01  # of the whole, between two reports
_STEP_SECONDS = 0.5


@dataclass(frozen=True)
class Order:
    """A video to encode.

    Attributes:
        source, output: paths; the suffix of `output` is that of its container.
        preset: what to make.
        spec: the encoder.
        crf: rate factor, on x265's scale; None: the preset's bitrate.
        threads: processors that may be used; 0: all.
        look: at the source.
    """

    source: Path
    output: Path
    preset: Preset
    spec: Spec
    crf: float | None
    threads: int
    look: Look


@dataclass(frozen=True)
class Opened:
    """A source and the file that is made of it, both open.

    Attributes:
        shape: of the result's pictures.
        media, pictures: the source, and its stream that is encoded.
        made: the result; nothing is written yet.
        allowed: how large it may become.
        certain: bytes that are copied for certain, by the index of their stream.
        began: when the work began, on the monotonic clock.
    """

    order: Order
    context: Context
    shape: Shape
    media: InputContainer
    pictures: VideoStream
    made: ResultFile
    allowed: Allowed
    certain: dict[int, int]
    began: float


Fill = Callable[[Opened], tuple[int, Fraction]]
"""Writes all streams of a result; returns the number of pictures, and the seconds that they last."""


def run(order: Order, context: Context, fill: Fill) -> Transcoded:
    """Encode a video.

    Args:
        fill: where the pictures come from, such as `one_pass`.

    Raises:
        MediaError, NotSmaller, StorageError, Unavailable, Cancelled: as `Transcoder.transcode`; nothing is left at
            `order.output`.
    """
    began = time.monotonic()
    before = _state(order.source)
    try:
        made = _make(order, context, before[0], began, fill)
        if _state(order.source) != before:
            raise MediaError(order.source, "it was changed while it was transcoded")
    except BaseException:
        with contextlib.suppress(OSError):
            order.output.unlink()
        raise
    return made


def _state(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError as error:
        raise read_error(path, error) from error
    return status.st_size, status.st_mtime_ns


def _make(order: Order, context: Context, size: int, began: float, fill: Fill) -> Transcoded:
    preset, container = order.preset, FORMATS[order.output.suffix.lower()]
    if container == "mov" and preset.video.codec not in _IN_MOV:
        raise MediaError(order.source, f"MOV cannot hold {preset.video.codec}", hint="The containers mp4 and mkv can.")
    shape, notes = shape_for(order.source, order.look, preset.video, container)
    allowed = Allowed(order.source, size, preset.min_saving)
    with open_media(order.source) as media, writing(order.output):
        pictures = video_stream(order.source, media)
        tracks = tracks_of(order.source, media, pictures, preset, container)
        with ResultFile(order.output, order.source, media, pictures, tracks, preset) as made:
            copied = dict(certain(media, tracks))
            try:
                frames, lasted = fill(Opened(order, context, shape, media, pictures, made, allowed, copied, began))
            except av.error.FFmpegError as error:  # what is wrong with the source has been told as such before
                if isinstance(error, OSError):  # of writing
                    raise
                raise Unavailable(f"It could not be transcoded here: {error}.") from error
        if container != "matroska" and order.look.vr:
            set_aside_vexu(order.output)
            if order.look.spherical_v1 is not None:
                add_spherical_v1(order.output, order.look.spherical_v1)
        written = order.output.stat().st_size
        allowed.check(written, done=True)
    return Transcoded(
        path=order.output,
        size=written,
        encoder=order.spec.name,
        fallback="",
        frames=frames,
        duration=float(lasted),
        seconds=time.monotonic() - began,
        crf=order.crf,
        notes=(*notes, *tracks.notes),
        streams=tracks.wanted(),
    )


def one_pass(opened: Opened) -> tuple[int, Fraction]:
    """Encode the pictures as they are read, and write all streams, as `Fill` says."""
    order = opened.order
    source = Source(order.source, opened.media, opened.pictures, threads=order.threads)
    options = encoder_options(order.spec, order.preset.video, order.crf, opened.shape, order.threads)
    with contextlib.closing(Coded(order.spec, options, opened.shape, order.threads)) as coded:
        opened.made.begin(coded)
        work = _Work(opened, coded)
        with ahead(_items(order, opened.shape, source, opened.made.beside), _AHEAD) as items:
            work.take(items, _length(opened.media, opened.pictures))
    return source.frames, work.lasted


def _items(
    order: Order, shape: Shape, source: Source, beside: list[int]
) -> Generator[VideoFrame | Packet[Any], None, None]:
    """Yield the frames to encode, and what was read between them."""
    frames = shaped(
        source.pictures(beside),
        shape,
        pixel_format=order.spec.formats[shape.ten_bit],
        tick=source.tick,
        deinterlace=order.preset.video.deinterlace == "auto",
        threads=order.threads,
    )
    for frame in frames:
        while source.others:
            yield source.others.popleft()
        yield frame
    yield from source.others


def _length(media: InputContainer, pictures: VideoStream) -> float:
    """Return seconds of the pictures, as far as the file tells them; for the progress alone."""
    if pictures.duration and pictures.time_base:
        return float(pictures.duration * pictures.time_base)
    return (media.duration or 0) / av.time_base


class _Work:
    """Takes what was read to the encoder and to the file, and tells how far it is."""

    def __init__(self, opened: Opened, coded: Coded) -> None:
        self._order, self._context, self._coded, self._made = opened.order, opened.context, coded, opened.made
        self._allowed, self._certain, self._began = opened.allowed, opened.certain, opened.began
        self._told, self._told_at = 0.0, opened.began
        self._frames = 0
        self._first: Fraction | None = None
        self.lasted = Fraction(0)

    def take(self, items: Iterator[VideoFrame | Packet[Any]], length: float) -> None:
        """Take all there is.

        Args:
            length: seconds of the pictures.
        """
        for item in items:
            self._context.check()
            if isinstance(item, VideoFrame):
                self._show(item, length)
            else:
                self._certain[item.stream_index] = self._certain.get(item.stream_index, 0) - item.size
                self._made.take(item)
        self._made.show(self._coded.encode(None))
        self._made.finish()
        self._report(1.0)

    def _show(self, frame: VideoFrame, length: float) -> None:
        assert frame.pts is not None
        tick = self._order.look.tick
        start = frame.pts * tick
        if self._first is None:
            self._first = start
        self.lasted = start - self._first + (frame.duration * tick if frame.duration else 1 / self._order.look.rate)
        self._made.show(self._coded.encode(frame))
        self._frames += 1
        # What is still to be copied is in the result for certain.
        self._allowed.check(self._made.written + sum(max(0, rest) for rest in self._certain.values()))
        done = float(self.lasted) / length if length else 0.0
        now = time.monotonic()
        if done - self._told >= _STEP or now - self._told_at >= _STEP_SECONDS:
            self._told_at = now
            self._report(min(done, 1 - _STEP / 2))

    def _report(self, done: float) -> None:
        self._told = done
        speed = self._frames / max(1e-3, time.monotonic() - self._began)
        self._context.progress(STAGE, done, speed_message(speed))
