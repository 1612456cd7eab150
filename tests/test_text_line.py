"""One line: spacing between scripts, tracking, punctuation that gives up its empty half."""

from __future__ import annotations

from dataclasses import replace

import pytest

from albumforge.media.text_line import Line, Setting, set_line
from albumforge.media.text_runs import clean, clusters

PLAIN = Setting(size=100, weight=400, tracking=0, han_tracking=0, mixed=True, language="")


def _line(text: str, setting: Setting = PLAIN, trim: bool = True) -> Line:
    return set_line(clusters(clean(text), "serif", "sc"), setting, trim)


def test_squares_stand_side_by_side() -> None:
    line = _line("海边")
    assert line.width == pytest.approx(200)
    assert line.starts == (0, 100)
    assert [g.x for g in line.glyphs] == [0, 100]


def test_an_empty_line_has_no_width() -> None:
    assert set_line([], PLAIN).width == 0


def test_tracking_stands_between_letters_not_behind_the_last() -> None:
    loose = _line("Sea", replace(PLAIN, tracking=0.1))
    tight = _line("Sea")
    assert loose.width == pytest.approx(tight.width + 20)
    assert _line("海边的", replace(PLAIN, han_tracking=0.2)).width == pytest.approx(340)


def test_tracked_letters_have_no_ligatures() -> None:
    assert len(_line("fi").glyphs) == 1
    assert len(_line("fi", replace(PLAIN, tracking=0.05)).glyphs) == 2


def test_chinese_and_latin_stand_a_quarter_em_apart() -> None:
    assert _line("海A").width == pytest.approx(_line("海").width + _line("A").width + 25)
    assert _line("8月").width == pytest.approx(_line("8").width + _line("月").width + 25)


def test_a_typed_space_is_not_added_to_the_quarter() -> None:
    assert 25 <= _line("海 A").width - _line("海").width - _line("A").width < 45


def test_the_serif_is_enlarged_beside_chinese_only() -> None:
    alone = _line("Sea", replace(PLAIN, mixed=False))
    assert _line("Sea").width == pytest.approx(1.16 * alone.width, rel=0.01)


def test_signs_in_a_row_are_set_solid() -> None:
    assert _line("海：“边", trim=False).width == pytest.approx(350)
    assert _line("海），边", trim=False).width == pytest.approx(350)
    assert _line("海（“边", trim=False).width == pytest.approx(350)


def test_the_ends_of_a_line_give_up_empty_halves() -> None:
    assert _line("（海）").width == pytest.approx(200)
    assert _line("（海）", trim=False).width == pytest.approx(300)


def test_a_chinese_dash_is_one_stroke() -> None:
    line = _line("海——", replace(PLAIN, han_tracking=0.3))
    assert len(line.glyphs) == 2
    assert line.width < 330


def test_right_to_left_words_keep_logical_measures() -> None:
    line = _line("שלום", replace(PLAIN, mixed=False))
    assert list(line.starts) == sorted(line.starts)
    assert [g.x for g in line.glyphs] == sorted(g.x for g in line.glyphs)


def test_arabic_letters_stay_joined() -> None:
    assert _line("سلام", replace(PLAIN, tracking=0.3)).width == pytest.approx(_line("سلام").width)
