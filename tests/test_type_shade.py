"""Shades: lettering is readable over whatever lies behind it, and nothing is darker than that needs."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from albumforge.generators.album.lettering.type_place import placed
from albumforge.generators.album.lettering.type_shade import (
    CONTRAST,
    DARKEST_SHADE,
    HALO,
    behind,
    is_dark,
    needed_shade,
)
from albumforge.generators.album.plan import Text
from albumforge.generators.album.rendering.scene_type import make_lettering
from albumforge.media.blend import Sprite, overlay
from albumforge.media.planes import Planes, fill, frame_buffer, to_rgb
from albumforge.media.text import contrast_ratio

WIDTH, HEIGHT = 480, 270


def _ground(rgb: tuple[int, int, int] = (40, 60, 90)) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, rgb)
    return planes


def _parts(text: Text, ground: Planes) -> tuple[Sprite, Sprite]:
    lettering = make_lettering(text, (WIDTH, HEIGHT), lambda: [ground.y])
    assert lettering.shade is not None
    return lettering.shade, lettering.lines[0].sprite


def _drawn(text: Text, ground: Planes) -> np.ndarray:
    planes = Planes(*(plane.copy() for plane in ground))
    for sprite in _parts(text, ground):
        overlay(planes, sprite, 1.0)
    return to_rgb(planes)


@pytest.mark.parametrize("grey", [0, 40, 90, 128, 200, 255])
def test_white_lettering_is_readable_on_any_grey(grey: int) -> None:
    ground = _ground((grey, grey, grey))
    shade = needed_shade([ground.y], "#ffffff")
    darkened = round(grey * (1 - shade) * (1 - 0.6 * HALO))
    assert contrast_ratio((255, 255, 255), (darkened, darkened, darkened)) >= CONTRAST * 0.98
    assert shade <= DARKEST_SHADE
    if grey <= 128:
        assert shade == 0


def test_brighter_grounds_are_shaded_more() -> None:
    shades = [needed_shade([_ground((grey, grey, grey)).y], "#ffffff") for grey in range(0, 256, 15)]
    assert shades == sorted(shades)
    assert shades[-1] > 0.2


def test_a_few_bright_points_do_not_darken_the_frame() -> None:
    luma = np.full((100, 100), 60, np.uint8)
    luma[:5] = 235
    assert needed_shade([luma], "#ffffff") == 0
    assert needed_shade([luma[:0]], "#ffffff") == 0


@pytest.mark.parametrize("grey", [230, 255])
def test_a_title_over_bright_sky_stands_out_on_the_frame(grey: int) -> None:
    ground = _ground((grey, grey, grey))
    picture = _drawn(Text(text="███ ███", size=0.12, shade=0.2), ground)
    row = picture[HEIGHT // 2].max(axis=1)
    lettering, behind = int(row.max()), int(picture[HEIGHT // 2, WIDTH // 2 - 3 : WIDTH // 2 + 3].min())
    assert contrast_ratio((lettering,) * 3, (behind,) * 3) >= CONTRAST * 0.9


def test_the_shade_is_soft_and_deepest_behind_the_words() -> None:
    ground = _ground((240, 240, 240))
    shade, lettering = _parts(Text(text="Sea", role="chapter", size=0.08, shade=0.2), ground)
    assert shade.alpha.shape == (HEIGHT, WIDTH)
    planes = Planes(*(plane.copy() for plane in ground))
    overlay(planes, shade, 1.0)
    rows = planes.y.astype(float).mean(axis=1)
    assert abs(int(np.argmin(rows)) - HEIGHT // 2) <= 6
    assert rows.max() < ground.y[0, 0] - 10
    assert np.abs(np.diff(rows)).max() <= 3
    # Noise before rounding: no two columns have their steps at the same rows.
    assert not np.array_equal(planes.y[:, 5], planes.y[:, 6])
    assert lettering.alpha.shape[0] < HEIGHT / 2


def test_the_worst_moment_counts() -> None:
    dark, bright = (np.full((40, 40), level, np.uint8) for level in (40, 230))
    assert needed_shade([dark], "#ffffff") == 0
    assert needed_shade([dark, bright, dark], "#ffffff") == needed_shade([bright], "#ffffff") > 0.15


@pytest.mark.parametrize("grey", [0, 60, 128, 200, 255])
def test_dark_lettering_gets_lighter_ground(grey: int) -> None:
    assert is_dark("#3a3630")
    shade = needed_shade([_ground((grey, grey, grey)).y], "#202020")
    lighter = round(grey + (255 - grey) * shade)
    assert contrast_ratio((32, 32, 32), (lighter,) * 3) >= CONTRAST * 0.98
    if grey >= 200:
        assert shade == 0


def _strokes(lettering: Sprite) -> np.ndarray:
    """Where the letters themselves are: their luma is far from what shadow and halo bring."""
    light = lettering.colour[0] / np.maximum(lettering.alpha, 1e-6)
    letter = light.max() if light.max() > 128 else light.min()
    return ((lettering.alpha > 0.5) & (np.abs(light - letter) < 60)).astype(np.uint8)


@pytest.mark.parametrize("role", ["caption", "verse", "subtitle", "title"])
@pytest.mark.parametrize("place", ["bottom", "top", "left", "right", "vertical-right", "vertical-left", "centre"])
@pytest.mark.parametrize(("colour", "grey"), [("#ffffff", 235), ("#202020", 20)])
def test_small_words_are_readable_and_far_away_the_picture_stays(role: str, place: str, colour: str, grey: int) -> None:
    ground = _ground((grey, grey, grey))
    text = placed(Text(text="海上生明月", role=role, size=0.07, shade=0.05, colour=colour), place, (WIDTH, HEIGHT))
    shade, lettering = _parts(text, ground)
    planes = Planes(*(plane.copy() for plane in ground))
    overlay(planes, shade, 1.0)
    untouched = np.abs(planes.y.astype(int) - ground.y) <= 1
    overlay(planes, lettering, 1.0)
    # What the eye compares the strokes with is what lies close around them, halo and all.
    value = int(colour[1:3], 16)
    letters = np.zeros_like(planes.y)
    corner = np.s_[
        lettering.y : lettering.y + lettering.alpha.shape[0], lettering.x : lettering.x + lettering.alpha.shape[1]
    ]
    letters[corner] = _strokes(lettering)
    ring = (cv2.dilate(letters, np.ones((9, 9), np.uint8)) > 0) & (cv2.dilate(letters, np.ones((5, 5), np.uint8)) == 0)
    for part, least in ((50, CONTRAST), (90, 0.9 * CONTRAST)):
        around = np.percentile(planes.y[ring], part if grey > 128 else 100 - part)
        level = round((float(around) - 16) * 255 / 219)
        assert contrast_ratio((value,) * 3, (level,) * 3) >= least
    assert untouched.mean() > 0.25


@pytest.mark.parametrize("place", ["vertical-right", "left"])
def test_an_opening_keeps_its_light_beside_title_and_dates(place: str) -> None:
    ground = _ground((235, 235, 235))
    shaded = np.zeros((HEIGHT, WIDTH))
    for words, role, size, shade in (("山水四时", "title", 0.11, 0.2), ("2025年1月至12月", "subtitle", 0.044, 0.1)):
        sprite, _ = _parts(placed(Text(text=words, role=role, size=size, shade=shade), place, (WIDTH, HEIGHT)), ground)
        y, x = max(0, sprite.y), max(0, sprite.x)
        alpha = sprite.alpha[y - sprite.y :, x - sprite.x :][: HEIGHT - y, : WIDTH - x]
        shaded[y : y + alpha.shape[0], x : x + alpha.shape[1]] += alpha
    assert (shaded > 0.1).mean() < 0.32
    assert shaded[0].max() < 0.05, "no band up to the edge"


def test_over_a_dark_picture_the_shade_is_only_what_was_asked_for() -> None:
    ground = _ground((20, 20, 20))
    shade, _ = _parts(Text(text="Sea", role="caption", y=0.9, size=0.06, shade=0.1), ground)
    assert shade.alpha.max() == pytest.approx(0.1, abs=0.01)


def test_what_is_behind_is_what_the_boxes_hold() -> None:
    luma = np.arange(100, dtype=np.uint8).reshape(10, 10)
    assert behind(luma, [(2, 1, 4, 2), (8, 8, 20, 9)]).tolist() == [12, 13, 88, 89]
    assert behind(luma, [(-5, -5, 0, 0)]).size == 0
    assert behind(luma, []).size == 0
