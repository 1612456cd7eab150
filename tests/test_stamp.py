"""Small pictures laid over frames at sub-pixel places."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.particles.sprites import coloured, flake
from albumforge.media.planes import Planes, fill, frame_buffer, to_rgb
from albumforge.media.stamp import make_stamps, stamp, stamp_turned

WHITE = (255.0, 255.0, 255.0)


def _black(width: int = 80, height: int = 60) -> Planes:
    planes = frame_buffer(width, height)[1]
    fill(planes, (0, 0, 0))
    return planes


def _centre(planes: Planes) -> tuple[float, float]:
    light = planes.y.astype(float) - 16
    rows, columns = np.indices(light.shape) + 0.5
    return float((light * columns).sum() / light.sum()), float((light * rows).sum() / light.sum())


@pytest.mark.parametrize("x", [40.0, 40.25, 40.5, 41.75, 33.3])
@pytest.mark.parametrize("y", [30.0, 30.5, 29.1])
def test_a_stamp_lies_where_it_is_put(x: float, y: float) -> None:
    planes = _black()
    stamp(planes, make_stamps(flake(6.0, 0.4, WHITE)), x, y, 1.0)
    assert _centre(planes) == pytest.approx((x, y), abs=0.3)
    turned = _black()
    stamp_turned(turned, np.pad(flake(6.0, 0.4, WHITE), ((2, 2), (2, 2), (0, 0))), x, y, 0.7, 0.5, 1.0)
    assert _centre(turned) == pytest.approx((x, y), abs=0.15)


def test_a_colour_is_what_it_is() -> None:
    planes = _black()
    stamp(planes, make_stamps(coloured(np.ones((20, 20)), (200.0, 40.0, 90.0))), 40, 30, 1.0)
    assert np.abs(to_rgb(planes)[28:32, 38:42].astype(int) - (200, 40, 90)).max() <= 4
    half = _black()
    stamp(half, make_stamps(coloured(np.ones((20, 20)), (200.0, 200.0, 200.0))), 40, 30, 0.5)
    assert abs(int(to_rgb(half)[30, 40, 0]) - 100) <= 3


def test_what_lies_outside_is_cut_off() -> None:
    stamps = make_stamps(flake(8.0, 0.3, WHITE))
    whole = _black(200, 200)
    stamp(whole, stamps, 100.5, 100.5, 1.0)
    for x, y in [(0.5, 0.5), (79.5, 30.5), (40.5, 59.5), (-3.5, 20.5)]:
        planes = _black()
        stamp(planes, stamps, x, y, 1.0)
        left, top = int(100.5 - x), int(100.5 - y)
        assert np.array_equal(planes.y, whole.y[top : top + 60, left : left + 80])
    untouched = _black()
    for x, y in [(-30, 5), (5, -30), (200, 5), (5, 200)]:
        stamp(untouched, stamps, x, y, 1.0)
        stamp_turned(untouched, flake(8.0, 0.3, WHITE), x, y, 0.0, 1.0, 1.0)
    assert (untouched.y == 16).all()


def test_nothing_changes_beside_it_and_without_opacity() -> None:
    planes = _black()
    planes.y[...] = np.arange(80) + 20
    before = planes.y.copy()
    stamp(planes, make_stamps(flake(3.0, 0.3, WHITE)), 40, 30, 0.0)
    assert np.array_equal(planes.y, before)
    stamp(planes, make_stamps(flake(3.0, 0.3, WHITE)), 40, 30, 1.0)
    assert np.array_equal(planes.y[:, :30], before[:, :30])
    assert planes.y[30, 40] > 220
