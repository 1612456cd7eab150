"""A video as parts that a cut keeps or drops as a whole: sentences, and blocks of what lies between them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.dsl.intervals import Interval, Ordered, merged, without
from albumforge.generators.autocut.dsl.spoken import Sentence, said_words, sentences

_REACH = 0.4
"""Seconds by which transcribers miss where a word begins or ends."""

_ONE_BREATH = 0.35
"""Seconds: without a transcript, shorter pauses do not divide what is spoken."""

_BLOCK = 1.0
_FAR = 1e-3


@dataclass(frozen=True)
class Unit:
    """A part of the video.

    Attributes:
        interval: start and end, seconds.
        spoken: it is a sentence, or what stands for one without a transcript.
        text: what is said in it, as far as that is known.
    """

    interval: Interval
    spoken: bool
    text: str = ""

    @property
    def length(self) -> float:
        """Seconds."""
        return self.interval[1] - self.interval[0]


def units_of(study: Study) -> list[Unit]:
    """Return a video as units in order, without gaps: sentences, and between them blocks of at most a second, which
    end where scenes do."""
    spoken = _spoken(study)
    ends = [scene.end for scene in study.scenes[:-1]]
    whole = (0.0, study.source.duration)
    blocks: list[Unit] = []
    for start, end in without([whole], [unit.interval for unit in spoken]):
        edges = [start, *(at for at in ends if start + _FAR < at < end - _FAR), end]
        for low, high in pairwise(edges):
            count = max(1, math.ceil((high - low) / _BLOCK - _FAR))
            step = (high - low) / count
            blocks += [Unit((low + n * step, low + (n + 1) * step), False) for n in range(count)]
    return sorted([*spoken, *(block for block in blocks if block.length > _FAR)], key=lambda unit: unit.interval)


def with_margins(units: Sequence[Unit], first: int, last: int, before: float, after: float) -> Interval:
    """Return the time of units in a row with margins around it, which never reach into another sentence.

    Args:
        units: all of a video.
        first, last: numbers of the units.
        before, after: seconds.
    """
    start, end = units[first].interval[0], units[last].interval[1]
    low = max((unit.interval[1] for unit in units[:first] if unit.spoken), default=0.0)
    high = next((unit.interval[0] for unit in units[last + 1 :] if unit.spoken), units[-1].interval[1])
    return max(start - before, min(low, start)), min(end + after, max(high, end))


def _spoken(study: Study) -> list[Unit]:
    spans = [(span.start, span.end) for span in study.speech]
    found = sentences_of(study)
    if not found:
        return [Unit(interval, True) for interval in merged(spans, _ONE_BREATH)]
    units: list[Unit] = []
    for sentence, interval in found:
        start = max(interval[0], units[-1].interval[1] if units else 0.0)
        end = min(interval[1], study.source.duration)
        if end > start:
            units.append(Unit((start, end), True, sentence.text))
    return units


def sentences_of(study: Study) -> list[tuple[Sentence, Interval]]:
    """Return what is said, sentence by sentence, with the time in which its sound really is."""
    spans = Ordered((span.start, span.end) for span in study.speech)
    spoken = sentences(said_words(study.transcript))
    found = []
    for number, sentence in enumerate(spoken):
        before = spoken[number - 1].end if number else 0.0
        after = spoken[number + 1].start if number + 1 < len(spoken) else study.source.duration
        found.append((sentence, _fitted(sentence.interval, spans, (before, after))))
    return found


def _fitted(interval: Interval, spans: Ordered, room: Interval) -> Interval:
    """Return a sentence's time moved to where its sound begins and ends, where that is near; it never reaches into
    its neighbours, which end and start at `room`."""
    start, end = interval
    touched = spans.touching(interval)
    if not touched:
        return interval
    first, last = touched[0][0], touched[-1][1]
    if first > start or start - first <= _REACH:
        start = max(first, min(start, room[0]))
    if last < end or last - end <= _REACH:
        end = min(last, max(end, room[1]))
    return (start, end) if end > start else interval
