"""How the scenes of a film join: the transition that each comes in by, and the frames that it is seen from and to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, cast

from albumforge.generators.album.plan import OVERLAPPING, Transition
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.script import CardEntry, Entry, ShotEntry

SAME_MOMENT_SECONDS = 20.0
"""Two pictures taken closer together than this are cut, not dissolved."""

_OPENING_FADE = 0.8
_MOST_OVERLAP = 0.4
"""Part of the shorter of two shots that their transition takes at most."""


def transitions(entries: Sequence[Entry], places: Sequence[int], brief: Brief) -> list[Transition]:
    """Return how each entry comes in, its frames within what the shots on both sides can spare.

    Args:
        places: the frames on which the entries join, and the length of the film.
    """
    rate = brief.request.rate
    opening = min(round(_OPENING_FADE * rate), (places[1] - places[0]) // 3)
    found = [Transition(type="fade", frames=opening) if opening else Transition()]
    lengths = [after - before for before, after in pairwise(places)]
    for number, (before, entry) in enumerate(pairwise(entries), 1):
        shorter = min(lengths[number - 1], lengths[number])
        frames = min(round(brief.template.joins.seconds * rate), int(shorter * _MOST_OVERLAP))
        found.append(transition_of(_wished(before, entry, brief), frames))
    return found


def spans(places: Sequence[int], joins: Sequence[Transition]) -> list[tuple[int, int]]:
    """Return for each scene the frame it is seen from, and how many frames it is seen: longer than from join to join by
    the parts of the transitions at both ends, which are centred on the joins."""
    found = []
    for number, join in enumerate(joins):
        after = joins[number + 1] if number + 1 < len(joins) else Transition()
        tail = after.frames - lead(after) if after.type in OVERLAPPING else 0
        start = places[number] - lead(join)
        found.append((start, places[number + 1] + tail - start))
    return found


def lead(transition: Transition) -> int:
    """Return how many frames of a transition lie before the join."""
    return transition.frames - transition.frames // 2 if transition.type in OVERLAPPING else 0


def transition_of(name: str, frames: int) -> Transition:
    """Return the transition that a template names, of so many frames; a cut where there are too few for it."""
    if name == "cut" or frames < 2:
        return Transition()
    if name == "dissolve":
        return Transition(type="dissolve", frames=frames)
    if name == "zoom":
        return Transition(type="zoom", frames=frames)
    if name.startswith("push-"):
        direction = cast(Literal["left", "right", "up", "down"], name.removeprefix("push-"))
        return Transition(type="push", frames=frames, direction=direction)
    return Transition(type="luma", name=name, frames=frames)


def _wished(before: Entry, entry: Entry, brief: Brief) -> str:
    joins = brief.template.joins
    if entry.special:
        return joins.special
    if not isinstance(entry, ShotEntry) or isinstance(before, CardEntry):
        return "dissolve"
    name = entry.cast.shot.slot.transition
    if name == "special":
        return joins.special
    if name != "usual":
        return name
    if isinstance(before, ShotEntry) and _one_moment(before.cast.sources[-1], entry.cast.sources[0], brief):
        return "cut"
    return joins.usual


def _one_moment(first: int, second: int, brief: Brief) -> bool:
    one, other = (brief.sources[number].captured_at for number in (first, second))
    return one is not None and other is not None and abs((other - one).total_seconds()) <= SAME_MOMENT_SECONDS
