"""Particles: a full sky from the first frame, no jumps, the same again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import pairwise
from typing import get_args, get_type_hints

import numpy as np
import pytest

from albumforge.generators.album.particles.drift import KINDS, Drift, particle_opacity, prepare_particles
from albumforge.generators.album.plan import Particles
from albumforge.media.planes import Planes, fill, frame_buffer, yuv_of

RATE = Fraction(30)
SIZES = [(320, 180), (180, 320), (200, 200), (182, 102)]


def _drift(kind: str, canvas: tuple[int, int] = (320, 180), frames: int = 90, **more: object) -> Drift:
    return prepare_particles(Particles(kind=kind, **more), canvas, RATE, frames)  # type: ignore[arg-type]


def _drawn(drift: Drift, number: int, canvas: tuple[int, int] = (320, 180)) -> Planes:
    planes = frame_buffer(*canvas)[1]
    fill(planes, (40, 50, 60))
    drift.draw(number, planes)
    return planes


def test_every_kind_of_the_plan_is_there() -> None:
    assert set(KINDS) == set(get_args(get_type_hints(Particles)["kind"]))


@pytest.mark.parametrize("canvas", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_something_is_seen_on_every_canvas(kind: str, canvas: tuple[int, int]) -> None:
    seen = _drawn(_drift(kind, canvas, amount=1.0), 45, canvas).y.astype(int)
    changed = np.abs(seen - yuv_of((40, 50, 60))[0]) > 4
    assert 0.0002 < changed.mean() < 0.3


@pytest.mark.parametrize("kind", ["snow", "rain", "petals", "leaves"])
def test_the_sky_is_full_everywhere_and_at_once(kind: str) -> None:
    """Places of the particles at several times: as many in each ninth of the canvas, within chance."""
    swarm = _drift(kind, amount=1.0, frames=300).swarm
    for seconds in (0.0, 1.0, 4.0, 9.5):
        x, y, _, _ = swarm.at(seconds)
        inside = (x >= 0) & (x < 320) & (y >= 0) & (y < 180)
        counts = np.histogram2d(x[inside], y[inside], bins=3, range=((0, 320), (0, 180)))[0]
        assert counts.min() > 0.25 * counts.mean()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_jumps_in_sight(kind: str) -> None:
    """From frame to frame nobody moves far, except those that are out of sight before and after."""
    drift = _drift(kind, amount=1.0)
    size = 1.2 * drift.kind.size[1] * 180
    farthest = 1.6 * 180 * (abs(drift.kind.fall[1]) + abs(drift.kind.wind[1]) + drift.kind.sway[0] * 8) / 30 + 0.5
    x0, y0, _, _ = drift.swarm.at(0.0)
    for number in range(1, 400):
        x, y, _, _ = drift.swarm.at(number / 30)
        jumps = np.hypot(x - x0, y - y0) > farthest
        for at_x, at_y in ((x0[jumps], y0[jumps]), (x[jumps], y[jumps])):
            outside = (at_x < -size / 2) | (at_x > 320 + size / 2) | (at_y < -size / 2) | (at_y > 180 + size / 2)
            assert outside.all()
        x0, y0 = x, y


@pytest.mark.parametrize("kind", ["snow", "petals", "fireflies"])
def test_frames_change_little_by_little(kind: str) -> None:
    drift = _drift(kind)
    frames = [_drawn(drift, number).y.astype(int) for number in range(90)]
    changes = [np.abs(b - a).mean() for a, b in pairwise(frames)]
    assert max(changes) < 4 * float(np.median(changes)) + 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_they_come_and_go_softly(kind: str) -> None:
    drift = _drift(kind, amount=1.0)
    plain = frame_buffer(320, 180)[1]
    fill(plain, (40, 50, 60))
    strength = [float(np.abs(_drawn(drift, number).y.astype(int) - plain.y).mean()) for number in (0, 45, 89)]
    assert strength[0] < 0.1 * strength[1]
    assert strength[2] < 0.1 * strength[1]


def test_opacity_rises_and_falls_within_half_a_second() -> None:
    shares = [particle_opacity(number, 90, RATE) for number in range(90)]
    assert shares[:15] == sorted(shares[:15])
    assert shares[15:75] == [1.0] * 60
    assert shares == pytest.approx(shares[::-1])
    short = [particle_opacity(number, 6, RATE) for number in range(6)]
    assert 0 < short[0] < short[2] <= 1


def test_frames_are_the_same_again_and_in_threads() -> None:
    with ThreadPoolExecutor(3) as pool:
        for kind in KINDS:
            drift = _drift(kind)
            drawn = list(pool.map(lambda number, drift=drift: _drawn(drift, number), [40, 7, 40, 7]))
            assert all(np.array_equal(a, b) for a, b in zip(drawn[0], drawn[2], strict=True))
            assert all(np.array_equal(a, b) for a, b in zip(drawn[1], _drawn(_drift(kind), 7), strict=True))


def test_amount_seed_and_opacity_count() -> None:
    few, many = (len(_drift("snow", amount=amount).swarm.depth) for amount in (0.1, 1.0))
    assert many == pytest.approx(10 * few, rel=0.05)
    assert not np.array_equal(_drawn(_drift("snow", seed=1), 45).y, _drawn(_drift("snow", seed=2), 45).y)
    nothing = _drawn(_drift("snow", amount=0.0), 45)
    assert np.ptp(nothing.y) == 0
    assert np.ptp(_drawn(_drift("snow", opacity=0.0), 45).y) == 0


def test_far_ones_are_small_slow_and_faint() -> None:
    swarm = _drift("snow", amount=1.0).swarm
    far, near = swarm.depth < 0.2, swarm.depth > 0.8
    _, y0, strength, _ = swarm.at(0.0)
    _, y1, _, _ = swarm.at(0.1)
    way = np.abs(y1 - y0)
    assert np.median(way[far]) < 0.7 * np.median(way[near])
    assert strength[far].mean() < strength[near].mean()
    assert (np.diff(swarm.depth) >= 0).all(), "the near ones are drawn last"
