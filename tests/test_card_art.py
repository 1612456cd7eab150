"""Borders, lying straight: paper where there is paper, holes where there are holes."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.plan import Border
from albumforge.generators.album.rendering.card_art import draw_card, inner_of

STYLES = ["line", "plain", "polaroid", "film", "stamp"]


@pytest.mark.parametrize("style", ["none", *STYLES])
@pytest.mark.parametrize("size", [(2.0, 2.0), (7.3, 400.0), (300.5, 200.25), (64.0, 64.0)])
@pytest.mark.parametrize("mask", ["", "circle", "torn"])
def test_any_card_can_be_drawn(style: str, size: tuple[float, float], mask: str) -> None:
    art = draw_card(Border(style=style, width=0.03), mask, *size, 270)
    shape = (round(size[1] * art.fine), round(size[0] * art.fine))
    assert art.picture.shape == shape
    assert (art.border is None) == (style == "none")
    if art.border is not None:
        assert art.border.shape == (*shape, 4)
        assert (art.border[..., :3] <= art.border[..., 3:]).all()
    inner = inner_of(Border(style=style, width=0.03), *size, 270)
    assert min(inner.width, inner.height) > 0


def test_a_stamp_has_teeth_and_film_has_holes() -> None:
    stamp = draw_card(Border(style="stamp", width=0.05), "", 300, 200, 270).border
    film = draw_card(Border(style="film", width=0.05), "", 300, 200, 270).border
    assert stamp is not None
    assert film is not None
    edge = stamp[1, :, 3] > 128
    assert 20 < np.abs(np.diff(edge.astype(int))).sum() < 200
    assert (film[0, :, 3] == 255).all()
    inner = inner_of(Border(style="film", width=0.05), 300, 200, 270)
    row = film[round(inner.y), :, 3] > 128
    assert 10 < np.abs(np.diff(row.astype(int))).sum() < 80
    upright = inner_of(Border(style="film", width=0.05), 200, 300, 270)
    assert upright.x > upright.y


def test_a_line_follows_the_mask() -> None:
    art = draw_card(Border(style="line", width=0.03), "circle", 200, 200, 270)
    assert art.border is not None
    alpha = art.border[..., 3]
    assert alpha[0, 0] == 0
    ring = (alpha > 128) & (art.picture < 128)
    inner = inner_of(Border(style="line", width=0.03), 200, 200, 270)
    radius, band = inner.width / 2 * art.fine, inner.x * art.fine
    assert ring.sum() == pytest.approx(np.pi * ((radius + band) ** 2 - radius**2), rel=0.1)


def test_a_polaroid_is_warm_paper() -> None:
    art = draw_card(Border(style="polaroid", width=0.05), "", 300, 240, 270)
    assert art.border is not None
    paper = art.border[-30:-10, 50:-50].reshape(-1, 4).mean(axis=0)
    assert paper[0] > paper[2] + 2
    assert paper[:3].min() > 230
