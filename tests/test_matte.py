"""Layers of eight bits: laid as the exact formula says, moved at sub-pixel places, pictures through stencils."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.media.matte import Matte, fill_in, lay, make_matte, make_stencil, moved
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb, to_rgb, yuv_of

WIDTH, HEIGHT = 200, 150


def _frame(rgb: tuple[int, int, int] = (30, 90, 160)) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, rgb)
    return planes


def _disc(colour: tuple[int, int, int] = (250, 120, 40), side: int = 80) -> np.ndarray:
    y, x = np.mgrid[:side, :side] + 0.5
    alpha = np.clip(side / 2 - 4 - np.hypot(x - side / 2, y - side / 2), 0, 1)
    return np.rint(np.dstack([alpha * c for c in (*colour, 255)])).astype(np.uint8)


def test_a_layer_covers_as_the_formula_says() -> None:
    planes = _frame()
    rgba = _disc()
    lay(planes, make_matte(rgba, 20, 30))
    alpha = rgba[..., 3:] / 255
    exact = alpha * (250, 120, 40) + (1 - alpha) * (30, 90, 160)
    luma = exact @ (0.2126, 0.7152, 0.0722) * 219 / 255 + 16
    assert np.abs(planes.y[30:110, 20:100] - luma).max() <= 2
    middle = (planes.u[35, 30], planes.v[35, 30])
    assert middle == pytest.approx(yuv_of((250, 120, 40))[1:], abs=1)
    # Chroma at the edge: the mean of its four pixels' alphas.
    half = alpha[..., 0].reshape(40, 2, 40, 2).mean(axis=(1, 3))
    u0, u1 = yuv_of((30, 90, 160))[1], yuv_of((250, 120, 40))[1]
    assert np.abs(planes.u[15:55, 10:50] - (u0 + half * (u1 - float(u0)))).max() <= 2


def test_opacity_is_the_share_of_the_way() -> None:
    bare, half, full = _frame(), _frame(), _frame()
    matte = make_matte(_disc(), 20, 30)
    lay(half, matte, 0.5)
    lay(full, matte)
    assert np.abs(half.y - (bare.y / 2 + full.y / 2)).max() <= 1


@pytest.mark.parametrize("corner", [(-40, -40), (180, 120), (-40, 120), (400, 0), (0, -80)])
def test_what_is_off_the_canvas_is_left_out(corner: tuple[int, int]) -> None:
    planes, large = _frame(), Planes(*(np.full((2000 // k, 2000 // k), 0, np.uint8) for k in (1, 2, 2)))
    fill(large, (30, 90, 160))
    matte = make_matte(_disc(), *corner)
    lay(planes, matte)
    lay(large, Matte(matte.x + 1000, matte.y + 1000, matte.alpha, matte.alpha_half, matte.colour))
    assert np.array_equal(planes.y, large.y[1000 : 1000 + HEIGHT, 1000 : 1000 + WIDTH])


def test_a_shade_darkens_only_where_nothing_covers() -> None:
    shade = np.full((80, 80), 0.5, np.float32)
    planes = _frame((200, 200, 200))
    lay(planes, make_matte(_disc(), 20, 30, shade))
    rgb = to_rgb(planes).astype(int)
    assert tuple(rgb[70, 60]) == pytest.approx((250, 120, 40), abs=4)
    assert tuple(rgb[32, 22]) == pytest.approx((100, 100, 100), abs=3)
    assert tuple(rgb[10, 10]) == pytest.approx((200, 200, 200), abs=3)


def test_moving_by_whole_pixels_moves_the_samples() -> None:
    matte = make_matte(_disc(), 20, 30)
    here, there = _frame(), _frame()
    lay(here, matte)
    gone = moved(matte, (60, 70), (16, 8), 1.0, (WIDTH, HEIGHT))
    assert gone is not None
    lay(there, gone)
    assert np.array_equal(there.y[38:118, 36:116], here.y[30:110, 20:100])
    assert np.array_equal(there.u[19:59, 18:58], here.u[15:55, 10:50])
    assert moved(matte, (60, 70), (1000, 0), 1.0, (WIDTH, HEIGHT)) is None


@pytest.mark.parametrize("shift", [(0.3, 0.0), (0.0, 0.7), (5.25, -3.6)])
@pytest.mark.parametrize("scale", [1.0, 0.8, 1.05])
def test_moving_keeps_to_fractions_of_pixels(shift: tuple[float, float], scale: float) -> None:
    gone = moved(make_stencil(_disc()[..., 3], 20, 30), (60, 70), shift, scale, (WIDTH, HEIGHT))
    assert gone is not None
    weight = gone.alpha / gone.alpha.sum()
    x = (weight.sum(0) * (np.arange(gone.size[0]) + gone.x + 0.5)).sum()
    y = (weight.sum(1) * (np.arange(gone.size[1]) + gone.y + 0.5)).sum()
    assert (x, y) == pytest.approx((60 + shift[0], 70 + shift[1]), abs=0.03)
    assert gone.alpha.sum() / 255 == pytest.approx(np.pi * (36 * scale - 0.5 * scale) ** 2, rel=0.02)


def test_a_picture_through_a_whole_stencil_is_the_picture() -> None:
    picture = from_rgb(texture(80, 60))
    planes = _frame()
    stencil = make_stencil(np.full((60, 80), 255, np.uint8), 40, 20)
    fill_in(planes, stencil, picture, np.array([[1.0, 0, -40], [0, 1.0, -20]]), sited_left=True)
    assert np.array_equal(planes.y[20:80, 40:120], picture.y)
    assert np.array_equal(planes.u[10:40, 20:60], picture.u)
    assert (planes.y[:20] == _frame().y[:20]).all()


def test_an_empty_stencil_shows_nothing() -> None:
    planes = _frame()
    fill_in(planes, make_stencil(np.zeros((40, 40), np.uint8), 0, 0), _frame((255, 0, 0)), np.eye(2, 3))
    assert np.array_equal(planes.y, _frame().y)
