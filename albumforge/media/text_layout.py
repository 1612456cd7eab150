"""Fit paragraphs into a width and a number of lines: smaller type first, then broken words, then an ellipsis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from albumforge.media.text_break import break_lines, fewest_lines, penalties
from albumforge.media.text_line import Line, Setting, set_line
from albumforge.media.text_runs import Cluster

_STEP = 0.96
_SHORT_TEXT = 120


def stripped(line: Sequence[Cluster]) -> list[Cluster]:
    kept = list(line)
    while kept and kept[-1].is_space:
        kept.pop()
    while kept and kept[0].is_space:
        kept.pop(0)
    return kept


def joined(paragraphs: Sequence[Sequence[Cluster]], latin: str) -> list[Cluster]:
    joined = list(paragraphs[0])
    for paragraph in paragraphs[1:]:
        joined += [Cluster(" ", "latin", latin), *paragraph]
    return joined


def size_that_fits(
    paragraphs: Sequence[Sequence[Cluster]], setting: Setting, width: float, max_lines: int | None, floor: float
) -> float:
    """Return the largest size, stepping down to `floor`, at which the text fits; `floor` where none does.

    Nothing is hinted, so widths are proportional to the size and the text is measured once.
    """
    measured = [(p, set_line(p, setting, trim=False), penalties(p)) for p in paragraphs]
    size = setting.size
    while size > floor:
        counts = [fewest_lines(p, line, breaks, width * setting.size / size) for p, line, breaks in measured]
        known = [count for count in counts if count is not None]
        if len(known) == len(counts) and (max_lines is None or sum(known) <= max_lines):
            return _size_that_breaks_well(measured, setting.size, size, width, floor)
        size = math.floor(size * _STEP)
    return floor


def _size_that_breaks_well(
    measured: Sequence[tuple[Sequence[Cluster], Line, Sequence[float | None]]],
    measured_size: float,
    largest: float,
    width: float,
    floor: float,
) -> float:
    """Return the size, `largest` or down to a fifth smaller, whose lines end best, a smaller size counting against it.

    Chinese lines may break between any two characters but should at the end of a phrase; a little room often lets them.
    """
    best, best_cost = largest, math.inf
    size = largest
    while size >= max(floor, 0.8 * largest) and sum(len(p) for p, _, _ in measured) <= _SHORT_TEXT:
        cost = 1 - size / largest
        for paragraph, line, breaks in measured:
            found = break_lines(paragraph, line, breaks, width * measured_size / size)
            cost += sum(max(breaks[start] or 0.0, 0.0) for start, _ in found[1:])
        if cost < best_cost:
            best, best_cost = size, cost
        size = math.floor(size * _STEP)
    return best


def fitted_lines(
    paragraphs: Sequence[Sequence[Cluster]], setting: Setting, width: float, max_lines: int | None, latin: str
) -> list[list[Cluster]]:
    """Return the lines of all paragraphs at the size of `setting`; an ellipsis ends what is too long."""
    lines: list[list[Cluster]] = []
    for number, paragraph in enumerate(paragraphs):
        room = None if max_lines is None else max_lines - len(lines) - (len(paragraphs) - number - 1)
        broken = _broken(paragraph, setting, width)
        if room is not None and len(broken) > room:
            broken = _shortened(paragraph, setting, width, max(room, 1), latin)
        lines += broken
    return lines


def _broken(paragraph: Sequence[Cluster], setting: Setting, width: float) -> list[list[Cluster]]:
    measured = set_line(paragraph, setting, trim=False)
    return [list(paragraph[a:b]) for a, b in break_lines(paragraph, measured, penalties(paragraph), width)]


def _shortened(
    paragraph: Sequence[Cluster], setting: Setting, width: float, room: int, latin: str
) -> list[list[Cluster]]:
    """Return the longest beginning of `paragraph` that fits into `room` lines with an ellipsis behind it."""

    def cut(count: int) -> list[Cluster]:
        kept = list(paragraph[:count])
        while kept and not kept[-1].text[0].isalnum() and kept[-1].kind != "emoji":
            kept.pop()
        last = kept[-1] if kept else paragraph[0]
        return [*kept, Cluster("…", last.kind, last.face) if last.kind != "emoji" else Cluster("…", "latin", latin)]

    low, high = 0, len(paragraph) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if len(_broken(cut(middle), setting, width)) <= room:
            low = middle
        else:
            high = middle - 1
    return _broken(cut(low), setting, width)
