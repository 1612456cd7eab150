"""Reasons that name another file are one reason without its name."""

from __future__ import annotations

import pytest

from albumforge.chinese import in_chinese
from albumforge.services.reasons import another_one, without_name


@pytest.mark.parametrize(
    "reason",
    [
        "nearly the same as {}, which is sharper",
        "too dark, and {} of the same moment is not",
        "a film of this length has room for 8 pictures; {} shows much the same",
        "same content as {}",
        "the moving part of the Live Photo {}",
        "the camera RAW of {}",
    ],
)
def test_a_name_gives_way_to_words(reason: str) -> None:
    kind = without_name(reason.format("一 2.jpg"))
    assert kind == without_name(reason.format("3.jpg"))
    assert another_one(kind, chinese=False) == reason.format("another one")
    told = another_one(in_chinese(kind), chinese=True)
    assert "另一个" in told and not any(letter.isascii() and letter.isalpha() for letter in told.replace("RAW", ""))


def test_a_reason_without_a_name_stays() -> None:
    reason = "it is text, not a picture"
    assert another_one(without_name(reason), chinese=False) == reason
