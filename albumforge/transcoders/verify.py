"""Look into a transcoded file before it takes anybody's place; what the encoder said of it counts for nothing."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from av.container import InputContainer
from av.stream import Disposition

from albumforge.context import Context
from albumforge.errors import MediaError, counted
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.alike import Likeness, check_sounds
from albumforge.transcoders.beside import sound_begins
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.decoded import Decoded
from albumforge.transcoders.look import Look, look_at
from albumforge.transcoders.reading import Span
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoders.streams import Fate, Tracks, codec_of, tracks_of
from albumforge.transcoding import Preset

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
    with open_media(source) as media:
        pictures = video_stream(source, media)
        tracks = tracks_of(source, media, pictures, preset, container)
        chapters = len(media.chapters()) if preset.chapters else 0
        shows = pictures.index
        codecs = _codecs(media, tracks, preset)
    sounds = [track.index for track in tracks.tracks if track.kind == "audio" and track.fate is not Fate.GONE]
    found = look_at(output)
    _compare_looks(output, shape, found)
    if container != "matroska" and found.spherical_v1 != look.spherical_v1:
        raise MediaError(output, "it lost what makes it a VR video")
    likeness = Likeness(source, look, shape, sounds)
    with open_media(output) as made, likeness.decoding(threads):
        _compare_streams(output, made, tracks, codecs, chapters)
        decoded = Decoded(output, made, threads)
        decoded.run(likeness, context)
    for track in tracks.tracks:
        if track.fate is Fate.SOUND:
            _begin_when_heard(source, track.index, likeness.spans[track.index])
    shown, heard = decoded.shown, [decoded.spans[index] for index in decoded.sounding]
    _compare_times(output, shown, likeness.spans[shows], heard, [likeness.spans[index] for index in sounds], look)
    check_sounds(output, list(decoded.sounding.values()), [likeness.sounds[index] for index in sounds])
    return Verified(shown.count, shown.length, time.monotonic() - began)


def _begin_when_heard(path: Path, index: int, span: Span) -> None:
    """Let the span of a sound track begin with its first samples: so does what is made of them."""
    begin = sound_begins(path, index)
    if span.begin is not None and begin is not None:
        span.begin = max(span.begin, begin)


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
            when = "later" if late > 0 else "earlier"
            raise MediaError(
                path, f"the sound track {number} of the result begins {abs(late):.2f} s {when} than in the source"
            )
