"""The camera: windows stay inside, one point stands still, speed is even to the eye."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumforge.generators.album.motion import cover, ease, view_window, window_at
from albumforge.generators.album.plan import Motion, View

_shapes = st.floats(0.01, 100)
_views = st.builds(View, x=st.floats(0, 1), y=st.floats(0, 1), zoom=st.floats(1, 20))
_motions = st.builds(Motion, start=_views, end=_views, ease=st.sampled_from(["linear", "gentle", "smooth"]))
_INSIDE = 1e-9


@given(_motions, st.floats(0, 1), _shapes, _shapes)
@settings(max_examples=400, deadline=None)
def test_the_window_never_leaves_the_picture(motion: Motion, t: float, shape: float, picture_shape: float) -> None:
    window = window_at(motion, t, shape, picture_shape)
    assert window.width > 0
    assert window.height > 0
    assert window.x >= -_INSIDE
    assert window.y >= -_INSIDE
    assert window.x + window.width <= 1 + _INSIDE
    assert window.y + window.height <= 1 + _INSIDE


@given(_motions, st.floats(0, 1), _shapes, _shapes)
@settings(max_examples=200, deadline=None)
def test_the_window_keeps_the_shape_of_its_rectangle(
    motion: Motion, t: float, shape: float, picture_shape: float
) -> None:
    window = window_at(motion, t, shape, picture_shape)
    assert window.width * picture_shape / window.height == pytest.approx(shape, rel=1e-9)


@given(_motions, _shapes, _shapes)
@settings(max_examples=100, deadline=None)
def test_it_begins_and_ends_on_its_views(motion: Motion, shape: float, picture_shape: float) -> None:
    for t, view in ((0.0, motion.start), (1.0, motion.end)):
        assert window_at(motion, t, shape, picture_shape) == pytest.approx(
            view_window(view, shape, picture_shape), abs=1e-9
        )


@pytest.mark.parametrize(
    ("shape", "picture_shape", "size"),
    [
        (1.0, 1.0, (1, 1)),
        (16 / 9, 4 / 3, (1, 0.75)),
        (1.0, 2.0, (0.5, 1)),
        (2.0, 0.5, (1, 0.25)),
        (0.5, 2.0, (0.25, 1)),
    ],
)
def test_the_largest_window_touches_two_sides(shape: float, picture_shape: float, size: tuple[float, float]) -> None:
    assert cover(shape, picture_shape) == pytest.approx(size)


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.2, 0.9), (0.0, 0.0), (1.0, 0.37)])
@pytest.mark.parametrize("kind", ["linear", "gentle", "smooth"])
def test_one_point_of_the_picture_stays_where_it_is(x: float, y: float, kind: str) -> None:
    """From the whole picture to a view of a corner: the point that both windows show at one place is always there."""
    motion = Motion(start=View(), end=View(x=x, y=y, zoom=1.6), ease=kind)
    first, last = window_at(motion, 0, 1.5, 1.5), window_at(motion, 1, 1.5, 1.5)
    fixed_x = (first.x * last.width - last.x * first.width) / (last.width - first.width)
    fixed_y = (first.y * last.height - last.y * first.height) / (last.height - first.height)
    at = ((fixed_x - first.x) / first.width, (fixed_y - first.y) / first.height)
    for t in np.linspace(0, 1, 60):
        window = window_at(motion, float(t), 1.5, 1.5)
        place = ((fixed_x - window.x) / window.width, (fixed_y - window.y) / window.height)
        assert place == pytest.approx(at, abs=1e-9)


@pytest.mark.parametrize("zoom", [1.05, 2.0, 8.0])
def test_size_changes_by_equal_ratios_in_equal_times(zoom: float) -> None:
    motion = Motion(start=View(), end=View(zoom=zoom), ease="linear")
    widths = [window_at(motion, t, 1.0, 1.0).width for t in np.linspace(0, 1, 50)]
    ratios = [after / before for before, after in pairwise(widths)]
    assert np.ptp(ratios) < 1e-12
    assert np.prod(ratios) == pytest.approx(1 / zoom)


def test_travel_without_zoom_is_even() -> None:
    motion = Motion(start=View(x=0.3), end=View(x=0.7), ease="linear")
    places = [window_at(motion, t, 1.0, 3.0).x for t in np.linspace(0, 1, 50)]
    assert np.ptp(np.diff(places)) < 1e-12
    assert places[-1] - places[0] == pytest.approx(0.4)


def test_a_zoom_next_to_none_is_like_none() -> None:
    """Where the two formulas meet, nothing jumps."""
    places = []
    for zoom in (1.0, 1.0 + 0.5e-6, 1.0 + 2e-6):
        motion = Motion(start=View(x=0.3), end=View(x=0.7, zoom=zoom), ease="gentle")
        places.append([window_at(motion, t, 1.0, 3.0).x for t in np.linspace(0, 1, 30)])
    assert np.abs(np.array(places[1]) - places[0]).max() < 1e-5
    assert np.abs(np.array(places[2]) - places[0]).max() < 1e-5


@pytest.mark.parametrize("kind", ["linear", "gentle", "smooth"])
def test_easing_goes_from_0_to_1_and_never_back(kind: str) -> None:
    values = [ease(kind, t) for t in np.linspace(0, 1, 200)]
    assert (values[0], values[-1]) == (0.0, 1.0)
    assert min(np.diff(values)) > 0
    assert ease(kind, 0.5) == pytest.approx(0.5)


def test_smooth_rests_at_its_ends_and_gentle_keeps_half_its_speed() -> None:
    step = 1e-6
    assert ease("smooth", step) / step < 1e-4
    assert ease("gentle", step) / step == pytest.approx(0.5, abs=1e-4)
    # At most a quarter faster than even speed: nothing seems to hurry in the middle.
    speeds = np.diff([ease("gentle", t) for t in np.linspace(0, 1, 1001)]) * 1000
    assert speeds.max() == pytest.approx(1.25, abs=0.01)
