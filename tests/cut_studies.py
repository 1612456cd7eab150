"""What is known of videos that are to be cut, for tests."""

from itertools import pairwise
from typing import Any

from cut_parts import cut_source

from albumforge.generators.autocut.analysis.record import Scene, Scores, Span, Study
from albumforge.generators.autocut.transcript.record import Segment, Transcript, Word

TALK = (
    (0.21, 0.64, "So hello."),
    (1.32, 4.71, "This is a talk about cutting things, and why we do it"),
    (5.08, 10.36, "every day of the week. We like it because it saves time, and then some."),
    (10.72, 12.98, "I think so. Um, yes."),
    (13.87, 17.30, "We will see what happens next, won't we?"),
    (39.96, 40.47, "Banana."),
)
"""Stretches of speech, from and to seconds, and what is said in each."""

DURATION = 42.4


def talk(*, words: bool = True, audio: bool = True, **more: Any) -> Study:
    """A talk of 42.4 s at 30 frames a second, with pauses, in three scenes."""
    spans = tuple(Span(start=start, end=end) for start, end, _ in TALK) if audio else ()
    edges = [0.0, *(edge for span in spans for edge in (span.start, span.end)), DURATION]
    silences = tuple(Span(start=low, end=high) for low, high in zip(edges[::2], edges[1::2], strict=True))
    values: dict[str, Any] = {
        "source": cut_source(frames=1272, duration=DURATION, audio_track=0 if audio else None),
        "scenes": scenes(0, 400, 900, 1272),
        "speech": spans,
        "silences": silences if audio else (),
        "scores": scores(spans),
        "transcript": transcript() if words else Transcript(reason="There is no speech model."),
    }
    return Study(**{**values, **more})


def scenes(*edges: int) -> tuple[Scene, ...]:
    """Scenes between frames, at 30 frames a second."""
    return tuple(
        Scene(id=f"S{number:04}", start_frame=low, end_frame=high, start=low / 30, end=high / 30)
        for number, (low, high) in enumerate(pairwise(edges), 1)
    )


def scores(spans: tuple[Span, ...], motion: tuple[float, ...] = ()) -> Scores:
    """Scores of seconds in which those with speech are loud, and all else is even."""
    seconds = range(43)
    speech = tuple(float(any(span.start < at + 1 and span.end > at for span in spans)) for at in seconds)
    even = tuple(0.2 for _ in seconds)
    return Scores(speech=speech, motion=motion or even, faces=even, loudness=speech)


def segment(start: float, end: float, text: str) -> Segment:
    """A segment whose words last equally long."""
    words = text.split()
    step = (end - start) / len(words)
    return Segment(
        start=start,
        end=end,
        text=text,
        words=tuple(
            Word(start=start + n * step, end=start + (n + 1) * step, word=f" {word}") for n, word in enumerate(words)
        ),
    )


def transcript(*said: tuple[float, float, str], language: str = "en") -> Transcript:
    """What is said, by default in the talk."""
    return Transcript(language=language, segments=tuple(segment(*one) for one in said or TALK))
