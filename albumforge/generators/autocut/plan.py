"""The plan of a cut: which frames of a video are kept, in which order, and the words over them.

Units: places in the source in whole frames on its constant grid of `CutSource.fps`, times of the cut in seconds.
Same plan, same cut.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Literal

import msgspec

from albumforge.media.json_document import write_json
from albumforge.media.structs import work_out

SCHEMA: Literal["albumforge.cut"] = "albumforge.cut"
VERSION = 1

SLOWEST, FASTEST = 0.25, 4.0
"""Speeds that a piece may have."""

TextKind = Literal["subtitle", "caption", "title"]
"""What words of a cut are: what is said, a remark, or a heading."""

Subtitles = Literal["burned", "soft", "none"]
"""How what is said is shown: in the picture, as a track of its own, or not."""


class _Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class CutSource(_Node, frozen=True, kw_only=True):
    """The video that is cut.

    Attributes:
        path: of the file.
        digest: of its bytes.
        width, height: pixels as shown: upright, and square.
        fps: frames a second of its constant grid, such as ``"30000/1001"``; where the rate varies, the nominal one.
        frames: of that grid, from the time zero of the file to the end of its pictures.
        duration: seconds of the pictures.
        audio_track: number among the sound tracks of the one that is heard, None without sound.
        varies: the frame rate of the file varies: the grid's frames are then not the file's.
        name: what its owner calls the file; "" as it is called.
    """

    path: str
    digest: str
    width: int
    height: int
    fps: str
    frames: int
    duration: float
    audio_track: int | None = None
    varies: bool = False
    name: str = ""

    @property
    def called(self) -> str:
        """Name of the file in lists that other programs read."""
        return self.name or Path(self.path).name

    @property
    def rate(self) -> Fraction:
        """Frames per second of the grid."""
        return Fraction(self.fps)


class Piece(_Node, frozen=True, kw_only=True):
    """A stretch of the source that is kept.

    Attributes:
        id: such as ``"S0001"``.
        start, end: frames of the source, the end not part of it.
        speed: 2 shows it in half the time.
        fade_in, fade_out: seconds of the cut in which picture and sound come from and go to black and silence.
        label: heads a chapter of the cut, where there is one.
        why: why it is kept; nothing depends on it.
        said: what is said in it, as far as that is known; nothing depends on it.
    """

    id: str
    start: int
    end: int
    speed: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    label: str = ""
    why: str = ""
    said: str = ""

    @property
    def frames(self) -> int:
        """Frames of the cut in which it is seen, one at least."""
        length = self.end - self.start
        return length if self.speed == 1 else max(1, round(length / Fraction(self.speed)))


class CutText(_Node, frozen=True, kw_only=True):
    """Words over the cut, from `start` to `end`, in seconds of the cut; lines are divided by ``\\n``."""

    start: float
    end: float
    text: str
    kind: TextKind = "subtitle"


class CutOut(_Node, frozen=True, kw_only=True):
    """A stretch of the source that was cut out, from `start` to `end` in its seconds, and why; for people."""

    start: float
    end: float
    why: str


class CutPlan(_Node, frozen=True, kw_only=True):
    """A whole cut, at the frame rate of its source.

    Attributes:
        subtitles: how the texts of the kind ``subtitle`` are shown; captions and titles are always in the picture.
        language: ISO 639-1 of what is said, "" where it is not known.
        height: pixels of the cut, even; None for that of the source.
        notes: what people should know of how it came about; nothing depends on them.
        cut_out: why something is not there; nothing depends on it.
    """

    schema: Literal["albumforge.cut"] = SCHEMA
    version: int = VERSION
    generator: str = "autocut"
    title: str = ""
    source: CutSource
    pieces: tuple[Piece, ...]
    texts: tuple[CutText, ...] = ()
    subtitles: Subtitles = "none"
    language: str = ""
    height: int | None = None
    codec: Literal["h264"] = "h264"
    notes: tuple[str, ...] = ()
    cut_out: tuple[CutOut, ...] = ()

    @property
    def starts(self) -> tuple[int, ...]:
        """The frame of the cut on which each piece starts."""
        return (0, *accumulate(piece.frames for piece in self.pieces))[:-1]

    @property
    def frames(self) -> int:
        """Length of the cut in frames."""
        return sum(piece.frames for piece in self.pieces)

    @property
    def duration(self) -> float:
        """Length of the cut in seconds."""
        return float(self.frames / self.source.rate)


work_out(CutPlan)


def dump_cut(plan: CutPlan) -> str:
    """Return the plan as JSON, indented, keys in the order of the schema."""
    return write_json(plan)


def load_cut(text: str) -> CutPlan:
    """Read a plan of a cut, and check that it holds together.

    Raises:
        PlanError: the message names the place in the document, such as ``$.pieces[3].end``.
    """
    from albumforge.generators.autocut.plan_check import read_cut

    return read_cut(text)
