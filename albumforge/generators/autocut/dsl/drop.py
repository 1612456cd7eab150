"""Cut by words: every sentence in which a given word is said goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.dsl.decided import Stretch
from albumforge.generators.autocut.dsl.intervals import Interval, without
from albumforge.generators.autocut.dsl.spoken import with_any
from albumforge.generators.autocut.dsl.units import sentences_of

NO_WORDS = "No sentence could be dropped by its words: there is no transcript."

_AIR = 0.1
"""Seconds of the pause around a sentence that go with it."""

_SLIVER = 0.35
"""Seconds: what would be left between two cuts and is shorter goes too."""


def dropped_sentences(study: Study, phrases: Sequence[str]) -> tuple[list[Stretch], tuple[str, ...]]:
    """Return the sentences that are to go, in order, and what people should know."""
    if not phrases:
        return [], ()
    spoken = sentences_of(study)
    if not spoken:
        return [], (NO_WORDS,)
    said = [sentence for sentence, _ in spoken]
    hits = {id(sentence): phrase for sentence, phrase in with_any(said, phrases)}
    found = []
    for number, (sentence, (start, end)) in enumerate(spoken):
        phrase = hits.get(id(sentence))
        if phrase is None:
            continue
        before = spoken[number - 1][1][1] if number else 0.0
        after = spoken[number + 1][1][0] if number + 1 < len(spoken) else study.source.duration
        low = max(min(before, start), start - _AIR)
        high = min(max(after, end), end + _AIR)
        found.append(Stretch((low, high), f"sentence with “{phrase}”"))
    silent = [phrase for phrase in phrases if phrase not in hits.values() and not with_any(said, [phrase])]
    return _apart(found), tuple(f"“{phrase}” is said nowhere." for phrase in silent)


def _apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches that do not overlap: each begins where the one before ends, at the earliest."""
    found: list[Stretch] = []
    for stretch in stretches:
        start, end = stretch.interval
        start = max(start, found[-1].interval[1]) if found else start
        if end > start:
            found.append(Stretch((start, end), stretch.why))
    return found


def beside(cuts: Sequence[Stretch], more: Sequence[Stretch], duration: float) -> tuple[Stretch, ...]:
    """Return cuts and more cuts together, none overlapping; slivers between them go with `more`."""
    taken = [cut.interval for cut in cuts]
    parts = [Stretch(part, stretch.why) for stretch in more for part in without([stretch.interval], taken)]
    together = sorted([*cuts, *parts], key=lambda stretch: stretch.interval)
    fixed = set(cuts)
    grown = (
        one if one in fixed else Stretch(_grown(number, together, duration), one.why)
        for number, one in enumerate(together)
    )
    return tuple(_apart(grown))


def _grown(number: int, together: Sequence[Stretch], duration: float) -> Interval:
    """Return a cut with the slivers around it."""
    start, end = together[number].interval
    before = together[number - 1].interval[1] if number else 0.0
    after = together[number + 1].interval[0] if number + 1 < len(together) else duration
    return (before if start - before < _SLIVER else start), (after if after - end < _SLIVER else end)
