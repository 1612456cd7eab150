"""Numbers and lengths as people write them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.generators.album.command.command_numbers import CHINESE, ENGLISH, LENGTH, number, seconds

HAN = "零一二三四五六七八九"


def chinese(value: int) -> str:
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = f"{HAN[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else HAN[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (HAN[ones] if ones else "")


ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(value: int, join: str) -> str:
    if value >= 100:
        rest = f" and {english(value % 100, join)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    if value < 20:
        return ONES[value]
    return TENS[value // 10 - 2] + (join + ONES[value % 10] if value % 10 else "")


@given(st.integers(1, 999), st.sampled_from([" ", "-"]))
def test_every_number_below_a_thousand_is_read_as_it_is_said(value: int, join: str) -> None:
    for text, pattern in ((chinese(value), CHINESE), (english(value, join), ENGLISH), (str(value), ENGLISH)):
        assert re.fullmatch(pattern, text), text
        assert number(text) == value, text


@given(st.integers(0, 59), st.integers(0, 59))
def test_minutes_and_seconds_are_read_in_every_form(minutes: int, rest: int) -> None:
    forms = [f"{minutes}:{rest:02}"]
    if minutes and rest:
        forms += [f"{chinese(minutes)}分{chinese(rest)}秒", f"{minutes}分钟{rest}秒", f"{minutes} min {rest} s"]
        forms += [f"{english(minutes, '-')} minutes and {english(rest, ' ')} seconds"]
    for text in forms:
        match = re.search(LENGTH, text)
        assert match, text
        assert match[0] == text
        assert seconds(text) == minutes * 60 + rest, text


@pytest.mark.parametrize("text", ["", "twenty twenty", "hundred", "elephant", "and"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize("text", ["1:30 pm", "2:5", "12:345", "11:30am", "5 senses", "7 months"])
def test_what_is_no_length_is_not_taken_for_one(text: str) -> None:
    assert not re.search(LENGTH, text)
