"""Line breaks: where they may be, and which ones make even lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.media.text_break import NO_END, NO_START, break_lines, fewest_lines, penalties
from albumforge.media.text_line import Setting, set_line
from albumforge.media.text_runs import clean, clusters

PLAIN = Setting(size=20, weight=400, tracking=0, han_tracking=0, mixed=False, language="")


def _broken(text: str, width: float, setting: Setting = PLAIN) -> list[str]:
    parts = clusters(clean(text), "serif", "sc")
    line = set_line(parts, setting, False)
    found = break_lines(parts, line, penalties(parts), width)
    return ["".join(c.text for c in parts[a:b]) for a, b in found]


def test_short_text_stays_on_one_line() -> None:
    assert _broken("By the Sea", 500) == ["By the Sea"]
    assert _broken("", 500) == []


def test_latin_lines_are_even_not_full() -> None:
    lines = _broken("The summer we drove to the sea", 200)
    assert lines == ["The summer we", "drove to the sea"]


def test_no_word_stands_alone_at_the_end() -> None:
    assert len(_broken("A long way to go home, my dear a", 250)[-1].split()) > 1


def test_chinese_breaks_at_the_end_of_a_phrase() -> None:
    assert _broken("我们在海边，看见了日出", 170) == ["我们在海边，", "看见了日出"]


def test_a_particle_stays_with_its_word() -> None:
    assert not any(line.startswith("的") for line in _broken("爷爷奶奶家的院子里", 5 * 20 + 1))


def test_languages_are_parted_first() -> None:
    assert _broken("海边的一天 By the Sea", 160) == ["海边的一天", "By the Sea"]


def test_no_break_spaces_hold() -> None:
    assert _broken("aaaa bb\u00a0cc", 75) == ["aaaa", "bb\u00a0cc"]


def test_a_number_stays_with_its_unit_where_it_can() -> None:
    assert _broken("我们在2024年春天", 101, replace(PLAIN, mixed=True))[0] != "我们在2024"


def test_words_too_wide_are_broken_and_nothing_is_lost() -> None:
    lines = _broken("Donaudampfschifffahrt", 60)
    assert len(lines) > 2
    assert "".join(lines) == "Donaudampfschifffahrt"


def test_addresses_break_behind_slashes() -> None:
    assert _broken("example.org/photos/summer", 130)[0].endswith("/")


def test_fewest_lines_agrees_and_says_when_a_word_is_too_wide() -> None:
    parts = clusters("one two three", "serif", "sc")
    line = set_line(parts, PLAIN, False)
    breaks = penalties(parts)
    assert fewest_lines(parts, line, breaks, 500) == 1
    assert fewest_lines(parts, line, breaks, 60) == len(break_lines(parts, line, breaks, 60))
    assert fewest_lines(parts, line, breaks, 10) is None


@pytest.mark.parametrize("width", [85, 101, 120, 200])
def test_kinsoku_holds(width: float) -> None:
    text = "他说：“今天（星期天）我们去海边！好吗？”她答：《好》，走吧……《夜》"
    lines = _broken(text, width)
    assert "".join(lines) == text
    for line in lines[1:]:
        assert line[0] not in NO_START, lines
    for line in lines[:-1]:
        assert line[-1] not in NO_END, lines


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab ,海边的，。「」()🎉\u00e9", max_size=60), st.integers(15, 300))
def test_breaking_loses_nothing_but_spaces_and_stays_inside(text: str, width: int) -> None:
    parts = clusters(clean(text), "serif", "sc")
    line = set_line(parts, PLAIN, False)
    found = break_lines(parts, line, penalties(parts), width)
    assert "".join(c.text for a, b in found for c in parts[a:b]).replace(" ", "") == "".join(
        c.text for c in parts
    ).replace(" ", "")
    for a, b in found:
        assert b - a == 1 or line.ends[b - 1] - line.starts[a] <= width + 1e-6
