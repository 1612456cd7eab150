"""Encode frames to video segments that can be joined without encoding again.

Every segment begins with an IDR frame, has closed groups of pictures and the same parameter sets; `assemble` copies
their packets.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.packet import Packet
from av.video.frame import PictureType
from numpy.typing import NDArray

from albumforge.errors import Unavailable
from albumforge.media import svt_av1
from albumforge.media.coding import BT709, Colours, Match, VideoCoding
from albumforge.media.publish import published, writing
from albumforge.settings import PRESETS

GOP_SECONDS = 2

_SVT_PRESETS = dict(zip(PRESETS, (10, 9, 8, 7, 7, 6, 5, 4, 3), strict=True))
"""SVT-AV1 numbers them, and warns of artefacts from 10 on: that is for drafts."""

_CRF_MORE = {"libx264": 0, "libx265": 3, svt_av1.NAME: 12}
"""What other encoders' rate factors are higher than x264's for about the same look."""

_X265_DELAY = 2
"""Frames that x265 holds back to reorder them, with any preset and B-frames as references."""


Picture = NDArray[np.uint8] | av.VideoFrame
"""An I420 array (height · 3/2, width), or a decoded frame of the format yuv420p."""


def encode_segment(
    frames: Iterator[NDArray[np.uint8]] | Iterator[Picture],
    path: Path,
    *,
    width: int,
    height: int,
    fps: Fraction,
    coding: VideoCoding,
    colours: Colours = BT709,
    match: Match | None = None,
) -> int:
    """Encode pictures, and publish them as an MP4 at `path`.

    One thread: segments are encoded side by side, and the bytes do not depend on the number of processors. An array may
    be written over once the next one is asked for.

    Args:
        colours: what the samples mean; they are written as they are.
        match: what the segment is to be joined with, for libx264; None where all segments are encoded alike.

    Returns:
        the number of frames.

    Raises:
        StorageError: `path` cannot be written.
        Unavailable: the encoder does not work here.
    """
    with published(path) as temporary, writing(path):
        return _encode(frames, temporary, (width, height), fps, coding, colours, match)


def _encode(
    frames: Iterator[NDArray[np.uint8]] | Iterator[Picture],
    path: Path,
    size: tuple[int, int],
    fps: Fraction,
    coding: VideoCoding,
    colours: Colours,
    match: Match | None,
) -> int:
    # With the protocol named, nothing in the name itself is taken for one.
    with av.open(f"file:{path}", "w", format="mp4") as container:
        stream = _add_stream(container, coding, fps, size[0], match)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.time_base = 1 / fps
        context = stream.codec_context
        context.time_base = 1 / fps
        context.thread_count = 1
        tag(context, colours)
        _open(context, coding.codec)
        in_time = _clock(coding.codec)
        count = 0
        for picture in frames:
            frame = _frame(picture)
            stamp, base = frame.pts, frame.time_base
            frame.pts, frame.time_base = count, 1 / fps
            frame.colorspace, frame.color_range = colours.matrix, colours.range
            container.mux(in_time(stream.encode(frame)))
            if frame is picture:  # whoever decoded it goes on by its time
                frame.pts, frame.time_base = stamp, base
            count += 1
        container.mux(in_time(stream.encode(None)))
    return count


def _frame(picture: Picture) -> av.VideoFrame:
    if isinstance(picture, av.VideoFrame):
        picture.pict_type = PictureType.NONE  # of which type it was before is nothing to the encoder
        return picture
    # Not copied: with one thread the encoder has taken what it needs when `encode` returns.
    return av.VideoFrame.from_numpy_buffer(picture, format="yuv420p")


def _clock(codec: str) -> Callable[[list[Packet[Any]]], list[Packet[Any]]]:
    """Return what sets the times of decoding of an encoder's packets right; call it for all of them, in order."""
    if codec != "libx265":
        return lambda packets: packets
    # Of fewer frames than it holds back x265 gives times that were never set (seen with 4.2); of more, these.
    times = itertools.count(-_X265_DELAY)

    def set_right(packets: list[Packet[Any]]) -> list[Packet[Any]]:
        for packet in packets:
            packet.dts = next(times)
        return packets

    return set_right


def _add_stream(container: Any, coding: VideoCoding, fps: Fraction, width: int, match: Match | None) -> Any:
    try:
        return container.add_stream(coding.codec, rate=fps, options=encoder_options(coding, fps, width, match))
    except (av.error.FFmpegError, ValueError, TypeError) as error:  # no such encoder, or one of sound
        raise _not_working(coding.codec, error) from error


def _open(context: Any, codec: str) -> None:
    try:
        with svt_av1.opening(codec):
            context.open()
    except av.error.FFmpegError as error:
        raise _not_working(codec, error) from error


def _not_working(codec: str, error: Exception) -> Unavailable:
    reason = getattr(error, "strerror", None) or error
    return Unavailable(f"The encoder {codec} does not work here: {reason}.", hint="`albumforge doctor` shows which do.")


def encoder_options(coding: VideoCoding, fps: Fraction, width: int, match: Match | None = None) -> dict[str, str]:
    """Return the options of the encoder for frames of a width, as FFmpeg names them; see `encode_segment`."""
    options = {
        "preset": coding.preset,
        "crf": str(coding.crf + _CRF_MORE.get(coding.codec, 0)),
        "g": str(round(GOP_SECONDS * fps)),
    }
    if coding.codec == "libx265":
        # One thread, and neither settings nor version in the stream: the same bytes everywhere.
        parts = "open-gop=0:pools=none:frame-threads=1:wpp=0:info=0:log-level=error"
        return {**options, "x265-params": parts}
    if coding.codec == svt_av1.NAME:
        return {**options, "preset": str(_SVT_PRESETS.get(coding.preset, 10)), "svtav1-params": "lp=1"}
    # x264's AVX-512 code for the macroblock tree takes eight blocks of 16 pixels at a time; where a row does not divide
    # by eight it reads memory that was not written, and the bytes differ from run to run. The AVX2 code does not, but
    # is a fifth slower, so it is for those widths only.
    steady = ":asm=avx2" if -(-width // 16) % 8 and _has_avx512() else ""
    # stitchable: the same parameter sets for every segment; a decoder may then run from one into the next.
    if match is not None:
        options["profile"], steady = match.profile, f"{steady}:sps-id={match.number}"
    return {**options, "x264-params": f"stitchable=1:open-gop=0{steady}"}


@cache
def _has_avx512() -> bool:
    try:
        return " avx512f " in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").replace("\n", " ")
    except OSError:
        return False


def tag(context: Any, colours: Colours) -> None:
    """Mark a codec context with what its samples mean."""
    context.colorspace = colours.matrix
    context.color_range = colours.range
    context.color_primaries = colours.primaries
    context.color_trc = colours.transfer


def trial_encode(codec: str) -> str:
    """Encode a small picture with an encoder, really.

    Returns:
        "" when it works here, else the reason why not.
    """
    try:
        context: Any = av.CodecContext.create(codec, "w")
        context.width, context.height, context.pix_fmt = 320, 240, "yuv420p"
        context.time_base = Fraction(1, 30)
        with svt_av1.opening(codec):
            context.open()
        frame = av.VideoFrame.from_ndarray(np.full((360, 320), 128, np.uint8), format="yuv420p")
        packets = []
        for number in range(8):
            frame.pts = number
            packets += context.encode(frame)
        packets += context.encode(None)
    except (av.error.FFmpegError, ValueError, AttributeError, TypeError) as error:  # the latter two: one of sound
        return str(error)
    return "" if packets else "it gave no packets"
