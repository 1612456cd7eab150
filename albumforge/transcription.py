"""Transcripts: the types that transcribers from outside use as well."""

from __future__ import annotations

import msgspec


class _Record(msgspec.Struct, frozen=True, kw_only=True):
    pass


class Span(_Record, frozen=True, kw_only=True):
    """A stretch of time, in seconds."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """Seconds."""
        return self.end - self.start


class Word(_Record, frozen=True, kw_only=True):
    """A word as it is heard, from `start` to `end` in seconds of the video, and how sure that is (0 to 1).

    The text begins with a space where one stands before it, so that words joined make the sentence.
    """

    start: float
    end: float
    word: str
    probability: float = 1.0


class Segment(_Record, frozen=True, kw_only=True):
    """A sentence, or about that, from `start` to `end` in seconds of the video."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()


class Transcript(_Record, frozen=True, kw_only=True):
    """What is said in a video.

    Attributes:
        language: ISO 639-1, or "" where it is not known.
        model: what wrote it, or "".
        reason: why it is empty, one sentence; None where it is not.
        segments: in the order of their times.
    """

    language: str = ""
    model: str = ""
    reason: str | None = None
    segments: tuple[Segment, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in order."""
        return tuple(word for segment in self.segments for word in segment.words)
