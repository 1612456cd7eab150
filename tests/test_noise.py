"""Random fields: the same for the same key, smooth, and at any size."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.noise import fractal, generator, levelled, stretched, value_noise

SIZES = [(320, 180), (180, 320), (101, 77), (64, 64), (3, 5)]


@pytest.mark.parametrize("size", SIZES)
def test_noise_fills_any_size(size: tuple[int, int]) -> None:
    field = fractal(*size, 3.0, generator("a"), octaves=5)
    assert field.shape == (size[1], size[0])
    assert field.dtype == np.float32
    assert np.isfinite(field).all()


def test_the_same_key_gives_the_same_noise() -> None:
    one, two, other = (fractal(90, 60, 4.0, generator("key", number)) for number in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_noise_keeps_its_shape_at_another_size() -> None:
    small, large = (value_noise(size, size // 2, 4.0, generator("a")) for size in (200, 800))
    middles = large.reshape(100, 4, 200, 4).mean(axis=(1, 3))
    assert np.abs(middles - small).max() < 0.05


def test_noise_is_smooth() -> None:
    field = value_noise(400, 400, 5.0, generator("a"))
    assert max(np.abs(np.diff(field, axis=axis)).max() for axis in (0, 1)) < 0.05
    assert 0.4 < field.mean() < 0.6
    assert np.ptp(field) > 0.5


def test_levelled_has_as_much_area_at_each_level() -> None:
    field = levelled(np.square(fractal(300, 200, 4.0, generator("a"))))
    shares = np.histogram(field, bins=10, range=(0, 1))[0] / field.size
    assert shares.min() > 0.08
    assert shares.max() < 0.12


def test_stretched_reaches_both_ends() -> None:
    field = stretched(np.array([[3.0, 5.5], [7.0, 4.0]], np.float32))
    assert field.min() == 0.0
    assert field.max() == 1.0
    assert not stretched(np.full((3, 3), 2.0, np.float32)).any()
