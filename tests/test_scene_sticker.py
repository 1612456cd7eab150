"""Stickers in a scene: at their place, size and angle, at their time, and quick."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest

from albumforge.generators.album.plan import Sticker
from albumforge.generators.album.rendering.scene_picture import ClipSlot
from albumforge.generators.album.rendering.scene_sticker import make_sticker, sticker_opacity
from albumforge.media.planes import Planes, fill, frame_buffer

CANVAS = (480, 270)


def _no_clip(slot: ClipSlot, number: int) -> Planes:
    raise AssertionError("no clip here")


def _luma(layer: Sticker, number: int = 20, frames: int = 60) -> np.ndarray:
    planes = frame_buffer(*CANVAS)[1]
    fill(planes, (60, 60, 60))
    make_sticker(layer, CANVAS, Fraction(25), frames).draw(number, planes, _no_clip)
    return planes.y.astype(int)


def _ground() -> int:
    planes = frame_buffer(2, 2)[1]
    fill(planes, (60, 60, 60))
    return int(planes.y[0, 0])


def _middle(luma: np.ndarray) -> tuple[float, float, float]:
    bright = luma > _ground() + 40
    rows, columns = np.nonzero(bright)
    return float(columns.mean()) / CANVAS[0], float(rows.mean()) / CANVAS[1], float(bright.sum())


@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.25, 0.7), (0.803, 0.311)])
def test_its_middle_is_its_place(x: float, y: float) -> None:
    found = _middle(_luma(Sticker(image="sun", x=x, y=y, size=0.4)))
    assert found[:2] == pytest.approx((x, y), abs=0.01)


def test_its_height_is_in_parts_of_the_canvas() -> None:
    areas = [_middle(_luma(Sticker(image="sun", size=size)))[2] for size in (0.2, 0.4)]
    assert areas[1] == pytest.approx(4 * areas[0], rel=0.1)
    rows = np.flatnonzero((_luma(Sticker(image="sun", size=0.5)) > _ground() + 40).any(axis=1))
    assert np.ptp(rows) == pytest.approx(0.5 * CANVAS[1] * 0.85, rel=0.08)


def test_it_can_be_mirrored_and_turned() -> None:
    plain, mirrored = (_luma(Sticker(image="plane", size=0.5, mirrored=flag)) for flag in (False, True))
    assert _middle(plain)[0] > 0.51
    assert _middle(mirrored)[0] == pytest.approx(1 - _middle(plain)[0], abs=0.006)
    turned = _luma(Sticker(image="plane", size=0.5, angle=180))
    assert _middle(turned)[1] == pytest.approx(1 - _middle(plain)[1], abs=0.012)


def test_it_moves_with_the_time_and_repeats() -> None:
    layer = Sticker(image="sun", size=0.4, fade=0)
    first, later = _luma(layer, 0), _luma(layer, 6)
    assert np.abs(first - later).max() > 40
    assert np.array_equal(_luma(layer, 10), _luma(layer, 10))


def test_it_comes_and_goes_softly() -> None:
    layer = Sticker(image="sun", start=10, frames=30, fade=5, opacity=0.8)
    shares = [sticker_opacity(layer, number, 60) for number in range(60)]
    assert not any(shares[:10] + shares[40:])
    assert shares[10:15] == sorted(shares[10:15])
    assert shares[15:35] == [0.8] * 20
    assert max(abs(a - b) for a, b in itertools.pairwise(shares)) < 0.25
    to_the_end = Sticker(image="sun", fade=5)
    assert sticker_opacity(to_the_end, 59, 60) > 0
    assert sticker_opacity(to_the_end, 30, 60) == 1
    assert (_luma(layer, 5) == _ground()).all()


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (1.0, 1.0), (-1.0, 2.0)])
def test_at_and_beyond_the_edge_it_does_no_harm(x: float, y: float) -> None:
    luma = _luma(Sticker(image="boat", x=x, y=y, size=0.5, angle=33))
    assert luma.shape == CANVAS[::-1]
    assert (luma != _ground()).any() == (0 <= x <= 1)


def test_only_its_own_box_is_kept() -> None:
    stuck = make_sticker(Sticker(image="sun", size=0.2), CANVAS, Fraction(25), 60)
    for matte in stuck.mattes:
        assert max(matte.size) < 0.2 * CANVAS[1] * 1.6 + 8
