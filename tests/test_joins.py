"""Transitions between two scenes, frame by frame."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from media_files import texture

from albumforge.generators.album.plan import Transition
from albumforge.generators.album.rendering.joins import Joiner, transition_share
from albumforge.generators.album.transitions import Luma, luma_names, read_luma
from albumforge.media.planes import Planes, fill, frame_buffer, from_rgb

WIDTH, HEIGHT = 160, 90
ALL = [
    *(Transition(type="luma", name=name, frames=12) for name in luma_names()),
    *(Transition(type="push", frames=12, direction=way) for way in ("left", "right", "up", "down")),
    Transition(type="zoom", frames=12),
    Transition(type="dissolve", frames=12),
]
NAMES = [f"{each.type} {each.name or each.direction}" for each in ALL]


def _luma(transition: Transition) -> Luma:
    return read_luma(transition.name, WIDTH, HEIGHT, reverse=transition.reversed)


def _copy(planes: Planes) -> Planes:
    out = frame_buffer(*planes.size)[1]
    out.paste(planes)
    return out


def _joined(transition: Transition, into: int, before: Planes, after: Planes) -> Planes:
    out = _copy(after)
    Joiner(WIDTH, HEIGHT).join(transition, into, _copy(before), out, _luma)
    return out


def _plain(level: int) -> Planes:
    planes = frame_buffer(WIDTH, HEIGHT)[1]
    fill(planes, (level, level, level))
    return planes


@pytest.mark.parametrize("transition", ALL, ids=NAMES)
def test_the_old_scene_gives_way_to_the_new_one(transition: Transition) -> None:
    """Never less of the new one than a frame before, little at the beginning, nearly all of it at the end."""
    means = [float(_joined(transition, into, _plain(0), _plain(255)).y.mean()) for into in range(12)]
    assert all(later >= earlier - 0.1 for earlier, later in pairwise(means))
    assert means[0] < 16 + 0.35 * 219
    assert means[-1] > 16 + 0.9 * 219


@pytest.mark.parametrize("transition", [each for each in ALL if each.type == "luma"], ids=luma_names())
def test_a_pixel_never_goes_back(transition: Transition) -> None:
    before = _plain(30).y.astype(int)
    for into in range(0, 12, 2):
        now = _joined(transition, into, _plain(30), _plain(220)).y.astype(int)
        assert (now >= before - 1).all()
        before = now


@pytest.mark.parametrize("transition", ALL[:: len(ALL) // 7 or 1], ids=NAMES[:: len(ALL) // 7 or 1])
def test_frames_are_the_same_again(transition: Transition) -> None:
    first, second = from_rgb(texture(WIDTH, HEIGHT, seed=1)), from_rgb(texture(WIDTH, HEIGHT, seed=2))
    joiner = Joiner(WIDTH, HEIGHT)
    for into in (7, 3, 7):
        out = _copy(second)
        joiner.join(transition, into, _copy(first), out, _luma)
        expected = _joined(transition, into, first, second)
        assert all(np.array_equal(a, b) for a, b in zip(out, expected, strict=True))


@pytest.mark.parametrize(("way", "axis", "sign"), [("left", 1, -1), ("right", 1, 1), ("up", 0, -1), ("down", 0, 1)])
def test_a_push_moves_both_scenes(way: str, axis: int, sign: int) -> None:
    transition = Transition(type="push", frames=20, direction=way)  # type: ignore[arg-type]
    half = _joined(transition, 9, _plain(0), _plain(255)).y.mean(axis=1 - axis)
    # The new scene comes in from the side that the old one moves away from.
    first, last = float(half[:20].mean()), float(half[-20:].mean())
    assert (last - first) * -sign > 150
    share = transition_share(9, 20)
    assert (half > 126).mean() == pytest.approx(share, abs=0.03)


def test_a_slow_push_moves_by_parts_of_a_pixel() -> None:
    """The way of an edge from frame to frame grows evenly, not by whole pixels."""
    rgb = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    rgb[:, 80:] = 255
    transition = Transition(type="push", frames=200)
    places = []
    for into in range(12):
        row = _joined(transition, into, from_rgb(rgb), _plain(255)).y[45].astype(float)
        places.append(WIDTH - (row - 16).sum() / 219)
    steps = -np.diff(places)
    assert (steps > 0).all()
    assert np.abs(np.diff(steps)).max() < 0.3


def test_a_reversed_map_ends_where_the_other_begins() -> None:
    there = Transition(type="luma", name="iris", frames=9)
    back = Transition(type="luma", name="iris", frames=9, reversed=True)
    opening, closing = (_joined(each, 4, _plain(0), _plain(255)).y for each in (there, back))
    assert opening[45, 80] > 200 > 50 > opening[0, 0]
    assert closing[0, 0] > 200 > 50 > closing[45, 80]


def test_shares_are_eased_and_symmetric() -> None:
    shares = [transition_share(into, 9) for into in range(9)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.05
    assert shares[4] == pytest.approx(0.5)
    assert all(a + b == pytest.approx(1) for a, b in zip(shares, reversed(shares), strict=True))
