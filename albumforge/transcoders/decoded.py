"""A transcoded file, decoded as a whole: what its streams hold, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.probe import video_stream
from albumforge.transcoders.alike import Likeness
from albumforge.transcoders.reading import Source, Span
from albumforge.transcoders.sounding import Sounding

STAGE = "verify"


class Decoded:
    """A file that is decoded by `run`.

    Attributes:
        shown: the span of its pictures.
        spans: of the packets of its streams, by their index.
        sounding: of its sound tracks, by their index.
    """

    def __init__(self, path: Path, made: InputContainer, threads: int) -> None:
        """Prepare to decode an open file.

        Args:
            threads: that decode; 0: one a processor.
        """
        self._path = path
        self._pictures = video_stream(path, made)
        self._source = Source(path, made, self._pictures, threads=threads)
        self._beside = {
            stream.index: stream
            for stream in made.streams
            if stream.index != self._pictures.index
            and stream.codec_context is not None
            and not stream.disposition & Disposition.attached_pic
        }
        self.spans = self._source.spans
        self.sounding = {stream.index: Sounding() for stream in made.streams.audio}
        self.shown = Span()

    def run(self, likeness: Likeness, context: Context) -> None:
        """Decode everything, and lay it beside the source.

        Raises:
            MediaError: it cannot be decoded, shows something else than its source, or that is damaged.
        """
        tick, usual = self._source.tick, 1 / (self._pictures.average_rate or 25)
        size = max(1, self._path.stat().st_size)
        for number, frame in enumerate(self._source.pictures(self._beside)):
            context.check()
            self.shown.add(frame.pts, frame.duration or round(usual / tick), tick)
            likeness.see(self._path, number, frame, tick)
            self._decode_others()
            if number % 50 == 0:
                context.progress(STAGE, self._source.read / size)
        self._decode_others()
        for index, sound in self.sounding.items():
            self._flush(self._beside[index], self.spans[index], sound)
        likeness.end()
        context.progress(STAGE, 1.0)

    def _decode_others(self) -> None:
        while self._source.others:
            packet = self._source.others.popleft()
            sound = self.sounding.get(packet.stream_index)
            if sound is not None:
                sound.note(packet)
            for frame in self._frames(packet):
                if sound is not None and isinstance(frame, AudioFrame):
                    sound.hear(frame)

    def _frames(self, packet: Packet[Any]) -> Iterator[Any]:
        kind = {"audio": "sound", "subtitle": "subtitles"}.get(packet.stream.type, "pictures")
        try:
            yield from packet.decode()
        except (av.error.FFmpegError, ValueError) as error:
            second = float((packet.pts or 0) * packet.time_base)
            raise MediaError(self._path, f"its {kind} cannot be decoded at second {second:.1f} ({error})") from error

    def _flush(self, stream: Any, span: Span, sound: Sounding) -> None:
        try:
            for frame in stream.decode(None):
                sound.hear(frame)
        except av.error.FFmpegError as error:
            second = float(span.end)
            raise MediaError(self._path, f"its sound cannot be decoded at second {second:.1f} ({error})") from error
