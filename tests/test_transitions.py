"""Luma maps: every name at every shape of canvas, whole, the same again, and round where they ought to be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from albumforge.generators.album.transitions import luma_families, luma_map, luma_names, luma_title, read_luma

SIZES = [(192, 108), (108, 192), (120, 120), (121, 77)]


def test_there_are_enough_of_them() -> None:
    assert len(luma_names()) >= 24
    assert len(luma_families()) >= 8
    assert sorted(name for names in luma_families().values() for name in names) == sorted(luma_names())
    titles = {language: [luma_title(name, language) for name in luma_names()] for language in ("zh", "en")}
    assert all(len(set(words)) == len(words) for words in titles.values())
    assert all(not title.isascii() for title in titles["zh"])
    assert all(title.isascii() for title in titles["en"])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", luma_names())
def test_a_map_reaches_from_first_to_last(name: str, size: tuple[int, int]) -> None:
    values = luma_map(name, *size)
    assert values.shape == (size[1], size[0])
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
    assert values.min() == 0.0
    assert values.max() == 1.0
    # Nothing waits for ever: each quarter of the time shows something new.
    assert np.histogram(values, bins=4, range=(0, 1))[0].min() > 0.01 * values.size


def test_maps_are_the_same_again_and_in_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        twice = list(pool.map(lambda name: luma_map(name, 96, 54), luma_names() * 2))
    for one, two in zip(twice[: len(luma_names())], twice[len(luma_names()) :], strict=True):
        assert np.array_equal(one, two)
    softness = [read_luma(name, 16, 16).soft for name in luma_names()]
    alike = {(values.tobytes(), soft) for values, soft in zip(twice, softness * 2, strict=True)}
    assert len(alike) == len(luma_names()), "no two are alike"


@pytest.mark.parametrize("size", [(192, 108), (108, 192), (121, 77)])
def test_a_circle_is_round(size: tuple[int, int]) -> None:
    values = luma_map("iris", *size)
    width, height = size
    side = min(size) // 2 - 1
    assert np.allclose(values[height // 2, width // 2 :][:side], values[height // 2 :, width // 2][:side], atol=0.012)


@pytest.mark.parametrize("name", ["iris-heart", "iris-star", "fan", "iris-flower", "doors"])
@pytest.mark.parametrize("size", [(192, 108), (108, 192)])
def test_symmetric_shapes_are_symmetric(name: str, size: tuple[int, int]) -> None:
    values = luma_map(name, *size)
    assert np.abs(values - values[:, ::-1]).max() < 0.02


@pytest.mark.parametrize("name", ["iris-heart", "iris-star", "iris-diamond", "honeycomb"])
def test_shapes_have_the_same_form_on_any_canvas(name: str) -> None:
    """What is open in the middle of a wide canvas is open in the middle of a tall one too."""
    wide, tall = luma_map(name, 320, 180), luma_map(name, 180, 320)
    middle_wide, middle_tall = wide[:, 70:250], tall[70:250]
    assert np.corrcoef(middle_wide.ravel(), middle_tall.ravel())[0, 1] > 0.97


def test_directions_are_what_they_say() -> None:
    right, left, down, up = (luma_map(f"wipe-{way}", 64, 48) for way in ("right", "left", "down", "up"))
    assert (np.diff(right, axis=1) > 0).all()
    assert (np.diff(left, axis=1) < 0).all()
    assert (np.diff(down, axis=0) > 0).all()
    assert (np.diff(up, axis=0) < 0).all()


def test_reversed_exchanges_first_and_last() -> None:
    there, back = read_luma("ink", 96, 54), read_luma("ink", 96, 54, reverse=True)
    assert np.allclose(there.values, 1 - back.values)
    assert there.soft == back.soft > 0


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        luma_map("nothing", 64, 64)
