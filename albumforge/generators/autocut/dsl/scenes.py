"""The strategy `scenes`: the best part of each scene."""

from __future__ import annotations

from collections.abc import Sequence

from albumforge.generators.autocut.analysis.record import Scene, Study
from albumforge.generators.autocut.dsl.decided import Decided, Stretch
from albumforge.generators.autocut.dsl.interest import Interest
from albumforge.generators.autocut.dsl.intervals import without
from albumforge.generators.autocut.dsl.units import Unit, units_of, with_margins
from albumforge.generators.autocut.request import CutRequest

_SHARE = 0.5
_SHORTEST, _LONGEST = 2.0, 12.0
"""Seconds: of a scene its better half is kept, but so much at least and at most."""

_FLASH = 0.4
"""Seconds: shorter scenes are left out."""

_TITLE = 48
"""Characters that the title of a chapter has at most."""

_MOST_CHAPTERS = 100
_ROUNDING = 1e-6


def best_of_scenes(study: Study, request: CutRequest) -> Decided:
    """Return the cut that keeps of each scene the best part: sentences as a whole, else where most happens."""
    interest, units = Interest(study.scores), units_of(study)
    kept: list[Stretch] = []
    titles: dict[str, str] = {}
    tight: list[str] = []
    margins = request.margin_before, request.margin_after
    for number, scene in enumerate(study.scenes, 1):
        own = [n for n, unit in enumerate(units) if scene.start <= sum(unit.interval) / 2 < scene.end]
        if scene.end - scene.start < _FLASH or not own:
            continue
        room = _room(scene, study, request) - sum(margins)
        run = _best_run(units, own, room, interest, must=request.target_seconds is None)
        if not run:
            tight.append(scene.id)
            continue
        start, end = with_margins(units, run[0], run[-1], *margins)
        start = max(start, kept[-1].interval[1] if kept else 0.0)
        why = f"best part of scene {scene.id}, interest {interest.of((start, end)):.2f}"
        kept.append(Stretch((start, end), why, scene.id))
        titles[scene.id] = _title([units[n] for n in run], number, study.transcript.language)
    if not kept:
        return Decided(notes=("No scene has a part that fits, so all of the video is kept.",))
    note = f"Scenes without a part that is short enough are left out: {', '.join(tight)}."
    return Decided(
        tuple(kept),
        left_out=_rest(study, kept, tight),
        titles=titles if len(titles) <= _MOST_CHAPTERS else {},
        notes=(note,) if tight else (),
    )


def _rest(study: Study, kept: Sequence[Stretch], tight: Sequence[str]) -> tuple[Stretch, ...]:
    """Return what is not kept, scene by scene, and why."""
    known = {stretch.label for stretch in kept}
    found = []
    for scene in study.scenes:
        if scene.id in known:
            why = f"not the best part of scene {scene.id}"
        elif scene.id in tight:
            why = f"no part of scene {scene.id} is short enough"
        else:
            why = f"scene {scene.id} is too short to be kept"
        gaps = without([(scene.start, min(scene.end, study.source.duration))], [one.interval for one in kept])
        found += [Stretch(gap, why) for gap in gaps]
    return tuple(found)


def _room(scene: Scene, study: Study, request: CutRequest) -> float:
    """Return how many seconds of a scene may be kept."""
    length = scene.end - scene.start
    if request.target_seconds is not None:
        return min(length, request.target_seconds * length / study.source.duration)
    return min(length, max(_SHORTEST, min(_LONGEST, _SHARE * length)))


def _best_run(
    units: Sequence[Unit], own: Sequence[int], room: float, interest: Interest, *, must: bool
) -> Sequence[int]:
    """Return the numbers of the units in a row in which most happens, of at most `room` seconds.

    Args:
        units: all of the video.
        own: numbers of those of the scene.
        must: where not even one fits, return the best one all the same.
    """
    best: Sequence[int] = ()
    most = -1.0
    for first in range(len(own)):
        for last in range(first, len(own)):
            whole = (units[own[first]].interval[0], units[own[last]].interval[1])
            if whole[1] - whole[0] > room + _ROUNDING:
                break
            worth = interest.of(whole) * (whole[1] - whole[0])
            if worth > most + _ROUNDING:
                best, most = own[first : last + 1], worth
    if not best and must:
        best = [max(own, key=lambda n: interest.of(units[n].interval))]
    return best


def _title(run: Sequence[Unit], number: int, language: str) -> str:
    said = next((unit.text for unit in run if unit.text), "")
    if not said:
        return f"第 {number} 场" if language.startswith("zh") else f"Scene {number}"
    return said if len(said) <= _TITLE else said[: _TITLE - 1].rstrip(" ,，、;；:：") + "…"
