"""The part of a picture that must stay in sight."""

from __future__ import annotations

import numpy as np
from pictures_painted import clipped, noise, painted

from albumforge.generators.album.info.subject import FULL, saliency, subject_of
from albumforge.media.places import Box, Face

GREY = np.full((300, 400, 3), 120, np.uint8)


def face(x: float, y: float, width: float, height: float) -> Face:
    return Face(box=Box(x=x, y=y, width=width, height=height), confidence=0.99)


def holds(outer: Box, x: float, y: float, width: float, height: float) -> bool:
    inside_x = outer.x <= x + 1e-6 and x + width <= outer.x + outer.width + 1e-6
    return inside_x and outer.y <= y + 1e-6 and y + height <= outer.y + outer.height + 1e-6


def test_a_head_with_its_hair_and_shoulders_is_in_it() -> None:
    found = subject_of(GREY, [face(0.4, 0.4, 0.1, 0.16)])
    assert holds(found, 0.33, 0.3, 0.24, 0.4)
    assert found.width < 0.4
    assert found.height < 0.6


def test_all_faces_of_a_group_are_in_it_and_passers_by_are_not() -> None:
    friends = [face(0.2, 0.4, 0.1, 0.14), face(0.7, 0.35, 0.09, 0.12), face(0.45, 0.42, 0.06, 0.09)]
    passer_by = face(0.02, 0.1, 0.02, 0.03)
    found = subject_of(GREY, [*friends, passer_by])
    for one in friends:
        assert holds(found, one.box.x, one.box.y - 0.5 * one.box.height, one.box.width, 1.5 * one.box.height)
    assert found.x > 0.1


def test_a_head_at_the_edge_gives_a_box_within_the_picture() -> None:
    assert holds(FULL, *fields(subject_of(GREY, [face(0.0, 0.0, 0.1, 0.1)])))
    assert holds(FULL, *fields(subject_of(GREY, [face(0.9, 0.9, 0.1, 0.1)])))


def fields(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.width, box.height


def test_with_a_tiny_face_what_strikes_the_eye_belongs_to_it() -> None:
    picture = GREY.copy()
    picture[60:180, 220:300] = (200, 30, 30)
    found = subject_of(picture, [face(0.3, 0.8, 0.015, 0.02)])
    assert holds(found, 0.3, 0.79, 0.015, 0.04)
    assert holds(found, 0.57, 0.25, 0.15, 0.3)


def test_a_patch_that_strikes_the_eye_is_found() -> None:
    picture = clipped(GREY + noise(GREY.shape, 5))
    picture[150:230, 80:160] = (210, 60, 40)
    found = subject_of(picture, [])
    assert holds(found, 0.22, 0.53, 0.16, 0.21)
    assert found.width * found.height < 0.2


def test_the_tree_on_the_meadow_is_found() -> None:
    found = subject_of(painted("spring-meadow"), [])
    assert holds(found, 0.56, 0.3, 0.2, 0.4)


def test_where_nothing_stands_out_it_is_all_of_it() -> None:
    assert subject_of(GREY, []) == FULL
    assert subject_of(clipped(GREY + noise(GREY.shape, 30)), []) == FULL
    assert saliency(GREY).max() == 0


def test_any_shape_of_picture_will_do() -> None:
    for height, width in ((16, 900), (900, 16), (20, 20)):
        picture = clipped(noise((height, width, 3), 60) + 128)
        assert holds(FULL, *fields(subject_of(picture, [])))
        cells = saliency(picture)
        assert cells.min() >= 0
        assert cells.max() <= 1
