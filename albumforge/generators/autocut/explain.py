"""What a cut keeps of its video and why, as people and machines read it."""

from __future__ import annotations

from typing import Any

from albumforge.backends import Explained
from albumforge.generators.autocut.plan import CutPlan, Piece

_MOST_REASONS = 3


def explain(plan: CutPlan) -> Explained:
    """Return what a plan keeps, piece by piece, and what it cuts out; see `albumforge.backends.Explained`."""
    source = plan.source
    width, height = _size(plan)
    film = {
        "title": plan.title,
        "duration": round(plan.duration, 3),
        "width": width,
        "height": height,
        "fps": source.fps,
        "codec": plan.codec,
        "language": plan.language,
        "subtitles": plan.subtitles,
        "source": source.path,
        "source_duration": round(source.duration, 3),
        "kept": round(kept(plan), 3),
        "pieces": len(plan.pieces),
        "chapters": [piece.label for piece in plan.pieces if piece.label],
    }
    scenes = (_scene(plan, piece, start) for piece, start in zip(plan.pieces, plan.starts, strict=True))
    return Explained(film, (*_left_out(plan), *plan.notes), tuple(scenes))


def _size(plan: CutPlan) -> tuple[int, int]:
    """Return the pixels of a cut, which are even."""
    width, height = plan.source.width, plan.source.height
    if plan.height is not None:
        width, height = round(width * plan.height / height / 2) * 2, plan.height
    return max(2, width // 2 * 2), max(2, height // 2 * 2)


def kept(plan: CutPlan) -> float:
    """Return how many seconds of the video are in the cut, each once."""
    frames, end = 0, 0
    for piece in sorted(plan.pieces, key=lambda piece: piece.start):
        frames += max(0, piece.end - max(piece.start, end))
        end = max(end, piece.end)
    return float(frames / plan.source.rate)


def left_out(plan: CutPlan) -> list[tuple[float, float]]:
    """Return the stretches of the video that are not in the cut, seconds, in order."""
    rate, end = plan.source.rate, 0
    found = []
    for piece in sorted(plan.pieces, key=lambda piece: piece.start):
        if piece.start > end:
            found.append((float(end / rate), float(piece.start / rate)))
        end = max(end, piece.end)
    if end < plan.source.frames:
        found.append((float(end / rate), float(plan.source.frames / rate)))
    return found


def _left_out(plan: CutPlan) -> list[str]:
    lines = []
    for start, end in left_out(plan):
        why = _why_out(plan, start, end)
        lines.append(f"Cut out: {_clock(start)} to {_clock(end)} ({end - start:.1f} s){f': {why}' if why else ''}.")
    return lines


def _why_out(plan: CutPlan, start: float, end: float) -> str:
    """Return the reasons that lie in a stretch that is left out, for the most part of it the first; "" for none."""
    shares: dict[str, float] = {}
    for one in plan.cut_out:
        share = min(end, one.end) - max(start, one.start)
        if share > 0:
            shares[one.why] = shares.get(one.why, 0.0) + share
    return "; ".join(sorted(shares, key=lambda why: -shares[why])[:_MOST_REASONS])


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 10), 600)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def _scene(plan: CutPlan, piece: Piece, start: int) -> dict[str, Any]:
    rate = plan.source.rate
    begin, end = float(start / rate), float((start + piece.frames) / rate)
    shown = [text for text in plan.texts if text.kind != "subtitle" and text.start < end and text.end > begin]
    said = [{"role": "said", "text": piece.said}] if piece.said else []
    return {
        "id": piece.id,
        "start": round(begin, 3),
        "duration": round(end - begin, 3),
        "source_start": round(float(piece.start / rate), 3),
        "source_end": round(float(piece.end / rate), 3),
        "speed": piece.speed,
        "pictures": [{"path": plan.source.path, "kind": "clip"}],
        "texts": [*({"role": text.kind, "text": text.text} for text in shown), *said],
        "chapter": piece.label,
        "why": piece.why,
    }
