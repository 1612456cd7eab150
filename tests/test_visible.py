"""Where the things in a picture are on the canvas."""

from __future__ import annotations

import pytest
from picture_records import box
from plan_parts import full_plan, media
from story_parts import brief_of, plain_album

from albumforge.generators.album.plan import FULL, Border, Clip, Motion, Picture, Rect, View
from albumforge.generators.album.story.visible import (
    Busy,
    boxes_of_scene,
    busy_places,
    on_canvas,
    overlap,
    seen_window,
    share_inside,
)

WIDE = (1600, 900)
MIDDLE = box(0.4, 0.4, 0.2, 0.2)


def test_a_whole_picture_over_the_whole_canvas_keeps_its_places() -> None:
    found = on_canvas(Picture(source="s1"), media(1, width=1600, height=900), MIDDLE, WIDE, 0.0)
    assert (found.x, found.y, found.width, found.height) == pytest.approx((0.4, 0.4, 0.2, 0.2))


def test_what_is_cropped_grows_on_the_canvas() -> None:
    found = on_canvas(Picture(source="s1"), media(1, width=1600, height=1800), MIDDLE, WIDE, 0.0)
    assert found.width == pytest.approx(0.2)
    assert found.height == pytest.approx(0.4)


def test_a_border_makes_the_picture_smaller() -> None:
    layer = Picture(source="s1", border=Border(style="plain", width=0.1))
    found = on_canvas(layer, media(1, width=1600, height=900), MIDDLE, WIDE, 0.0)
    assert found.width < 0.19


def test_a_clip_is_cropped_around_its_middle() -> None:
    window = seen_window(Clip(source="s1"), media(1, "clip", width=900, height=900), WIDE, 0.5)
    assert (window.x, window.width) == (0, 1)
    assert window.y == pytest.approx((1 - 9 / 16) / 2)


def test_the_share_of_time_counts_what_the_motion_carries_out() -> None:
    plan = full_plan()
    scene = plan.scenes[0]
    away = Motion(start=View(x=0.5, y=0.5), end=View(x=0.0, y=0.5, zoom=4.0))
    import msgspec

    scene = msgspec.structs.replace(scene, layers=(Picture(source="s1", motion=away),))
    plan = msgspec.structs.replace(plan, scenes=(scene,))
    digest = plan.sources[0].digest
    assert 0.2 < share_inside(plan, {digest: [box(0.55, 0.45, 0.1, 0.1)]})["s1"] < 0.9
    assert share_inside(plan, {digest: [box(0.05, 0.45, 0.1, 0.1)]})["s1"] == 1.0
    assert share_inside(plan, {}) == {}


def test_boxes_are_given_for_both_ends_of_a_scene() -> None:
    scene = full_plan().scenes[0]
    assert len(boxes_of_scene(scene, {"s1": [MIDDLE]}, {"s1": media(1)}, WIDE)) == 2


def test_overlap_is_the_part_that_is_covered() -> None:
    face = Rect(x=0.4, y=0.4, width=0.2, height=0.2)
    assert overlap(Rect(x=0.5, y=0.0, width=0.5, height=1.0), face) == pytest.approx(0.5)
    assert overlap(Rect(x=0.7, y=0.7, width=0.1, height=0.1), face) == 0
    assert Busy(faces=(face,)).covers_face(FULL)
    assert not Busy(others=(face,)).covers_face(FULL)


def test_faces_and_subjects_are_told_apart() -> None:
    sources, infos = plain_album(1)
    brief = brief_of((sources, infos))
    layers = (Picture(source="s1", rect=Rect(x=0.1, y=0.1, width=0.5, height=0.5)),)
    plain = busy_places(layers, brief)
    assert not plain.faces
    assert layers[0].rect in plain.others
