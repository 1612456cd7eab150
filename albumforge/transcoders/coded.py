"""Opens an encoder for the pictures of a result, and makes the stream of a container for what it gives.

PyAV can give a stream neither a sphere nor HDR. So the encoder is opened for an MP4 in memory, of which only the header
is ever written; the boxes that are missing are put into that header, and FFmpeg reads it again as the stream that the
result's is copied from.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Sequence
from typing import Any

import av
from av.codec.context import Flags
from av.codec.hwaccel import HWAccel
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame

from albumforge.errors import Unavailable
from albumforge.media import svt_av1
from albumforge.media.encode import tag
from albumforge.transcoders.boxes import spherical_boxes, with_boxes
from albumforge.transcoders.encoders import Spec, guessed_bitrate
from albumforge.transcoders.shape import Shape
from albumforge.transcoding import SPEEDS, Picture

_TAGS = {"hevc": "hvc1"}
_MOST_THREADS = 16
"""That x265 takes; more do not help the others either."""
"""What players of Apple's want in MP4 and MOV; FFmpeg would write another."""

_SVT_MOST = 6  # levels of parallelism of SVT-AV1


def encoder_options(spec: Spec, picture: Picture, crf: float | None, shape: Shape, threads: int) -> dict[str, str]:
    """Return the options of an encoder, as FFmpeg names them.

    Args:
        crf: the rate factor, on x265's scale; None: the preset's bitrate.
        threads: that it may use; 0: all.
    """
    options = {**spec.fixed, "g": str(max(1, round(picture.gop_seconds * shape.rate)))}
    if spec.speed is not None:
        name, values = spec.speed
        options[name] = values[SPEEDS.index(picture.speed)]
    if crf is None:
        options |= {**spec.by_bitrate, "b": str((picture.bitrate_k or 0) * 1000)}
    elif spec.scale is None:
        options["b"] = str(guessed_bitrate(crf, shape.width, shape.height, float(shape.rate)))
    else:
        options |= {**spec.by_quality, spec.scale.option: spec.scale.value(crf)}
    return options | _parameters(spec.name, shape, threads)


def _parameters(name: str, shape: Shape, threads: int) -> dict[str, str]:
    """Return what only the encoder's own language of parameters has words for."""
    if name == "libx265":
        parts = ["log-level=error", "open-gop=0"]
        if threads:
            parts.append(f"pools={threads}")
        if shape.mastering is not None:
            parts.append(f"master-display={shape.mastering.x265()}")
        if shape.light is not None:
            parts.append(f"max-cll={shape.light}")
        if shape.colours.transfer == 16:
            parts.append("hdr10=1:hdr10-opt=1" if shape.mastering is not None else "hdr10-opt=1")
        return {"x265-params": ":".join(parts)}
    if name == "libsvtav1":
        parts = [f"lp={min(threads, _SVT_MOST)}"] if threads else []
        if shape.mastering is not None:
            parts.append(f"mastering-display={shape.mastering.svt()}")
        if shape.light is not None:
            parts.append(f"content-light={shape.light}")
        return {"svtav1-params": ":".join(parts)} if parts else {}
    if name == "libx264":
        parts = []
        if shape.mastering is not None:
            parts.append(f"mastering-display={shape.mastering.x265()}")
        if shape.light is not None:
            parts.append(f"cll={shape.light}")
        return {"x264-params": ":".join(parts)} if parts else {}
    return {}


class Coded:
    """An encoder at work; for one thread.

    Attributes:
        stream: of the header in memory: what a container's stream is copied from.
    """

    def __init__(self, spec: Spec, options: dict[str, str], shape: Shape, threads: int) -> None:
        """Open an encoder.

        Args:
            options: see `encoder_options`.
            threads: that it may use; 0: all.

        Raises:
            Unavailable: it does not work here, or not with pictures of this shape.
        """
        self._shape = shape
        self._lasts: dict[int, int] = {}
        self._clock = _Clock(shape) if spec.name == "libx265" else None
        written = io.BytesIO()
        self._holder = av.open(written, "w", format="mp4", container_options={"movflags": "empty_moov"})
        hardware = HWAccel(spec.device) if spec.device else None
        try:
            self._encoder: Any = self._holder.add_stream(spec.name, rate=shape.rate, options=options, hwaccel=hardware)
            self._configure(spec, threads)
            with svt_av1.opening(spec.name):
                self._holder.start_encoding()
        except (av.error.FFmpegError, ValueError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Unavailable(f"The encoder {spec.name} does not take these pictures: {reason}.") from error
        header = with_boxes(written.getvalue(), _boxes(shape))
        self._header = av.open(io.BytesIO(header))
        self.stream = self._header.streams.video[0]

    def _configure(self, spec: Spec, threads: int) -> None:
        shape, context = self._shape, self._encoder.codec_context
        context.width, context.height = shape.width, shape.height
        context.pix_fmt = spec.formats[shape.ten_bit]
        context.time_base, context.framerate = shape.tick, shape.rate
        context.sample_aspect_ratio = shape.sample_aspect
        context.thread_type = "AUTO"  # PyAV's own choice has x264 cut pictures in slices
        context.thread_count = min(threads, _MOST_THREADS)
        context.flags |= Flags.frame_duration
        tag(context, shape.colours)

    def add_to(self, container: Any) -> Any:
        """Add the stream of its packets to a container, and return it."""
        made = container.add_stream_from_template(self.stream, opaque=True)
        context, encoder = made.codec_context, self._encoder.codec_context
        made.time_base = self._shape.tick
        context.framerate, context.pix_fmt = self._shape.rate, encoder.pix_fmt
        context.sample_aspect_ratio = self._shape.sample_aspect
        if encoder.extradata:
            # As the encoder writes it; that of the header would say that the packets are written as in MP4.
            context.extradata = encoder.extradata
        name = encoder.codec.canonical_name
        if name in _TAGS and container.format.name != "matroska":
            context.codec_tag = _TAGS[name]
        return made

    def encode(self, frame: VideoFrame | None) -> list[Packet[Any]]:
        """Return the packets that come out when a frame is put in; None: all that are left.

        Raises:
            Unavailable: the encoder failed.
        """
        if frame is not None:
            frame.pict_type = PictureType.NONE  # of which type it was before is nothing to the encoder
            frame.time_base = self._shape.tick
            if frame.pts is not None and frame.duration:
                self._lasts[frame.pts] = frame.duration
        try:
            packets: list[Packet[Any]] = self._encoder.encode(frame)
        except av.error.FFmpegError as error:
            name, reason = self._encoder.codec.name, error.strerror or error
            raise Unavailable(f"The encoder {name} failed: {reason}.") from error
        for packet in packets:  # not all encoders tell it, or of the picture that it is
            packet.duration = self._lasts.pop(packet.pts or 0, packet.duration)
        if self._clock is not None:
            self._clock.set(frame, packets)
        return packets

    def close(self) -> None:
        """Let the encoder go."""
        self._header.close()
        self._holder.close()


class _Clock:
    """When the packets of x265 are to be decoded: when the pictures are shown, two pictures earlier.

    x265 tells it, too, but of fewer pictures than it holds back it gives times that were never set (seen with 4.2).
    """

    def __init__(self, shape: Shape) -> None:
        self._step = max(1, round(1 / (shape.rate * shape.tick)))
        self._times: deque[int] = deque()
        self._begun = False

    def set(self, frame: VideoFrame | None, packets: Sequence[Packet[Any]]) -> None:
        """Give packets their times; `frame` is what the encoder got before it gave them."""
        if frame is not None and frame.pts is not None:
            if not self._begun:
                self._begun = True
                self._times.extend((frame.pts - 2 * self._step, frame.pts - self._step))
            self._times.append(frame.pts)
        for packet in packets:
            packet.dts = self._times.popleft()


def _boxes(shape: Shape) -> bytes:
    parts = [spherical_boxes(shape.spherical, shape.stereo)]
    if shape.mastering is not None:
        parts.append(shape.mastering.box())
    if shape.light is not None:
        parts.append(shape.light.box())
    return b"".join(parts)
