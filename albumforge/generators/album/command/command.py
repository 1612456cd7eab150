"""Reading a request in words: free text in Chinese, English or both becomes options of a film."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from albumforge.generators.album.command.command_words import rules

_BLANK = "\x00"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in (0xFF0C, 0xFF1B, 0xFF01, 0xFF1F)}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x3000], " ")
_NOT = re.compile(
    r"(?:(?<![A-Za-z])(?:not?|never|isn't|don't want|nothing|less|without)(?: an?| be| too| so| very| any)?[ -]+"
    r"|(?:不要|不想要?|不太|不是|不用|不|别|非)[太很那么]{0,2})$",
    re.IGNORECASE,
)
_LONGEST_NOT = 24

_BREAKS = re.compile(r"[\x00,.;:!?，。；：、！？…\n\"“”「」『』《》—]+")


@dataclass(frozen=True)
class Command:
    """What a text asks for.

    Attributes:
        options: those that are said in so many words; nothing is guessed.
        understood: the words and the option they stand for, in the order of the text; the ones that count.
        not_understood: the other words, as phrases, without those that say nothing by themselves.
        overridden: words that would stand for an option too, but something later says otherwise. The later one holds,
            as when one person corrects himself.
    """

    options: dict[str, Any]
    understood: tuple[tuple[str, str], ...]
    not_understood: tuple[str, ...]
    overridden: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    start: int
    words: str
    option: str
    value: Any


def read_command(text: str, *, templates: Mapping[str, Sequence[str]] | None = None) -> Command:
    """Read what a text asks for; any text is taken.

    Args:
        templates: names of templates, each with its titles.
    """
    # One character for one, so that places in both texts are the same.
    plain = text.translate(_CONTROL).translate(_FULL_WIDTH)
    found: list[_Found] = []
    for rule in rules(templates or {}):
        for match in list(rule.pattern.finditer(plain)):
            value = None if _negated(plain, match.start()) else rule.value(match)
            if value is None:
                continue
            start = match.end() - len(match[0].lstrip(_BLANK + " "))
            if rule.option == "title":  # as it was typed
                group = next(group for group in range(1, len(match.groups()) + 1) if match[group] is not None)
                value = text[match.start(group) : match.end(group)].strip(" ,.;，。；")
            found.append(_Found(start, text[start : match.end()].strip(" \t\r\n,.;，。；"), rule.option, value))
            plain = plain[:start] + _BLANK * (match.end() - start) + plain[match.end() :]
    found.sort(key=lambda one: one.start)
    holds = _last_of_each(found)
    return Command(
        options=holds,
        understood=tuple((one.words, one.option) for one in found if holds.get(one.option) == one.value),
        not_understood=_left_over(text, plain),
        overridden=tuple(one.words for one in found if holds.get(one.option) != one.value),
    )


def _negated(plain: str, start: int) -> bool:
    return bool(_NOT.search(plain[max(0, start - _LONGEST_NOT) : start]))


def _last_of_each(found: Sequence[_Found]) -> dict[str, Any]:
    """The value of each option that is said last; of two options that exclude each other, the one said last."""
    holds: dict[str, Any] = {}
    for one in found:
        for other in _rivals(one, holds):
            del holds[other]
        holds[one.option] = one.value
    return holds


def _rivals(one: _Found, holds: Mapping[str, Any]) -> list[str]:
    lengths = {"duration": "seconds_per_photo", "seconds_per_photo": "duration"}
    rivals = [lengths[one.option]] if lengths.get(one.option) in holds else []
    pair = {**holds, one.option: one.value}
    if one.option in ("aspect", "resolution") and {"aspect", "resolution"} <= set(pair) and "x" in pair["resolution"]:
        width, height = map(int, pair["resolution"].split("x"))
        wide, high = map(int, pair["aspect"].split(":"))
        if abs(width * high / (height * wide) - 1) > 0.01:
            rivals.append("resolution" if one.option == "aspect" else "aspect")
    return rivals


def _left_over(text: str, plain: str) -> tuple[str, ...]:
    """What says something and was not understood: phrases of `text` where `plain` is not blank."""
    phrases = []
    start = 0
    for end, after in [*(match.span() for match in _BREAKS.finditer(plain)), (len(plain), len(plain))]:
        first, last = _peeled(plain, start, end)
        if first < last:
            phrases.append(text[first:last])
        start = after
    return tuple(dict.fromkeys(phrases))


def _peeled(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where a phrase begins and ends once words that say nothing are taken from its ends."""
    stop = _stop_words()
    pieces = [(match.start(), match.end(), match[0]) for match in stop.piece.finditer(plain, start, end)]
    if all(stop.says_nothing(piece) or piece in stop.filling for _, _, piece in pieces):
        return start, start
    while stop.says_nothing(pieces[0][2]):
        pieces.pop(0)
    while stop.says_nothing(pieces[-1][2]):
        pieces.pop()
    return pieces[0][0], pieces[-1][1]


@dataclass(frozen=True)
class _StopWords:
    """``command_stop_words.yaml``; `piece` matches a Chinese one of them, a Latin word, a number, or a character."""

    latin: frozenset[str]
    han: frozenset[str]
    filling: frozenset[str]
    piece: re.Pattern[str]

    def says_nothing(self, piece: str) -> bool:
        return piece.lower() in self.latin or piece in self.han or not piece[0].isalnum()


@cache
def _stop_words() -> _StopWords:
    text = (files(__package__) / "command_stop_words.yaml").read_text(encoding="utf-8")
    latin, han, filling = (frozenset(words.split()) for words in yaml.safe_load(text).values())
    pieces = [*sorted(han, key=lambda word: (-len(word), word)), r"[a-zA-Z][a-zA-Z'’\-]*", r"\d+", r"(?s:.)"]
    return _StopWords(latin, han, filling, re.compile("|".join(pieces)))
