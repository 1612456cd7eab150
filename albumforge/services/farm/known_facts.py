"""What is known of a video, as the database keeps it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from albumforge.transcoding import VideoFacts


def facts_to_json(facts: VideoFacts) -> str:
    """Return what `facts_of_json` reads."""
    return msgspec.json.encode(facts, enc_hook=str).decode()


def facts_of_json(text: str) -> VideoFacts:
    """Return what `facts_to_json` was given."""
    return msgspec.json.decode(text, type=VideoFacts, dec_hook=_read)


def columns_of(facts: VideoFacts) -> dict[str, Any]:
    """Return the columns of a video's row that come from what is known of it."""
    return {
        "size": facts.size,
        "mtime_ns": facts.mtime_ns,
        "codec": facts.codec[:40],
        "bitrate_k": min(facts.bitrate_k, 2**31 - 1),
        "fps": float(facts.fps),
        "width": facts.width,
        "height": facts.height,
        "pixels": facts.width * facts.height,
        "duration": facts.duration,
        "vr": facts.vr,
        "facts": facts_to_json(facts),
    }


def _read(kind: type, value: Any) -> Any:
    if kind in (Fraction, Path):
        return kind(value)
    raise NotImplementedError(kind)
