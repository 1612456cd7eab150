"""A transcriber for albumforge: it hears where something is said, and writes three dots there."""

from __future__ import annotations

import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.transcription import Segment, Span, Transcript, Word

LOUD = 0.01
"""Of full scale (RMS of a tenth of a second), from which something is heard."""


class Example:
    """Marks what is heard; put a speech model of your own in its place."""

    name: ClassVar[str] = "example"
    api_version: ClassVar[int] = API_VERSION

    @property
    def identity(self) -> str:
        """What the transcript depends on besides the sound; "" would say that there is no model."""
        return f"{self.name} 1, {LOUD}"

    def transcribe(self, wav: Path, language: str, context: Context, *, speech: Sequence[Span] = ()) -> Transcript:
        """Return what is said in a sound of 16 kHz, mono, 16 bit."""
        try:
            with wave.open(str(wav), "rb") as file:
                rate, frames = file.getframerate(), file.readframes(file.getnframes())
        except (OSError, EOFError, wave.Error) as error:
            raise MediaError(wav, f"it cannot be read as a WAV file ({error})") from error
        context.progress("transcript", 0.0)
        context.check()
        samples = np.frombuffer(frames, "<i2") / 32768
        spans = speech or tuple(_heard(samples, rate))
        segments = tuple(
            Segment(start=span.start, end=span.end, text="…", words=(Word(start=span.start, end=span.end, word=" …"),))
            for span in spans
        )
        context.progress("transcript", 1.0)
        reason = None if segments else "Nothing is said."
        return Transcript(language=language, model=self.name, reason=reason, segments=segments)


def _heard(samples: np.ndarray[tuple[int], np.dtype[np.float64]], rate: int) -> Iterator[Span]:
    """Yield where a sound is loud, in whole tenths of a second."""
    step = rate // 10
    tenths = samples[: len(samples) // step * step].reshape(-1, step)
    loud = np.sqrt((tenths**2).mean(axis=1)) > LOUD
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]])))
    for begin, end in edges.reshape(-1, 2).tolist():
        yield Span(start=begin / 10, end=end / 10)
