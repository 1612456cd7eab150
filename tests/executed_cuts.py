"""Plans of cuts of real files, their films, and what is seen in these."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from media_files import number_in

from albumforge.context import Context
from albumforge.generators.autocut.execute import execute
from albumforge.generators.autocut.plan import CutPlan, CutSource, Piece
from albumforge.media.digest import file_digest
from albumforge.media.frame_rate import rate_text
from albumforge.media.probe import probe_video
from albumforge.media.trace import Trace

Stretch = tuple[int, int] | dict[str, Any]


def cut_of(source: Path, *stretches: Stretch, fps: Fraction | None = None, **fields: Any) -> CutPlan:
    """Return the plan that keeps stretches of a video: pairs of frames, or fields of pieces."""
    info = probe_video(source)
    rate = fps or info.fps
    return CutPlan(
        source=CutSource(
            path=str(source),
            digest=file_digest(source),
            width=info.width,
            height=info.height,
            fps=rate_text(rate),
            frames=round(info.duration * rate),
            duration=info.duration,
            audio_track=0 if info.audio else None,
            varies=info.variable_frame_rate,
        ),
        pieces=tuple(
            Piece(id=f"S{number:04}", **(one if isinstance(one, dict) else {"start": one[0], "end": one[1]}))
            for number, one in enumerate(stretches, 1)
        ),
        **fields,
    )


def made(plan: CutPlan, output: Path, **options: Any) -> Trace:
    """Make the film of a plan, with a cache beside it, and return the trace."""
    trace = Trace()
    settings: dict[str, Any] = {"cache": output.parent / "cache", "threads": 2, "context": Context(), **options}
    execute(plan, output, trace=trace, **settings)
    return trace


def said(trace: Trace, action: str) -> str:
    """Return the detail of the one action of a kind."""
    (detail,) = [one.detail for one in trace.actions if one.action == action]
    return detail


def numbers(path: Path) -> list[int]:
    """Return the numbers that the frames of a film carry, in the order of showing."""
    with av.open(str(path)) as container:
        return [number_in(frame.to_ndarray()[: frame.height]) for frame in container.decode(video=0)]


def packets(path: Path) -> list[str]:
    """Return the digests of the packets of a video, in the order in which they are stored."""
    with av.open(str(path)) as container:
        return [hashlib.sha256(bytes(one)).hexdigest() for one in container.demux(video=0) if one.pts is not None]


def taken_over(film: Path, source: Path) -> int:
    """Return how many packets of a film are, bit for bit, packets of its source."""
    known = set(packets(source))
    return sum(one in known for one in packets(film))
