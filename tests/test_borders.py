"""What borders take of a picture's rectangle."""

from __future__ import annotations

import pytest

from albumforge.generators.album.borders import inner_rect, insets
from albumforge.generators.album.plan import Border, Rect

CANVAS = (1920, 1080)


def test_no_border_takes_nothing() -> None:
    rect = Rect(x=0.1, y=0.1, width=0.5, height=0.5)
    assert inner_rect(rect, Border(), CANVAS) == rect


def test_a_polaroid_has_its_wide_side_below() -> None:
    taken = insets(Border(style="polaroid", width=0.02), 600, 700, CANVAS)
    assert taken.left == taken.right == taken.top
    assert taken.bottom == pytest.approx(3 * taken.top)


@pytest.mark.parametrize(("width", "height"), [(800, 500), (500, 800)])
def test_film_has_its_edges_along_its_long_sides(width: float, height: float) -> None:
    taken = insets(Border(style="film", width=0.01), width, height, CANVAS)
    assert (taken.top > taken.left) == (width > height)


@pytest.mark.parametrize("style", ["line", "plain", "polaroid", "film", "stamp"])
def test_a_small_rectangle_keeps_room_for_its_picture(style: str) -> None:
    inner = inner_rect(Rect(width=0.02, height=0.03), Border(style=style, width=0.1), CANVAS)  # type: ignore[arg-type]
    assert inner.width > 0.005
    assert inner.height > 0.005
