"""Tell the trace of each piece of a cut, in order, once all that had to be encoded of it is there."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator

from albumforge.generators.autocut.execute.segments import Segment
from albumforge.generators.autocut.plan import CutPlan, Piece
from albumforge.media.trace import Trace

_ACTION = "append_scene"


class Appended:
    """Counts the time that is spent on each piece; every method may be called from any thread.

    A segment that lies across pieces counts for each of them by its share of the frames. What is copied takes no time
    before the parts are joined, and pieces of which everything is copied, or in the cache, took none here.
    """

    def __init__(self, plan: CutPlan, missing: Iterable[Segment], trace: Trace) -> None:
        """Begin.

        Args:
            missing: the segments that are to be encoded.
        """
        self._trace = trace
        self._pieces = [_Piece(piece, start) for start, piece in zip(plan.starts, plan.pieces, strict=True)]
        self._adding = threading.Lock()
        self._told = 0
        self._broken = False
        for segment in missing:
            for piece in self._of(segment):
                piece.missing += 1

    def tell(self) -> None:
        """Tell of the pieces that are there."""
        with self._adding:
            while self._told < len(self._pieces) and not self._pieces[self._told].missing:
                piece = self._pieces[self._told]
                self._trace.note(_ACTION, piece.detail, took_ms=round(piece.seconds * 1000))
                self._told += 1

    @contextlib.contextmanager
    def encoding(self, segment: Segment) -> Iterator[None]:
        """Measure the body, which encodes a segment; what it raises is told of its first piece, once, and goes on."""
        began = time.perf_counter()
        try:
            yield
        except BaseException as error:
            with self._adding:
                first, self._broken = not self._broken, True
            if first:
                self._trace.fail(_ACTION, self._of(segment)[0].detail, error, time.perf_counter() - began)
            raise
        spent = time.perf_counter() - began
        with self._adding:
            for piece in self._of(segment):
                piece.seconds += spent * piece.share(segment)
                piece.missing -= 1
        self.tell()

    def _of(self, segment: Segment) -> list[_Piece]:
        return [piece for piece in self._pieces if piece.share(segment) > 0]


class _Piece:
    def __init__(self, piece: Piece, start: int) -> None:
        self.detail = f"Appended scene {piece.id} [{piece.start}-{piece.end}]"
        self.seconds = 0.0
        self.missing = 0
        self._start, self._end = start, start + piece.frames

    def share(self, segment: Segment) -> float:
        """Return what part of a segment's frames is of this piece."""
        return max(0, min(self._end, segment.end) - max(self._start, segment.start)) / segment.frames
