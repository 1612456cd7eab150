"""A transcript: what is said, when, word by word; the types of `albumforge.transcription`."""

from __future__ import annotations

from albumforge.media.structs import work_out
from albumforge.transcribers import Transcriber
from albumforge.transcription import Segment, Span, Transcript, Word

__all__ = ["Segment", "Span", "Transcriber", "Transcript", "Word"]

work_out(Transcript)
