"""What a transcriber must offer; loading it loads no library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from albumforge.context import Context

if TYPE_CHECKING:
    from albumforge.transcription import Span, Transcript


@runtime_checkable
class Transcriber(Protocol):
    """Writes down what is said, with the time of each word."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    @property
    def identity(self) -> str:
        """What the transcript depends on besides the sound: name and version of the model; "" where there is none."""
        ...

    def transcribe(self, wav: Path, language: str, context: Context, *, speech: Sequence[Span] = ()) -> Transcript:
        """Return what is said in a sound.

        Args:
            wav: 16 kHz, mono, 16 bit.
            language: ISO 639-1 of what is said, or "" to find out.
            context: told of the progress (stage ``transcript``), and asked whether to stop.
            speech: where something is heard, as far as that is known; in order.

        Raises:
            Unavailable: a library or the model is missing; the sentence says what to do.
            Cancelled: the context asked to stop.
        """
        ...
