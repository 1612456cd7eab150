"""Subtitles of a cut: what is said in it, as short texts that can be read in their time.

The sizes follow the style guides of Netflix and the BBC: at most two lines of 42 Latin characters (20 Chinese ones), at
least a second, at most seven, and 17 Latin characters a second where there is time to let a text stand longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.dsl.spoken import joined
from albumforge.generators.autocut.heard import Heard
from albumforge.generators.autocut.plan import CutText
from albumforge.generators.autocut.subtitle_lines import cues_of, fits, text_in_lines, width_of

SHORTEST, LONGEST = 1.0, 7.0
"""Seconds that a subtitle stands; less only where the cut itself is shorter."""

WIDTH_A_SECOND = 17.0
"""Latin characters that people read in a second; a Chinese one counts as `subtitle_lines.WIDE` of them."""

_LINGER = 0.3
"""Seconds that a subtitle stands after its last word, where there is room."""

_SAME_BREATH = 1.0
"""Seconds between two short sentences that may share a subtitle."""

_EARLY, _LATE = 0.2, 0.3
"""Seconds by which a subtitle may come before its first word is heard, or after it, so that it or the one before it
stands long enough."""

_DIGITS = 3


@dataclass(frozen=True)
class _Cue:
    words: tuple[Heard, ...]
    start: float
    end: float
    run: int

    @property
    def needed(self) -> float:
        """Seconds that it takes to read it."""
        return min(LONGEST, max(SHORTEST, width_of(joined(self.words)) / WIDTH_A_SECOND))

    @property
    def heard_until(self) -> float:
        """When its last word is over."""
        return max(word.end for word in self.words)


def subtitles_of(heard: Sequence[Sequence[Heard]], time: CutTime) -> list[CutText]:
    """Return the subtitles of a cut, in order, none overlapping.

    Args:
        heard: runs of words in the cut, as `heard.heard_in` returns them.
        time: of the cut.
    """
    cues = [
        _Cue(tuple(words), words[0].start, max(word.end for word in words), number)
        for number, run in enumerate(heard)
        for words in cues_of(run)
    ]
    found = []
    for cue in _timed(_together(cues), time.duration):
        start, end = round(cue.start, _DIGITS), min(round(cue.end, _DIGITS), time.last_millisecond)
        if end > start:
            found.append(CutText(start=start, end=end, text=text_in_lines(cue.words), kind="subtitle"))
    return found


def _together(cues: Sequence[_Cue]) -> list[_Cue]:
    """Join a subtitle that is too short to be read with a neighbour, where both fit into one."""
    found: list[_Cue] = []
    for cue in cues:
        if found and _may_join(found[-1], cue):
            before = found.pop()
            cue = _Cue(before.words + cue.words, before.start, max(before.end, cue.end), cue.run)
        found.append(cue)
    return found


def _may_join(one: _Cue, other: _Cue) -> bool:
    first, second = one.words[-1], other.words[0]
    # Sentences of a transcript without punctuation would read as one; after a cut another one begins.
    if one.run != other.run and (not first.ends_sentence or first.take != second.take):
        return False
    short = min(one.end - one.start, other.end - other.start) < SHORTEST
    near = other.start - one.end < _SAME_BREATH and other.end - one.start <= LONGEST
    return short and near and fits((*one.words, *other.words))


def _timed(cues: Sequence[_Cue], duration: float) -> list[_Cue]:
    """Let subtitles stand long enough to be read, as far as the next one leaves room."""
    found = list(cues)
    for number, cue in enumerate(found):
        room = found[number + 1].start if number + 1 < len(found) else duration
        end = min(room, max(cue.end + _LINGER, cue.start + cue.needed))
        found[number] = replace(cue, end=max(end, min(room, cue.start + SHORTEST)))
    return _long_enough(found)


def _long_enough(cues: list[_Cue]) -> list[_Cue]:
    """Give subtitles that are still too short a little of the time of their neighbours.

    None begins long before its first word is heard or after it, nor while the words before it are heard."""
    for number, (cue, after) in enumerate(pairwise(cues)):
        missing = SHORTEST - (cue.end - cue.start)
        spare = (after.end - after.start) - SHORTEST
        if missing > 0 and spare > 0 and after.start - cue.end < missing:
            moved = min(missing, spare, _LATE)
            cues[number] = replace(cue, end=cue.end + moved)
            cues[number + 1] = replace(after, start=max(after.start, cue.end + moved))
    for number in range(len(cues) - 1, -1, -1):
        cue, before = cues[number], cues[number - 1] if number else None
        earliest = max(0.0 if before is None else before.heard_until, cue.words[0].start - _EARLY)
        start = min(cue.start, max(earliest, cue.end - SHORTEST))
        if before is not None and start < before.end:
            start = min(cue.start, max(start, before.start + SHORTEST))
            cues[number - 1] = replace(before, end=min(before.end, start))
        cues[number] = replace(cue, start=start)
    return cues
