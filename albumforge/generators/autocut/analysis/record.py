"""What is known of a video that is to be cut. Times are seconds of the video, from its time zero."""

from __future__ import annotations

import msgspec

from albumforge.generators.autocut.plan import CutSource
from albumforge.generators.autocut.transcript.record import Span, Transcript
from albumforge.media.structs import work_out

__all__ = ["Scene", "Scores", "Span", "Study"]


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Scene(_Record, frozen=True, kw_only=True):
    """What lies between two cuts of the video.

    Attributes:
        id: such as ``"S0001"``.
        start_frame, end_frame: on the grid of the source, the end not part of it.
        start, end: the same in seconds.
        score: how much happens in it, 0 to 1: the mean of its seconds.
    """

    id: str
    start_frame: int
    end_frame: int
    start: float
    end: float
    score: float = 0.0


class Scores(_Record, frozen=True, kw_only=True):
    """What each second of the video has, 0 to 1; all are as long as the video has seconds, the last rounded up.

    Attributes:
        speech: share of it in which somebody speaks.
        motion: how much moves in the picture.
        faces: how much there is to see of faces; zeros where nobody looked for them.
        loudness: how loud it is beside the rest of the video.
    """

    speech: tuple[float, ...] = ()
    motion: tuple[float, ...] = ()
    faces: tuple[float, ...] = ()
    loudness: tuple[float, ...] = ()


class Study(_Record, frozen=True, kw_only=True):
    """All that was found out about a video.

    Attributes:
        source: the video, as plans name it.
        scenes: one at least; together they are the whole video.
        speech: where somebody speaks; in order, apart from each other. Empty without sound.
        silences: what lies between, before and after; empty without sound.
        scores: second by second.
        transcript: what is said.
        notes: what whoever asked for the cut should know of the video, a sentence each.
    """

    source: CutSource
    scenes: tuple[Scene, ...]
    speech: tuple[Span, ...]
    silences: tuple[Span, ...]
    scores: Scores
    transcript: Transcript
    notes: tuple[str, ...] = ()


work_out(Study)
