"""Layout: the rules of the frame as numbers, for pictures and canvases of every shape."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plan_parts import media

from albumforge.generators.album.layout import (
    MAX_CROP,
    MAX_MAGNIFICATION,
    SLIMMEST,
    SMALLEST,
    Frame,
    fills,
    lay_out,
    shape_of,
    upright_in_wide,
)
from albumforge.generators.album.motion import window_at
from albumforge.generators.album.plan import Backdrop, Clip, Layer, MediaSource, Picture, Plan, Rect, Scene, check_plan
from albumforge.generators.album.plan import Canvas as PlanCanvas

FRAMES = {"16:9": Frame(1920, 1080), "9:16": Frame(1080, 1920), "1:1": Frame(1080, 1080), "4:5": Frame(1080, 1350)}
PAN_PER_SECOND = 0.14
FASTEST = 1.25
"""Of a `gentle` move, in its middle, against even speed."""

_sizes = st.integers(16, 20_000)
_frames = st.sampled_from(list(FRAMES.values()))
_seconds = st.floats(0.5, 15)


def _laid(sources: tuple[MediaSource, ...], frame: Frame, seconds: float = 4.0, number: int = 0) -> tuple[Layer, ...]:
    return lay_out(sources, frame, seconds, number, random.Random(number))


def _windows(picture: Picture, source: MediaSource, frame: Frame, steps: int = 9) -> list[tuple[float, ...]]:
    shape = picture.rect.width * frame.width / (picture.rect.height * frame.height)
    return [tuple(window_at(picture.motion, t, shape, shape_of(source))) for t in np.linspace(0, 1, steps)]


def _magnification(picture: Picture, source: MediaSource, frame: Frame) -> float:
    """The most that a photo is enlarged at any moment: canvas pixels for one of its own."""
    return max(
        picture.rect.width * frame.width / (width * source.width) for _, _, width, _ in _windows(picture, source, frame)
    )


def _too_small(rect: Rect, source: MediaSource, frame: Frame, grouped: bool) -> bool:
    """Whether a photo stands in the least room there is for one: alone, beside others, or as a band."""
    shape = shape_of(source)
    if grouped:
        return (rect.height if frame.shape > 1 else rect.width) <= SMALLEST + 1e-9
    if rect.width == 1:
        return rect.height <= max(SLIMMEST, frame.shape / shape) + 1e-9
    if rect.height == 1:
        return rect.width <= max(SLIMMEST, shape / frame.shape) + 1e-9
    return rect.height <= SMALLEST + 1e-9


def _good(layers: tuple[Layer, ...], sources: tuple[MediaSource, ...], frame: Frame) -> None:
    canvas = PlanCanvas(width=frame.width, height=frame.height, fps="30/1")
    check_plan(Plan(canvas=canvas, sources=sources, scenes=(Scene(id="c", start=0, frames=90, layers=layers),)))
    by_id = {source.id: source for source in sources}
    for layer in layers:
        if isinstance(layer, Picture):
            source = by_id[layer.source]
            enlarged = _magnification(layer, source, frame)
            assert enlarged <= MAX_MAGNIFICATION + 1e-6 or _too_small(layer.rect, source, frame, len(sources) > 1), (
                layer,
                enlarged,
            )
            if layer.rect != Rect():
                assert isinstance(layers[0], Backdrop)
                assert layer.shadow > 0
    full = [layer for layer in layers if isinstance(layer, (Picture, Clip)) and layer.rect == Rect()]
    assert full or isinstance(layers[0], Backdrop), "something must cover the canvas"


@given(_sizes, _sizes, _frames, _seconds, st.integers(0, 50))
@example(150, 1000, FRAMES["9:16"], 6.0, 0)  # slimmer than any rectangle
@example(2100, 300, FRAMES["16:9"], 6.0, 0)  # longer than any rectangle, and no band yet
@example(1281, 720, FRAMES["16:9"], 1.0, 0)  # fine enough to fill the frame, not to zoom into
@example(1340, 754, FRAMES["16:9"], 9.0, 1)  # just too small to fill the frame at the end of its zoom
@settings(max_examples=500, deadline=None)
def test_any_photo_keeps_the_rules(width: int, height: int, frame: Frame, seconds: float, number: int) -> None:
    source = media(1, width=width, height=height)
    layers = _laid((source,), frame, seconds, number)
    _good(layers, (source,), frame)
    picture = next(layer for layer in layers if isinstance(layer, Picture))
    if picture.rect == Rect() and not fills(source, frame):
        # What is too wide, or too coarse for a zoom, fills a wide frame nevertheless when it is travelled along.
        assert shape_of(source) > frame.shape > 1
        assert picture.motion.start.zoom == picture.motion.end.zoom == 1


@given(st.lists(st.tuples(_sizes, _sizes), min_size=2, max_size=3), _frames, _seconds, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_any_group_keeps_the_rules(sizes: list[tuple[int, int]], frame: Frame, seconds: float, number: int) -> None:
    sources = tuple(media(k, width=w, height=h) for k, (w, h) in enumerate(sizes))
    sources = tuple(source for source in sources if upright_in_wide(source, frame))
    if len(sources) < 2:
        return
    layers = _laid(sources, frame, seconds, number)
    _good(layers, sources, frame)
    rects = [layer.rect for layer in layers if isinstance(layer, Picture)]
    assert len(rects) == len(sources)
    for before, after in pairwise(rects):
        if frame.shape > 1:
            assert after.x > before.x + before.width
            assert (after.y, after.height) == (before.y, before.height)
        else:
            assert after.y > before.y + before.height
    middle = (rects[0].x + rects[-1].x + rects[-1].width) / 2, (rects[0].y + rects[-1].y + rects[-1].height) / 2
    assert middle == pytest.approx((0.5, 0.5), abs=1e-6)


@given(_sizes, _sizes, _frames)
@settings(max_examples=200, deadline=None)
def test_any_clip_covers_or_stands_over_itself(width: int, height: int, frame: Frame) -> None:
    source = media(1, "clip", width, height)
    layers = _laid((source,), frame)
    _good(layers, (source,), frame)
    clip = layers[-1]
    assert isinstance(clip, Clip)
    ratio = shape_of(source) / frame.shape
    assert (clip.rect == Rect()) == (1 - min(ratio, 1 / ratio) <= MAX_CROP)


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_photo_of_the_frames_shape_fills_it_and_moves_slowly(frame: Frame) -> None:
    source = media(1, width=frame.width * 2, height=frame.height * 2)
    for number in range(6):
        (picture,) = _laid((source,), frame, 4.0, number)
        assert isinstance(picture, Picture)
        assert picture.rect == Rect()
        zooms = sorted((picture.motion.start.zoom, picture.motion.end.zoom))
        assert zooms[0] == 1.0
        assert 1.03 <= zooms[1] <= 1.07


def test_directions_alternate() -> None:
    source = media(1, width=4000, height=2250)
    growing = []
    for number in range(4):
        (picture,) = _laid((source,), FRAMES["16:9"], 4.0, number)
        assert isinstance(picture, Picture)
        growing.append(picture.motion.end.zoom > picture.motion.start.zoom)
    assert growing == [True, False, True, False]


def test_an_upright_photo_in_a_wide_frame_stands_over_its_own_blur() -> None:
    frame, source = FRAMES["16:9"], media(1, width=3000, height=4000)
    backdrop, picture = _laid((source,), frame)
    assert isinstance(backdrop, Backdrop)
    assert isinstance(picture, Picture)
    assert (backdrop.blur, backdrop.brightness) == (0.04, 0.6)
    assert picture.rect.height == pytest.approx(0.86)
    shape = picture.rect.width * frame.width / (picture.rect.height * frame.height)
    assert shape == pytest.approx(0.75)
    assert picture.rect.x + picture.rect.width / 2 == pytest.approx(0.5)
    assert picture.rect.y + picture.rect.height / 2 == pytest.approx(0.5)


def test_a_wide_photo_in_an_upright_frame_stands_over_its_own_blur() -> None:
    frame, source = FRAMES["9:16"], media(1, width=4000, height=3000)
    backdrop, picture = _laid((source,), frame)
    assert isinstance(backdrop, Backdrop)
    assert isinstance(picture, Picture)
    assert picture.rect.width == pytest.approx(0.93)


@pytest.mark.parametrize(("width", "height"), [(64, 48), (320, 240), (640, 480), (800, 600), (1000, 750), (1340, 755)])
def test_a_small_photo_stands_small_instead_of_coarse(width: int, height: int) -> None:
    frame, source = FRAMES["16:9"], media(1, width=width, height=height)
    layers = _laid((source,), frame)
    picture = layers[-1]
    assert isinstance(picture, Picture)
    assert picture.rect.height == pytest.approx(min(0.86, max(SMALLEST, height * 1.5 / 1.07 / 1080)))


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("shape", [2.2, 3.0, 5.0, 8.0, 20.0, 60.0, 1 / 3, 1 / 8, 1 / 20])
@pytest.mark.parametrize("seconds", [1.0, 4.0, 10.0])
def test_panoramas_are_travelled_no_faster_than_the_eye_follows(frame: Frame, shape: float, seconds: float) -> None:
    width, height = (round(1200 * shape), 1200) if shape > 1 else (1200, round(1200 / shape))
    source = media(1, width=width, height=height)
    layers = _laid((source,), frame, seconds)
    _good(layers, (source,), frame)
    picture = layers[-1]
    assert isinstance(picture, Picture)
    places = np.array(_windows(picture, source, frame, 201))
    seen = places[:, 2:4]
    # In widths (or heights) of the rectangle a second.
    speed = np.abs(np.diff(places[:, :2], axis=0)) / seen[1:] / (seconds / 200)
    assert speed.max() <= PAN_PER_SECOND * FASTEST + 1e-9
    centres = places[:, :2] + seen / 2
    assert (centres[0] + centres[-1]) / 2 == pytest.approx((0.5, 0.5), abs=0.1)


@pytest.mark.parametrize("shape", [20.0, 40.0])
def test_a_very_long_panorama_is_a_band_and_is_travelled(shape: float) -> None:
    frame, source = FRAMES["16:9"], media(1, width=round(1000 * shape), height=1000)
    backdrop, picture = _laid((source,), frame, 6.0)
    assert isinstance(backdrop, Backdrop)
    assert isinstance(picture, Picture)
    assert (picture.rect.x, picture.rect.width) == (0.0, 1.0)
    assert SLIMMEST <= picture.rect.height <= 0.7
    assert picture.motion.start.x != picture.motion.end.x


@pytest.mark.parametrize(
    ("size", "frame", "expected"),
    [
        ((3000, 4000), "16:9", True),
        ((2000, 4000), "16:9", True),
        ((4000, 3000), "16:9", False),
        ((400, 4000), "16:9", False),
        ((4000, 3000), "9:16", True),
        ((3000, 4000), "9:16", False),
    ],
)
def test_which_photos_look_for_company(size: tuple[int, int], frame: str, expected: bool) -> None:
    assert upright_in_wide(media(1, width=size[0], height=size[1]), FRAMES[frame]) is expected
    assert not upright_in_wide(media(1, "clip", *size), FRAMES[frame])


@pytest.mark.parametrize("count", [2, 3])
def test_groups_fill_the_frame_from_side_to_side(count: int) -> None:
    frame = FRAMES["16:9"]
    sources = tuple(media(k, width=3000, height=4000) for k in range(count))
    layers = _laid(sources, frame)
    assert [layer.source for layer in layers] == ["s0", *(source.id for source in sources)]
    rects = [layer.rect for layer in layers if isinstance(layer, Picture)]
    assert all(rect.height == pytest.approx(0.86) for rect in rects)
    assert len({round(rect.width, 9) for rect in rects}) == 1


def test_the_same_seed_gives_the_same_layout() -> None:
    source = media(1, width=4000, height=3000)
    assert _laid((source,), FRAMES["16:9"], 4.0, 3) == _laid((source,), FRAMES["16:9"], 4.0, 3)
