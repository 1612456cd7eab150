"""Chinese verse for a film: quatrains and couplets put together from couplets of our own.

A quatrain (绝句) is a couplet that shows a scene and one that ends it, on one rhyme and joined by tone; all verses of a
film have lines of one length as long as there are enough of them. A couplet is only used where all that it says of
season, weather, hour and things is known of the picture.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from albumforge.backends import Theme, Verse
from albumforge.context import Context
from albumforge.generators.album.poem.lines_zh import METRES, SOFT_THINGS, Couplet, Metre, couplets
from albumforge.generators.album.poem.scene import Scene, scene_of

SILENCE = Verse((), "none")

_CHANCE = 1.4
"""Scale of the Gumbel noise on a couplet's merit: about the worth of one thing it says of the picture."""

_SEASON, _WEATHER, _HOUR, _THING, _SOFT, _MOOD, _NOT_MOOD, _COLOUR = 2.0, 2.5, 1.5, 4.5, 1.0, 1.0, -2.5, 0.7
_ECHO = -2.0
"""For each pair of neighbours, and each end word, that the film has already."""

_MOST, _LESSER = 6.5, 0.4
"""A couplet's worth counts up to here, and that of the lesser one in a quatrain so much: what fits a picture very well
must not be all that is ever said of it."""

_ELSEWHERE = 4.0
"""The same for a couplet that speaks of none of the things seen, where some are."""

_OWN = 4.0
"""For a quatrain that says something of its own picture: of a thing in it, or where none is known, of its light."""

_PEOPLE = frozenset({"people", "family", "friends", "travel", "child"})
"""Things that tell no place."""

_ROTA, _TURN = 3, 2.0
"""A third of the couplets is preferred by so much: another one each time that a seed comes back to a metre. So films
made in a row differ."""


def compose(themes: tuple[Theme, ...], *, seed: int, context: Context) -> tuple[Verse, ...]:
    """Return a verse for each theme: a quatrain where there is one and time for it, else a couplet, else none.

    No line comes twice, nor one much like another. The same themes and seed give the same verses; even seeds begin with
    five-character lines, odd ones with seven.
    """
    scenes = [(scene_of(theme), theme.most_lines >= 4) for theme in themes]
    first, second = METRES if seed % 2 == 0 else METRES[::-1]
    attempts = []
    for metres, quatrains in (((first,), True), ((second,), True), (METRES, True), (METRES, False)):
        context.check()
        verses = _Film(metres, seed, quatrains).write(scenes)
        if all(len(verse.lines) == (4 if long else 2) for verse, (_, long) in zip(verses, scenes, strict=True)):
            return verses
        attempts.append(verses)
    return max(attempts, key=lambda made: (sum(bool(verse.lines) for verse in made), _quatrains(made)))


def merit(couplet: Couplet, scene: Scene) -> float | None:
    """Return how well a couplet suits a scene; None where it says what is not known of it, or against it."""
    for said, known in (
        (couplet.season, scene.season),
        (couplet.weather, scene.weather),
        (couplet.hours, scene.hours),
    ):
        if said and not known.intersection(said):
            return None
    hard = couplet.hard_things
    if scene.words.intersection(couplet.never) or any(scene.things.isdisjoint(either) for either in hard):
        return None
    if couplet.colours and scene.colours and scene.colours.isdisjoint(couplet.colours):
        return None
    worth = _SEASON * bool(couplet.season) + _WEATHER * bool(couplet.weather) + _HOUR * bool(couplet.hours)
    worth += _THING * bool(hard) + _SOFT * bool(scene.things & SOFT_THINGS & set(couplet.things))
    if scene.mood and couplet.moods:
        worth += _MOOD if scene.mood in couplet.moods else _NOT_MOOD
    worth += _COLOUR * bool(scene.colours.intersection(couplet.colours))
    return min(worth, _MOST if hard or not scene.things - _PEOPLE else _ELSEWHERE)


def alike(line: str, other: str) -> bool:
    """Return whether two lines have so much in common that a film should not have both: two pairs of neighbours."""
    return len(_pairs(line) & _pairs(other)) >= 2


@cache
def _pairs(line: str) -> frozenset[str]:
    return frozenset(line[at : at + 2] for at in range(len(line) - 1))


class _Candidate(NamedTuple):
    couplet: Couplet
    worth: float
    luck: float
    own: bool


class _Film:
    """One attempt at all verses, with lines of these lengths."""

    def __init__(self, metres: Sequence[Metre], seed: int, quatrains: bool) -> None:
        self._store = [couplet for metre in metres for couplet in couplets(metre)]
        self._seed = seed
        self._quatrains = quatrains
        self._used: list[str] = []
        self._heard: set[str] = set()
        self._ends: set[str] = set()

    def write(self, scenes: Sequence[tuple[Scene, bool]]) -> tuple[Verse, ...]:
        """Return the verses; those scenes for which least can be said have the first choice.

        Args:
            scenes: each with whether there is time for a quatrain.
        """
        choices = [sum(merit(couplet, scene) is not None for couplet in self._store) for scene, _ in scenes]
        verses = {}
        for number in sorted(range(len(scenes)), key=lambda at: (choices[at], at)):
            verses[number] = self._verse(*scenes[number], random.Random(f"verse {self._seed} {number}"))
        return tuple(verses[number] for number in range(len(scenes)))

    def _verse(self, scene: Scene, long: bool, chance: random.Random) -> Verse:
        found = []
        for place, couplet in enumerate(self._store):
            luck = -math.log(-math.log(chance.uniform(1e-9, 1 - 1e-9))) * _CHANCE
            worth = merit(couplet, scene)
            if worth is not None and not self._said(couplet):
                luck += _TURN * ((place + self._seed // 2) % _ROTA == 0) + _ECHO * self._echoes(couplet)
                own = bool(couplet.hard_things) if scene.things - _PEOPLE else not couplet.general
                found.append(_Candidate(couplet, worth, luck, own))
        if not found:
            return SILENCE
        made = max(_joined(found), key=lambda pair: pair[0], default=None) if self._quatrains and long else None
        chosen = made[1] if made else (max(found, key=lambda one: one.worth + one.luck).couplet,)
        lines = tuple(line for couplet in chosen for line in couplet.lines)
        self._used.extend(lines)
        self._heard.update(pair for line in lines for pair in _pairs(line))
        self._ends.update(line[-1] for line in lines)
        if len(lines) == 2:
            return Verse(lines, "couplet")
        return Verse(lines, "wujue" if len(lines[0]) == 5 else "qijue")

    def _said(self, couplet: Couplet) -> bool:
        near = [line for line in couplet.lines if len(_pairs(line) & self._heard) > 1]
        return any(alike(line, used) for line in near for used in self._used)

    def _echoes(self, couplet: Couplet) -> int:
        heard = sum(len(_pairs(line) & self._heard) for line in couplet.lines)
        return heard + (couplet.lines[1][-1] in self._ends)


def _joined(found: Sequence[_Candidate]) -> Iterator[tuple[float, tuple[Couplet, Couplet]]]:
    """Yield the quatrains that can be made, with their worth."""
    for first in found:
        if first.couplet.part == "close":
            continue
        for second in found:
            opening, ending = first.couplet, second.couplet
            if ending.part != "open" and _joins(opening, ending):
                better, lesser = max(first.worth, second.worth), min(first.worth, second.worth)
                own = _OWN * (first.own or second.own)
                shared = len(set("".join(opening.lines)) & set("".join(ending.lines)))
                luck = first.luck + second.luck
                yield better + _LESSER * lesser + own + luck - max(0, shared - 1), (opening, ending)


def _joins(opening: Couplet, ending: Couplet) -> bool:
    return (
        opening.rhyme == ending.rhyme
        and opening.turn != ending.turn
        and len(opening.lines[0]) == len(ending.lines[0])
        and len({line[-1] for line in (*opening.lines, *ending.lines)}) == 4
        and not any(alike(line, other) for line in opening.lines for other in ending.lines)
    )


def _quatrains(verses: Iterable[Verse]) -> int:
    return sum(len(verse.lines) == 4 for verse in verses)
