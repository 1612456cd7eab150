"""Uncovering a frame along a map, and moving frames."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.media.blend import dissolve
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb, to_rgb
from albumforge.media.reveal import place, reveal, smear

WIDTH, HEIGHT = 128, 96


def _frame(seed: int) -> Planes:
    return from_rgb(texture(WIDTH, HEIGHT, seed=seed))


def _empty() -> Planes:
    return frame_buffer(WIDTH, HEIGHT)[1]


def _plain(rgb: tuple[int, int, int]) -> Planes:
    planes = _empty()
    fill(planes, rgb)
    return planes


def _ramp() -> np.ndarray:
    return np.tile(np.linspace(0, 1, WIDTH, dtype=np.float32), (HEIGHT, 1))


def _same(a: Planes, b: Planes) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("soft", [0.01, 0.1, 0.6])
def test_at_its_ends_only_one_frame_is_seen(soft: float) -> None:
    first, second, out = _frame(1), _frame(2), _empty()
    reveal(first, second, _ramp(), soft, 0.0, out)
    assert _same(out, first)
    reveal(first, second, _ramp(), soft, 1.0, out)
    assert _same(out, second)


def test_beside_the_edge_both_frames_are_untouched() -> None:
    first, second, out = _frame(1), _frame(2), _empty()
    reveal(first, second, _ramp(), 0.05, 0.5, out)
    assert np.array_equal(out.y[:, :50], second.y[:, :50])
    assert np.array_equal(out.y[:, 80:], first.y[:, 80:])
    assert np.array_equal(out.u[:, :25], second.u[:, :25])
    assert np.array_equal(out.v[:, 40:], first.v[:, 40:])


def test_what_has_come_never_goes() -> None:
    first, second, out = _plain((10, 20, 40)), _plain((240, 230, 190)), _empty()
    before = first.y.astype(int)
    for number in range(21):
        reveal(first, second, _ramp(), 0.3, number / 20, out)
        assert (out.y.astype(int) >= before - 1).all()
        before = out.y.astype(int)
    assert (before == second.y).all()


def test_the_edge_is_mixed_in_light_as_a_dissolve_is() -> None:
    first, second = _frame(3), _frame(4)
    soft = 0.8
    middle = np.full((HEIGHT, WIDTH), 0.5, np.float32)
    one, other = _empty(), _empty()
    reveal(first, second, middle, soft, 0.5, one)  # ((0.5 * 1.8) - 0.5) / 0.8 = 0.5: half
    dissolve(first, second, 0.5, other)
    assert np.abs(to_rgb(one).astype(int) - to_rgb(other)).mean() < 1.0


def test_the_result_may_lie_over_either_frame() -> None:
    first, second, out = _frame(1), _frame(2), _empty()
    reveal(first, second, _ramp(), 0.2, 0.4, out)
    reveal(first, second, _ramp(), 0.2, 0.4, second)
    assert _same(out, second)


def test_a_frame_in_its_place_is_itself() -> None:
    first, out = _frame(5), _empty()
    place(first, 1.0, 0.0, 0.0, out)
    assert _same(first, out)
    place(first, 1.0, 6.0, -4.0, out)
    assert np.array_equal(out.y[:-4, 6:], first.y[4:, :-6])
    assert np.array_equal(out.u[:-2, 3:], first.u[2:, :-3])


def test_a_part_shows_what_the_whole_shows_there() -> None:
    first, whole, part = _frame(6), _empty(), _empty()
    place(first, 1.25, 3.5, -2.25, whole)
    place(first, 1.25, 3.5, -2.25, part.region(32, 16, 64, 48), (32, 16))
    expected, seen = whole.region(32, 16, 64, 48), part.region(32, 16, 64, 48)
    assert max(np.abs(a.astype(int) - b).max() for a, b in zip(expected, seen, strict=True)) <= 1


def test_an_enlarged_frame_keeps_its_middle_and_its_colours_in_place() -> None:
    rgb = np.full((HEIGHT, WIDTH, 3), (20, 40, 160), np.uint8)
    rgb[40:56, 56:72] = (230, 60, 30)
    out = _empty()
    place(from_rgb(rgb), 2.0, 0.0, 0.0, out)
    # Chroma samples of `from_rgb` lie half a sample aside of a canvas's own; that is all that may be between them.
    for plane, size in ((out.y, 1.0), (out.v, 0.5)):
        square = np.argwhere(np.abs(plane.astype(int) - plane[0, 0]) > 40)
        centre = square.mean(axis=0) + 0.5
        assert centre == pytest.approx([HEIGHT / 2 * size, WIDTH / 2 * size], abs=0.8)


def test_smearing_spreads_along_the_way_only() -> None:
    planes = _plain((0, 0, 0))
    planes.y[:, 64] = 235
    smear(planes, 8.0, 0.0)
    seen = np.flatnonzero(planes.y[10] > 20)
    assert (seen.min(), seen.max()) == (60, 68)
    assert (planes.y == planes.y[0]).all()
    still = _frame(7)
    kept = Planes(*(plane.copy() for plane in still))
    smear(still, 0.3, 0.2)
    assert _same(still, kept)
