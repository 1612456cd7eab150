"""The strategies `silence` and `speech`: what is heard, or spoken, stays, with a margin; the pauses go."""

from __future__ import annotations

from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.dsl.decided import Decided, Stretch
from albumforge.generators.autocut.dsl.intervals import Interval, Ordered, merged, overlap, widened, without
from albumforge.generators.autocut.dsl.spoken import Said, said_words
from albumforge.generators.autocut.request import CutRequest

NO_SOUND = "The video has no sound, so all of it is kept."
ALL_SILENT = "The video's sound is silent throughout, so all of it is kept."
NO_TRANSCRIPT = "There is no transcript, so all that stands out from silence counts as speech."

_TOUCH = 0.05
"""Seconds of a word that lie in a stretch of sound that it belongs to."""

_LONGEST_WORD = 1.0
"""Seconds: transcribers let the first word after a pause begin in the pause."""


def without_silence(study: Study, request: CutRequest) -> Decided:
    """Return the cut that leaves out every pause of at least `min_silence`, but for the margins."""
    spans = [(span.start, span.end) for span in study.speech]
    if not spans:
        return Decided(notes=(_no_spans(study),))
    return _between(spans, study, request, "silence")


def only_speech(study: Study, request: CutRequest) -> Decided:
    """Return the cut that keeps what is spoken: stretches of sound in which words were understood."""
    spans = [(span.start, span.end) for span in study.speech]
    if not spans:
        return Decided(notes=(_no_spans(study),))
    words = said_words(study.transcript)
    if not words:
        decided = _between(spans, study, request, "no speech")
        return Decided(cut=decided.cut, notes=(NO_TRANSCRIPT,))
    return _between(_with_words(spans, words), study, request, "no speech")


def _no_spans(study: Study) -> str:
    return NO_SOUND if study.source.audio_track is None else ALL_SILENT


def _between(spans: list[Interval], study: Study, request: CutRequest, what: str) -> Decided:
    whole = (0.0, study.source.duration)
    kept = widened(merged(spans, request.min_silence), request.margin_before, request.margin_after, whole)
    gone = without([whole], kept)
    return Decided(cut=tuple(Stretch(one, f"{what} for {one[1] - one[0]:.2f} s") for one in gone))


def _with_words(spans: list[Interval], words: list[Said]) -> list[Interval]:
    """Return the stretches of sound in which a word lies, and the words that lie in none."""
    found: set[Interval] = set()
    known = Ordered(spans)
    for word in words:
        heard = word.start, word.end
        least = min(_TOUCH, (word.end - word.start) / 2)
        touched = [span for span in known.touching(heard) if overlap(span, heard) > least]
        found.update(touched or [(max(word.start, word.end - _LONGEST_WORD), word.end)])
    return merged(found)
