"""Verse in English: stanzas of our own, chosen so that each fits its scene and none comes twice in a film."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import product

import msgspec
import yaml

from albumforge.backends import Theme, Verse
from albumforge.context import Context
from albumforge.generators.album.info.record import PartOfDay, Season, WeatherLabel
from albumforge.generators.album.poem.scene import scene_of
from albumforge.generators.album.poem.verse import Mood
from albumforge.media.structs import work_out

_WEIGHTS = {"thing": 3.0, "weather": 2.6, "season": 2.4, "part": 2.0, "colour": 1.2}
_MOOD = 1.6
_CHANCE = 5.0
"""How far chance may lift a stanza over one that fits better: about one tag. So films of the same pictures differ."""
_ROTA, _TURN = 11, 3.0
"""One stanza in eleven is preferred by so much, another one for each seed: so films made in a row differ."""
_LATER = 0.4
"""What a second tag is worth, of what it would be alone, and a third of that again: stanzas with few are not lost."""
_PAIRED = 0.45
"""Share of the couplets that get a second one beside them, as long as there are `_PLENTY` to choose from."""
_PLENTY = 12
_ECHO = 1.5
"""What each telling word costs that the film has heard before."""

_PLAIN = frozenset(
    re.findall(
        "[a-z]+",
        "about after again another away back because been came come could down each ever every from have here into "
        "just like little made more most much must nobody none once over round said some somebody someone "
        "something still than that their them then there these they thing things this three took were what when "
        "where whoever will with would your",
    )
)


class Stanza(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Lines that stand together, and what they speak of; see the head of ``lines_en.yaml``."""

    lines: tuple[str, ...]
    season: tuple[Season, ...] = ()
    weather: tuple[WeatherLabel, ...] = ()
    part: tuple[PartOfDay, ...] = ()
    thing: tuple[str, ...] = ()
    colour: tuple[str, ...] = ()
    mood: tuple[Mood, ...] = ()
    never: tuple[str, ...] = ()
    metre: str = ""
    rhyme: str = ""

    @property
    def feet(self) -> tuple[int, ...]:
        """Iambic feet in each line."""
        return tuple(map(int, self.metre or ("44" if len(self.lines) == 2 else "4343")))

    @property
    def scheme(self) -> str:
        """For each line a letter; lines with the same one rhyme."""
        return self.rhyme or ("aa" if len(self.lines) == 2 else "abab")


work_out(tuple[Stanza, ...])


@cache
def stanzas() -> tuple[Stanza, ...]:
    """Return all stanzas, in the order of the file."""
    text = (files(__package__) / "lines_en.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), tuple[Stanza, ...])


def compose(themes: tuple[Theme, ...], *, seed: int, context: Context) -> tuple[Verse, ...]:
    """Return a verse for each theme; the same for the same themes and seed.

    No line comes twice in a film, and none says what its theme contradicts or does not know: where nothing is left
    that fits, the verse has no lines. Two couplets that go together may make a quatrain.

    Raises:
        Cancelled: the context asked to stop.
    """
    heard: set[str] = set()
    left = {number: _merits(theme, number, seed) for number, theme in enumerate(themes)}
    found: dict[int, tuple[Stanza, ...]] = {}
    while left:
        context.check()
        # What fits best anywhere goes there first: so a picture that changes hardly ever takes the verse of another.
        echoing = {
            number: {stanza: merit - _ECHO * len(_words(stanza) & heard) for stanza, merit in merits.items()}
            for number, merits in left.items()
        }
        number = max(left, key=lambda one: max(echoing[one].values(), default=-math.inf))
        paired = random.Random(f"{seed}/{number}/pair").random() < _PAIRED and themes[number].most_lines >= 4
        chosen = found[number] = _chosen(echoing[number], paired=paired)
        del left[number]
        for merits, stanza in product(left.values(), chosen):
            merits.pop(stanza, None)
        heard.update(*map(_words, chosen))
    return tuple(_printed(found[number]) for number in range(len(themes)))


def _merits(theme: Theme, number: int, seed: int) -> dict[Stanza, float]:
    """Return how well each stanza that may stand there suits a place of the film, with some luck."""
    chance, scene = random.Random(f"{seed}/{number}"), _scene(theme)
    lucks = [chance.random() for _ in stanzas()]  # one for each, so that what else fits does not matter
    return {
        stanza: _fit(stanza, theme) + _CHANCE * luck + _TURN * ((place + seed) % _ROTA == 0)
        for place, (stanza, luck) in enumerate(zip(stanzas(), lucks, strict=True))
        if len(stanza.lines) <= theme.most_lines and _fits(stanza, scene)
    }


def _printed(chosen: tuple[Stanza, ...]) -> Verse:
    lines = tuple(as_printed(line for stanza in chosen for line in stanza.lines))
    return Verse(lines, {0: "none", 2: "couplet"}.get(len(lines), "quatrain"))


def _chosen(merits: dict[Stanza, float], *, paired: bool) -> tuple[Stanza, ...]:
    """The best stanza, and where it is a couplet that is to be `paired`, the best that goes with it."""
    if not merits:
        return ()
    first = max(merits, key=lambda stanza: merits[stanza])
    if not paired or len(first.lines) != 2 or len(merits) < _PLENTY:
        return (first,)
    seconds = [stanza for stanza in merits if stanza is not first and _go_together(first, stanza)]
    return (first, max(seconds, key=lambda stanza: merits[stanza])) if seconds else (first,)


def _go_together(first: Stanza, second: Stanza) -> bool:
    """Whether two couplets make a quatrain: of one metre and mood, about one thing, without saying it twice."""
    if first.feet != second.feet or _words(first) & _words(second):
        return False
    if first.mood and second.mood and set(first.mood).isdisjoint(second.mood):
        return False
    tags = [{tag for kind in _WEIGHTS for tag in getattr(stanza, kind)} for stanza in (first, second)]
    return not tags[0].isdisjoint(tags[1]) if any(tags) else bool(first.mood and second.mood)


def _scene(theme: Theme) -> dict[str, frozenset[str]]:
    """What a theme says, by kind of tag, of an hour that is in doubt nothing; and all that is `said`, in doubt or not.

    Low sun alone does not tell whether it rises or sets, and night by day is a dark picture.
    """
    told = scene_of(theme)
    dark = theme.weather == "night" and theme.part_of_day not in ("evening", "night", None)
    unsure = dark or (theme.weather == "sunrise" and theme.part_of_day is None)
    return {
        "said": frozenset(said for said in (theme.season, theme.weather, theme.part_of_day) if said) | told.words,
        "season": told.season,
        "weather": frozenset() if dark else told.weather,
        "part": frozenset() if unsure else told.hours,
        "thing": told.things | {thing.lower() for thing in theme.things},
        "colour": told.colours,
    }


def _fits(stanza: Stanza, scene: dict[str, frozenset[str]]) -> bool:
    return scene["said"].isdisjoint(stanza.never) and all(
        not getattr(stanza, kind) or not scene[kind].isdisjoint(getattr(stanza, kind)) for kind in _WEIGHTS
    )


def _fit(stanza: Stanza, theme: Theme) -> float:
    said = sorted((weight for kind, weight in _WEIGHTS.items() if getattr(stanza, kind)), reverse=True)
    known = sum(weight * _LATER**place for place, weight in enumerate(said))
    if theme.mood is None or not stanza.mood:
        return known
    return known + (_MOOD if theme.mood in stanza.mood else -_MOOD)


@cache
def _words(stanza: Stanza) -> frozenset[str]:
    """The words of a stanza that a listener remembers."""
    return frozenset(re.findall(r"[a-z]{4,}", " ".join(stanza.lines).lower().replace("'", ""))) - _PLAIN


def as_printed(lines: Iterable[str]) -> Iterable[str]:
    """Yield lines with a printer's apostrophes, each with a capital at its start only where a sentence begins."""
    begins = True
    for line in lines:
        line = line.replace("'", "’")
        yield _capital(line) if begins else line
        begins = line.rstrip("”’").endswith((".", "?", "!"))


def _capital(line: str) -> str:
    first = re.search(r"\w", line)
    return line if first is None else line[: first.start()] + first[0].upper() + line[first.end() :]
