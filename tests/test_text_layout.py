"""Fitting: smaller type first, then broken words, then an ellipsis."""

from __future__ import annotations

import pytest

from albumforge.media.text_layout import fit
from albumforge.media.text_line import set_line
from albumforge.media.text_style import Style

STYLE = Style(size=50)


def _fit(
    text: str, width: float, max_lines: int | None = None, min_size: float | None = None
) -> tuple[list[str], float]:
    lines, setting = fit(text, STYLE, width, max_lines, min_size, set_line)
    assert all(set_line(line, setting).width <= width + 0.01 for line in lines if len(line) > 1)
    return ["".join(c.text for c in line) for line in lines], setting.size


def test_what_fits_keeps_its_size() -> None:
    assert _fit("By the Sea", 400, 1) == (["By the Sea"], 50)


def test_line_feeds_begin_lines_and_empty_ones_vanish() -> None:
    assert _fit("one\n\n  two ", 400)[0] == ["one", "two"]


def test_smaller_type_before_more_lines_than_allowed() -> None:
    lines, size = _fit("A day by the sea in May", 400, 1)
    assert lines == ["A day by the sea in May"]
    assert 30 < size < 50


def test_a_long_word_makes_the_type_smaller_before_it_breaks() -> None:
    lines, size = _fit("Donaudampfschiff", 300)
    assert lines == ["Donaudampfschiff"]
    assert size < 50


def test_the_floor_is_kept() -> None:
    lines, size = _fit("word " * 50, 300, 2)
    assert size == 30
    assert len(lines) == 2
    assert _fit("word " * 50, 300, 2, min_size=45)[1] == 45


def test_an_ellipsis_ends_whole_words_without_a_sign_before_it() -> None:
    lines, _ = _fit("word, " * 50, 300, 2)
    assert lines[-1].endswith("word…")


def test_a_word_without_end_is_cut() -> None:
    lines, _ = _fit("x" * 500, 300, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("x…")


def test_chinese_is_cut_at_any_character() -> None:
    lines, _ = _fit("海边" * 50, 300, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_more_paragraphs_than_lines_run_together() -> None:
    assert _fit("a\nb\nc", 400, 2)[0] == ["a", "b c"]


def test_chinese_gives_a_little_size_to_break_at_a_phrase() -> None:
    lines, size = _fit("我们在海边度过了夏天，看日出，捡贝壳", 530, 2)
    assert lines[0].endswith("，")
    assert size < 50


@pytest.mark.parametrize("bad", [{"extent": 0}, {"max_lines": 0}])
def test_no_room_is_refused(bad: dict[str, int]) -> None:
    room = {"extent": 100, "max_lines": 1, **bad}
    with pytest.raises(ValueError, match="must be positive"):
        fit("a", STYLE, room["extent"], room["max_lines"], None, set_line)
