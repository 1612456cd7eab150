"""Encode one segment of a source by itself, so that its packets can be joined with those of the others."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import msgspec
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.ahead import ahead
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import published, writing
from albumforge.transcoders.coded import Coded, encoder_options
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoders.look import Look, look_at
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.reading import Source
from albumforge.transcoders.segments import Segment, digest_of_times, identity
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoding import Picture

VERSION = 1
"""Raised whenever the same segment would be encoded differently."""

JOINABLE = {
    # The same parameter sets for every segment, and nothing that refers across a join.
    "libx264": {"x264-params": "stitchable=1:open-gop=0"},
    # Its note of its settings would stand among the parameter sets, and differ from machine to machine. Rows of blocks
    # in several threads cost size and time, and stand in the parameter sets, too: the threads have frames instead.
    "libx265": {"x265-params": "info=0:wpp=0:pools=none:frame-threads={threads}"},
    "libsvtav1": {},
    "libvpx-vp9": {},
}
"""Encoders whose segments can be joined → options for that, besides the usual ones."""

_AHEAD = 8  # frames that are decoded before the encoder asks for them


@dataclass(frozen=True)
class Recipe:
    """How the pictures of a source are encoded, wherever that is done.

    Attributes:
        source: the video.
        picture: what its pictures are to become.
        container: FFmpeg's name of the result's muxer.
        spec: the encoder.
        crf: rate factor, on x265's scale.
        look: at the source.
        shape: of the result's pictures.
        identity: of the source, see `albumforge.transcoders.segments.identity`.
    """

    source: Path
    picture: Picture
    container: str
    spec: Spec
    crf: float
    look: Look
    shape: Shape
    identity: str

    @classmethod
    def of(cls, source: Path, picture: Picture, container: str, encoder: str, crf: float) -> Recipe:
        """Look at a source, and return how its pictures are encoded.

        Raises:
            MediaError: it cannot be read.
        """
        look = look_at(source)
        spec = next(spec for specs in ENCODERS.values() for spec in specs if spec.name == encoder)
        shape, _ = shape_for(source, look, picture, container)
        try:
            known = identity(source)
        except OSError as error:
            raise MediaError(source, f"it cannot be read ({error.strerror or error})") from error
        return cls(source, picture, container, spec, crf, look, shape, known)

    def digest(self) -> str:
        """Return what is the same where the same would be encoded."""
        parts = (VERSION, av.__version__, self.identity, self.options(0), self.look, self.shape)
        libraries = sorted(av.library_versions.items())
        text = repr((*parts, libraries, self.spec, self.crf, msgspec.json.encode(self.picture)))
        return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()

    def options(self, threads: int) -> dict[str, str]:
        """Return the options of the encoder, as FFmpeg names them."""
        options = encoder_options(self.spec, self.picture, self.crf, self.shape, threads)
        for name, value in JOINABLE[self.spec.name].items():
            value = value.format(threads=max(1, threads))
            options[name] = f"{options[name]}:{value}" if options.get(name) else value
        return options


def encode_segment(
    recipe: Recipe,
    segment: Segment,
    file: Path,
    *,
    threads: int,
    context: Context,
    counted: Callable[[], None] = lambda: None,
) -> None:
    """Encode a segment, and publish it as an MP4 at `file`.

    Args:
        threads: that the encoder and the decoder may use each; 0: all.
        counted: called after each picture.

    Raises:
        MediaError: the source is damaged, or does not have the pictures that are wanted.
        StorageError: `file` cannot be written.
        Unavailable: the encoder does not work here.
        Cancelled: the context asked to stop.
    """
    with published(file) as temporary, writing(file), open_media(recipe.source, decoding=False) as media:
        source = SegmentSource(recipe.source, media, video_stream(recipe.source, media), segment, threads=threads)
        coded = Coded(recipe.spec, recipe.options(threads), recipe.shape, threads)
        # With the protocol named, nothing in the name itself is taken for one.
        options = {"strict": "unofficial"}
        with contextlib.closing(coded), av.open(f"file:{temporary}", "w", format="mp4", options=options) as container:
            stream = coded.add_to(container)

            def write(packets: list[Packet[Any]]) -> None:
                for packet in packets:
                    packet.stream = stream
                    container.mux(packet)

            times: list[int] = []
            with ahead(_frames(recipe, source, threads), _AHEAD) as frames:
                for frame in frames:
                    context.check()
                    assert frame.pts is not None
                    times.append(frame.pts)
                    frame.pts -= segment.start
                    write(coded.encode(frame))
                    counted()
            write(coded.encode(None))
        if len(times) != segment.frames or digest_of_times(segment.start, times) != segment.times:
            second = float(segment.start * recipe.look.tick)
            raise MediaError(recipe.source, f"its pictures from second {second:.1f} on are not those of its index")


def _frames(recipe: Recipe, source: SegmentSource, threads: int) -> Generator[VideoFrame, None, None]:
    yield from shaped(
        source.wanted(),
        recipe.shape,
        pixel_format=recipe.spec.formats[recipe.shape.ten_bit],
        tick=source.tick,
        deinterlace=recipe.picture.deinterlace == "auto",
        threads=threads,
    )


class SegmentSource(Source):
    """The pictures of one segment of a file."""

    def __init__(
        self, path: Path, container: InputContainer, stream: VideoStream, segment: Segment, *, threads: int
    ) -> None:
        """Prepare to decode a segment of an open file; see `Source`."""
        # With frames in several threads, an error on the way to the segment would not leave the decoder any more.
        super().__init__(path, container, stream, threads=threads if segment.entry >= segment.start else 1)
        self._segment = segment

    def wanted(self) -> Iterator[VideoFrame]:
        """Yield the frames of the segment, in the order of their times.

        Raises:
            MediaError: one is damaged, or cannot be found.
        """
        segment, shown = self._segment, False
        for packet in self._stored():
            try:
                for frame in self._decoded(packet):
                    assert frame.pts is not None
                    if segment.start <= frame.pts < segment.end:
                        shown = True
                        yield frame
            except MediaError:
                # What was decoded only to begin with may refer to what is not there.
                if shown or segment.entry >= segment.start:
                    raise

    def _stored(self) -> Iterator[Packet[Any]]:
        """Yield the packets to decode, and the one that ends the stream."""
        segment, stream = self._segment, self._stream
        self._container.seek(segment.seek, stream=stream, backward=True)
        # What is stored behind the first key frame and shown before it belongs to the segment before, and refers to it.
        leading = segment.start < segment.entry
        packets, count = self._container.demux(stream), 0
        while count < segment.packets:
            packet = self._next(packets)
            if packet is None or not packet.size:
                raise self._damaged("it is not what it was when it was cut into segments")
            if not count and packet.pts != segment.entry:
                continue
            count += 1
            assert packet.pts is not None
            if leading or packet.pts >= segment.entry:
                yield packet
        last: Packet[Any] = Packet()
        last.stream = stream
        yield last
