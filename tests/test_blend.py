"""Mixing of frames: dissolves in light, sprites, fades."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from media_files import texture

from albumforge.media.blend import Sprite, dissolve, fade_to_colour, make_sprite, overlay
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb, to_rgb, yuv_of


def _plain(rgb: tuple[int, int, int], width: int = 64, height: int = 48) -> Planes:
    planes = frame_buffer(width, height)[1]
    fill(planes, rgb)
    return planes


def _mixed(first: Planes, second: Planes, share: float) -> Planes:
    out = frame_buffer(*first.size)[1]
    dissolve(first, second, share, out)
    return out


def _difference(a: Planes, b: Planes) -> int:
    return max(int(np.abs(x.astype(int) - y).max()) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("size", [(64, 48), (320, 180), (30, 130), (2, 2), (16, 66)])
def test_the_ends_of_a_dissolve_are_the_pictures(size: tuple[int, int]) -> None:
    first, second = from_rgb(texture(*size, seed=1)), from_rgb(texture(*size, seed=2))
    assert _difference(_mixed(first, second, 0.0), first) <= 2
    assert _difference(_mixed(first, second, 1.0), second) <= 2


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5, 0.75, 0.9])
@pytest.mark.parametrize(("a", "b"), [(20, 230), (0, 255), (128, 140), (250, 60)])
def test_grey_is_the_mix_of_light(a: int, b: int, share: float) -> None:
    mixed = _mixed(_plain((a, a, a)), _plain((b, b, b)), share)
    light = 255 * np.sqrt((1 - share) * (a / 255) ** 2 + share * (b / 255) ** 2)
    assert np.abs(mixed.y - (16 + light * 219 / 255)).max() <= 1.5
    assert np.abs(mixed.u.astype(int) - 128).max() <= 1
    assert np.abs(mixed.v.astype(int) - 128).max() <= 1


def test_bright_points_do_not_sag_in_the_middle() -> None:
    """Black and white, half and half: mixed as signals they would be 128, in light they are 180."""
    assert int(to_rgb(_mixed(_plain((0, 0, 0)), _plain((255, 255, 255)), 0.5))[0, 0, 0]) == pytest.approx(180, abs=2)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((255, 0, 0), (0, 0, 255)),
        ((255, 0, 0), (0, 255, 0)),
        ((255, 255, 0), (0, 0, 255)),
        ((10, 200, 90), (240, 30, 200)),
    ],
)
def test_saturated_colours_are_the_mix_of_light(a: tuple[int, int, int], b: tuple[int, int, int], share: float) -> None:
    mixed = to_rgb(_mixed(_plain(a), _plain(b), share))[10, 10]
    exact = np.sqrt((1 - share) * np.array(a, float) ** 2 + share * np.array(b, float) ** 2)
    assert np.abs(mixed - exact).max() <= 4


def test_detail_is_the_mix_of_light_too() -> None:
    """Against the exact mix of every pixel: chroma is coarse, so the bound is on luma."""
    a, b = texture(128, 96, seed=3), texture(128, 96, seed=4)
    mixed = _mixed(from_rgb(a), from_rgb(b), 0.4)
    light = np.sqrt(0.6 * a.astype(float) ** 2 + 0.4 * b.astype(float) ** 2)
    exact = from_rgb(np.rint(light).astype(np.uint8))
    error = np.abs(mixed.y.astype(int) - exact.y)
    assert error.mean() < 0.8
    assert np.percentile(error, 99) <= 3
    assert np.abs(mixed.u.astype(int) - exact.u).mean() < 0.8
    assert np.abs(mixed.v.astype(int) - exact.v).mean() < 0.8


@pytest.mark.parametrize(("a", "b"), [((10, 10, 10), (250, 250, 250)), ((200, 40, 30), (20, 90, 220))])
def test_more_share_is_nearer_to_the_second(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    first, second = _plain(a, 4, 4), _plain(b, 4, 4)
    mixed = np.array([to_rgb(_mixed(first, second, share))[0, 0] for share in np.linspace(0, 1, 41)], int)
    towards = np.sign(np.array(b) - a)
    # One level of rounding in luma and chroma is two in RGB.
    assert (np.diff(mixed, axis=0) * towards).min() >= -2
    assert np.abs(mixed[0] - a).max() <= 3
    assert np.abs(mixed[-1] - b).max() <= 3


@pytest.mark.parametrize("size", [(64, 48), (96, 150)])
def test_the_result_may_replace_either_picture(size: tuple[int, int]) -> None:
    first, second = from_rgb(texture(*size, seed=1)), from_rgb(texture(*size, seed=2))
    expected = _mixed(first, second, 0.35)
    into_first = Planes(*(plane.copy() for plane in first))
    dissolve(into_first, second, 0.35, into_first)
    assert _difference(into_first, expected) == 0
    into_second = Planes(*(plane.copy() for plane in second))
    dissolve(first, into_second, 0.35, into_second)
    assert _difference(into_second, expected) == 0


def test_inputs_stay_as_they_are_and_views_work() -> None:
    first, second = from_rgb(texture(64, 80, seed=1)), from_rgb(texture(64, 80, seed=2))
    kept = [plane.copy() for plane in (*first, *second)]
    big = frame_buffer(128, 160)[1]
    fill(big, (0, 0, 0))
    dissolve(first, second, 0.6, big.region(32, 40, 64, 80))
    assert all(np.array_equal(a, b) for a, b in zip(kept, (*first, *second), strict=True))
    assert _difference(big.region(32, 40, 64, 80), _mixed(first, second, 0.6)) == 0
    assert (big.y[:40] == 16).all()


@pytest.mark.parametrize("height", [62, 66, 128, 130, 180, 194])
def test_strips_leave_no_seams(height: int) -> None:
    """Two even gradients mix to an even one: no row steps away from its neighbours."""
    down = np.linspace(0, 255, height)[:, None, None]
    a = np.broadcast_to(np.rint(down), (height, 32, 3)).astype(np.uint8)
    b = np.zeros((height, 32, 3), np.uint8)
    b[..., 0], b[..., 2] = 220, 40
    rows = _mixed(from_rgb(a), from_rgb(b), 0.5).y[:, 16].astype(int)
    assert np.abs(np.diff(rows, 2)).max() <= 3
    assert np.diff(rows).min() >= -1


@given(st.integers(1, 20), st.integers(1, 80), st.floats(0, 1), st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_a_picture_mixed_with_itself_is_itself(width: int, height: int, share: float, seed: int) -> None:
    picture = from_rgb(texture(2 * width, 2 * height, seed=seed))
    mixed = _mixed(picture, picture, share)
    assert np.abs(mixed.y.astype(int) - picture.y).max() <= 2
    assert np.abs(mixed.u.astype(int) - picture.u).mean() <= 2


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_a_fade_goes_straight_to_the_colour(share: float) -> None:
    planes = from_rgb(texture(64, 48))
    before = [plane.copy() for plane in planes]
    fade_to_colour(planes, (12, 13, 16), share)
    for plane, old, target in zip(planes, before, yuv_of((12, 13, 16)), strict=True):
        assert np.abs(plane - (old * (1 - share) + target * share)).max() <= 0.51


def test_a_fade_of_a_region_leaves_the_rest() -> None:
    planes = _plain((255, 255, 255))
    fade_to_colour(planes.region(16, 16, 8, 8), (0, 0, 0), 1.0)
    assert int((planes.y == 16).sum()) == 64
    assert int((planes.y == 235).sum()) == 64 * 48 - 64


def _rgba(width: int, height: int, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    alpha = generator.integers(0, 256, (height, width, 1), np.uint8)
    return np.concatenate([texture(width, height, seed), alpha], axis=2)


def _overlaid(ground: np.ndarray, rgba: np.ndarray, x: int, y: int, opacity: float) -> np.ndarray:
    """Plain alpha maths on the whole canvas, in floats: Y'CbCr of full resolution."""
    height, width = ground.shape[:2]
    colour = np.zeros((height, width, 3))
    alpha = np.zeros((height, width, 1))
    for row in range(rgba.shape[0]):
        for column in range(rgba.shape[1]):
            if 0 <= row + y < height and 0 <= column + x < width:
                colour[row + y, column + x] = rgba[row, column, :3]
                alpha[row + y, column + x] = rgba[row, column, 3] / 255 * opacity
    return ground * (1 - alpha) + colour * alpha


PLACES = [(10, 8), (11, 9), (-5, 8), (-6, -4), (50, 8), (51, 40), (10, -7), (10, 43), (-9, -7), (60, 46), (0, 0)]


@pytest.mark.parametrize(("x", "y"), PLACES)
@pytest.mark.parametrize("opacity", [1.0, 0.4])
def test_sprites_lie_where_they_should_hanging_over_every_edge(x: int, y: int, opacity: float) -> None:
    ground = texture(64, 48, seed=8)
    rgba = _rgba(21, 13, seed=9)
    planes = from_rgb(ground)
    before = [plane.copy() for plane in planes]
    sprite = make_sprite(rgba, x, y, (64, 48))
    assert sprite is not None
    overlay(planes, sprite, opacity)
    exact = from_rgb(np.rint(_overlaid(ground, rgba, x, y, opacity)).astype(np.uint8))
    assert np.abs(planes.y.astype(int) - exact.y).max() <= 2
    # Chroma: the alpha of four pixels stands for each of them, which differs by what colour and alpha vary together.
    assert np.abs(planes.u.astype(int) - exact.u).mean() <= 1.0
    outside = np.ones((48, 64), bool)
    outside[max(0, y) : max(0, y + 13), max(0, x) : max(0, x + 21)] = False
    assert np.array_equal(planes.y[outside], before[0][outside])


def test_an_opaque_sprite_of_one_colour_is_that_colour() -> None:
    planes = from_rgb(texture(64, 48))
    rgba = np.full((12, 20, 4), (200, 30, 60, 255), np.uint8)
    sprite = make_sprite(rgba, 22, 10, (64, 48))
    assert sprite is not None
    overlay(planes, sprite, 1.0)
    region = planes.region(22, 10, 20, 12)
    for plane, value in zip(region, yuv_of((200, 30, 60)), strict=True):
        assert np.abs(plane.astype(int) - value).max() <= 1


def test_invisible_pixels_leave_no_colour() -> None:
    planes = from_rgb(texture(64, 48))
    before = [plane.copy() for plane in planes]
    rgba = np.full((12, 20, 4), (255, 0, 255, 0), np.uint8)
    sprite = make_sprite(rgba, 3, 5, (64, 48))
    assert sprite is not None
    overlay(planes, sprite, 1.0)
    assert all(np.array_equal(a, b) for a, b in zip(planes, before, strict=True))
    solid = make_sprite(np.full((12, 20, 4), 255, np.uint8), 3, 5, (64, 48))
    assert solid is not None
    overlay(planes, solid, 0.0)
    assert all(np.array_equal(a, b) for a, b in zip(planes, before, strict=True))


@pytest.mark.parametrize(("x", "y"), [(64, 0), (-21, 5), (5, 48), (5, -13), (200, 200), (-300, -300)])
def test_a_sprite_beside_the_canvas_is_none(x: int, y: int) -> None:
    assert make_sprite(_rgba(20, 12), x, y, (64, 48)) is None


@given(st.integers(-40, 80), st.integers(-40, 60), st.integers(1, 30), st.integers(1, 30))
@example(0, 0, 1, 7)  # a chroma plane of 4 × 1, which OpenCV takes for a scalar where it can
@example(4, 4, 1, 1)
@settings(max_examples=60, deadline=None)
def test_sprites_are_even_and_on_the_canvas(x: int, y: int, width: int, height: int) -> None:
    sprite = make_sprite(_rgba(width, height), x, y, (64, 48))
    if sprite is None:
        assert x >= 64 or y >= 48 or x + width <= 0 or y + height <= 0
        return
    assert isinstance(sprite, Sprite)
    rows, columns = sprite.alpha.shape
    assert sprite.x % 2 == sprite.y % 2 == rows % 2 == columns % 2 == 0
    assert sprite.x >= 0
    assert sprite.y >= 0
    assert sprite.x + columns <= 64
    assert sprite.y + rows <= 48
    assert sprite.alpha_half.shape == (rows // 2, columns // 2)
    assert float(sprite.alpha.sum()) == pytest.approx(4 * float(sprite.alpha_half.sum()), rel=1e-3, abs=1e-3)
    planes = _plain((90, 90, 90))
    overlay(planes, sprite, 1.0)
    assert cv2.countNonZero(planes.y) == 64 * 48
