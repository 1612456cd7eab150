"""Rules that feed each other: results of one come into a folder that another one watches.

A chain of rules is of use: cuts of what was transcoded. A circle would go on without end.
"""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Sequence
from pathlib import Path, PurePath

from albumforge.errors import InvalidInput
from albumforge.services.watch.rule import Do, Rule
from albumforge.transcoders.container import FORMATS


def feeds(maker: Rule, taker: Rule) -> bool:
    """Whether results of a rule come where another one, or itself, would take them. Links are followed."""
    if maker.target is None or not _may_take(taker, _suffixes(maker)):
        return False
    target = _real(maker.target)
    return any(_comes(maker, target, taker, _real(folder)) for folder in taker.folders)


def circle(rule: Rule, others: Sequence[Rule]) -> list[str]:
    """Return the names of the rules of the shortest circle that goes through a rule, which is the first; or none."""
    ways = [(rule, [rule.name])]
    unmet = list(others)
    for maker, names in ways:  # a search in breadth: it grows on the way
        if feeds(maker, rule):
            return names
        for taker in [other for other in unmet if feeds(maker, other)]:
            unmet.remove(taker)
            ways.append((taker, [*names, taker.name]))
    return []


def check_circle(rule: Rule, others: Sequence[Rule]) -> None:
    """Check that a rule closes no circle with others.

    Raises:
        InvalidInput: it does; the message names those of the circle.
    """
    names = circle(rule, others)
    if len(names) == 1:
        raise InvalidInput(f"target: the rule would take its own results in {rule.target}, without end.", hint=_HINT)
    if names:
        way = " → ".join([*names, rule.name])
        raise InvalidInput(f"target: each would take the results of the one before, without end: {way}.", hint=_HINT)


def notes(rule: Rule, others: Sequence[Rule]) -> list[tuple[str, str]]:
    """Return with which other rules a rule makes a chain: fields and sentences."""
    found = []
    for other in others:
        if feeds(rule, other):
            found.append(("target", f"The rule {other.name!r} takes what comes into {rule.target}."))
        if feeds(other, rule):
            found.append(("folders", f"What the rule {other.name!r} makes in {other.target} is taken as well."))
    return found


_HINT = "Name a target that neither of them watches, or other folders."


def _comes(maker: Rule, target: Path, taker: Rule, folder: Path) -> bool:
    if target.is_relative_to(folder):
        left_out = None if taker.target is None else _real(taker.target)
        inside = left_out is not None and left_out != folder and left_out.is_relative_to(folder)
        return not (inside and left_out is not None and target.is_relative_to(left_out))
    # Transcodes are laid out below the target as their originals are.
    return maker.do is Do.TRANSCODE and folder.is_relative_to(target)


def _suffixes(maker: Rule) -> frozenset[str]:
    """The suffixes that results may have."""
    return frozenset(FORMATS) if maker.do is Do.TRANSCODE or maker.backend else frozenset({".mp4"})


def _may_take(taker: Rule, suffixes: frozenset[str]) -> bool:
    """Whether names with one of some suffixes may count; of the rest of a name nothing is known."""
    left = [suffix for suffix in suffixes if f"*{suffix}" not in {pattern.lower() for pattern in taker.ignore}]
    if not taker.patterns:
        return any(suffix in taker.suffixes for suffix in left)
    ends = [PurePath(pattern.lower()).suffix for pattern in taker.patterns]
    return any(not end or fnmatch.fnmatchcase(suffix, end) for suffix in left for end in ends)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
