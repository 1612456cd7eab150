"""The file that a transcode writes: its streams, its tags, and how large it may become."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer
from av.packet import Packet

from albumforge.errors import MediaError
from albumforge.media.probe import open_media
from albumforge.transcoders.beside import Beside, Copied, Heard, Words
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.last_picture import LastPicture
from albumforge.transcoders.look import ALPHA_TAG
from albumforge.transcoders.streams import Fate, Track, Tracks, timecode_of
from albumforge.transcoding import NotSmaller, Preset

_OF_THE_FILE = frozenset(("major_brand", "minor_version", "compatible_brands", "encoder"))
"""Tags that say how a file was written."""
_OF_THE_CODING = frozenset(("encoder", "duration", "bps", "number_of_frames", "number_of_bytes", "vendor_id"))
"""Tags that say how a stream was coded."""
_KNOWN = frozenset(
    (
        "title",
        "artist",
        "album_artist",
        "album",
        "comment",
        "genre",
        "copyright",
        "date",
        "composer",
        "grouping",
        "lyrics",
        "description",
        "synopsis",
        "show",
        "episode_id",
        "network",
        "episode_sort",
        "season_number",
        "hd_video",
        "track",
        "disc",
        "media_type",
        "keywords",
        "rating",
        "creation_time",
        "location",
        "location-eng",
        "make",
        "model",
        "year",
    )
)
"""Tags that MP4 has places of its own for; others need those of QuickTime, where any name goes."""

_MIME = {
    "mjpeg": ("image/jpeg", "jpg"),
    "png": ("image/png", "png"),
    "bmp": ("image/bmp", "bmp"),
    "gif": ("image/gif", "gif"),
}


class Pictures(Protocol):
    """Where encoded pictures come from."""

    def add_to(self, container: Any) -> Any:
        """Add the stream of its packets to a container, and return it."""
        ...


class ResultFile:
    """A result as it grows; a context manager. What is not finished stays for whoever opened it to remove.

    Attributes:
        written: bytes of the packets written so far.
    """

    def __init__(
        self, path: Path, source: Path, media: InputContainer, pictures: Any, tracks: Tracks, preset: Preset
    ) -> None:
        """Open a file for what is to become of a source.

        Args:
            path: the file to write; its suffix says which container.
            source: the source's path, for errors.
            media: the source, open.
            pictures: its stream that is encoded.
        """
        self.written = 0
        self._source, self._media, self._pictures, self._tracks = source, media, pictures, tracks
        self._preset = preset
        self._format = FORMATS[path.suffix.lower()]
        self._beside: dict[int, Beside] = {}
        self._shifts: dict[int, int] = {}
        # With the protocol named, nothing in the name itself is taken for one.
        self._container = av.open(f"file:{path}", "w", format=self._format, container_options=self._options())
        self._video: Any = None
        self._last = LastPicture()

    def __enter__(self) -> ResultFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._container.close()
        else:
            with contextlib.suppress(av.error.FFmpegError, ValueError):  # the first error is the one to tell
                self._container.close()

    @property
    def beside(self) -> list[int]:
        """Streams of the source whose packets are wanted, by index."""
        return list(self._beside)

    def begin(self, coded: Pictures) -> None:
        """Add all streams, and write the head of the file.

        Args:
            coded: the encoder of the pictures, or what stands for it.

        Raises:
            MediaError: the container refuses what the source has.
        """
        for track in self._tracks.tracks:
            stream = self._media.streams[track.index]
            made = self._add(track, stream, coded)
            if made is not None:
                self._describe(track, stream, made)
        if self._preset.metadata:
            self._container.metadata.update(
                {key: value for key, value in self._media.metadata.items() if key.lower() not in _OF_THE_FILE}
            )
        if self._preset.chapters and self._media.chapters():
            self._container.set_chapters(self._chapters())
        try:
            self._container.start_encoding()
        except (av.error.ArgumentError, av.error.InvalidDataError) as error:
            raise self._unfit(error) from error

    def _unfit(self, error: av.error.FFmpegError) -> MediaError:
        return MediaError(self._source, f"its streams cannot be put into {self._format} ({error.strerror})")

    def _options(self) -> dict[str, str]:
        if self._format == "matroska":
            return {}
        flags = ["+faststart"] if self._preset.faststart else []
        if self._preset.metadata and any(key.lower() not in _KNOWN | _OF_THE_FILE for key in self._media.metadata):
            flags.append("+use_metadata_tags")
        # sv3d and st3d are not in a standard of ISO; FFmpeg writes them only when it may.
        return {"strict": "unofficial", **({"movflags": "".join(flags)} if flags else {})}

    def _add(self, track: Track, stream: Any, coded: Pictures) -> Any:
        container, made = self._container, None
        if track.fate is Fate.ENCODE:
            made = self._video = coded.add_to(container)
        elif track.fate in (Fate.COPY, Fate.COVER):
            made = container.add_stream_from_template(stream, opaque=True)
            cut = self._format == "matroska" and track.kind == "audio"
            self._beside[track.index] = Copied(made, cut=cut)
        elif track.fate is Fate.SOUND:
            heard = Heard(self._source, stream, container, track.codec, self._preset.audio)
            self._beside[track.index], made = heard, heard.stream
        elif track.fate is Fate.TEXT:
            words = Words(self._source, stream, container, track.codec)
            self._beside[track.index], made = words, words.stream
        elif track.fate is Fate.FILE:
            self._attach(stream)
        return made

    def _attach(self, stream: Any) -> None:
        tags = stream.metadata
        if stream.type == "attachment":
            self._container.add_attachment(
                stream.name or "file", stream.mimetype or "application/octet-stream", stream.data
            )
            return
        mime, suffix = _MIME.get(stream.codec_context.codec.canonical_name, ("image/jpeg", "jpg"))
        name = tags.get("filename") or f"cover.{suffix}"
        self._container.add_attachment(name, tags.get("mimetype") or mime, _cover(self._source, stream.index))

    def _describe(self, track: Track, stream: Any, made: Any) -> None:
        """Give a stream the tags of the one it comes from, and what it is for."""
        made.disposition = stream.disposition
        if not self._preset.metadata:
            kept = {key: value for key, value in stream.metadata.items() if key.lower() == "language"}
        else:
            kept = {
                key: value
                for key, value in stream.metadata.items()
                if key.lower().split("-")[0] not in _OF_THE_CODING and not key.startswith("_STATISTICS")
            }
        if track.fate is Fate.ENCODE:
            kept = {key: value for key, value in kept.items() if key.lower() != ALPHA_TAG}
        made.metadata.update(kept)
        timecode = timecode_of(self._media.streams)
        if track.fate is Fate.ENCODE and timecode and self._preset.metadata:
            made.metadata["timecode"] = timecode

    def _chapters(self) -> list[Any]:
        begin = Fraction(self._media.start_time or 0, av.time_base)
        chapters = self._media.chapters()
        for chapter in chapters:
            shift = round(begin / (chapter["time_base"] or 1))
            chapter["start"], chapter["end"] = max(0, chapter["start"] - shift), max(0, chapter["end"] - shift)
        return chapters

    def take(self, packet: Packet[Any]) -> None:
        """Write what becomes of a packet of the source."""
        index = packet.stream_index
        if index not in self._shifts:
            self._shifts[index] = round(Fraction(self._media.start_time or 0, av.time_base) / packet.time_base)
        shift = self._shifts[index]
        if shift:
            packet.pts = None if packet.pts is None else packet.pts - shift
            packet.dts = None if packet.dts is None else packet.dts - shift
        self._write(self._beside[index].take(packet))

    def show(self, packets: Iterable[Packet[Any]]) -> None:
        """Write packets of the encoded pictures."""
        shift = round(Fraction(self._media.start_time or 0, av.time_base) / (self._pictures.time_base or 1))
        for packet in packets:
            packet.stream = self._video
            if shift and packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
            self._write((packet,) if self._format == "matroska" else self._last.take((packet,)))

    def finish(self) -> None:
        """Write what is left of all streams."""
        self._write(self._last.finish())
        for beside in self._beside.values():
            self._write(beside.take(None))

    def _write(self, packets: Iterable[Packet[Any]]) -> None:
        for packet in packets:
            self.written += packet.size
            try:
                self._container.mux(packet)
            except (av.error.ArgumentError, av.error.InvalidDataError, av.error.PatchWelcomeError) as error:
                raise self._unfit(error) from error


class Allowed:
    """How large a result may become."""

    def __init__(self, source: Path, size: int, min_saving: float | None) -> None:
        """Say it of a source with so many bytes, and a preset."""
        self._source, self._size = source, size
        self._most = None if min_saving is None else size * (1 - min_saving / 100)

    def check(self, size: int, *, done: bool = False) -> None:
        """See that a result of so many bytes may be.

        Args:
            done: the result has them; it will not have more.

        Raises:
            NotSmaller: it may not.
        """
        if self._most is None or size <= self._most:
            return
        has = "has" if done else "has at least"
        raise NotSmaller(
            f"{self._source.name} does not become small enough: the result {has} {_told(size)}, the source "
            f"{_told(self._size)}, and the preset allows {_told(self._most)}."
        )


def _told(size: float) -> str:
    return f"{size / 1e6:,.2f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"


def _cover(path: Path, index: int) -> bytes:
    """Return the picture of a stream of cover art."""
    with open_media(path, decoding=False) as media:
        for packet in media.demux(media.streams[index]):
            if packet.size:
                return bytes(packet)
    raise MediaError(path, "its cover picture is empty")


def certain(media: InputContainer, tracks: Tracks) -> Iterator[tuple[int, int]]:
    """Yield index and bytes of each stream that is copied whole, as far as the source's index tells them."""
    for track in tracks.tracks:
        if track.fate is Fate.COPY:
            yield track.index, sum(entry.size for entry in media.streams[track.index].index_entries)
