"""Words put into sentences, and where they are heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from albumforge.generators.autocut.transcript.record import Segment, Span, Word

_ENDS = (".", "?", "!", "…", "。", "？", "！", "।", "؟")
_CLOSING = "\"'”’»)]}」』）】"
_PAUSE = 1.0  # seconds without a word that end a sentence
_LONGEST = 20.0  # seconds after which a pause for breath ends one too
_BREATH = 0.3
_NEAR = 0.4  # seconds by which a word may lie beside what is heard, as models are not exact
_LEAD = 0.05  # seconds of a word that may lie before it is loud enough to be heard
_SURE = 0.8  # words this probable are believed where nothing is heard, too
_SHORTEST = 0.04


def sentences(words: Sequence[Word]) -> tuple[Segment, ...]:
    """Divide words at full stops and at pauses."""
    found: list[list[Word]] = []
    for word in words:
        if not found or _ended(found[-1], word):
            found.append([])
        found[-1].append(word)
    return tuple(
        Segment(start=part[0].start, end=part[-1].end, text="".join(word.word for word in part).strip(), words=(*part,))
        for part in found
    )


def heard(words: Iterable[Word], speech: Sequence[Span]) -> tuple[Word, ...]:
    """Move words to where something is heard, and leave out doubtful ones where there is nothing: models invent some.

    Args:
        words: in order.
        speech: where something is heard; in order, apart from each other. Empty: that is not known.
    """
    words = tuple(words)
    if not speech:
        return words
    kept: list[Word] = []
    for word in words:
        near = [span for span in speech if span.end > word.start - _NEAR and span.start < word.end + _NEAR]
        if not near:
            if word.probability >= _SURE:
                kept.append(word)
            continue
        # Of several, the one that it is most of; of equals, the later: models begin words in the pause before them.
        best = max(near, key=lambda span: (_common(word, span), span.start))
        kept.append(_moved(word, best, kept[-1].end if kept else 0.0))
    return tuple(kept)


@dataclass(frozen=True)
class Stretch:
    """A part of a sound that is given to a model at once: samples `start` to `end`."""

    start: int
    end: int


def stretches(samples: int, rate: int, speech: Sequence[Span], *, pause: float, longest: float) -> tuple[Stretch, ...]:
    """Divide a sound at its long pauses, which are left out, and where a part gets too long, at the pause nearest.

    Args:
        samples: length of the sound.
        rate: samples a second.
        speech: where something is heard; empty: that is not known, and everything is given.
        pause: seconds of the pauses that are left out; half a second of each stays.
        longest: seconds of a part, at most.
    """
    parts: list[list[float]] = []
    for span in speech or (Span(start=0.0, end=samples / rate),):
        begin, end = max(0.0, span.start - 0.5), min(samples / rate, span.end + 0.5)
        if parts and begin - parts[-1][1] < pause - 1.0 and end - parts[-1][0] <= longest:
            parts[-1][1] = end
            continue
        if parts:
            begin = max(begin, parts[-1][1])
        while end - begin > longest:
            parts.append([begin, begin + longest])
            begin += longest
        parts.append([begin, end])
    return tuple(Stretch(int(begin * rate), int(end * rate)) for begin, end in parts if end > begin)


def _ended(part: Sequence[Word], following: Word) -> bool:
    last, gap = part[-1], following.start - part[-1].end
    # A number's point is not the end of a sentence: there is no space after it.
    stop = last.word.rstrip(_CLOSING).endswith(_ENDS) and (following.word[:1].isspace() or last.word[-1] not in ".")
    return stop or gap >= _PAUSE or (gap >= _BREATH and last.end - part[0].start > _LONGEST)


def _common(word: Word, span: Span) -> float:
    return max(0.0, min(word.end, span.end) - max(word.start, span.start))


def _moved(word: Word, span: Span, earliest: float) -> Word:
    start = max(earliest, word.start, span.start - _LEAD)
    end = min(word.end, span.end + _LEAD)
    if end - start < _SHORTEST:
        end = start + _SHORTEST
    return msgspec.structs.replace(word, start=round(start, 3), end=round(end, 3))
