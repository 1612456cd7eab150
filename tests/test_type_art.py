"""Type on pictures: placed by its centre, readable on any ground, soft-edged."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.generators.album.plan import Text
from albumforge.generators.album.type_art import CONTRAST, DARKEST_SHADE, draw_type, needed_shade
from albumforge.media.blend import overlay
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb, to_rgb
from albumforge.media.text import contrast_ratio

WIDTH, HEIGHT = 480, 270


def _ground(rgb: tuple[int, int, int] = (40, 60, 90)) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, rgb)
    return planes


def _drawn(text: Text, ground: Planes) -> np.ndarray:
    """The frame with the text on it, RGB."""
    planes = Planes(*(plane.copy() for plane in ground))
    for sprite in draw_type(text, ground):
        overlay(planes, sprite, 1.0)
    return to_rgb(planes)


def _ink(picture: np.ndarray) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is nearly white."""
    rows, columns = np.nonzero(picture.min(axis=2) > 200)
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize("words", ["Sea", "海边的一天", "Sea 海 1998", "Two words\nand a line"])
@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.4, 0.3), (0.6, 0.8)])
def test_lettering_stands_around_its_point(words: str, x: float, y: float) -> None:
    left, top, right, bottom = _ink(_drawn(Text(text=words, x=x, y=y, size=0.1), _ground()))
    assert (left + right) / 2 == pytest.approx(x * WIDTH, abs=0.03 * WIDTH)
    assert (top + bottom) / 2 == pytest.approx(y * HEIGHT, abs=0.05 * HEIGHT)


@pytest.mark.parametrize("role", ["title", "subtitle", "caption"])
def test_size_is_in_parts_of_the_canvas(role: str) -> None:
    heights = []
    for size in (0.1, 0.2):
        _, top, _, bottom = _ink(_drawn(Text(text="H", role=role, size=size), _ground()))
        heights.append(bottom - top + 1)
    assert heights[1] == pytest.approx(2 * heights[0], abs=3)
    # Capitals of our faces are about two thirds of the size.
    assert heights[1] == pytest.approx(0.2 * HEIGHT * 0.67, rel=0.15)


def test_lines_stay_within_their_width() -> None:
    words = "A rather long title about a summer by the northern sea"
    left, _, right, _ = _ink(_drawn(Text(text=words, size=0.12, width=0.5), _ground()))
    assert right - left <= 0.5 * WIDTH + 2


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_no_words_no_sprites(words: str) -> None:
    assert draw_type(Text(text=words), _ground()) == []


def test_the_colour_is_that_of_the_plan() -> None:
    picture = _drawn(Text(text="███", size=0.3, colour="#e02040"), _ground((0, 0, 0)))
    reddest = picture[HEIGHT // 2, WIDTH // 2]
    assert np.abs(reddest.astype(int) - (224, 32, 64)).max() <= 6


def test_text_at_the_edge_is_cut_off_and_text_beyond_is_not_there() -> None:
    picture = _drawn(Text(text="Sea", x=0.0, y=0.0, size=0.3), _ground())
    assert (picture[:30, :40] > 200).any()
    assert all(sprite.x >= 0 and sprite.y >= 0 for sprite in draw_type(Text(text="Sea", x=0.0, y=0.0), _ground()))
    assert draw_type(Text(text="Sea", x=5.0, y=5.0), _ground()) == []
    assert draw_type(Text(text="Sea", x=-1e6, y=1e6), _ground()) == []


@pytest.mark.parametrize("grey", [0, 40, 90, 128, 200, 255])
def test_white_lettering_is_readable_on_any_grey(grey: int) -> None:
    ground = _ground((grey, grey, grey))
    shade = needed_shade(ground.y, "#ffffff")
    darkened = round(grey * (1 - shade))
    assert contrast_ratio((255, 255, 255), (darkened, darkened, darkened)) >= CONTRAST * 0.98
    assert shade <= DARKEST_SHADE
    if grey <= 90:
        assert shade == 0


def test_brighter_grounds_are_shaded_more() -> None:
    shades = [needed_shade(_ground((grey, grey, grey)).y, "#ffffff") for grey in range(0, 256, 15)]
    assert shades == sorted(shades)
    assert shades[-1] > 0.4


def test_a_few_bright_points_do_not_darken_the_frame() -> None:
    luma = np.full((100, 100), 60, np.uint8)
    luma[:5] = 235
    assert needed_shade(luma, "#ffffff") == 0
    assert needed_shade(luma[:0], "#ffffff") == 0


@pytest.mark.parametrize("grey", [230, 255])
def test_a_title_over_bright_sky_stands_out_on_the_frame(grey: int) -> None:
    ground = _ground((grey, grey, grey))
    picture = _drawn(Text(text="███ ███", size=0.12, shade=0.2), ground)
    row = picture[HEIGHT // 2].max(axis=1)
    lettering, behind = int(row.max()), int(picture[HEIGHT // 2, WIDTH // 2 - 3 : WIDTH // 2 + 3].min())
    assert contrast_ratio((lettering,) * 3, (behind,) * 3) >= CONTRAST * 0.9


def test_the_shade_is_soft_and_deepest_behind_the_words() -> None:
    ground = _ground((240, 240, 240))
    shade, lettering = draw_type(Text(text="Sea", size=0.08, shade=0.2), ground)
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


def test_without_shade_the_ground_stays() -> None:
    ground = from_rgb(texture(WIDTH, HEIGHT))
    sprites = draw_type(Text(text="Sea", size=0.08, shade=0.0), ground)
    assert len(sprites) == 1
    picture = _drawn(Text(text="Sea", size=0.08, shade=0.0), ground)
    assert np.array_equal(picture[: HEIGHT // 4], to_rgb(ground)[: HEIGHT // 4])


def test_the_same_text_gives_the_same_pixels() -> None:
    ground = from_rgb(texture(WIDTH, HEIGHT))
    text = Text(text="Sea 海", shade=0.3)
    assert np.array_equal(_drawn(text, ground), _drawn(text, ground))


@pytest.mark.parametrize("words", ["👪🏽", "‏שלום", "\x00\x07", "a" * 400, "𒀀", "´`¨\u0301", "ﷺ", "\udcff"])
def test_odd_words_do_no_harm(words: str) -> None:
    for sprite in draw_type(Text(text=words, size=0.1, shade=0.2), _ground()):
        assert sprite.alpha.shape[1] <= WIDTH
