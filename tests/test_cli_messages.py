"""Messages: every one in both languages, with the same places for values."""

from __future__ import annotations

import string

import pytest

from albumforge.cli.messages import CATALOGUE, language, say, stage_name


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_have_the_same_places_for_values(key: str) -> None:
    english, chinese = CATALOGUE[key]
    assert english
    assert chinese
    assert english != chinese
    assert fields(english) == fields(chinese)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_that_of_the_first_variable_set(environ: dict[str, str], expected: str) -> None:
    assert language(environ) == expected


def test_messages_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert say("error", message="x") == "error: x"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert say("error", message="x") == "错误:x"
    assert stage_name("render") == "渲染画面"


def test_a_stage_without_a_name_of_its_own_keeps_its_name() -> None:
    assert stage_name("colouring") == "colouring"
