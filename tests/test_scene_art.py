"""Scenes: pictures in their boxes, over their own blur, with their shadow; type that comes and goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_files import CORNERS, corners, number_in, texture, write_clip, write_picture
from plan_parts import media

from albumforge.errors import MediaError
from albumforge.generators.album.plan import (
    Backdrop,
    Canvas,
    Clip,
    Layer,
    MediaSource,
    Motion,
    Picture,
    Plan,
    Rect,
    Scene,
    Text,
    View,
)
from albumforge.generators.album.rendering.scene_art import SceneArt, prepare_scene
from albumforge.generators.album.rendering.scene_picture import ClipSlot, Moving
from albumforge.generators.album.rendering.scene_type import text_opacity
from albumforge.media.clips import ClipReader
from albumforge.media.planes import Planes, frame_buffer, from_rgb, to_rgb
from albumforge.samples.writing import texture as fine_texture

WIDTH, HEIGHT = 320, 180
MAX_PIXELS = 50_000_000


def _photo(folder: Path, pixels: np.ndarray, name: str = "photo.png") -> MediaSource:
    path = write_picture(folder / name, pixels)
    return media(1, path=str(path), width=pixels.shape[1], height=pixels.shape[0])


def _prepared(sources: tuple[MediaSource, ...], *layers: Layer, frames: int = 20, **canvas: Any) -> SceneArt:
    shape = {"width": WIDTH, "height": HEIGHT, "fps": "25/1", **canvas}
    scene = Scene(id="c", start=0, frames=frames, layers=layers)
    return prepare_scene(Plan(canvas=Canvas(**shape), sources=sources, scenes=(scene,)), scene, MAX_PIXELS)


def _no_clip(slot: ClipSlot, number: int) -> Planes:
    raise AssertionError("no clip here")


def _frame(art: SceneArt, number: int = 0, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    planes = frame_buffer(width, height)[1]
    for plane in planes:
        plane[...] = 1
    art.draw(number, planes, _no_clip)
    return to_rgb(planes)


@pytest.mark.parametrize("scale", [1, 1.5, 2, 3.7, 8])
def test_a_photo_fills_the_frame_as_a_good_reduction_does(tmp_path: Path, scale: float) -> None:
    pixels = texture(round(WIDTH * scale), round(HEIGHT * scale))
    drawn = _frame(_prepared((_photo(tmp_path, pixels),), Picture(source="s1")))
    exact = to_rgb(from_rgb(cv2.resize(pixels, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)))
    error = np.abs(drawn.astype(int) - exact)
    assert error.mean() < 1.5
    assert np.percentile(error, 99) <= 6


@pytest.mark.parametrize("size", [(40, 30), (64, 20), (16, 16), (17, 23), (16, 200)])
def test_small_photos_are_enlarged_whole(tmp_path: Path, size: tuple[int, int]) -> None:
    pixels = np.full((size[1], size[0], 3), (200, 90, 30), np.uint8)
    drawn = _frame(_prepared((_photo(tmp_path, pixels),), Picture(source="s1")))
    assert np.abs(drawn.astype(int) - (200, 90, 30)).max() <= 3


def test_a_photo_is_upright_and_the_right_way_round(tmp_path: Path) -> None:
    drawn = _frame(_prepared((_photo(tmp_path, corners(640, 360)),), Picture(source="s1")))
    places = ((20, 20), (20, 300), (160, 20), (160, 300))
    for (row, column), colour in zip(places, CORNERS, strict=True):
        assert np.abs(drawn[row, column].astype(int) - colour).max() <= 4


@pytest.mark.parametrize("frames", [1, 2, 20])
def test_motion_goes_from_its_start_to_its_end(tmp_path: Path, frames: int) -> None:
    source = _photo(tmp_path, corners(1280, 720))
    motion = Motion(start=View(x=0.25, y=0.25, zoom=4.0), end=View(x=0.75, y=0.75, zoom=4.0))
    art = _prepared((source,), Picture(source="s1", motion=motion), frames=frames)
    assert np.abs(_frame(art, 0).astype(int) - (220, 40, 40)).max() <= 4
    if frames > 1:
        assert np.abs(_frame(art, frames - 1).astype(int) - (230, 220, 60)).max() <= 4


def test_zooming_in_shows_the_photos_own_pixels(tmp_path: Path) -> None:
    """At zoom 4 of a picture four times the canvas, what is seen is the cut, pixel for pixel."""
    pixels = fine_texture(4 * WIDTH, 4 * HEIGHT, 3)
    motion = Motion(start=View(zoom=4.0), end=View(zoom=4.0))
    drawn = _frame(_prepared((_photo(tmp_path, pixels),), Picture(source="s1", motion=motion)))
    cut = pixels[HEIGHT * 3 // 2 : HEIGHT * 5 // 2, WIDTH * 3 // 2 : WIDTH * 5 // 2]
    error = np.abs(drawn.astype(int) - to_rgb(from_rgb(np.ascontiguousarray(cut))))
    assert error.mean() < 4.0
    # Neither do its edges differ, where sampling looks beyond what is seen.
    for edge in (error[:, :2], error[:, -2:], error[:2], error[-2:]):
        assert edge.mean() < 6.0


def test_a_photo_stands_in_its_rectangle_over_its_blurred_darker_self(tmp_path: Path) -> None:
    pixels = np.full((600, 450, 3), (180, 120, 60), np.uint8)
    rect = Rect(x=0.375, y=0.1, width=0.25, height=0.8)
    art = _prepared((_photo(tmp_path, pixels),), Backdrop(source="s1"), Picture(source="s1", rect=rect))
    drawn = _frame(art).astype(int)
    assert np.abs(drawn[20:160, 122:198] - (180, 120, 60)).max() <= 4
    around = drawn[:, :100]
    assert np.abs(around.reshape(-1, 3).mean(axis=0) - (108, 72, 36)).max() <= 2
    assert np.abs(around - (108, 72, 36)).max() <= 6


def test_the_backdrop_is_really_blurred(tmp_path: Path) -> None:
    stripes = np.zeros((360, 640, 3), np.uint8)
    stripes[:, ::2] = 255
    small = Rect(x=0.45, y=0.45, width=0.1, height=0.1)
    art = _prepared((_photo(tmp_path, stripes),), Backdrop(source="s1"), Picture(source="s1", rect=small))
    drawn = _frame(art).astype(int)[:40]
    assert drawn.std() < 6
    assert drawn.mean() == pytest.approx(127.5 * 0.6, abs=4)


def test_the_shadow_is_dark_at_the_edge_and_gone_far_away(tmp_path: Path) -> None:
    source = _photo(tmp_path, np.full((300, 300, 3), 200, np.uint8))
    rect = Rect(x=0.3, y=0.2, width=0.3375, height=0.6)
    size = {"width": 1280, "height": 720}
    drawn = []
    for shadow in (0.0, 0.6):
        layers = (Backdrop(source="s1"), Picture(source="s1", rect=rect, shadow=shadow))
        drawn.append(_frame(_prepared((source,), *layers, **size), 0, 1280, 720).mean(axis=2))
    darker = drawn[0] - drawn[1]
    column = darker[:, 500:700].mean(axis=1)
    above, below = column[:142][::-1], column[578:]
    assert below[0] > 0.25 * drawn[0].mean() * 0.6
    assert below[0] > above[0] + 3
    assert np.diff(below[:60]).max() <= 1
    assert np.abs(darker[:, :250]).mean() <= 1
    assert abs(below[80:].mean()) <= 1


def test_without_anything_the_background_is_seen() -> None:
    drawn = _frame(_prepared((), background="#204060")).astype(int)
    assert drawn.reshape(-1, 3).mean(axis=0) == pytest.approx((32, 64, 96), abs=1)
    assert np.abs(drawn - (32, 64, 96)).max() <= 6  # one level of dither in each plane


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.sampled_from([(64, 64), (66, 90), (320, 180)]),
)
@settings(max_examples=60, deadline=None)
def test_any_rectangle_is_on_the_canvas(
    tmp_path_factory: pytest.TempPathFactory, x: float, y: float, w: float, h: float, size: tuple[int, int]
) -> None:
    folder = tmp_path_factory.mktemp("rect")
    source = _photo(folder, np.full((20, 30, 3), 255, np.uint8))
    width, height = max(0.01, w * (1 - x)), max(0.01, h * (1 - y))
    rect = Rect(x=min(x, 1 - width), y=min(y, 1 - height), width=width, height=height)
    art = _prepared((source,), Picture(source="s1", rect=rect), width=size[0], height=size[1], background="#000000")
    white = _frame(art, 0, *size)[..., 1] > 128
    assert white.sum() == pytest.approx(width * height * size[0] * size[1], abs=2 * (size[0] + size[1]) + 8)
    assert white.any()


def test_type_is_drawn_over_everything_while_it_is_seen(tmp_path: Path) -> None:
    source = _photo(tmp_path, np.full((360, 640, 3), 30, np.uint8))
    text = Text(text="███", size=0.3, start=5, frames=10, fade=2)
    art = _prepared((source,), Picture(source="s1"), text)
    brightness = [int(_frame(art, number).max()) for number in range(20)]
    assert max(brightness[:5] + brightness[15:]) < 40
    assert min(brightness[7:13]) > 240
    assert brightness[5] < brightness[6] < brightness[7]
    assert brightness[12] > brightness[13] > brightness[14]


@given(st.integers(-5, 30), st.integers(1, 60), st.integers(0, 40), st.integers(-10, 100))
@settings(max_examples=200, deadline=None)
def test_opacity_rises_stays_and_falls(start: int, frames: int, fade: int, number: int) -> None:
    text = Text(text="x", start=start, frames=frames, fade=fade)
    opacity = text_opacity(text, number)
    assert 0 <= opacity <= 1
    assert (opacity > 0) == (start <= number < start + frames)
    mirrored = 2 * start + frames - 1 - number
    assert text_opacity(text, mirrored) == pytest.approx(opacity)
    if start + fade <= number < start + frames - fade:
        assert opacity == 1


def test_the_ground_of_the_type_is_what_lies_behind_it(tmp_path: Path) -> None:
    """A heading over a bright picture is shaded, the same over a dark one hardly."""
    darkened = []
    for level in (40, 250):
        source = _photo(tmp_path, np.full((360, 640, 3), level, np.uint8), f"{level}.png")
        text = Text(text="Sea", role="chapter", size=0.1, shade=0.2, fade=0, frames=20)
        art = _prepared((source,), Picture(source="s1"), text)
        drawn = _frame(art, 10).astype(int)
        darkened.append(1 - drawn[HEIGHT // 2, 4].mean() / level)
    assert darkened[0] == pytest.approx(0.2, abs=0.05)
    assert darkened[1] > darkened[0] + 0.1


def test_a_title_leaves_a_bright_picture_its_light(tmp_path: Path) -> None:
    source = _photo(tmp_path, np.full((360, 640, 3), 250, np.uint8))
    art = _prepared((source,), Picture(source="s1"), Text(text="Sea", size=0.1, shade=0.2, fade=0, frames=20))
    drawn = _frame(art, 10).astype(int)
    assert drawn[: HEIGHT // 8].min() >= 240 and drawn[:, : WIDTH // 8].min() >= 240
    assert drawn[HEIGHT // 2, WIDTH // 2 - 30 : WIDTH // 2 + 30].min() < 200


def test_the_shade_of_a_text_is_behind_the_lettering_of_those_before(tmp_path: Path) -> None:
    source = _photo(tmp_path, np.full((360, 640, 3), 250, np.uint8))
    first = Text(text="███", size=0.2, y=0.45, fade=0, frames=20)
    second = Text(text="Sea", role="subtitle", size=0.06, y=0.6, shade=0.6, fade=0, frames=20)
    lettering = _frame(_prepared((source,), Picture(source="s1"), first, second), 10)
    assert lettering.max() >= 254
    assert (lettering[int(0.42 * HEIGHT) : int(0.5 * HEIGHT)].min(axis=2) >= 250).any(axis=1).all()


def test_a_clip_is_read_at_the_frame_of_its_scene(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "clip.mp4", width=WIDTH, height=HEIGHT, frames=50, rate=25, sound=False)
    source = media(1, "clip", WIDTH, HEIGHT, path=str(path))
    art = _prepared((source,), Clip(source="s1", start=0.4))
    (slot,) = art.elements
    assert isinstance(slot, ClipSlot)
    assert (slot.path, slot.start, slot.box.width, slot.box.height) == (path, 0.4, WIDTH, HEIGHT)
    with ClipReader(
        path, width=WIDTH, height=HEIGHT, fps=Canvas(width=2, height=2, fps="25/1").rate, start=0.4
    ) as reader:
        planes = frame_buffer(WIDTH, HEIGHT)[1]
        for number in (0, 7, 19):
            art.draw(number, planes, lambda slot, n: Planes(*reader.frame(n)))
            assert number_in(planes.y) == number + 10


def test_a_clip_may_be_its_own_backdrop(tmp_path: Path) -> None:
    grey = np.full((96, 64, 3), 160, np.uint8)
    path = write_clip(tmp_path / "clip.mp4", width=64, height=96, frames=5, paint=lambda number: grey, sound=False)
    source = media(1, "clip", 64, 96, path=str(path))
    art = _prepared((source,), Backdrop(source="s1"))
    assert _frame(art).astype(int).mean() == pytest.approx(96, abs=3)


def test_a_photo_that_is_gone_is_named(tmp_path: Path) -> None:
    source = _photo(tmp_path, texture(64, 36))
    Path(source.path).unlink()
    with pytest.raises(MediaError, match=r"photo\.png"):
        _prepared((source,), Picture(source="s1"))


def test_only_what_the_motion_shows_is_kept(tmp_path: Path) -> None:
    source = _photo(tmp_path, texture(6000, 400))
    motion = Motion(start=View(x=0.5), end=View(x=0.52))
    art = _prepared((source,), Picture(source="s1", motion=motion))
    (element,) = art.elements
    assert isinstance(element, Moving)
    assert element.cut.planes.size[0] <= 2 * WIDTH * 1.5
    assert element.cut.planes.size[1] <= HEIGHT * 1.5 + 8
