"""Cards: turned around their middle, with soft edges, in their borders, coming in, the same every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from media_files import texture, write_clip, write_picture
from plan_parts import media

from albumforge.generators.album.plan import (
    Border,
    Canvas,
    Clip,
    Entrance,
    Layer,
    Motion,
    Picture,
    Plan,
    Rect,
    Scene,
    View,
)
from albumforge.generators.album.rendering.scene_art import SceneArt, prepare_scene
from albumforge.generators.album.rendering.scene_card import Card, is_plain, place_of
from albumforge.generators.album.rendering.scene_picture import ClipSlot, Moving
from albumforge.generators.album.resources.masks import mask_names
from albumforge.media.planes import Planes, frame_buffer, to_rgb

WIDTH, HEIGHT = 480, 270
GREY = (110, 110, 110)
RECT = Rect(x=0.3, y=0.2, width=0.4, height=0.6)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.empty((600, 800, 3), np.uint8)
    pixels[...] = (210, 60, 40)
    return write_picture(tmp_path / "photo.png", pixels)


def _prepared(path: Path, *layers: Layer, frames: int = 40, size: tuple[int, int] = (800, 600)) -> SceneArt:
    scene = Scene(id="c", start=0, frames=frames, layers=layers)
    canvas = Canvas(width=WIDTH, height=HEIGHT, fps="25/1", background="#6e6e6e")
    sources = (media(1, path=str(path), width=size[0], height=size[1]),)
    return prepare_scene(Plan(canvas=canvas, sources=sources, scenes=(scene,)), scene, 50_000_000)


def _no_clip(slot: ClipSlot, number: int) -> Planes:
    raise AssertionError("no clip here")


def _planes(art: SceneArt, number: int = 0) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    art.draw(number, planes, _no_clip)
    return planes


def _rgb(path: Path, number: int = 0, **card: Any) -> np.ndarray:
    layer = Picture(source="s1", **{"rect": RECT, **card})
    return to_rgb(_planes(_prepared(path, layer), number)).astype(int)


def _share(rgb: np.ndarray) -> np.ndarray:
    """How much of each pixel is the photo's red, told by its green."""
    return (GREY[1] - rgb[..., 1]) / (GREY[1] - 60.0)


@pytest.mark.parametrize("angle", [-90, -30, -4, 0.5, 7, 45, 180])
def test_turning_keeps_the_middle_and_the_area(photo: Path, angle: float) -> None:
    share = _share(_rgb(photo, angle=angle))
    rows, columns = np.indices(share.shape) + 0.5
    middle = ((share * columns).sum() / share.sum(), (share * rows).sum() / share.sum())
    assert middle == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.15)
    area = min(0.4 * WIDTH * 0.6 * HEIGHT, 1e9)
    assert share.sum() == pytest.approx(area, rel=0.01)


def test_it_turns_clockwise(photo: Path) -> None:
    share = _share(_rgb(photo, angle=20, rect=Rect(x=0.46, y=0.1, width=0.08, height=0.8)))
    columns = np.indices(share.shape)[1]
    upper, lower = (float((part * where).sum() / part.sum()) for part, where in (
        (share[:100], columns[:100]), (share[170:], columns[170:])
    ))  # fmt: skip
    assert upper > lower + 20


@pytest.mark.parametrize("angle", [3.0, -17.0])
def test_edges_of_turned_pictures_are_antialiased(photo: Path, angle: float) -> None:
    luma = _planes(_prepared(photo, Picture(source="s1", rect=RECT, angle=angle))).y.astype(float)
    inside, outside = np.median(luma[130:140, 235:245]), np.median(luma[:10])
    share = (luma - outside) / (inside - outside)
    between = (share > 0.1) & (share < 0.9)
    edge = 2 * (0.4 * WIDTH + 0.6 * HEIGHT)
    assert 0.3 * edge < between.sum() < 2.5 * edge
    # All shades, not a few steps.
    counts = np.histogram(share[between], 8, (0.1, 0.9))[0]
    assert counts.min() > 0.3 * counts.mean()


def test_the_picture_moves_on_inside_a_turned_card(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "t.png", texture(800, 600))
    motion = Motion(start=View(), end=View(zoom=1.2))
    art = _prepared(path, Picture(source="s1", rect=RECT, motion=motion, angle=10))
    first, last = _planes(art, 0), _planes(art, 39)
    changed = np.abs(first.y.astype(int) - last.y) > 8
    assert changed[80:190, 180:300].mean() > 0.3
    assert not changed[:, :60].any()


def test_at_no_angle_a_card_shows_what_the_fast_way_shows(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "t.png", texture(800, 600))
    rect = Rect(x=0.25, y=0.2, width=0.5, height=80 / 135)
    plain = Picture(source="s1", rect=rect, motion=Motion(end=View(zoom=1.1)))
    card = Picture(source="s1", rect=rect, motion=plain.motion, entrance=Entrance(type="fade", frames=5))
    fast, slow = _prepared(path, plain), _prepared(path, card)
    assert isinstance(fast.elements[0], Moving)
    assert isinstance(slow.elements[0], Card)
    for number in (5, 20, 39):
        one, other = _planes(fast, number), _planes(slow, number)
        assert np.abs(one.y.astype(int) - other.y).max() <= 2
        assert np.abs(one.u.astype(int) - other.u).max() <= 2


@pytest.mark.parametrize("style", ["line", "plain", "polaroid", "film", "stamp"])
def test_borders_surround_the_picture_within_the_rectangle(photo: Path, style: str) -> None:
    border = Border(style=style, colour="#f0f0f0", width=0.03)
    rgb = _rgb(photo, border=border)
    place = place_of(Picture(source="s1", rect=RECT, border=border), (WIDTH, HEIGHT))
    left, top = place.x - place.width / 2, place.y - place.height / 2
    inner = place.inner
    assert inner.x > 0
    assert inner.y > 0
    y, x = round(top + inner.y + inner.height / 2), round(left + inner.x + inner.width / 2)
    assert tuple(rgb[y, x]) == pytest.approx((210, 60, 40), abs=6)
    band = rgb[round(top) + 2 : round(top + inner.y) - 1, round(left) + 2 : round(left + place.width) - 2]
    assert np.median(band.min(axis=2)) > 180
    outside = np.ones((HEIGHT, WIDTH), bool)
    outside[round(top) - 2 : round(top + place.height) + 2, round(left) - 2 : round(left + place.width) + 2] = False
    assert np.abs(rgb[outside] - GREY).max() <= 8


def test_a_polaroid_has_three_times_as_much_below() -> None:
    layer = Picture(source="s1", rect=RECT, border=Border(style="polaroid", width=0.03))
    place = place_of(layer, (WIDTH, HEIGHT))
    below = place.height - place.inner.y - place.inner.height
    assert below == pytest.approx(3 * place.inner.y)
    assert place.inner.x == pytest.approx(place.inner.y)


def test_a_shadow_follows_the_shape(photo: Path) -> None:
    rgb = _rgb(photo, mask="circle", shadow=0.8)
    # Just outside the corner of the rectangle there is no shadow of a circle; just below the circle there is.
    radius = 0.3 * HEIGHT
    below = rgb[round(HEIGHT / 2 + radius) + 3, WIDTH // 2]
    corner = rgb[round(0.2 * HEIGHT) + 4, round(0.3 * WIDTH) + 4]
    assert below.mean() < GREY[0] - 20
    assert abs(corner.mean() - GREY[0]) < 6


@pytest.mark.parametrize("mask", mask_names())
def test_every_mask_shows_the_picture_and_the_ground(photo: Path, mask: str) -> None:
    share = _share(_rgb(photo, mask=mask, angle=5))
    assert share[HEIGHT // 2, WIDTH // 2] == pytest.approx(1, abs=0.12)
    assert 0.25 * 0.24 * WIDTH * HEIGHT < share.sum() <= 0.24 * WIDTH * HEIGHT * 1.01


@pytest.mark.parametrize("kind", ["fade", "rise", "drop", "left", "right", "grow"])
def test_a_card_is_unseen_then_comes_in_then_rests(photo: Path, kind: str) -> None:
    still = Picture(source="s1", rect=RECT, angle=6, border=Border(style="polaroid"), shadow=0.5)
    comes = Picture(**{field: getattr(still, field) for field in still.__struct_fields__}
                    | {"entrance": Entrance(type=kind, start=5, frames=10)})  # fmt: skip
    at_rest, art = _prepared(photo, still), _prepared(photo, comes)
    empty = _planes(_prepared(photo))
    assert np.array_equal(_planes(art, 4).y, empty.y)
    assert np.array_equal(_planes(art, 15).y, _planes(at_rest, 15).y)
    assert np.array_equal(_planes(art, 15).u, _planes(at_rest, 15).u)
    halfway = _planes(art, 8).y
    assert not np.array_equal(halfway, empty.y)
    assert not np.array_equal(halfway, _planes(at_rest, 8).y)


def test_the_same_card_gives_the_same_bytes(photo: Path) -> None:
    layer = Picture(source="s1", rect=RECT, angle=-8, mask="torn", border=Border(style="plain"), shadow=0.4)
    for one, other in zip(_planes(_prepared(photo, layer), 3), _planes(_prepared(photo, layer), 3), strict=True):
        assert np.array_equal(one, other)


def test_a_later_card_throws_its_shadow_on_an_earlier_one(photo: Path) -> None:
    first = Picture(source="s1", rect=Rect(x=0.1, y=0.2, width=0.5, height=0.6), angle=1)
    second = Picture(source="s1", rect=Rect(x=0.5, y=0.3, width=0.4, height=0.4), angle=1, shadow=0.9)
    alone, both = _planes(_prepared(photo, first)), _planes(_prepared(photo, first, second))
    beside = np.s_[120:150, 230:236]
    assert both.y[beside].mean() < alone.y[beside].mean() - 4


def test_a_card_reaching_off_the_canvas_does_no_harm(photo: Path) -> None:
    layer = Picture(source="s1", angle=30, border=Border(style="film"), shadow=0.6)
    assert _planes(_prepared(photo, layer)).y[HEIGHT // 2, WIDTH // 2] > 16


def test_a_clip_on_a_card(tmp_path: Path) -> None:
    red = np.full((90, 160, 3), (210, 60, 40), np.uint8)
    path = write_clip(tmp_path / "clip.mp4", width=160, height=90, frames=5, paint=lambda number: red, sound=False)
    layer = Clip(source="s1", rect=RECT, angle=12, border=Border(style="plain", width=0.02))
    scene = Scene(id="c", start=0, frames=5, layers=(layer,))
    canvas = Canvas(width=WIDTH, height=HEIGHT, fps="25/1")
    source = media(1, "clip", 160, 90, path=str(path))
    art = prepare_scene(Plan(canvas=canvas, sources=(source,), scenes=(scene,)), scene, 10**7)
    asked: list[tuple[int, int]] = []

    def read(slot: ClipSlot, number: int) -> Planes:
        asked.append((slot.box.width, slot.box.height))
        planes = frame_buffer(slot.box.width, slot.box.height)[1]
        for plane, value in zip(planes, (90, 110, 190), strict=True):
            plane[...] = value
        return planes

    planes = frame_buffer(WIDTH, HEIGHT)[1]
    art.draw(2, planes, read)
    (size,) = asked
    assert size[0] % 2 == size[1] % 2 == 0
    assert (planes.y[135, 240], planes.v[67, 120]) == (90, 190)


def test_what_is_plain() -> None:
    assert is_plain(Picture(source="s1", border=Border(colour="#123456")))
    for change in (
        {"angle": 1.0},
        {"mask": "heart"},
        {"border": Border(style="line")},
        {"entrance": Entrance(start=3)},
    ):
        assert not is_plain(Picture(source="s1", **change))
