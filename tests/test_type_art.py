"""Type on pictures: placed by its centre, readable on any ground, soft-edged."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.generators.album.lettering.type_art import corner_of, line_boxes, set_type
from albumforge.generators.album.plan import Text
from albumforge.generators.album.rendering.scene_type import Lettering, make_lettering
from albumforge.media.blend import overlay
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb, to_rgb

WIDTH, HEIGHT = 480, 270


def _ground(rgb: tuple[int, int, int] = (40, 60, 90)) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, rgb)
    return planes


def _set(text: Text, ground: Planes) -> Lettering:
    return make_lettering(text, (WIDTH, HEIGHT), lambda: [ground.y])


def _drawn(text: Text, ground: Planes) -> np.ndarray:
    """The frame with the text on it, RGB."""
    planes = Planes(*(plane.copy() for plane in ground))
    lettering = _set(text, ground)
    if lettering.shade is not None:
        overlay(planes, lettering.shade, 1.0)
    for line in lettering.lines:
        overlay(planes, line.sprite, 1.0)
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


@pytest.mark.parametrize("role", ["title", "subtitle", "caption", "verse", "chapter", "credits"])
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
    lettering = _set(Text(text=words, shade=0.3), _ground())
    assert lettering.lines == ()
    assert lettering.shade is None


def test_the_colour_is_that_of_the_plan() -> None:
    picture = _drawn(Text(text="███", size=0.3, colour="#e02040"), _ground((0, 0, 0)))
    reddest = picture[HEIGHT // 2, WIDTH // 2]
    assert np.abs(reddest.astype(int) - (224, 32, 64)).max() <= 6


def test_text_at_the_edge_is_cut_off_and_text_beyond_is_not_there() -> None:
    picture = _drawn(Text(text="Sea", x=0.0, y=0.0, size=0.3), _ground())
    assert (picture[:30, :40] > 200).any()
    lines = _set(Text(text="Sea", x=0.0, y=0.0), _ground()).lines
    assert all(line.sprite.x >= 0 and line.sprite.y >= 0 for line in lines)
    assert _set(Text(text="Sea", x=5.0, y=5.0), _ground()).lines == ()
    assert _set(Text(text="Sea", x=-1e6, y=1e6, shade=0.2, role="caption"), _ground()).lines == ()


def test_without_shade_the_ground_stays() -> None:
    ground = from_rgb(texture(WIDTH, HEIGHT))
    assert _set(Text(text="Sea", size=0.08, shade=0.0), ground).shade is None
    picture = _drawn(Text(text="Sea", size=0.08, shade=0.0), ground)
    assert np.array_equal(picture[: HEIGHT // 4], to_rgb(ground)[: HEIGHT // 4])


def test_words_that_only_stand_elsewhere_are_not_set_again() -> None:
    here, there = (set_type(Text(text="Sea", x=x, y=0.5, size=0.1), (WIDTH, HEIGHT)) for x in (0.2, 0.7))
    assert here is there
    with pytest.raises(ValueError, match="read-only"):
        here.rgba[:] = 0
    assert set_type(Text(text="Sea", x=0.2, y=0.5, size=0.11), (WIDTH, HEIGHT)) is not here


def test_the_same_text_gives_the_same_pixels() -> None:
    ground = from_rgb(texture(WIDTH, HEIGHT))
    text = Text(text="Sea 海", shade=0.3)
    assert np.array_equal(_drawn(text, ground), _drawn(text, ground))


@pytest.mark.parametrize("words", ["👪🏽", "‏שלום", "\x00\x07", "a" * 400, "𒀀", "´`¨\u0301", "ﷺ", "\udcff"])
def test_odd_words_do_no_harm(words: str) -> None:
    for vertical in (False, True):
        for line in _set(Text(text=words, size=0.1, shade=0.2, vertical=vertical), _ground()).lines:
            assert line.sprite.alpha.shape[1] <= WIDTH


@pytest.mark.parametrize(("align", "x"), [("left", 0.1), ("right", 0.9)])
@pytest.mark.parametrize(("words", "vertical"), [("A day\nby the sea", False), ("海上生明月\n天涯共此时", True)])
def test_the_aligned_side_of_the_block_stands_at_its_point(align: str, x: float, words: str, vertical: bool) -> None:
    ground = _ground((0, 0, 0))
    left, _, right, _ = _ink(_drawn(Text(text=words, align=align, x=x, size=0.08, vertical=vertical), ground))
    assert (left if align == "left" else right + 1) == pytest.approx(x * WIDTH, abs=2)


def test_columns_run_from_right_to_left_and_hang_from_one_height() -> None:
    text = Text(text="海上生\n天", vertical=True, width=0.8, size=0.1)
    image = set_type(text, (WIDTH, HEIGHT))
    first, second = line_boxes(text, image)
    assert first[0] > second[2]
    assert first[1] == second[1]
    assert first[3] > second[3]
    picture = _drawn(text, _ground((0, 0, 0)))
    left, top, right, bottom = _ink(picture)
    assert bottom - top > 2.5 * 0.1 * HEIGHT
    assert right - left < 3 * 0.1 * HEIGHT
    assert (left + right) / 2 == pytest.approx(WIDTH / 2, abs=4)


def test_the_face_can_be_chosen() -> None:
    pictures = [set_type(Text(text="Sea", role="caption", face=face), (WIDTH, HEIGHT)).rgba for face in ("", "sans")]
    assert np.array_equal(*pictures)
    serif = set_type(Text(text="Sea", role="caption", face="serif"), (WIDTH, HEIGHT)).rgba
    assert serif.shape != pictures[0].shape or not np.array_equal(serif, pictures[0])


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.501, 0.4999), (0.3333, 0.6666)])
def test_the_corner_is_a_whole_pixel(x: float, y: float) -> None:
    text = Text(text="Sea", x=x, y=y)
    left, top = corner_of(text, set_type(text, (WIDTH, HEIGHT)), (WIDTH, HEIGHT))
    assert isinstance(left, int)
    assert isinstance(top, int)
