"""The pictures of a stretch of a cut, ready to be encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.generators.autocut.execute.shape import Shape
from albumforge.generators.autocut.execute.takes import Take, take_at
from albumforge.generators.autocut.execute.words import Words
from albumforge.media.blend import fade_to_colour
from albumforge.media.clips import ClipReader
from albumforge.media.encode import Picture
from albumforge.media.planes import Planes, frame_buffer

_BLACK = (0, 0, 0)


@dataclass(frozen=True)
class Studio:
    """What the pictures of one cut are made of."""

    takes: tuple[Take, ...]
    words: Words
    shape: Shape

    def frames(self, reader: ClipReader, first: int, last: int, context: Context) -> Iterator[Picture]:
        """Yield frames `first` to `last` (without it) of the cut.

        What is yielded may be written over once the next one is asked for. A picture that is shown as it is in the
        source is yielded as it was decoded.

        Raises:
            MediaError: the source cannot be read.
            Cancelled: the context asked to stop.
        """
        buffer, planes = frame_buffer(self.shape.width, self.shape.height)
        words = self.words.within(first, last)
        for n in range(first, last):
            context.check()
            take = take_at(self.takes, n)
            number, level = take.source_frame(n), take.level(n)
            picture = reader.picture(number)
            taken = self.shape.takes_over(picture)
            if taken and level >= 1 and not any(word.start <= n < word.end for word in words):
                yield picture
                continue
            if taken:
                _copy(picture, buffer)
            else:
                planes.paste(Planes(*reader.frame(number)))
            self.words.draw(words, n, planes)
            if level < 1:
                fade_to_colour(planes, _BLACK, 1 - level)
            yield buffer


def _copy(picture: av.VideoFrame, buffer: NDArray[np.uint8]) -> None:
    np.copyto(buffer, picture.to_ndarray())


def as_array(picture: Picture) -> NDArray[np.uint8]:
    """Return a picture as an I420 array (height · 3/2, width)."""
    return np.asarray(picture.to_ndarray(), np.uint8) if isinstance(picture, av.VideoFrame) else picture
