"""Pixels: coverage, frames, shadows."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.fonts import face
from albumforge.media.text_line import Line, Placed
from albumforge.media.text_paint import Frame, compose, shadow

WHITE = (255, 255, 255)


def _line(glyphs: tuple[Placed, ...]) -> Line:
    return Line(glyphs, (), (0.0,), (10.0,), 10.0)


def _dash(turned: bool = False, x: float = 0, y: float = 0) -> Line:
    font = face("serif", 400, 100)
    return _line((Placed(font, font.shape("—")[0].id, x, y, turned),))


def test_nothing_gives_an_empty_picture() -> None:
    rgba, frame, ink = compose([], [], (0, 0, 0, 0), WHITE)
    assert rgba.shape == (0, 0, 4)
    assert frame == Frame(0, 0, 0, 0)
    assert ink == (0, 0, 0, 0)


def test_the_frame_holds_box_and_ink() -> None:
    _, frame, ink = compose([_dash()], [(0, 0)], (-5, -7, 20, 60), WHITE)
    assert (frame.left, frame.bottom, frame.top) == (-5, -7, 60)
    assert frame.right > 80
    assert frame.shape == (67, frame.right + 5)
    assert 0 < ink[0] < ink[2] <= frame.right + 5


def test_ink_stands_upright_at_its_height() -> None:
    font = face("serif", 400, 100)
    glyph = font.shape("T")[0].id
    rgba, _, ink = compose([_line((Placed(font, glyph, 0, 0),))], [(0, 0)], (0, 0, 70, 70), WHITE)
    bar, foot = (np.flatnonzero(rgba[row, :, 3] > 128) for row in (ink[1] + 2, ink[3] - 15))
    assert np.ptp(bar) > 2 * np.ptp(foot)


def test_turned_ink_stands_on_end() -> None:
    _, _, (x0, y0, x1, y1) = compose([_dash(turned=True)], [(0, 0)], (0, -1, 1, 0), WHITE)
    assert y1 - y0 > 5 * (x1 - x0)


def test_coverage_is_exact() -> None:
    lying = compose([_dash()], [(0, 0)], (0, 0, 1, 1), (0, 0, 0))[0]
    moved = compose([_dash(x=0.5, y=0.5)], [(0, 0)], (0, 0, 1, 1), (0, 0, 0))[0]
    assert lying[..., 3].sum() == pytest.approx(moved[..., 3].sum(), rel=0.01)


def test_light_type_is_a_little_fuller_than_dark() -> None:
    light, dark = (compose([_dash(x=0.3, y=0.4)], [(0, 0)], (0, 0, 1, 1), c)[0][..., 3] for c in (WHITE, (0, 0, 0)))
    assert light.sum() > dark.sum()
    assert light.max() == dark.max() == 255


def test_shadow_grows_the_picture_alike_and_leaves_it_as_it_is_on_top() -> None:
    rgba = np.zeros((20, 30, 4), np.uint8)
    rgba[8:12, 10:20] = (200, 100, 50, 255)
    shaded = shadow(rgba, 2, (3, 1), 0.5)
    pad = 9
    assert shaded.shape == (38, 48, 4)
    assert np.array_equal(shaded[pad + 8 : pad + 12, pad + 10 : pad + 20], rgba[8:12, 10:20])
    below = shaded[pad + 13, pad + 15]
    assert tuple(below[:3]) == (0, 0, 0)
    assert 20 < below[3] < 128
    assert shaded[0, 0, 3] == 0


def test_shadow_falls_where_it_is_sent() -> None:
    rgba = np.zeros((21, 21, 4), np.uint8)
    rgba[10, 10] = 255
    shaded = shadow(rgba, 0, (4, -2), 1.0)
    assert shaded[4 + 8, 4 + 14, 3] == 255
    assert shaded[4 + 12, 4 + 14, 3] == 0


def test_shadow_of_nothing() -> None:
    assert shadow(np.zeros((0, 0, 4), np.uint8), 2)[..., 3].max(initial=0) == 0
