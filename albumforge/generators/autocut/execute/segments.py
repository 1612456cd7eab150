"""Divide a cut into stretches that are copied and segments that are encoded, each by itself.

The key of a segment is the digest of exactly what it shows, so that a cut made again costs nothing, and a piece that
was moved costs its surroundings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import msgspec

from albumforge.generators.autocut.execute.shape import Shape
from albumforge.generators.autocut.execute.takes import Take, take_at
from albumforge.generators.autocut.execute.words import Words
from albumforge.media.coding import Match, VideoCoding
from albumforge.media.gops import PacketTable
from albumforge.media.source_run import SourceRun

RENDERER_VERSION = 1
"""Raised whenever the same plan would give other pixels."""

LONGEST_SECONDS = 4.0
"""Of an encoded segment: short enough that several threads have something to do, and that little is lost."""

SHORTEST_COPY = 8
"""Frames; to begin two encoders for less is no gain."""

_LIBRARIES = ("av", "opencv-python-headless", "uharfbuzz", "manimgx-fonts-cjk", "fontpkg-eb-garamond")


@dataclass(frozen=True)
class Segment:
    """Frames of the cut from `start` on; with a `run` they are copied, else encoded under the name `key`."""

    start: int
    frames: int
    run: SourceRun | None = None
    key: str = ""

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.frames


def copied_runs(takes: Sequence[Take], words: Words, table: PacketTable, path: Path, shape: Shape) -> list[Segment]:
    """Return what of a cut can be copied from its source, in order: no words over it, no fade, its own speed."""
    found = []
    for take in takes:
        if not take.steady:
            continue
        lowest = take.start + ceil(take.fade_in)
        highest = take.end - ceil(take.fade_out)
        for first, last in words.without(lowest, highest):
            shift = take.first - take.start
            for stretch in table.stretches(first + shift, last + shift, shape.fps, SHORTEST_COPY):
                found.append(Segment(stretch.at - shift, stretch.count, SourceRun(path, table, stretch)))
    return found


@dataclass(frozen=True)
class Cutter:
    """Divides one cut."""

    digest: str
    takes: tuple[Take, ...]
    words: Words
    shape: Shape
    coding: VideoCoding
    match: Match | None

    def cut(self, copied: Sequence[Segment]) -> tuple[Segment, ...]:
        """Return all of the cut in order: what is copied, and in between what is encoded."""
        segments: list[Segment] = []
        at = 0
        for segment in copied:
            segments += [*self._encoded(at, segment.start), segment]
            at = segment.end
        return (*segments, *self._encoded(at, self.takes[-1].end))

    def _encoded(self, first: int, last: int) -> list[Segment]:
        longest = max(1, round(LONGEST_SECONDS * self.shape.fps))
        parts = -(-(last - first) // longest)
        edges = [first + (last - first) * part // parts for part in range(parts + 1)] if parts else []
        return [Segment(start, end - start, key=self._key(start, end)) for start, end in pairwise(edges)]

    def _key(self, start: int, end: int) -> str:
        content = {
            "renderer": RENDERER_VERSION,
            "libraries": _library_versions(),
            "coding": self.coding.describe(),
            "match": self.match and asdict(self.match),
            "shape": [self.shape.width, self.shape.height, str(self.shape.fps), asdict(self.shape.colours)],
            "altered": bool(self.shape.altered),
            "source": self.digest,
            "takes": self._slices(start, end),
            "words": self.words.described(start, end),
        }
        return hashlib.blake2b(msgspec.json.encode(content, order="sorted"), digest_size=20).hexdigest()

    def _slices(self, start: int, end: int) -> list[list[Any]]:
        slices: list[list[Any]] = []
        at = start
        while at < end:
            take = take_at(self.takes, at)
            stop = min(end, take.end)
            faded = at - take.start < take.fade_in or take.end - stop < take.fade_out
            slices.append(
                [
                    stop - at,
                    take.source_frame(at),
                    None if take.steady else [take.speed, take.first, take.last, at - take.start],
                    [at - take.start, take.frames, take.fade_in, take.fade_out] if faded else None,
                ]
            )
            at = stop
        return slices


@cache
def _library_versions() -> dict[str, str]:
    return {name: version(name) for name in _LIBRARIES}
