"""Casting: which picture stands in which place of the template's shots, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from albumforge.context import Context
from albumforge.generators.album.borders import inner_rect
from albumforge.generators.album.matching.cost_calculate import MatchPicture, Place, Problem, Weights
from albumforge.generators.album.matching.genetic import match
from albumforge.generators.album.matching.reasons import TIMES, Reason, explain, worded
from albumforge.generators.album.plan import Border, Rect
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.templates.expand import STRETCH, Kind, Shot, expand, shape_of
from albumforge.generators.album.templates.schema import Cell

_OPENING = 3.0
"""How much more the wishes of the opening weigh: the title stands over its picture."""


_GIVEN = Weights(order=200.0, wall=10_000.0)
"""Of pictures in an order given by hand: nothing is worth two of them changing places, but that a clip finds room."""

_LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001 - on the camera's clock


@dataclass(frozen=True)
class Cast:
    """A shot with the sources that stand in its cells, by number, and the reasons for each in words."""

    shot: Shot
    sources: tuple[int, ...]
    why: str


def cast(brief: Brief, context: Context) -> list[Cast]:
    """Return the shots of a film with their pictures: every source once.

    Raises:
        Cancelled: the context asked to stop.
    """
    sources, chapters, canvas = brief.sources, brief.chapters, brief.canvas
    stretches, given = _stretches(chapters), brief.request.order == "given"
    shots = expand(
        brief.template,
        [[_kind(brief, at) for at in range(first, end)] for _, first, end in stretches],
        canvas,
        chapters=[chapter for chapter, _, _ in stretches],
        given=given,
    )
    pictures = [
        MatchPicture(brief.info(at), sources[at].kind, number, bool(brief.own_words(at)))
        for number, chapter in enumerate(chapters)
        for at in range(chapter.first, chapter.first + chapter.count)
    ]
    pictures = _as_given(pictures) if given else pictures
    if brief.prologue:
        pictures = [_before_all(pictures), *pictures[1:]]
    places = [
        _place(cell, shot, number, place, brief)
        for number, shot in enumerate(shots)
        for place, cell in enumerate(shot.cells)
    ]
    weights = _GIVEN if given else Weights()
    problem = Problem.build(pictures, places, canvas=canvas, weights=weights, context=context)
    found = match(problem, seed=brief.request.seed, context=context)
    order = [int(number) for number in found.permutation]
    casts, at = [], 0
    for shot in shots:
        here = range(at, at + len(shot.cells))
        reasons = [explain(problem, order, place) for place in here]
        words = [worded(_of_given(one) if given else one, brief.language) for one in reasons]
        casts.append(Cast(shot, tuple(order[place] for place in here), _joined(words, brief.language)))
        at += len(shot.cells)
    return casts


def _as_given(pictures: Sequence[MatchPicture]) -> list[MatchPicture]:
    """Return the pictures as if they had been taken one after the other, so that their order is that of time."""
    times = [_LONG_AGO + timedelta(hours=number) for number in range(len(pictures))]
    return [
        replace(one, info=msgspec.structs.replace(one.info, captured_at=at))
        for one, at in zip(pictures, times, strict=True)
    ]


def _before_all(pictures: Sequence[MatchPicture]) -> MatchPicture:
    """Return the first of the pictures as if it had been taken before all others."""
    first = pictures[0]
    times = [one.info.captured_at for one in pictures if one.info.captured_at is not None]
    if not times or first.info.captured_at is None:
        return first
    return replace(first, info=msgspec.structs.replace(first.info, captured_at=min(times) - timedelta(hours=1)))


def _of_given(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return reasons without those of time, which an order given by hand has not."""
    kept = [reason for reason in reasons if reason.key not in TIMES]
    moved = any(reason.key in TIMES - {"in_time"} for reason in reasons)
    return tuple(kept) if moved else (*kept, Reason("as_given"))


def _stretches(chapters: Sequence[Chapter]) -> list[tuple[int, int, int]]:
    """Return even stretches of the chapters: number of the chapter, first source, and the source after the last."""
    found = []
    for number, chapter in enumerate(chapters):
        parts = math.ceil(chapter.count / STRETCH)
        edges = [chapter.first + chapter.count * part // parts for part in range(parts + 1)]
        found += [(number, first, end) for first, end in pairwise(edges)]
    return found


def _joined(words: Sequence[str], language: str) -> str:
    if len(words) == 1:
        return words[0]
    mark = "；" if language == "zh" else "; "
    return mark.join(f"{number}: {text}" for number, text in enumerate(words, 1))


def _kind(brief: Brief, number: int) -> Kind:
    source = brief.sources[number]
    if source.kind == "clip":
        return "clip"
    return "worded" if brief.own_words(number) else shape_of(source.width, source.height)


def _place(cell: Cell, shot: Shot, scene: int, number: int, brief: Brief) -> Place:
    canvas, alone = brief.canvas, len(shot.cells) == 1
    border = Border(style=cell.border.style, width=cell.border.width)
    inner = inner_rect(Rect(x=cell.x, y=cell.y, width=cell.width, height=cell.height), border, canvas)
    return Place(
        shape=inner.width * canvas[0] / (inner.height * canvas[1]),
        area=inner.width * inner.height,
        fit=cell.fit,
        wish=shot.wishes[number],
        chapter=shot.chapter,
        scene=scene,
        clips=alone and scene > 0,  # a title needs time, and stillness
        words=alone and (scene > 0 or not brief.title),
        importance=_OPENING if scene == 0 else 1.0,
    )
