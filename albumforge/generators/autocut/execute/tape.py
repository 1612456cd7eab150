"""The sound of a source, read forwards part by part with little memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.audio import NO_SOUND, RATE, Samples, decode_blocks, silence

_FAR = 20 * RATE
"""Samples; to seek costs more than to decode so many."""

_KEPT = RATE // 5
"""Samples that stay at hand behind what was read last, for the next part may begin a little before its end."""


class Tape:
    """Reads one sound track, on one thread; best in order.

    Args:
        track: number of the track among those of sound.
    """

    def __init__(self, path: Path, track: int | None, context: Context) -> None:
        self._path, self._track, self._context = path, track, context
        self._blocks: Iterator[Samples] = iter(())
        self._held: deque[tuple[int, Samples]] = deque()
        self._end = 0
        self._open = False

    def read(self, first: int, last: int) -> Samples:
        """Return samples `first` to `last` (without it), a new array; outside the sound there is silence.

        Raises:
            MediaError: the track cannot be decoded at all.
            Cancelled: the context asked to stop.
        """
        result = silence(last - first)
        start = max(0, first)
        held_from = self._held[0][0] if self._held else self._end
        if not self._open or start < held_from or start > self._end + _FAR:
            self._seek(start)
        while self._end < last:
            block = self._next()
            if block is None:
                break
            self._held.append((self._end, block))
            self._end += len(block)
            self._forget(start - _KEPT)
        for at, block in self._held:
            low, high = max(at, first), min(at + len(block), last)
            if low < high:
                result[low - first : high - first] = block[low - at : high - at]
        return result

    def _seek(self, start: int) -> None:
        self._held.clear()
        self._end = start
        self._blocks = decode_blocks(self._path, start=start / RATE, track=self._track, context=self._context)
        self._open = True

    def _next(self) -> Samples | None:
        try:
            return next(self._blocks, None)
        except MediaError as error:
            # Behind the end of a track that is shorter than the pictures there is nothing to decode.
            if self._end > 0 and error.reason != NO_SOUND:
                return None
            raise

    def _forget(self, before: int) -> None:
        while self._held and self._held[0][0] + len(self._held[0][1]) <= before:
            self._held.popleft()
