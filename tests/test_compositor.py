"""Frames of a film: each depends on its number only, with dissolves and fades where the plan has them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from media_files import number_in, texture, write_clip, write_picture
from plan_parts import media

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.generators.album.plan import (
    Canvas,
    Clip,
    Ground,
    Motion,
    Particles,
    Picture,
    Plan,
    Scene,
    Text,
    Transition,
    View,
)
from albumforge.generators.album.plan_check import check_plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.media.planes import Planes, frame_buffer, to_rgb, yuv_of

WIDTH, HEIGHT = 320, 180
RED, BLUE = (200, 30, 30), (20, 60, 220)


def _plain(path: Path, rgb: tuple[int, int, int]) -> Path:
    return write_picture(path, np.full((180, 320, 3), rgb, np.uint8))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Red, dissolving to blue, fading in a texture, cutting to a numbered clip; 100 frames."""
    folder = tmp_path_factory.mktemp("scenes")
    write_picture(folder / "texture.png", texture(480, 270))
    write_clip(folder / "clip.mp4", width=WIDTH, height=HEIGHT, frames=60, rate=25, sound=False)
    sources = (
        media(1, path=str(_plain(folder / "red.png", RED)), width=320, height=180),
        media(2, path=str(_plain(folder / "blue.png", BLUE)), width=320, height=180),
        media(3, path=str(folder / "texture.png"), width=480, height=270),
        media(4, "clip", WIDTH, HEIGHT, path=str(folder / "clip.mp4")),
    )
    zoom = Motion(start=View(), end=View(x=0.4, zoom=1.3))
    fade = Transition(type="fade", frames=8)
    mixed = Transition(type="dissolve", frames=10)
    zoomed = (Picture(source="s3", motion=zoom), Text(text="Sea", frames=20))
    scenes = (
        Scene(id="a", start=0, frames=30, layers=(Picture(source="s1"),), transition=fade),
        Scene(id="b", start=20, frames=20, layers=(Picture(source="s2"),), transition=mixed),
        Scene(id="c", start=40, frames=30, layers=zoomed, transition=fade),
        Scene(id="d", start=70, frames=30, layers=(Clip(source="s4"),)),
    )
    result = Plan(
        canvas=Canvas(width=WIDTH, height=HEIGHT, fps="25/1", background="#101820"),
        sources=sources,
        scenes=scenes,
        fade_out=10,
    )
    check_plan(result)
    return result


@pytest.fixture
def compositor(plan: Plan) -> Iterator[Compositor]:
    with Compositor(plan, Shelf(plan, max_pixels=10_000_000, capacity=8)) as opened:
        yield opened


def _drawn(compositor: Compositor, number: int) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    compositor.draw(number, planes)
    return planes


def _colour(compositor: Compositor, number: int) -> np.ndarray:
    return to_rgb(_drawn(compositor, number)).reshape(-1, 3).mean(axis=0)


def test_scenes_are_seen_at_their_time(compositor: Compositor) -> None:
    assert np.abs(_colour(compositor, 12) - RED).max() <= 3
    assert np.abs(_colour(compositor, 34) - BLUE).max() <= 3
    assert number_in(_drawn(compositor, 75).y) == 5


def test_a_film_fades_in_from_its_background_and_out_to_it(compositor: Compositor, plan: Plan) -> None:
    lightness = [float(_drawn(compositor, number).y.mean()) for number in range(10)]
    assert lightness == sorted(lightness)
    assert lightness[0] < lightness[8] - 20
    assert np.abs(_colour(compositor, 0) - RED).max() > 100
    last = _drawn(compositor, plan.frames - 1)
    for plane, value in zip(last, yuv_of((0x10, 0x18, 0x20)), strict=True):
        assert (plane == value).all()
    contrast = [int(np.ptp(_drawn(compositor, number).y)) for number in range(88, 100)]
    assert contrast[0] > 100
    assert contrast == sorted(contrast, reverse=True)


def test_a_mixedgoes_from_the_one_to_the_other_in_light(compositor: Compositor) -> None:
    colours = np.array([_colour(compositor, number) for number in range(19, 31)])
    assert np.abs(colours[0] - RED).max() <= 3
    assert np.abs(colours[-1] - BLUE).max() <= 3
    assert np.diff(colours[:, 0]).max() <= 1
    assert np.diff(colours[:, 2]).min() >= -1
    # Eased: its first frame is not the first picture any more, and hardly the second.
    t = 1 / 11
    share = t * t * (3 - 2 * t)
    exact = np.sqrt((1 - share) * np.square(RED, dtype=float) + share * np.square(BLUE, dtype=float))
    assert np.abs(colours[1] - exact).max() <= 4
    # In light: halfway, there is half of the light of both.
    middle = (colours[5] ** 2 + colours[6] ** 2) / 2
    assert middle == pytest.approx((np.square(RED, dtype=float) + np.square(BLUE, dtype=float)) / 2, rel=0.08)


def test_a_scene_in_the_middle_fades_in_from_the_background(compositor: Compositor) -> None:
    assert np.abs(_colour(compositor, 39) - BLUE).max() <= 3
    early, late = _drawn(compositor, 40), _drawn(compositor, 50)
    assert np.ptp(early.y) < 0.2 * np.ptp(late.y)


def test_a_frame_is_the_same_however_it_is_reached(plan: Plan) -> None:
    numbers = list(range(0, plan.frames, 3))
    with Compositor(plan, Shelf(plan, max_pixels=10_000_000, capacity=8)) as one:
        in_order = {number: _drawn(one, number) for number in numbers}
    random.Random(4).shuffle(numbers)
    with Compositor(plan, Shelf(plan, max_pixels=10_000_000, capacity=1)) as other:
        for number in numbers:
            for a, b in zip(_drawn(other, number), in_order[number], strict=True):
                assert np.array_equal(a, b), number


def test_frames_come_as_the_encoder_takes_them(plan: Plan, compositor: Compositor) -> None:
    arrays = [array.copy() for array in compositor.frames(15, 10, Context())]
    assert {array.shape for array in arrays} == {(HEIGHT * 3 // 2, WIDTH)}
    assert len(arrays) == 10
    for number, array in enumerate(arrays, 15):
        assert np.array_equal(array[:HEIGHT], _drawn(compositor, number).y)


def test_drawing_stops_when_asked(compositor: Compositor) -> None:
    stop = threading.Event()
    frames = compositor.frames(0, 50, Context(cancelled=stop.is_set, poll_interval=0))
    next(frames)
    stop.set()
    with pytest.raises(Cancelled):
        next(frames)


def test_what_is_not_covered_is_drawn_over_at_every_frame(plan: Plan) -> None:
    """Nothing of an earlier frame shines through, not even where a frame was white before."""
    with Compositor(plan, Shelf(plan, max_pixels=10_000_000, capacity=8)) as opened:
        planes = frame_buffer(WIDTH, HEIGHT)[1]
        for number in (5, 25, 45, 75, 95):
            for plane in planes:
                plane[...] = 255
            opened.draw(number, planes)
            assert all(np.array_equal(a, b) for a, b in zip(planes, _drawn(opened, number), strict=True))


class _Counting(Shelf):
    """A shelf that remembers which scenes it handed out."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.handed: set[int] = set()

    def get(self, scene: Scene) -> Any:
        art = super().get(scene)
        self.handed.add(id(art))
        return art


def test_a_scene_is_prepared_once_for_all_threads(plan: Plan) -> None:
    shelf = _Counting(plan, max_pixels=10_000_000, capacity=4)
    start = threading.Barrier(6)

    def get(_: int) -> int:
        start.wait()
        return id(shelf.get(plan.scenes[2]))

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(get, range(6)))) == 1
    assert len(shelf.handed) == 1


def test_the_shelf_holds_no_more_than_its_capacity(plan: Plan) -> None:
    shelf = Shelf(plan, max_pixels=10_000_000, capacity=2)
    first = shelf.get(plan.scenes[0])
    assert shelf.get(plan.scenes[0]) is first
    shelf.get(plan.scenes[1])
    assert shelf.get(plan.scenes[0]) is first
    shelf.get(plan.scenes[2])
    assert shelf.get(plan.scenes[0]) is first, "the one used last stays"
    shelf.get(plan.scenes[1])
    shelf.get(plan.scenes[2])
    assert shelf.get(plan.scenes[0]) is not first


def test_a_scene_that_cannot_be_prepared_fails_for_all_who_wait(tmp_path: Path) -> None:
    path = tmp_path / "gone.png"
    broken = Plan(
        canvas=Canvas(width=64, height=64, fps="25/1"),
        sources=(media(1, path=str(path)),),
        scenes=(Scene(id="a", start=0, frames=9, layers=(Picture(source="s1"),)),),
    )
    shelf = Shelf(broken, max_pixels=10_000_000, capacity=4)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(shelf.get, broken.scenes[0]) for _ in range(4)]
        for future in futures:
            with pytest.raises(MediaError, match=r"gone\.png"):
                future.result(timeout=10)


def test_the_film_is_a_whole_number_of_frames_at_any_rate(plan: Plan) -> None:
    assert plan.frames == 100
    assert Fraction(plan.frames) / plan.canvas.rate == 4


@pytest.mark.parametrize(
    "transition",
    [
        Transition(type="luma", name="iris", frames=10),
        Transition(type="luma", name="ink", frames=10, reversed=True),
        Transition(type="push", frames=10, direction="up"),
        Transition(type="zoom", frames=10),
    ],
    ids=lambda transition: transition.name or transition.type,
)
def test_every_transition_begins_and_ends_with_the_scenes_alone(plan: Plan, transition: Transition) -> None:
    grounds = (Ground(image="paper", colours=("#202020", "#101010")), Ground(image="linen"))
    drift = Particles(kind="snow", amount=0.2)
    layers: tuple[tuple[Any, ...], ...] = ((grounds[0], drift), (grounds[1],))
    scenes = (
        Scene(id="a", start=0, frames=30, layers=layers[0]),
        Scene(id="b", start=20, frames=30, layers=layers[1], transition=transition),
    )
    joined = Plan(canvas=plan.canvas, sources=(), scenes=scenes)
    check_plan(joined)
    alone = [
        Plan(canvas=plan.canvas, sources=(), scenes=(msgspec.structs.replace(s, start=0, transition=Transition()),))
        for s in scenes
    ]
    with ExitStack() as stack:
        together, first, second = (
            stack.enter_context(Compositor(each, Shelf(each, max_pixels=10_000_000, capacity=4)))
            for each in (joined, *alone)
        )
        for number in (0, 10, 19):
            assert all(map(np.array_equal, _drawn(together, number), _drawn(first, number)))
        for number in (30, 45):
            assert all(map(np.array_equal, _drawn(together, number), _drawn(second, number - 20)))
        means = [float(_drawn(together, number).y.mean()) for number in range(19, 31)]
    assert means == sorted(means)
    assert means[5] - means[0] > 20 < means[-1] - means[6]


def test_luma_maps_are_made_once_for_all_threads_and_few_are_kept(plan: Plan) -> None:
    shelf = Shelf(plan, max_pixels=10_000_000, capacity=2)
    iris = Transition(type="luma", name="iris", frames=5)
    with ThreadPoolExecutor(4) as pool:
        assert len({id(luma.values) for luma in pool.map(shelf.luma, [iris] * 8)}) == 1
    first = shelf.luma(iris)
    assert first.values.shape == (HEIGHT, WIDTH)
    for name in ("clock", "ink", "blinds"):
        shelf.luma(Transition(type="luma", name=name, frames=5))
    assert shelf.luma(iris) is not first
