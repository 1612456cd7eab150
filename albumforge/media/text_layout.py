"""Fit paragraphs into a width and a number of lines: smaller type first, then broken words, then an ellipsis."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from albumforge.media.text_break import break_lines, fewest_lines, penalties
from albumforge.media.text_line import Line, Setting
from albumforge.media.text_runs import Cluster, clean, clusters, region_of
from albumforge.media.text_style import Style

Setter = Callable[[Sequence[Cluster], Setting, bool], Line]
"""What sets a line or a column; the flag says whether signs at its ends give up their empty half."""

_FLOOR = 0.6
_STEP = 0.96
_SHORT_TEXT = 120
_LONGEST_WORD_DROPPED = 14


def fit(
    text: str, style: Style, extent: float, max_lines: int | None, min_size: float | None, setter: Setter
) -> tuple[list[list[Cluster]], Setting]:
    """Return the lines (or columns) of `text` and how to set them so that each is at most `extent` pixels long.

    Raises:
        ValueError: `extent`, `max_lines` or the style's size is not positive.
    """
    if extent <= 0 or style.size <= 0 or (max_lines is not None and max_lines <= 0):
        raise ValueError("the room, the number of lines and the size of text must be positive")
    cleaned = clean(text)
    latin = style.face + ("-italic" if style.italic else "")
    region = region_of(cleaned, style.language)
    paragraphs = [p for p in (_stripped(clusters(t, latin, region)) for t in cleaned.split("\n")) if p]
    if max_lines is not None and len(paragraphs) > max_lines:
        paragraphs = [*paragraphs[: max_lines - 1], _joined(paragraphs[max_lines - 1 :], latin)]
    mixed = any(cluster.kind == "han" for paragraph in paragraphs for cluster in paragraph)
    setting = Setting(
        size=style.size,
        weight=style.weight,
        tracking=style.tracking,
        han_tracking=style.tracking if style.han_tracking is None else style.han_tracking,
        mixed=mixed,
        language=style.language,
    )
    floor = min(style.size, style.size * _FLOOR if min_size is None else min_size)
    setting = replace(setting, size=_size_that_fits(paragraphs, setting, extent, max_lines, floor, setter))
    return _fitted_lines(paragraphs, setting, extent, max_lines, latin, setter), setting


def _stripped(line: Sequence[Cluster]) -> list[Cluster]:
    kept = list(line)
    while kept and kept[-1].is_space:
        kept.pop()
    while kept and kept[0].is_space:
        kept.pop(0)
    return kept


def _joined(paragraphs: Sequence[Sequence[Cluster]], latin: str) -> list[Cluster]:
    line = list(paragraphs[0])
    for paragraph in paragraphs[1:]:
        line += [Cluster(" ", "latin", latin), *paragraph]
    return line


def _size_that_fits(
    paragraphs: Sequence[Sequence[Cluster]],
    setting: Setting,
    width: float,
    max_lines: int | None,
    floor: float,
    setter: Setter,
) -> float:
    """Return the largest size, stepping down to `floor`, at which the text fits; `floor` where none does.

    Nothing is hinted, so widths are proportional to the size and the text is measured once.
    """
    measured = [(p, setter(p, setting, False), penalties(p)) for p in paragraphs]
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


def _fitted_lines(
    paragraphs: Sequence[Sequence[Cluster]],
    setting: Setting,
    width: float,
    max_lines: int | None,
    latin: str,
    setter: Setter,
) -> list[list[Cluster]]:
    """Return the lines of all paragraphs at the size of `setting`; an ellipsis ends what is too long."""
    lines: list[list[Cluster]] = []
    for number, paragraph in enumerate(paragraphs):
        room = None if max_lines is None else max_lines - len(lines) - (len(paragraphs) - number - 1)
        broken = _broken(paragraph, setting, width, setter)
        if room is not None and len(broken) > room:
            broken = _shortened(paragraph, setting, width, max(room, 1), latin, setter)
        lines += broken
    return lines


def _broken(paragraph: Sequence[Cluster], setting: Setting, width: float, setter: Setter) -> list[list[Cluster]]:
    measured = setter(paragraph, setting, False)
    return [list(paragraph[a:b]) for a, b in break_lines(paragraph, measured, penalties(paragraph), width)]


def _shortened(
    paragraph: Sequence[Cluster], setting: Setting, width: float, room: int, latin: str, setter: Setter
) -> list[list[Cluster]]:
    """Return the longest beginning of `paragraph` that fits into `room` lines with an ellipsis behind it."""

    def cut(count: int) -> list[Cluster]:
        kept = list(paragraph[:count])
        while kept and not kept[-1].text[0].isalnum() and kept[-1].kind != "emoji":
            kept.pop()
        last = kept[-1] if kept else paragraph[0]
        return [*kept, Cluster("…", last.kind, last.face) if last.kind != "emoji" else Cluster("…", "latin", latin)]

    measured = setter(paragraph, setting, False)
    low, high = 0, min(len(paragraph) - 1, bisect.bisect(measured.ends, width * room))
    while low < high:
        middle = (low + high + 1) // 2
        if len(_broken(cut(middle), setting, width, setter)) <= room:
            low = middle
        else:
            high = middle - 1
    return _broken(cut(_word_end(paragraph, low)), setting, width, setter)


def _word_end(paragraph: Sequence[Cluster], count: int) -> int:
    """Return `count`, or less where that would cut a word and one ends shortly before."""
    may_break = penalties(paragraph)
    for end in range(count, max(0, count - _LONGEST_WORD_DROPPED), -1):
        if may_break[end] is not None or paragraph[end].is_space:
            return end
    return count
