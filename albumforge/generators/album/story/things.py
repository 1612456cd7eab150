"""The things that words about pictures name, in Chinese and English: titles, captions and names of folders are read."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import yaml

_ALONE = {
    "海": "sea",
    "山": "mountain",
    "湖": "lake",
    "花": "flower",
    "家": "home",
    "猫": "cat",
    "狗": "dog",
    "月": "moon",
}
"""Characters that are a word where no other Chinese character stands beside them."""

_FIGURES = re.compile(r"\bsea of (clouds?|mist|fog|flowers|lights?|people|faces|green|grass)\b")
"""Seas that are none."""


def things_in(text: str) -> tuple[str, ...]:
    """Return the things that a text names, in the order of ``things.yaml``; none that is not named in so many words."""
    english = set(re.findall(r"[a-z]+", _FIGURES.sub(r"\1", text.lower())))
    alone = {_ALONE[run] for run in re.findall(r"[\u4e00-\u9fff]+", text) if run in _ALONE}
    return tuple(
        thing
        for thing, (latin, han) in words().items()
        if thing in alone or not latin.isdisjoint(english) or any(word in text for word in han)
    )


@cache
def words() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return the words for each thing: English ones, and Chinese ones."""
    known: dict[str, str] = yaml.safe_load((files(__package__) / "things.yaml").read_text(encoding="utf-8"))
    both = {thing: frozenset(names.split()) for thing, names in known.items()}
    latin = {thing: frozenset(name for name in names if name.isascii()) for thing, names in both.items()}
    return {thing: (latin[thing], names - latin[thing]) for thing, names in both.items()}
