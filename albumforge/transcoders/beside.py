"""What goes beside the pictures into a result: streams that are copied, sound and words that are converted.

Each takes the packets of one stream of the source, and gives those of a stream of the result.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
from av.filter import Graph
from av.packet import Packet

from albumforge.errors import MediaError
from albumforge.media.probe import open_media
from albumforge.transcoders.streams import bitrate
from albumforge.transcoding import Sound

_ENCODERS = {"aac": "aac", "opus": "libopus", "flac": "flac"}
_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""What all three encoders know, by the number of channels."""

_RATES = {
    "aac": (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350),
    "opus": (48000,),
}
_DEEP = ("s32", "s32p", "flt", "fltp", "dbl", "dblp", "s64", "s64p")
_TICK = Fraction(1, 1000)


class Beside(Protocol):
    """What is done with the packets of one stream."""

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield the packets to write for one that was read; None: those that are left at the end."""
        ...


class Copied:
    """Packets as they are."""

    def __init__(self, stream: Any, *, cut: bool = False) -> None:
        """Write to a stream of the result.

        Args:
            cut: leave out what the source's edit list does, since the result has none.
        """
        self._stream, self._cut = stream, cut
        self._waiting: list[Packet[Any]] = []
        self._known = False

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """See `Beside.take`."""
        if packet is None:
            yield from self._timed(None)
            return
        if self._cut and packet.is_discard:
            return
        packet.stream = self._stream
        if packet.dts is None and packet.pts is None:  # a cover
            packet.pts = packet.dts = 0
        if packet.dts is not None:
            yield from self._timed(packet.dts)
            yield packet
        elif not self._known:
            self._waiting.append(packet)
        else:
            packet.dts = packet.pts
            yield packet

    def _timed(self, following: int | None) -> Iterator[Packet[Any]]:
        """Yield the first packets, with times of decoding before that of the one that follows.

        Matroska tells none; FFmpeg knows them from the packet on by which the decoder must run ahead.
        """
        self._known = True
        for number, packet in enumerate(self._waiting):
            before = (len(self._waiting) - number) * max(1, packet.duration or 1)
            packet.dts = packet.pts if following is None else following - before
            yield packet
        self._waiting.clear()


class Words:
    """Subtitles of words, in another format."""

    def __init__(self, path: Path, source: Any, container: Any, codec: str) -> None:
        """Add a stream of a codec to a container, for the words of a stream of the source.

        Raises:
            MediaError: the words cannot be decoded.
        """
        self._path, self._source = path, source
        with _telling(path, "its subtitles cannot be decoded"):
            source.codec_context.open(strict=False)
            self.stream = container.add_stream(codec)
            self.stream.time_base = _TICK
            self._encoder = self.stream.codec_context
            self._encoder.time_base = _TICK
            self._encoder.subtitle_header = source.codec_context.subtitle_header

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """See `Beside.take`."""
        if packet is None or packet.pts is None:
            return
        with _telling(self._path, "its subtitles cannot be decoded", packet):
            words = self._source.codec_context.decode2(packet)
            if not words or not len(words):
                return  # an empty one only ends the one before
            made = self._encoder.encode_subtitle(words)
        made.stream = self.stream
        made.pts = made.dts = packet.pts
        made.duration, made.time_base = packet.duration, packet.time_base
        yield made


class Heard:
    """A sound track, encoded anew; where samples are missing, there is silence, so that it stays in step."""

    def __init__(self, path: Path, source: Any, container: Any, codec: str, sound: Sound) -> None:
        """Add a stream of a codec to a container, for the sound of a stream of the source."""
        self._path, self._source, self._codec = path, source, codec
        source.codec_context.options = {"err_detect": "explode"}
        rates = _RATES.get(codec, (source.rate,))
        rate = source.rate if source.rate in rates else 48000
        self.stream = container.add_stream(_ENCODERS[codec], rate=rate)
        self._encoder = self.stream.codec_context
        self._encoder.layout = _LAYOUTS.get(source.channels, "stereo")
        if codec == "flac":
            self._encoder.format = "s32" if source.format.name in _DEEP else "s16"
        else:
            self._encoder.bit_rate = bitrate(sound, source.channels)
        self._encoder.time_base = Fraction(1, rate)
        self._graph: Graph | None = None
        self._follows: int | None = None

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """See `Beside.take`."""
        with _telling(self._path, "its sound cannot be decoded", packet):
            for frame in self._source.decode(packet):
                if self._graph is None:
                    self._graph = self._filters(frame)
                if frame.pts is None:  # what the decoder held until the end, as that of WMA does
                    frame.pts = self._follows
                if frame.pts is not None:
                    lasts = Fraction(frame.samples, frame.sample_rate) / self._source.time_base
                    self._follows = frame.pts + round(lasts)
                    self._graph.push(frame)
                    yield from self._encoded()
            if packet is None and self._graph is not None:
                self._graph.push(None)
                yield from self._encoded()
                yield from self._encoder_packets(None)

    def _filters(self, frame: av.AudioFrame) -> Graph:
        encoder = self._encoder
        graph = Graph()
        source = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=self._source.time_base,
        )
        # A tenth of a second may be missing or too much before it is set right; less is the rounding of times.
        even = graph.add("aresample", "async=1:min_hard_comp=0.1")
        form = graph.add(
            "aformat",
            f"sample_fmts={encoder.format.name}:sample_rates={encoder.rate}:channel_layouts={encoder.layout.name}",
        )
        sink = graph.add("abuffersink")
        source.link_to(even)
        even.link_to(form)
        form.link_to(sink)
        graph.configure()
        if encoder.frame_size:
            graph.set_audio_frame_size(encoder.frame_size)
        return graph

    def _encoded(self) -> Iterator[Packet[Any]]:
        assert self._graph is not None
        with contextlib.suppress(av.error.BlockingIOError, av.error.EOFError):
            while True:
                frame = self._graph.pull()
                yield from self._encoder_packets(frame)

    def _encoder_packets(self, frame: Any) -> Iterator[Packet[Any]]:
        for packet in self._encoder.encode(frame):
            packet.stream = self.stream
            yield packet


def sound_begins(path: Path, index: int) -> Fraction | None:
    """Return when the first samples come of a sound track, in seconds; None where there are none.

    Decoders of some codecs, as WMA, make nothing of the first packets.

    Raises:
        MediaError: it cannot be decoded.
    """
    with open_media(path) as media:
        for packet in media.demux(media.streams[index]):
            with _telling(path, "its sound cannot be decoded", packet):
                for frame in packet.decode():
                    if isinstance(frame, av.AudioFrame) and frame.pts is not None and frame.time_base:
                        return frame.pts * frame.time_base
    return None


@contextlib.contextmanager
def _telling(path: Path, reason: str, packet: Packet[Any] | None = None) -> Iterator[None]:
    """Translate what FFmpeg says of damage into a `MediaError`, with the second of a packet."""
    try:
        yield
    except (av.error.FFmpegError, ValueError) as error:
        if packet is not None and packet.pts is not None:
            reason += f" at second {float(packet.pts * packet.time_base):.1f}"
        raise MediaError(path, f"{reason} ({getattr(error, 'strerror', None) or error})") from error
