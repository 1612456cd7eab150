"""Entrances: unseen before, at rest after, and on the way in between."""

from __future__ import annotations

from itertools import pairwise

import pytest

from albumforge.generators.album.plan import Entrance
from albumforge.generators.album.rendering.entrance import REST, UNSEEN, pose_at

CANVAS = (1920, 1080)
EXTENT = (600.0, 1100.0)
KINDS = ["fade", "rise", "drop", "left", "right", "grow"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_begins_unseen_or_off_its_place_and_ends_at_rest(kind: str) -> None:
    entrance = Entrance(type=kind, start=10, frames=15)
    assert pose_at(entrance, 9, CANVAS, EXTENT) == UNSEEN
    assert pose_at(entrance, 25, CANVAS, EXTENT) == REST
    first = pose_at(entrance, 10, CANVAS, EXTENT)
    assert first != REST
    assert first.opacity < 0.5 or abs(first.right) > 400
    last = pose_at(entrance, 24, CANVAS, EXTENT)
    assert last.opacity > 0.95
    assert abs(last.right) < 2
    assert abs(last.down) < 3
    assert last.scale == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_smoothly(kind: str) -> None:
    entrance = Entrance(type=kind, start=0, frames=30)
    poses = [pose_at(entrance, number, CANVAS, EXTENT) for number in range(31)]
    opacities = [pose.opacity for pose in poses]
    assert opacities == sorted(opacities)
    steps = [abs(a.right - b.right) + abs(a.down - b.down) for a, b in pairwise(poses)]
    assert steps[-1] <= 0.05 * max([1.0, *steps]) + 1


def test_from_the_sides_it_begins_outside_the_canvas() -> None:
    left = pose_at(Entrance(type="left", frames=100), 0, CANVAS, EXTENT)
    assert EXTENT[1] + left.right < 0.05 * CANVAS[0]
    right = pose_at(Entrance(type="right", frames=100), 0, CANVAS, EXTENT)
    assert EXTENT[0] + right.right > 0.95 * CANVAS[0]


def test_a_drop_goes_a_little_too_far_and_comes_back() -> None:
    downs = [pose_at(Entrance(type="drop", frames=30), number, CANVAS, EXTENT).down for number in range(30)]
    assert downs[0] < -0.1 * CANVAS[1]
    assert 1 < max(downs) < 0.02 * CANVAS[1]


def test_without_frames_or_kind_it_is_there_at_once() -> None:
    assert pose_at(Entrance(), 0, CANVAS, EXTENT) == REST
    assert pose_at(Entrance(type="none", start=5), 4, CANVAS, EXTENT) == UNSEEN
    assert pose_at(Entrance(type="rise", start=5), 5, CANVAS, EXTENT) == REST
