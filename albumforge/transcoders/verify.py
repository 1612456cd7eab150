"""Look into a transcoded file before it takes anybody's place; what the encoder said of it counts for nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

from albumforge.context import Context
from albumforge.errors import MediaError, counted
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.alike import Likeness
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.look import Look, look_at
from albumforge.transcoders.reading import Source
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoders.streams import Fate, Tracks, codec_of, tracks_of
from albumforge.transcoding import Preset

STAGE = "verify"
_TOLERANCE = 0.1  # seconds
_LATE = 0.05  # seconds that the beginning of sound may be off the pictures'
_UNTOLD = {"matrix": (2,), "range": (0, 1), "primaries": (2,), "transfer": (2,)}
"""What H.273 has for colours that are not told, and FFmpeg for the usual range: encoders write one for the other."""


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


@dataclass
class Span:
    """A stream's packets or frames: their number, when the first begins and when the last ends, in seconds."""

    count: int = 0
    begin: Fraction | None = None
    end: Fraction = Fraction(0)

    def add(self, stamp: int | None, duration: int | None, tick: Fraction) -> None:
        """Count one more."""
        self.count += 1
        if stamp is None:
            return
        begin, end = stamp * tick, (stamp + (duration or 0)) * tick
        # MPEG-TS counts from any number on, which may be below zero.
        self.end = end if self.begin is None else max(self.end, end)
        self.begin = begin if self.begin is None else min(self.begin, begin)

    @property
    def length(self) -> float:
        """Seconds."""
        return float(self.end - (self.begin or 0))

    def after(self, other: Span) -> float:
        """Return how many seconds after another it begins."""
        return float((self.begin or Fraction(0)) - (other.begin or Fraction(0)))


def verify(output: Path, source: Path, preset: Preset, *, context: Context, threads: int = 0) -> Verified:
    """Decode all of a transcoded file and compare it with its source.

    Reports progress with the stage ``verify``.

    Args:
        threads: that decode; 0: one a processor.

    Raises:
        MediaError: it is not what the preset asks for, or its source cannot be read; the reason says what is wrong.
        Cancelled: the context asked to stop.
    """
    began = time.monotonic()
    container = FORMATS[output.suffix.lower()]
    look = look_at(source)
    shape, _ = shape_for(source, look, preset.video, container)
    with open_media(source) as media:  # without any decoding, FFmpeg guesses when a Matroska file begins
        pictures = video_stream(source, media)
        tracks = tracks_of(source, media, pictures, preset, container)
        chapters = len(media.chapters()) if preset.chapters else 0
        expected, keys = _spans_of_packets(source, media, pictures, context)
        sounds = [track.index for track in tracks.tracks if track.kind == "audio" and track.fate is not Fate.GONE]
        wanted = expected[pictures.index], [expected[index] for index in sounds]
        codecs = _codecs(media, tracks, preset)
    found = look_at(output)
    _compare_looks(output, shape, found)
    if container != "matroska" and found.spherical_v1 != look.spherical_v1:
        raise MediaError(output, "it lost what makes it a VR video")
    likeness = Likeness(source, shape, keys, wanted[0].begin or Fraction(0))
    with open_media(output) as made:
        _compare_streams(output, made, tracks, codecs, chapters)
        spans = _decoded(output, made, likeness, context, wanted[0].count, threads)
        shown = next(iter(spans.values()))
        heard = [spans.get(stream.index, Span()) for stream in made.streams.audio]
    _compare_times(output, shown, wanted[0], heard, wanted[1], look)
    likeness.check(output)
    return Verified(shown.count, shown.length, time.monotonic() - began)


def _spans_of_packets(
    path: Path, media: InputContainer, pictures: VideoStream, context: Context
) -> tuple[dict[int, Span], list[Fraction]]:
    """Return the spans of a file's streams, by their packets alone, and the times of its key frames in seconds."""
    spans = {index: Span() for index in range(len(media.streams))}
    keys = []
    for packet in Source(path, media, pictures, threads=1).packets(spans):
        context.check()
        if not packet.is_discard:
            spans[packet.stream_index].add(packet.pts, packet.duration, packet.time_base)
            if packet.is_keyframe and packet.stream_index == pictures.index and packet.pts is not None:
                keys.append(packet.pts * packet.time_base)
    return spans, keys


def _codecs(media: InputContainer, tracks: Tracks, preset: Preset) -> list[str]:
    """Return the codecs of pictures and sound that the result must have, in order."""
    fates = {Fate.ENCODE: preset.video.codec}
    return [
        fates.get(track.fate) or track.codec or codec_of(media.streams[track.index])
        for track in tracks.tracks
        if track.kind in ("video", "audio") and track.fate is not Fate.GONE
    ]


def _compare_streams(path: Path, made: InputContainer, tracks: Tracks, codecs: list[str], chapters: int) -> None:
    kinds = ["attachment" if stream.disposition & Disposition.attached_pic else stream.type for stream in made.streams]
    found: Counter[str] = Counter(kinds)
    for kind, count in tracks.wanted().items():
        # The muxer adds tracks of data of its own: of a time code, of the titles of chapters.
        if found[kind] < count or (kind != "data" and found[kind] > count):
            raise MediaError(path, f"it has {counted(found[kind], f'{kind} stream')}, not {count}")
    coded = [codec_of(stream) for stream, kind in zip(made.streams, kinds, strict=True) if kind in ("video", "audio")]
    if coded != codecs:
        raise MediaError(path, f"its streams are coded as {', '.join(coded)}, not {', '.join(codecs)}")
    if len(made.chapters()) != chapters:
        raise MediaError(path, f"it has {counted(len(made.chapters()), 'chapter')}, not {chapters}")


def _compare_looks(path: Path, shape: Shape, look: Look) -> None:
    if (look.width, look.height) != (shape.width, shape.height):
        raise MediaError(path, f"its pictures have {look.width}×{look.height} pixels, not {shape.width}×{shape.height}")
    if look.orientation != 1:
        raise MediaError(path, "its pictures are not upright")
    if abs(look.sample_aspect / shape.sample_aspect - 1) > 0.01:
        raise MediaError(path, f"its pixels are {look.sample_aspect} wide, not {shape.sample_aspect}")
    if look.bits != (10 if shape.ten_bit else 8):
        raise MediaError(path, f"its samples have {look.bits} bit")
    for name, untold in _UNTOLD.items():
        wanted, found = getattr(shape.colours, name), getattr(look.colours, name)
        if wanted != found and not (wanted in untold and (name != "range" or found in untold)):
            raise MediaError(path, f"the {name} of its colours is {found}, not {wanted} (ITU-T H.273)")
    if shape.mastering is not None and (look.mastering is None or not shape.mastering.like(look.mastering)):
        raise MediaError(path, "it lost what HDR10 says of the display of the mastering")
    if shape.light is not None and look.light != shape.light:
        raise MediaError(path, "it lost what HDR10 says of its brightness")
    if _kind(look.spherical) != _kind(shape.spherical) or _kind(look.stereo) != _kind(shape.stereo):
        raise MediaError(path, "it lost what makes it a VR video")


def _kind(data: bytes | None) -> bytes | None:
    """Return the kind that FFmpeg's structures for spheres and eyes begin with; flat is as none."""
    return None if data is None else data[:4]


def _decoded(
    path: Path, made: InputContainer, likeness: Likeness, context: Context, frames: int, threads: int
) -> dict[int, Span]:
    """Decode all streams but covers, which are the source's; return their spans, that of the pictures first."""
    spans: dict[int, Span] = {}
    pictures = video_stream(path, made)
    source = Source(path, made, pictures, threads=threads)
    beside = {
        stream.index: stream
        for stream in made.streams
        if stream.index != pictures.index
        and stream.codec_context is not None
        and not stream.disposition & Disposition.attached_pic
    }
    shown = spans.setdefault(pictures.index, Span())
    usual = round(1 / (pictures.average_rate or 25) / source.tick)
    for number, frame in enumerate(source.pictures(beside)):
        context.check()
        shown.add(frame.pts, frame.duration or usual, source.tick)
        likeness.see(frame, (frame.pts or 0) * source.tick - (shown.begin or 0), source.tick)
        _decode_others(path, source, spans)
        if number % 50 == 0:
            context.progress(STAGE, number / max(1, frames))
    _decode_others(path, source, spans)
    for index, stream in beside.items():
        if stream.type == "audio":
            _flush(path, stream, spans.setdefault(index, Span()))
    context.progress(STAGE, 1.0)
    return spans


def _decode_others(path: Path, source: Source, spans: dict[int, Span]) -> None:
    while source.others:
        packet = source.others.popleft()
        span = spans.setdefault(packet.stream_index, Span())
        if not packet.is_discard:
            span.add(packet.pts, packet.duration, packet.time_base)
        for _ in _frames(path, packet):
            pass


def _frames(path: Path, packet: Packet[Any]) -> Iterator[Any]:
    kind = {"audio": "sound", "subtitle": "subtitles"}.get(packet.stream.type, "pictures")
    try:
        yield from packet.decode()
    except (av.error.FFmpegError, ValueError) as error:
        second = float((packet.pts or 0) * packet.time_base)
        raise MediaError(path, f"its {kind} cannot be decoded at second {second:.1f} ({error})") from error


def _flush(path: Path, stream: Any, span: Span) -> None:
    try:
        stream.decode(None)
    except av.error.FFmpegError as error:
        raise MediaError(path, f"its sound cannot be decoded at second {float(span.end):.1f} ({error})") from error


def _compare_times(path: Path, found: Span, wanted: Span, heard: list[Span], sounds: list[Span], look: Look) -> None:
    # A packet of interlaced H.264 may hold one of the two fields of a picture.
    if found.count != wanted.count and not (look.interlaced and abs(2 * found.count - wanted.count) <= 2):
        raise MediaError(path, f"it has {counted(found.count, 'picture')}, its source {wanted.count}")
    usual = float(1 / look.rate)
    if abs(found.length - wanted.length) > _TOLERANCE + usual:
        raise MediaError(path, f"its pictures last {found.length:.2f} s, those of its source {wanted.length:.2f} s")
    for number, (one, other) in enumerate(zip(heard, sounds, strict=True), 1):
        if abs(one.length - other.length) > _TOLERANCE:
            raise MediaError(
                path, f"its sound track {number} lasts {one.length:.2f} s, that of its source {other.length:.2f} s"
            )
        late = one.after(found) - other.after(wanted)
        if other.count and abs(late) > _LATE:
            raise MediaError(path, f"its sound track {number} is {late:.2f} s late")
