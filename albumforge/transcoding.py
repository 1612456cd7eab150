"""What a transcoder is asked for and gives: presets, what is known of a video, results, and the protocol of the kind.

A transcoder turns one video into a new file by a preset. It knows no database, no queue and no HTTP; it neither checks
what came out nor puts it in anybody's place: `albumforge.transcoders` has functions for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, runtime_checkable

import msgspec

from albumforge.context import Context
from albumforge.errors import ForgeError

if TYPE_CHECKING:
    from albumforge.backends import Share

VIDEO_CODECS = ("h264", "hevc", "av1", "vp9")
"""What presets may ask for, by FFmpeg's names."""

SPEEDS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""How long an encoder may look for savings, by x264's names; each encoder has its own scale for them."""


_SPEED = re.compile(r"([\d.]+) fps")


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A quality to be reached, measured between source and result.

    Attributes:
        metric: ``ssim`` (mean of the luma, 0 to 1) or ``xpsnr`` (dB of the luma, about 30 to 50).
        score: the least that is good enough.
        lowest, highest: rate factors between which it is searched; lower is better and larger.
    """

    metric: Literal["ssim", "xpsnr"]
    score: float
    lowest: float = 14.0
    highest: float = 38.0


class Picture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the pictures are encoded: exactly one of `crf`, `bitrate_k` and `target` says how well.

    Attributes:
        codec: one of `VIDEO_CODECS`.
        crf: constant rate factor on x265's scale, 0 to 51; each encoder gets what looks about the same on its own.
        bitrate_k: kbit/s on average.
        target: quality to search a rate factor for.
        speed: one of `SPEEDS`.
        ten_bit: samples of 10 bit; None: as the source.
        max_width, max_height: pixels; larger pictures are scaled down in proportion, turned ones by what is shown.
        gop_seconds: a frame with which decoding may begin, at least so often.
        deinterlace: ``auto``: sources that are interlaced; ``never``.
    """

    codec: Literal["h264", "hevc", "av1", "vp9"]
    crf: float | None = None
    bitrate_k: int | None = None
    target: Target | None = None
    speed: str = "medium"
    ten_bit: bool | None = None
    max_width: int | None = None
    max_height: int | None = None
    gop_seconds: float = 5.0
    deinterlace: Literal["auto", "never"] = "auto"


class Sound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of sound tracks, all of them.

    Attributes:
        codec: ``copy``: as they are; ``aac`` or ``opus``: encoded; ``drop``: left out. What the container cannot hold
            is encoded as aac (MP4, MOV) or flac (Matroska), never lost.
        bitrate_k: kbit/s of a stereo track; others by their number of channels.
    """

    codec: Literal["copy", "aac", "opus", "drop"] = "copy"
    bitrate_k: int = 160


class SkipRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which videos need no transcode.

    Attributes:
        codecs: already coded so, by FFmpeg's names; None: in the preset's own codec; []: none is skipped for this.
        bitrate_below_k: kbit/s of the whole file.
        size_below_mb: megabytes of 10⁶ bytes.
        paths: patterns such as ``*/proxies/*`` or ``*.tmp.mp4``, matched against the path below the scanned folder,
            upper and lower case alike.
    """

    codecs: tuple[str, ...] | None = None
    bitrate_below_k: int = 0
    size_below_mb: float = 0.0
    paths: tuple[str, ...] = ()


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a video is to become.

    Attributes:
        name: lower-case letters, digits and '-'.
        video: the pictures.
        audio: the sound.
        container: ``mp4``, ``mkv``, ``mov``; ``auto``: that of the source where it is one of these, else ``mkv``.
        subtitles: ``keep``: all (converted between text formats where the container asks for it), or ``drop``.
        chapters, metadata: whether these are kept.
        faststart: the index of an MP4 is put before its data, so that it plays while it is loaded.
        min_saving: percent of the source that the result must be smaller by; the encoding stops early once it is
            sure that it will not be. 0: any result that is not larger. None: however large it becomes.
        skip: which videos are left as they are.
        title: what it is for, by language, ``zh`` and ``en``.
    """

    name: str
    video: Picture
    audio: Sound = Sound()
    container: Literal["auto", "mp4", "mkv", "mov"] = "auto"
    subtitles: Literal["keep", "drop"] = "keep"
    chapters: bool = True
    metadata: bool = True
    faststart: bool = True
    min_saving: float | None = 0.0
    skip: SkipRules = SkipRules()
    title: dict[str, str] = msgspec.field(default_factory=dict)


class Hdr(StrEnum):
    """Kinds of high dynamic range."""

    NONE = ""
    HLG = "hlg"
    PQ = "pq"
    """PQ without what HDR10 says of the display it was mastered on."""
    HDR10 = "hdr10"
    HDR10_PLUS = "hdr10+"
    DOLBY_VISION = "dolby-vision"


@dataclass(frozen=True)
class StreamFacts:
    """A stream of a file.

    Attributes:
        kind: ``video``, ``audio``, ``subtitle``, ``data`` or ``attachment``; cover art is an ``attachment``.
        codec: FFmpeg's name, "" where it knows none.
        language: ISO 639-2, or "".
        channels: of sound, else 0.
    """

    kind: str
    codec: str
    language: str = ""
    channels: int = 0


@dataclass(frozen=True)
class VideoFacts:
    """What a scan finds out about a video, from headers and one decoded frame.

    Attributes:
        path: the file.
        size: bytes.
        mtime_ns: time of its last change, nanoseconds since 1970.
        container: FFmpeg's name of the format, such as ``mov,mp4,m4a,3gp,3g2,mj2``.
        codec: of the pictures, FFmpeg's name.
        bitrate_k: kbit/s of the whole file.
        fps: frames a second, on average.
        width, height: pixels as stored.
        duration: seconds.
        bits: of a sample.
        hdr: the kind.
        vr: the picture is a sphere, or a part of one, or two for two eyes.
        vr_by: ``metadata`` or ``name``, or "".
        interlaced: its frames are two fields.
        streams: all of them, in their order.
        chapters: number of them.
    """

    path: Path
    size: int
    mtime_ns: int
    container: str
    codec: str
    bitrate_k: int
    fps: Fraction
    width: int
    height: int
    duration: float
    bits: int = 8
    hdr: Hdr = Hdr.NONE
    vr: bool = False
    vr_by: str = ""
    interlaced: bool = False
    streams: tuple[StreamFacts, ...] = ()
    chapters: int = 0


@dataclass(frozen=True)
class Encoder:
    """An encoder that was tried here.

    Attributes:
        codec: one of `VIDEO_CODECS`.
        name: FFmpeg's name, such as ``hevc_nvenc``.
        ten_bit: it took frames of 10 bit, too.
        problem: why it cannot be used, a clause; "" where it can.
    """

    codec: str
    name: str
    ten_bit: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Transcoded:
    """What a transcoder made.

    Attributes:
        path: the file, under the name that was asked for; not checked yet.
        size: bytes.
        encoder: FFmpeg's name of the one that was used.
        fallback: why another backend's encoder was used, a sentence; "" where it was its own.
        frames: number of frames that were decoded from the source and encoded.
        duration: seconds of the pictures.
        seconds: of the encoding, on the clock.
        crf: rate factor that was used, on the preset's scale, or None.
        score: what a search for a target measured on its samples, or None.
        notes: what the owner should know, a sentence each: streams that were converted or left out, and why.
        streams: number of streams that must be in the file by kind, as `StreamFacts.kind`.
    """

    path: Path
    size: int
    encoder: str
    fallback: str
    frames: int
    duration: float
    seconds: float
    crf: float | None = None
    score: float | None = None
    notes: tuple[str, ...] = ()
    streams: dict[str, int] = field(default_factory=dict)


def encoding_note(encoder: str, fallback: str, notes: Iterable[str]) -> str:
    """Return what the log is told of a transcode, a sentence a line; the arguments are those of `Transcoded`."""
    return "\n".join(note for note in (f"Encoded with {encoder}.", fallback, *notes) if note)


def speed_message(fps: float) -> str:
    """Return the message of progress at so many frames a second."""
    return f"{fps:.0f} fps"


def told_speed(message: str) -> float | None:
    """Return the frames a second that a message of progress tells; None where it tells none."""
    found = _SPEED.search(message)
    return float(found[1]) if found else None


class NotSmaller(ForgeError):
    """Raised when the result is, or is sure to become, larger than the preset allows; the source stays."""

    http_status = 409
    exit_code = 4


@runtime_checkable
class Transcoder(Protocol):
    """Turns a video into a new file. Knows no database and no queue; safe to use from several threads."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what this backend can encode with, tried by really encoding a small picture; found out once.

        Those that cannot be used are in it with their problem. Never raises; may take seconds when first called.
        """
        ...

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`; what is there is written over.

        Reports progress with the stages ``search`` (for a target) and ``transcode``. The source is only read.

        Args:
            source: the video.
            output: where the result is written as it grows: a temporary name of the caller's, beside its final place;
                its suffix is that of the container, see `albumforge.transcoders.container.suffix_for`.
            preset: what to make.
            threads: processors that the encoder may use; 0: all.

        Raises:
            MediaError: the source cannot be decoded whole, or changed meanwhile.
            NotSmaller: the preset wants a smaller file, and it is sure that it will not be.
            StorageError: `output` cannot be written.
            Unavailable: no encoder of the preset's codec works here, not even in software.
            Cancelled: the context asked to stop.
            In each case nothing is left at `output`.
        """
        ...


@runtime_checkable
class SharingTranscoder(Transcoder, Protocol):
    """A transcoder whose longer videos are encoded by all workers of its queue."""

    def transcode_shared(
        self,
        source: Path,
        output: Path,
        preset: Preset,
        *,
        threads: int,
        segment_threads: int,
        context: Context,
        cache: Path,
        share: Share,
        seconds: float,
    ) -> Transcoded:
        """Encode a video as `transcode` does, but leave segments of it to others; they lie in the cache meanwhile.

        What cannot be cut into segments is encoded here; the log of the context then says why.

        Args:
            threads: processors for a video that is not shared; 0: all.
            segment_threads: processors that this worker encodes segments with.
            cache: folder that all workers see.
            share: who encodes which segment.
            seconds: shorter videos are not shared; 0: none is.
        """
        ...

    def help_transcode(self, mark: str, *, cache: Path, threads: int, share: Share, context: Context) -> int:
        """Encode segments of a video that another worker has, into the cache of both, until all are there.

        Args:
            mark: what the other worker gave to `Share.invite`.

        Returns:
            How many were encoded here.

        Raises:
            Unavailable: segments made here would be others than those wanted, or the other worker has another cache.
            MediaError, StorageError: the source cannot be read or decoded, a segment not be written.
            Cancelled: the context asked to stop; what is finished stays in the cache.
        """
        ...
