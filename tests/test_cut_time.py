"""From times of the source to times of the cut."""

import pytest
from cut_parts import cut_source

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.plan import Piece


def time() -> CutTime:
    pieces = (
        Piece(id="a", start=30, end=60),
        Piece(id="b", start=90, end=150, speed=2.0),
        Piece(id="c", start=150, end=180),
        Piece(id="d", start=45, end=60),
    )
    return CutTime(pieces, cut_source())


def test_moments_are_found_in_every_piece() -> None:
    assert time().pieces_at(0.5) == []
    assert time().pieces_at(1.5) == [0, 3]
    assert time().pieces_at(4.0) == [1]
    assert time().within(1, (4.0, 9.0)) == pytest.approx((1.5, 2.0))
    assert time().duration == pytest.approx(3.5)


def test_intervals_go_on_over_pieces_that_meet() -> None:
    assert time().intervals((0.0, 1.25)) == [pytest.approx((0.0, 0.25))]
    assert time().intervals((4.0, 5.5)) == [pytest.approx((1.5, 2.5))]
    assert time().intervals((0.0, float("inf"))) == [pytest.approx((0.0, 3.5))]
    assert time().intervals((1.75, 2.9)) == [pytest.approx((0.75, 1.0)), pytest.approx((3.25, 3.5))]
    assert time().intervals((7.0, 8.0)) == []
