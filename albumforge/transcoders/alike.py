"""Whether a result shows and sounds as its source: both are decoded side by side, and laid beside each other.

Drivers, damaged memory and careless workers make files that decode without an error and show something else. A picture
of 64 × 36 pixels keeps what is seen and drops what encoding changes, so that a small difference is enough to tell.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.ahead import ahead
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.look import Look
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.reading import Source, Span
from albumforge.transcoders.shape import Shape
from albumforge.transcoders.sounding import Sounding

_WIDTH, _HEIGHT = 64, 36
_A_SECOND = 6
"""Pictures that are compared, about."""
_MOST = 10.0
"""Mean difference of luma or chroma, of 255, up to which two pictures are the same; encoding changes it by 1 or 2."""
_TEXTURE, _LEAST = 5.0, 0.5
"""Standard deviation of the luma from which on a picture has a pattern, and how far that must correlate, at least."""
_AHEAD = 8

Small = NDArray[np.int16]
_Numbered = tuple[int, Small]


class Likeness:
    """A source that is decoded while its result is.

    Attributes:
        sounds: what was heard of its sound tracks, by the index of the stream; complete after `end`.
        spans: of the packets of its streams, by their index; complete after `end`.
    """

    def __init__(self, source: Path, look: Look, shape: Shape, sounds: Collection[int]) -> None:
        """Prepare to decode a source.

        Args:
            look: at the source.
            shape: of the result.
            sounds: sound tracks to listen to, by the index of their stream.
        """
        self.sounds = {index: Sounding() for index in sounds}
        self.spans: dict[int, Span] = {}
        self._source, self._shape = source, shape
        self._some = not look.interlaced  # a packet may be one of the two fields of a picture
        self._every = max(1, round(shape.rate / _A_SECOND))
        self._pictures: Iterator[_Numbered] = iter(())
        self._next: _Numbered | None = None

    @contextlib.contextmanager
    def decoding(self, threads: int) -> Generator[None, None, None]:
        """Decode the source, in a thread, as far as its result was looked at.

        Args:
            threads: that decode; 0: one a processor.
        """
        with ahead(self._read(threads), _AHEAD) as self._pictures:
            yield

    def see(self, result: Path, number: int, frame: VideoFrame, tick: Fraction) -> None:
        """Compare a picture of the result with that of the source; most are passed over, which costs nothing.

        Args:
            number: of the picture, from 0.
            tick: seconds in which its times count.

        Raises:
            MediaError: they show something else, or the source cannot be decoded.
        """
        self._next = self._next or next(self._pictures, None)
        # A result with more pictures than its source is told when they are counted.
        if self._next is None or number != self._next[0]:
            return
        wanted, self._next = self._next[1], None
        (made,) = _smaller(iter([frame]), self._shape, tick)
        if not _same(wanted, made):
            second = number / float(self._shape.rate)
            raise MediaError(result, f"it shows another picture than its source at second {second:.1f}")

    def end(self) -> None:
        """Decode what is left of the source.

        Raises:
            MediaError: it is damaged.
        """
        for _ in self._pictures:
            pass

    def _read(self, threads: int) -> Generator[_Numbered, None, None]:
        with open_media(self._source) as media:
            stream = video_stream(self._source, media)
            source = Source(self._source, media, stream, threads=threads, some=self._some)
            numbers: deque[int] = deque()
            for small in _smaller(self._chosen(source, numbers), self._shape, source.tick):
                yield numbers.popleft(), small
            for index, sound in self.sounds.items():
                sound.finish(media.streams[index])
        self.spans = source.spans

    def _chosen(self, source: Source, numbers: deque[int]) -> Iterator[VideoFrame]:
        due = 0
        for number, frame in source.numbered(self.sounds):
            self._listen(source)
            if number >= due:
                due = number + self._every
                numbers.append(number)
                yield frame
        self._listen(source)

    def _listen(self, source: Source) -> None:
        while source.others:
            packet = source.others.popleft()
            self.sounds[packet.stream_index].take(packet)


def check_sounds(result: Path, found: Sequence[Sounding], wanted: Sequence[Sounding]) -> None:
    """Check that sound tracks sound as those of the source.

    Raises:
        MediaError: one does not; the reason says which, and where.
    """
    for number, (one, other) in enumerate(zip(found, wanted, strict=True), 1):
        second = one.differs(other)
        if second is not None:
            raise MediaError(result, f"its sound track {number} is not that of its source at second {second}")


def _same(one: Small, other: Small) -> bool:
    """Whether two pictures, each of luma and chroma, are near in brightness and colour, and have the same pattern."""
    if np.abs(one - other).mean((1, 2)).max() > _MOST:
        return False
    if min(one[0].std(), other[0].std()) < _TEXTURE:
        return True
    return bool(np.corrcoef(one[0].ravel(), other[0].ravel())[0, 1] >= _LEAST)


def _smaller(frames: Iterator[VideoFrame], shape: Shape, tick: Fraction) -> Iterator[Small]:
    small = replace(shape, width=_WIDTH, height=_HEIGHT)
    for frame in shaped(frames, small, pixel_format="yuv444p", tick=tick, deinterlace=False, threads=1):
        yield np.asarray(frame.to_ndarray(), np.int16)
