"""Drawn text: pictures, baselines, ink, colours, speed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.media.text import Style, draw_text

TITLE = Style(size=90, weight=300, tracking=0.06, han_tracking=0.18)


def test_empty_text_is_an_empty_picture() -> None:
    for text in ("", "  \n\t", "\u200b\u202e\x07"):
        image = draw_text(text, TITLE, max_width=500)
        assert image.rgba.shape == (0, 0, 4)
        assert image.lines == image.baselines == ()


def test_ink_is_the_box_of_what_shows() -> None:
    image = draw_text("Lisbon, Spring 2024", TITLE, max_width=1200)
    x0, y0, x1, y1 = image.ink
    alpha = image.rgba[..., 3].copy()
    assert alpha[y0:y1, x0].any() and alpha[y0:y1, x1 - 1].any()
    assert alpha[y0, x0:x1].any() and alpha[y1 - 1, x0:x1].any()
    alpha[y0:y1, x0:x1] = 0
    assert not alpha.any()


def test_letters_stand_on_the_baseline() -> None:
    image = draw_text("HIH", TITLE, max_width=1200)
    assert abs(image.ink[3] - image.baselines[0]) <= 2


def test_chinese_and_latin_share_a_baseline_and_a_height() -> None:
    han = draw_text("国", TITLE, max_width=500)
    both = draw_text("国H", TITLE, max_width=500)
    latin = both.rgba[:, both.rgba.shape[1] - 60 :, 3].any(1)
    rows = np.flatnonzero(latin)
    assert abs(rows[-1] + 1 - both.baselines[0]) <= 2
    tall = han.ink[3] - han.ink[1]
    assert 0.75 < (rows[-1] - rows[0]) / tall < 0.95


def test_lines_are_spaced_evenly_on_whole_pixels() -> None:
    image = draw_text("a\nb\nc", Style(size=33, line_spacing=1.5), max_width=100)
    assert list(np.diff(image.baselines)) in ([49, 50], [50, 49])


@pytest.mark.parametrize(("align", "share"), [("left", 0.0), ("centre", 0.5), ("right", 1.0)])
def test_alignment(align: str, share: float) -> None:
    image = draw_text("mmmmmmmm\nm", Style(size=50, align=align), max_width=900)  # type: ignore[arg-type]
    below = np.flatnonzero(image.rgba[image.baselines[0] + 20 :, :, 3].any(0))
    room = image.rgba.shape[1] - (below[-1] - below[0])
    assert below[0] == pytest.approx(share * room, abs=6)


def test_colour_is_the_style_s_everywhere() -> None:
    rgba = draw_text("Sea 海", Style(size=40, colour=(10, 200, 30)), max_width=500).rgba
    assert (rgba[..., :3] == (10, 200, 30)).all()


def test_edges_are_smooth() -> None:
    alpha = draw_text("Sea", TITLE, max_width=500).rgba[..., 3]
    assert len(np.unique(alpha)) > 60


def test_weight_and_italics_show() -> None:
    def ink(**more: object) -> int:
        return int(draw_text("Sea 海", Style(size=60, **more), max_width=500).rgba[..., 3].sum())  # type: ignore[arg-type]

    assert ink(weight=800) > 1.2 * ink(weight=400)
    assert ink(italic=True) != ink()


def test_characters_no_face_has_are_left_out_never_a_box() -> None:
    with_unknown = draw_text("a\U00012000b", TITLE, max_width=500)
    assert np.array_equal(with_unknown.rgba, draw_text("ab", TITLE, max_width=500).rgba)


def test_the_same_asking_gives_the_same_pixels_in_every_thread() -> None:
    texts = ["海边的一天 By the Sea", "Łódź 2024", "“他说：‘好’”"] * 8

    def drawn(text: str) -> bytes:
        return draw_text(text, TITLE, max_width=900).rgba.tobytes()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(drawn, texts))
    assert results == [drawn(text) for text in texts]


def test_a_title_is_drawn_in_less_than_fifty_milliseconds() -> None:
    draw_text("海边的一天 By the Sea", TITLE, max_width=1600)
    best = min(_seconds("海边的一天 By the Sea") for _ in range(5))
    assert best < 0.05


def _seconds(text: str) -> float:
    start = time.perf_counter()
    draw_text(text, TITLE, max_width=1600)
    return time.perf_counter() - start


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from([None, 1, 3]))
def test_any_text_can_be_drawn(text: str, max_lines: int | None) -> None:
    image = draw_text(text, Style(size=24), max_width=200, max_lines=max_lines)
    assert max_lines is None or len(image.lines) <= max_lines
    assert len(image.baselines) == len(image.lines)
    assert image.rgba.shape[1] <= 200 + 2 * 24
