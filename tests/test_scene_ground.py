"""What stands still behind pictures: plain or given, small or whole, with the shadows of boxes."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.plan import Canvas
from albumforge.generators.album.rendering.scene_ground import SOFT, still_base
from albumforge.generators.album.rendering.scene_picture import Box
from albumforge.media.planes import to_rgb

CANVAS = Canvas(width=320, height=180, fps="25/1", background="#808890")


def test_without_a_ground_it_is_the_background() -> None:
    assert to_rgb(still_base(CANVAS, None, [])).reshape(-1, 3).mean(axis=0) == pytest.approx((128, 136, 144), abs=1)


@pytest.mark.parametrize("size", [(180 // SOFT, 320 // SOFT), (180, 320)])
def test_a_ground_may_be_small_or_whole(size: tuple[int, int]) -> None:
    ground = np.empty((*size, 3), np.float32)
    ground[...] = np.linspace(20, 220, size[1], dtype=np.float32)[None, :, None]
    base = to_rgb(still_base(CANVAS, ground, [])).astype(float)
    exact = np.linspace(20, 220, 320)
    assert np.abs(base.mean(axis=(0, 2)) - exact)[4:-4].max() < 3


@pytest.mark.parametrize("fine", [1, SOFT])
def test_shadows_fall_around_their_box_and_a_little_below(fine: int) -> None:
    canvas = Canvas(width=1280, height=720, fps="25/1")
    ground = np.full((720 // fine, 1280 // fine, 3), 200, np.float32)
    luma = still_base(canvas, ground, [(Box(400, 240, 480, 240), 0.6)]).y.astype(float)
    assert luma[480:488, 600:700].mean() < luma[232:240, 600:700].mean() - 5
    assert luma[360, 40] == pytest.approx(200 * 219 / 255 + 16, abs=2)
    assert luma[360, 640] == pytest.approx(80 * 219 / 255 + 16, abs=3)
