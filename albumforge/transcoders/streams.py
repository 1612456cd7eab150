"""What becomes of each stream of a source: nothing is lost without a word."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition

from albumforge.errors import MediaError
from albumforge.media.probe import open_media
from albumforge.transcoding import Preset, Sound

_TEXT = frozenset(
    ("subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text", "microdvd", "subviewer", "sami", "realtext", "ttml")
)
"""Subtitles of words, which can be converted into one another; the others are pictures."""

_STYLED = frozenset(("ass", "ssa"))
_FONTS = ("font", "opentype", "truetype")
_TITLES = {"mp4": "MP4", "mov": "MOV", "matroska": "Matroska"}
_ENOUGH = 1.25  # times the preset's bitrate, up to which sound of the preset's codec is not encoded again


class Fate(StrEnum):
    """What becomes of a stream."""

    ENCODE = "encode"
    """The pictures."""
    COPY = "copy"
    SOUND = "sound"
    """Encoded as `Track.codec`."""
    TEXT = "text"
    """Converted to subtitles of the kind `Track.codec`."""
    FILE = "file"
    """Attached: a font, a cover."""
    COVER = "cover"
    """A track with one picture, as MP4 has it."""
    GONE = "gone"


@dataclass(frozen=True)
class Track:
    """What becomes of the stream `index` of a source: `kind` as in `StreamFacts`, `codec` where it gets another."""

    index: int
    kind: str
    fate: Fate
    codec: str = ""


@dataclass(frozen=True)
class Tracks:
    """What becomes of all streams, and what the owner should know of it, a sentence each."""

    tracks: tuple[Track, ...]
    notes: tuple[str, ...] = ()

    def wanted(self) -> dict[str, int]:
        """Return how many streams of each kind must be in the result."""
        return dict(Counter(track.kind for track in self.tracks if track.fate is not Fate.GONE))


def holds(stream: Any, container: str) -> bool:
    """Whether a container can hold a stream as it is, found out by writing the head of one.

    Args:
        container: FFmpeg's name of the muxer.
    """
    try:
        with av.open(io.BytesIO(), "w", format=container) as trial:
            trial.add_stream_from_template(stream, opaque=True)
            trial.start_encoding()
    except (av.error.FFmpegError, ValueError):
        return False
    return True


def codec_of(stream: Any) -> str:
    """Return FFmpeg's name of a stream's codec, "" where it knows none."""
    return "" if stream.codec_context is None else str(stream.codec_context.codec.canonical_name)


def tracks_of(path: Path, container: InputContainer, pictures: Any, preset: Preset, made: str) -> Tracks:
    """Decide what becomes of the streams of a source.

    Args:
        path: the source, for errors.
        pictures: its stream that is encoded.
        made: FFmpeg's name of the result's muxer.

    Raises:
        MediaError: the result's container cannot hold a stream, nor what it could be converted to.
    """
    planner = _Planner(path, container, preset, made)
    for stream in container.streams:
        if stream.index == pictures.index:
            planner.add(stream, Fate.ENCODE)
        else:
            planner.decide(stream)
    return Tracks(tuple(planner.tracks), tuple(planner.notes))


class _Planner:
    def __init__(self, path: Path, container: InputContainer, preset: Preset, made: str) -> None:
        self._path, self._container, self._preset, self._made = path, container, preset, made
        self.tracks: list[Track] = []
        self.notes: list[str] = []
        self._counts: Counter[str] = Counter()

    def add(self, stream: Any, fate: Fate, kind: str = "", codec: str = "") -> None:
        self.tracks.append(Track(stream.index, kind or stream.type, fate, codec))

    def decide(self, stream: Any) -> None:
        if stream.type == "attachment" or stream.disposition & Disposition.attached_pic:
            self._attachment(stream)
            return
        self._counts[stream.type] += 1
        decide = {"video": self._video, "audio": self._audio, "subtitle": self._subtitle}.get(stream.type, self._data)
        decide(stream)

    def _name(self, stream: Any) -> str:
        kinds = {"video": "video track", "audio": "sound track", "subtitle": "subtitle track"}
        number = self._counts[stream.type] + (stream.type == "video")
        return f"{kinds[stream.type]} {number} ({codec_of(stream) or 'of an unknown kind'})"

    def _refuse(self, what: str) -> MediaError:
        others = "" if self._made == "matroska" else " Matroska holds more kinds."
        return MediaError(self._path, f"its {what} cannot be kept in {_TITLES[self._made]}", hint=others.strip())

    def _video(self, stream: Any) -> None:
        if stream.codec_context is None or not holds(stream, self._made):
            raise self._refuse(self._name(stream))
        self.add(stream, Fate.COPY)

    def _audio(self, stream: Any) -> None:
        sound = self._preset.audio
        if sound.codec == "drop":
            self.add(stream, Fate.GONE)
            return
        if stream.codec_context is None:
            raise self._refuse(self._name(stream))
        if not stream.rate or stream.format is None:  # FFmpeg found nothing to decode where it looked
            self._unknown_sound(stream)
            return
        spare = "flac" if self._made == "matroska" else "aac"
        wanted = spare if sound.codec == "opus" and self._made == "mov" else sound.codec
        fits = holds(stream, self._made)
        if fits and (wanted == "copy" or _good_enough(stream, wanted, sound)):
            self.add(stream, Fate.COPY)
            return
        wanted = spare if wanted == "copy" else wanted
        if wanted != sound.codec:
            title = _TITLES[self._made]
            self.notes.append(f"The {self._name(stream)} is {wanted} now: {title} cannot hold it otherwise.")
        self.add(stream, Fate.SOUND, codec=wanted)

    def _unknown_sound(self, stream: Any) -> None:
        if _has_packets(self._path, stream.index):
            raise MediaError(self._path, f"nothing tells how its {self._name(stream)} is coded")
        self.notes.append(f"The {self._name(stream)} is empty, and left out.")
        self.add(stream, Fate.GONE)

    def _subtitle(self, stream: Any) -> None:
        if self._preset.subtitles == "drop":
            self.add(stream, Fate.GONE)
            return
        codec = codec_of(stream)
        if codec and holds(stream, self._made):
            self.add(stream, Fate.COPY)
        elif codec in _TEXT:
            self._convert(stream, codec)
        else:
            raise self._refuse(self._name(stream))
        if self._made == "mov" and stream.disposition & Disposition.forced:
            name = self._name(stream)
            self.notes.append(f"MOV has no mark for forced subtitles; those of the {name} lose it.")

    def _convert(self, stream: Any, codec: str) -> None:
        wanted = "subrip" if self._made == "matroska" else "mov_text"
        styles = ", without its styles" if codec in _STYLED else ""
        self.notes.append(
            f"The {self._name(stream)} is {wanted} now{styles}: {_TITLES[self._made]} cannot hold it otherwise."
        )
        self.add(stream, Fate.TEXT, codec=wanted)

    def _attachment(self, stream: Any) -> None:
        picture = stream.type == "video"
        if self._made == "mov" and picture:
            self.notes.append("The cover is left out: MOV has no place for it.")
            self.add(stream, Fate.GONE, kind="attachment")
            return
        if self._made == "matroska" or picture:
            self.add(stream, Fate.FILE if self._made == "matroska" else Fate.COVER, kind="attachment")
            return
        name = stream.metadata.get("filename", "")
        font = any(word in (stream.metadata.get("mimetype") or "").lower() for word in _FONTS)
        if not font:
            raise self._refuse(f"attachment {name}".strip())
        # Fonts serve the styles of subtitles, which do not get into MP4 either.
        self.notes.append(f"The font {name} is left out: {_TITLES[self._made]} has no place for it.")
        self.add(stream, Fate.GONE, kind="attachment")

    def _data(self, stream: Any) -> None:
        if stream.metadata.get("timecode"):
            # The muxers of MP4 and MOV make such a track of the tag that the pictures have.
            if self._made == "matroska":
                self.notes.append("The time code is kept as a tag: Matroska has no track for it.")
            self.add(stream, Fate.GONE)
            return
        name = getattr(stream, "name", None) or ""
        if holds(stream, self._made):
            self.add(stream, Fate.COPY)
            return
        self.add(stream, Fate.GONE)
        if not (name == "bin_data" and self._container.chapters()):  # the titles of the chapters, as QuickTime has them
            about = stream.metadata.get("handler_name") or name or "of an unknown kind"
            self.notes.append(f"A track of data ({about}) is left out: {_TITLES[self._made]} has no place for it.")


def _has_packets(path: Path, index: int) -> bool:
    """Whether there is anything of a stream in a file, which is read up to there."""
    with open_media(path, decoding=False) as container:
        return any(packet.size for packet in container.demux(container.streams[index]))


def _good_enough(stream: Any, codec: str, sound: Sound) -> bool:
    """Whether sound has the codec that it is to get, and is not much larger than it is to be."""
    if codec_of(stream) != codec:
        return False
    rate = stream.codec_context.bit_rate or 0
    return bool(rate <= bitrate(sound, stream.channels) * _ENOUGH)


def bitrate(sound: Sound, channels: int) -> int:
    """Return the bit/s of a track with so many channels: two of them get the preset's."""
    return max(32_000, sound.bitrate_k * 1000 * channels // 2)


def timecode_of(streams: Iterable[Any]) -> str:
    """Return the time code of a source's first picture, "" where it has none."""
    return next((str(stream.metadata["timecode"]) for stream in streams if stream.metadata.get("timecode")), "")
