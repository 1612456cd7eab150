"""The words of the page: the same ones in both languages, none left over, and examples that are understood."""

from __future__ import annotations

import json
import re

import pytest

from albumforge.generators.album.request import read_request
from albumforge.http.page import folder


def _words(language: str) -> dict[str, str]:
    lines = (folder() / f"words.{language}.js").read_text(encoding="utf-8").splitlines()
    found = [re.fullmatch(r'  ("[\w.]+"): (".*"),', line) for line in lines]
    return {json.loads(one[1]): json.loads(one[2]) for one in found if one is not None}


EN, ZH = _words("en"), _words("zh")


def test_both_languages_have_the_same_words() -> None:
    assert len(EN) > 250
    assert {name for name in EN if not name.endswith(".one")} == set(ZH)
    for name, text in ZH.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", EN[name])), name


def test_no_words_are_left_over() -> None:
    said = _callers()
    made = re.findall(r"`(\w+(?:\.\w+)*\.)\$\{", said)  # names that are put together
    made += [f"{option}." for option in re.findall(r'\["(\w+)", \[', said)]
    assert [name for name in ZH if f'"{name}"' not in said and not name.startswith(tuple(made))] == []


def _callers() -> str:
    scripts = [path for path in folder().glob("*.js") if not path.name.startswith(("words.en", "words.zh"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in scripts)


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_the_example_of_a_request_is_understood(words: dict[str, str]) -> None:
    assert read_request({"command": words["words.example"]}).notes == ()
