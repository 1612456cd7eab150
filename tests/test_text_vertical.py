"""Vertical Chinese: columns from right to left."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.text import Style, draw_vertical
from albumforge.media.text_line import Setting
from albumforge.media.text_runs import clean, clusters
from albumforge.media.text_vertical import set_column

PLAIN = Setting(size=100, weight=400, tracking=0, han_tracking=0, mixed=True, language="")
STYLE = Style(size=60, align="left", line_spacing=1.5)


def test_squares_stand_below_each_other() -> None:
    column = set_column(clusters("海边", "serif", "sc"), PLAIN)
    assert column.width == pytest.approx(200)
    assert column.glyphs[0].y > column.glyphs[1].y
    assert column.glyphs[0].x == column.glyphs[1].x


def test_columns_run_from_right_to_left() -> None:
    image = draw_vertical("海边\n天", STYLE, max_height=400)
    assert image.lines == ("海边", "天")
    assert image.baselines[0] - image.baselines[1] == 90
    left = image.rgba[60:, : image.baselines[0] - 45, 3]
    right = image.rgba[60:, image.baselines[0] - 45 :, 3]
    assert right.max() == 255
    assert left[20:].max(initial=0) == 0


def test_columns_keep_to_the_height() -> None:
    image = draw_vertical("我们在海边度过了夏天看日出", STYLE, max_height=250)
    assert len(image.lines) >= 4
    assert image.rgba.shape[0] <= 251


def test_too_many_columns_shrink_then_end_in_an_ellipsis() -> None:
    image = draw_vertical("海边" * 40, STYLE, max_height=250, max_columns=2)
    assert image.size == 36
    assert len(image.lines) == 2
    assert image.lines[-1].endswith("…")


def test_the_full_stop_stands_in_the_upper_right_of_its_square() -> None:
    image = draw_vertical("海。天", STYLE, max_height=400)
    stop = image.rgba[62:118, :, 3]
    rows, columns = np.nonzero(stop > 128)
    assert rows.mean() < 28
    assert columns.mean() > image.rgba.shape[1] / 2


def test_quotation_marks_become_corner_brackets() -> None:
    quoted, bracketed = (draw_vertical(t, STYLE, max_height=400) for t in ("“海”边", "『海』边"))
    assert np.array_equal(quoted.rgba, bracketed.rgba)


def test_a_dash_stands_on_end() -> None:
    column = set_column(clusters(clean("海——"), "serif", "sc"), PLAIN)
    box = column.glyphs[-1].ink()
    assert box.top - box.bottom > 10 * (box.right - box.left)
    assert abs(box.left + box.right) < 2


def test_short_numbers_stand_upright_and_words_lie() -> None:
    column = set_column(clusters("8月15日Lisbon", "serif", "sc"), PLAIN)
    assert [g.turned for g in column.glyphs] == [False] * 5 + [True] * 6
    one, five = column.glyphs[2:4]
    assert one.y == five.y
    assert one.x < 0 < five.x + 60


def test_columns_can_stand_on_the_bottom() -> None:
    hung = draw_vertical("海边的\n天", STYLE, max_height=400)
    stood = draw_vertical("海边的\n天", Style(size=60, align="right", line_spacing=1.5), max_height=400)
    split = hung.baselines[1] + 40
    assert hung.rgba[-60:, :split, 3].max() == 0
    assert stood.rgba[-60:, :split, 3].max() == 255


def test_empty_text_is_an_empty_picture() -> None:
    assert draw_vertical(" \n", STYLE, max_height=100).rgba.shape == (0, 0, 4)
