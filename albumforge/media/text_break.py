"""Break text into lines: few, even, and nowhere that a typesetter would not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import regex

from albumforge.media.text_line import Line
from albumforge.media.text_runs import Cluster

NO_START = frozenset(
    "，。、；：！？．）」』》〉】〕〗］｝”’〞｡､｣…—～·‧・ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％‰℃"
    ",.;:!?)]}»›%°"
)
"""Signs that never begin a line (the union of the Chinese and the Japanese rules)."""

NO_END = frozenset("（「『《〈【〔〖［｛“‘〝｢([{«‹¿¡$€£¥￥＄#№")
"""Signs that never end a line."""

_PARTICLES = frozenset("的地得了着过们吗呢吧啊么")
_BREAK_AFTER = frozenset("-‐–—/")
_LINE = 10.0
_HYPHEN = 0.03
_BETWEEN_CHARACTERS = 0.12
_AFTER_PARTICLE = 0.05
_BEFORE_PARTICLE = 0.4
_NUMBER_AND_UNIT = 0.25
_SHORT_LAST_WORD = 0.01
_BETWEEN_LANGUAGES = -0.06
_AFTER_SIGN = -0.03
_ORPHAN = 0.3
_EMERGENCY = 50.0

Lines = list[tuple[int, int]]
"""Stretches (start, end) of clusters, without the spaces around them."""


def penalties(clusters: Sequence[Cluster]) -> list[float | None]:
    """Return for each cluster what a line break before it costs; None where none may be.

    Costs are in squares of the line's width, as the unevenness they are weighed against.
    """
    return [_penalty(clusters, i) for i in range(len(clusters))]


def fewest_lines(clusters: Sequence[Cluster], line: Line, breaks: Sequence[float | None], width: float) -> int | None:
    """Return how few lines of `width` hold the text without breaking words, None where a word is too wide.

    Args:
        clusters: the text.
        line: the same set as one line.
        breaks: what `penalties` says of it.
        width: pixels.
    """
    count, start = 1, 0
    last_break = 0
    for i in range(len(clusters)):
        if breaks[i] is not None:
            last_break = i
        if clusters[i].is_space or line.ends[i] - line.starts[start] <= width:
            continue
        if last_break <= start:
            return None
        count, start = count + 1, last_break
        if line.ends[i] - line.starts[start] > width:
            return None
    return count


def break_lines(clusters: Sequence[Cluster], line: Line, breaks: Sequence[float | None], width: float) -> Lines:
    """Return the fewest lines of at most `width` pixels, as even as can be; words too wide for a line are broken.

    Among all ways it minimises, as Knuth and Plass do (Breaking Paragraphs into Lines, 1981), a sum over lines: here
    of the square of what is missing to the full width, which for a given number of lines is least when they are even,
    and of what each break costs.
    """
    size, spaces = len(clusters), [cluster.is_space for cluster in clusters]
    allowed = _with_emergencies(clusters, line, breaks, width)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * size
    for end in range(1, size + 1):
        cost_here = allowed[end] if end < size else 0.0
        if cost_here is None:
            continue
        for start in range(end - 1, -1, -1):
            first, last = _trimmed(spaces, start, end)
            wide = line.ends[last - 1] - line.starts[first] if last > first else 0.0
            if wide > width and last - first > 1:
                break
            if start and allowed[start] is None:
                continue
            cost = best[start][0] + _LINE + ((width - wide) / width) ** 2 + cost_here
            if end == size and start and _is_orphan(clusters, line, first, last, width):
                cost += _ORPHAN
            if cost < best[end][0]:
                best[end] = (cost, start)
    cuts = [size]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    stretches = (_trimmed(spaces, a, b) for a, b in itertools.pairwise(reversed(cuts)))
    return [(a, b) for a, b in stretches if b > a]


def _penalty(clusters: Sequence[Cluster], i: int) -> float | None:
    if i == 0:
        return None
    before, after = clusters[i - 1], clusters[i]
    if after.is_space or after.text in NO_START or before.text in NO_END:
        return None
    if before.is_space:
        return _after_space(clusters, i)
    if before.kind == after.kind == "latin":
        broken = before.text in _BREAK_AFTER and i > 1 and clusters[i - 2].text.isalpha() and after.text.isalpha()
        return _HYPHEN if broken else None
    if before.text.isdigit() or after.text.isdigit():
        return _NUMBER_AND_UNIT
    if before.text in NO_START:
        return _AFTER_SIGN
    if after.text in _PARTICLES or after.text == before.text:
        return _BEFORE_PARTICLE
    return _AFTER_PARTICLE if before.text in _PARTICLES else _BETWEEN_CHARACTERS


def _after_space(clusters: Sequence[Cluster], i: int) -> float | None:
    """Return the cost of a break before cluster `i`, which follows a space."""
    last = next((k for k in range(i - 1, -1, -1) if not clusters[k].is_space), None)
    if last is None or clusters[last].text in NO_END:
        return None
    if {clusters[last].kind, clusters[i].kind} == {"latin", "han"}:
        return _BETWEEN_LANGUAGES
    if clusters[last].text in NO_START or clusters[i].text in "–—":
        return _AFTER_SIGN
    word = regex.search(r"\S*$", "".join(c.text for c in clusters[max(0, last - 4) : last + 1])).group()
    return _SHORT_LAST_WORD if len(word) <= 3 and word.islower() else 0.0


def _with_emergencies(
    clusters: Sequence[Cluster], line: Line, breaks: Sequence[float | None], width: float
) -> list[float | None]:
    """Return `breaks` with costly ones added inside words that are wider than a line."""
    allowed, spaces = list(breaks), [cluster.is_space for cluster in clusters]
    edges = [0, *(i for i, cost in enumerate(breaks) if cost is not None), len(clusters)]
    for a, b in itertools.pairwise(edges):
        first, last = _trimmed(spaces, a, b)
        if last > first and line.ends[last - 1] - line.starts[first] > width:
            for i in range(first + 1, last):
                bad = clusters[i].text in NO_START or clusters[i - 1].text in NO_END
                allowed[i] = _EMERGENCY * (2 if bad else 1)
    return allowed


def _trimmed(spaces: Sequence[bool], start: int, end: int) -> tuple[int, int]:
    """Return a stretch of clusters, of each of which is known whether it is a space, without those at its ends."""
    while end > start and spaces[end - 1]:
        end -= 1
    while start < end and spaces[start]:
        start += 1
    return start, end


def _is_orphan(clusters: Sequence[Cluster], line: Line, first: int, last: int, width: float) -> bool:
    """Return whether the last line is too little: one character and its punctuation, or a twelfth of the width."""
    signs = sum(cluster.text in NO_START for cluster in clusters[first:last])
    return last - first - signs <= 1 or line.ends[last - 1] - line.starts[first] < width / 12
