"""Backgrounds: every name on every canvas, in the colours asked for, quiet and without bands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from albumforge.generators.album.plan import Ground
from albumforge.generators.album.resources.images import draw_ground, ground_names
from albumforge.media.planes import colour_of, dither_noise, from_rgb_float

LIGHT, DARK = ("#f4f1ea", "#d8d2c4"), ("#2a3142", "#0d1018")
SIZES = [(320, 180), (180, 320), (200, 200), (162, 90)]


def test_the_names_that_templates_use_are_there() -> None:
    wanted = {
        "plain",
        "paper",
        "kraft",
        "linen",
        "watercolour",
        "ink",
        "wood",
        "starry",
        "bokeh",
        "topographic",
        "film",
    }
    assert wanted <= set(ground_names())


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ground_names())
def test_a_ground_fills_any_canvas(name: str, size: tuple[int, int]) -> None:
    drawn = draw_ground(Ground(image=name), size)
    assert drawn.shape == (size[1], size[0], 3)
    assert drawn.dtype == np.float32
    assert np.isfinite(drawn).all()
    assert drawn.min() >= 0
    assert drawn.max() <= 255


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("name", ground_names())
def test_a_ground_has_its_colours_and_is_quiet(name: str, colours: tuple[str, str]) -> None:
    drawn = draw_ground(Ground(image=name, colours=colours), (480, 270))
    first, last = (np.array(colour_of(colour), float) for colour in colours)
    mean = drawn.reshape(-1, 3).mean(axis=0)
    low, high = np.minimum(first, last) - 12, np.maximum(first, last) + 12
    assert ((mean > low) & (mean < high)).all()
    grey = drawn.mean(axis=2)
    assert grey.std() < 0.5 * abs(first.mean() - last.mean()) + 9, "pictures stand out"


@pytest.mark.parametrize("name", ["plain", "bokeh", "starry"])
def test_soft_grounds_do_not_band(name: str) -> None:
    """In the frame, the mean of a block follows the unrounded ground by far less than a step of 8 bit."""
    drawn = draw_ground(Ground(image=name, colours=DARK), (640, 360))
    planes = from_rgb_float(drawn, dither_noise(640, 360))
    weights = np.array([0.2126, 0.7152, 0.0722], np.float32)
    exact = 16 + (drawn @ weights) * 219 / 255
    error = (planes.y.astype(float) - exact).reshape(18, 20, 32, 20).mean(axis=(1, 3))
    assert np.abs(error).max() < 0.25


def test_grounds_are_the_same_again_and_in_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda name: draw_ground(Ground(image=name), (96, 54)), ground_names() * 2))
    half = len(ground_names())
    assert all(np.array_equal(a, b) for a, b in zip(drawn[:half], drawn[half:], strict=True))
    assert len({one.tobytes() for one in drawn}) == half


def test_the_seed_changes_what_is_random() -> None:
    one, two = (draw_ground(Ground(image="watercolour", seed=seed), (96, 54)) for seed in (1, 2))
    assert np.abs(one - two).mean() > 1


def test_one_colour_is_enough_and_none_is_the_usual() -> None:
    assert np.ptp(draw_ground(Ground(image="plain", colours=("#808080",)), (96, 54))) < 6
    bare = draw_ground(Ground(image="plain", colours=()), (96, 54))
    assert np.array_equal(bare, draw_ground(Ground(image="plain"), (96, 54)))
