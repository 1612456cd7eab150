"""Where what is said is divided: into subtitles of two lines at most, and these into lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from albumforge.generators.autocut.dsl.spoken import Said, is_wide, joined

Word = TypeVar("Word", bound=Said)

LINE = 42.0
"""Latin characters of a line."""

WIDE = 2.1
"""Latin characters that a Chinese one counts for: 20 of them fill a line."""

_LONGEST = 7.0
_ENDS = tuple(".!?。！？…")
_PAUSES = tuple(",;:，；：、—–")
# Words that belong to what follows them.
_LEADING = frozenset(
    re.findall(
        r"\w+",
        "a an the of to in on at by for from with and or but that which who is are was were my your his her its our "
        "their this these those as if than not no i you he she we they it",
    )
)
_CUE = 1.0
_INSIDE = 0.6
_AFTER_LEADING = 0.5
_AT_PAUSE = 0.1
_SHORT = 1.2
_AT_BREAK = 0.9


def width_of(text: str) -> float:
    """Return the width of a text in Latin characters."""
    return sum(WIDE if is_wide(char) else 1.0 for char in text)


def fits(words: Sequence[Said]) -> bool:
    """Whether words fit into two lines."""
    return _best_break(words, _Widths(words), 0, len(words)) is not None


def text_in_lines(words: Sequence[Said]) -> str:
    """Return words as one line, or as two that are about even and divided where the sentence is."""
    at = _best_break(words, _Widths(words), 0, len(words))
    if not at:
        return joined(words)
    return f"{joined(words[:at])}\n{joined(words[at:])}"


def cues_of(words: Sequence[Word]) -> list[Sequence[Word]]:
    """Divide the words of a sentence into subtitles: few, at signs of punctuation and pauses, none over two lines or
    seven seconds, as far as single words allow."""
    widths = _Widths(words)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(words)
    for end in range(1, len(words) + 1):
        closing = 0.0 if end == len(words) else _cost(words[end - 1], words[end])
        for start in range(end - 1, -1, -1):
            seconds = words[end - 1].end - words[start].start
            if start < end - 1 and (seconds > _LONGEST or _best_break(words, widths, start, end) is None):
                break
            fill = widths.of(start, end) / (2 * LINE)
            cost = best[start][0] + _CUE + closing + (1 - min(1.0, fill)) ** 2 * 0.3
            cost += max(0.0, _SHORT - seconds) * 0.5
            if cost < best[end][0]:
                best[end] = (cost, start)
    cuts, end = [], len(words)
    while end:
        start = best[end][1]
        cuts.append(words[start:end])
        end = start
    return cuts[::-1]


class _Widths:
    """Widths of stretches of words."""

    def __init__(self, words: Sequence[Said]) -> None:
        self._spaces = [float(word.space) for word in words]
        plain = (width_of(word.text) + space for word, space in zip(words, self._spaces, strict=True))
        self._sums = [0.0, *accumulate(plain)]

    def of(self, start: int, end: int) -> float:
        """Return the width of words as one line."""
        return self._sums[end] - self._sums[start] - self._spaces[start]


def _cost(before: Said, after: Said) -> float:
    """Return what it costs to divide between two words."""
    if before.text.endswith(_ENDS):
        return 0.0
    pause = min(0.5, max(0.0, after.start - before.end))
    if before.text.endswith(_PAUSES):
        return max(0.0, _AT_PAUSE - pause)
    leading = _AFTER_LEADING if before.text.lower() in _LEADING else 0.0
    return max(0.0, _INSIDE + leading - pause)


def _best_break(words: Sequence[Said], widths: _Widths, start: int, end: int) -> int | None:
    """Return before which of words the second line begins; 0 for one line, None where two do not hold them."""
    whole = widths.of(start, end)
    if whole <= LINE or end - start == 1:
        return 0
    best, least = None, float("inf")
    if whole > 2 * LINE + 1:
        return None
    for at in range(start + 1, end):
        upper, lower = widths.of(start, at), widths.of(at, end)
        if max(upper, lower) > LINE:
            continue
        cost = ((upper - lower) / LINE) ** 2 + _AT_BREAK * _cost(words[at - 1], words[at])
        if cost < least:
            best, least = at, cost
    return best
