"""Masks: there at any size, the same every time, with soft edges and most of the picture seen."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.resources.masks import mask_alpha, mask_names

WANTED = {"rounded", "circle", "ellipse", "brush", "torn", "ink", "heart", "arch", "hexagon", "blob", "filmgate"}


def test_all_masks_have_names_in_order() -> None:
    assert set(mask_names()) >= WANTED
    assert list(mask_names()) == sorted(mask_names())
    with pytest.raises(KeyError):
        mask_alpha("no such mask", 10, 10)


@pytest.mark.parametrize("name", mask_names())
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (17, 5), (5, 301), (64, 64), (333, 77), (2, 900)])
def test_any_size_will_do(name: str, size: tuple[int, int]) -> None:
    alpha = mask_alpha(name, *size)
    assert alpha.shape == size[::-1]
    assert alpha.dtype == np.float32
    assert np.isfinite(alpha).all()
    assert alpha.min() >= 0
    assert alpha.max() <= 1


@pytest.mark.parametrize("name", mask_names())
def test_a_mask_shows_the_middle_and_is_antialiased(name: str) -> None:
    alpha = mask_alpha(name, 320, 240)
    assert (alpha[100:140, 130:190] > 0.95).all()
    assert alpha.mean() > 0.3
    between = (alpha > 0.02) & (alpha < 0.98)
    assert 50 < between.sum() < 0.25 * alpha.size
    assert alpha[0, 0] < 0.5


@pytest.mark.parametrize("name", mask_names())
def test_the_same_name_and_size_give_the_same_mask(name: str) -> None:
    assert np.array_equal(mask_alpha(name, 211, 133), mask_alpha(name, 211, 133))


@pytest.mark.parametrize("name", mask_names())
def test_a_larger_mask_has_the_same_shape(name: str) -> None:
    small, large = mask_alpha(name, 240, 160), mask_alpha(name, 480, 320)
    reduced = large.reshape(160, 2, 240, 2).mean(axis=(1, 3))
    assert np.abs(small - reduced).mean() < 0.03


def test_a_circle_is_round_and_in_the_middle() -> None:
    alpha = mask_alpha("circle", 301, 201)
    assert alpha.sum() == pytest.approx(np.pi * 100**2, rel=0.005)
    rows, columns = np.nonzero(alpha > 0.5)
    assert (rows.mean(), columns.mean()) == pytest.approx((100, 150), abs=0.1)
