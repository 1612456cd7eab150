"""Subtitles of a cut: what is said in it, as short texts that can be read in their time.

The sizes follow the style guides of Netflix and the BBC: at most two lines of 42 Latin characters (20 Chinese ones), at
least a second, at most seven, and 17 Latin characters a second where there is time to let a text stand longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.dsl.spoken import Said, joined, said_words, sentences
from albumforge.generators.autocut.plan import CutText
from albumforge.generators.autocut.subtitle_lines import cues_of, fits, text_in_lines, width_of
from albumforge.generators.autocut.transcript.record import Transcript

SHORTEST, LONGEST = 1.0, 7.0
"""Seconds that a subtitle stands; less only where the cut itself is shorter."""

WIDTH_A_SECOND = 17.0
"""Latin characters that people read in a second; a Chinese one counts as `subtitle_lines.WIDE` of them."""

_LINGER = 0.3
"""Seconds that a subtitle stands after its last word, where there is room."""

_SAME_BREATH = 1.0
"""Seconds between two short sentences that may share a subtitle."""

_DIGITS = 3


@dataclass(frozen=True)
class _Cue:
    words: tuple[Said, ...]
    start: float
    end: float
    sentence: int

    @property
    def needed(self) -> float:
        """Seconds that it takes to read it."""
        return min(LONGEST, max(SHORTEST, width_of(joined(self.words)) / WIDTH_A_SECOND))


def subtitles_of(transcript: Transcript | None, time: CutTime) -> list[CutText]:
    """Return the subtitles of a cut, in order, none overlapping.

    Args:
        transcript: what is said in the source; None or empty for none.
        time: of the cut.
    """
    cues = [
        _Cue(tuple(words), words[0].start, max(word.end for word in words), number)
        for number, block in enumerate(_heard(transcript, time))
        for words in cues_of(block)
    ]
    found = []
    for cue in _timed(_together(cues), time.duration):
        start, end = round(cue.start, _DIGITS), min(round(cue.end, _DIGITS), time.last_millisecond)
        if end > start:
            found.append(CutText(start=start, end=end, text=text_in_lines(cue.words), kind="subtitle"))
    return found


def _heard(transcript: Transcript | None, time: CutTime) -> Iterable[list[Said]]:
    """Yield what is heard in the cut, in its order and times: the words of one sentence at a time.

    A word is heard in the piece in which its middle lies.
    """
    heard = []
    for number, sentence in enumerate(sentences(said_words(transcript))):
        for word in sentence.words:
            for piece in time.pieces_at((word.start + word.end) / 2):
                start, end = time.within(piece, (word.start, word.end))
                heard.append((start, end, number, word))
    block: list[Said] = []
    last: tuple[int, float] | None = None
    for start, end, number, word in sorted(heard, key=lambda one: one[:2]):
        # A piece earlier in the source than the one before says something again, or out of its order.
        if block and last is not None and (number != last[0] or word.start < last[1]):
            yield block
            block = []
        block.append(replace(word, start=start, end=max(end, start + 0.01)))
        last = (number, word.start)
    if block:
        yield block


def _together(cues: Sequence[_Cue]) -> list[_Cue]:
    """Join a subtitle that is too short to be read with a neighbour, where both fit into one."""
    found: list[_Cue] = []
    for cue in cues:
        if found and _may_join(found[-1], cue):
            before = found.pop()
            cue = _Cue(before.words + cue.words, before.start, max(before.end, cue.end), cue.sentence)
        found.append(cue)
    return found


def _may_join(one: _Cue, other: _Cue) -> bool:
    if one.sentence != other.sentence and not one.words[-1].ends_sentence:
        return False  # one of a transcript without punctuation: they would read as one
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
    """Give subtitles that are still too short a little of the time of their neighbours."""
    for number, (cue, after) in enumerate(pairwise(cues)):
        missing = SHORTEST - (cue.end - cue.start)
        spare = (after.end - after.start) - SHORTEST
        if missing > 0 and spare > 0 and after.start - cue.end < missing:
            moved = min(missing, spare)
            cues[number] = replace(cue, end=cue.end + moved)
            cues[number + 1] = replace(after, start=max(after.start, cue.end + moved))
    for number in range(len(cues) - 1, -1, -1):
        cue, before = cues[number], cues[number - 1] if number else None
        if cue.end - cue.start >= SHORTEST:
            continue
        earliest = max(0.0, cue.end - SHORTEST)
        if before is not None and earliest < before.end:
            earliest = min(cue.start, max(earliest, before.start + SHORTEST))
            cues[number - 1] = replace(before, end=min(before.end, max(earliest, before.start)))
        cues[number] = replace(cue, start=min(cue.start, earliest))
    return cues
