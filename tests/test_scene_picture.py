"""Photos in their boxes: even boxes on the canvas, cuts that hold what the motion shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from media_files import texture, write_picture
from plan_parts import media

from albumforge.generators.album.plan import Motion, Picture, Rect, View
from albumforge.generators.album.rendering.scene_picture import Box, box_of, cut_photo


@pytest.mark.parametrize(
    ("rect", "box"),
    [
        (Rect(), Box(0, 0, 320, 180)),
        (Rect(x=0.25, y=0.5, width=0.5, height=0.5), Box(80, 90, 160, 90)),
        (Rect(x=0.333, y=0.333, width=0.333, height=0.333), Box(106, 60, 108, 60)),
        (Rect(x=0.99, y=0.99, width=0.01, height=0.01), Box(316, 178, 4, 2)),
    ],
)
def test_boxes_are_even(rect: Rect, box: Box) -> None:
    found = box_of(rect, (320, 180))
    assert found == box
    assert not any(value % 2 for value in (found.x, found.y, found.width, found.height))


def test_the_window_of_every_moment_lies_in_the_cut(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "t.png", texture(1200, 900))
    layer = Picture(source="s1", motion=Motion(start=View(x=0.2, y=0.3, zoom=2), end=View(x=0.6, y=0.5, zoom=1.4)))
    cut = cut_photo(media(1, path=str(path), width=1200, height=900), layer, (150.5, 99.25), 10**8)
    columns, rows = cut.planes.size
    for step in range(11):
        window = cut.window(step / 10)
        assert window.x >= -0.01
        assert window.y >= -0.01
        assert window.x + window.width <= columns + 0.01
        assert window.y + window.height <= rows + 0.01
        assert window.width / window.height == pytest.approx(150.5 / 99.25, rel=0.02)
    assert cut.window(0).width == pytest.approx(150.5 * 1.5, rel=0.02)
