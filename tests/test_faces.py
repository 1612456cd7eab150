"""Faces: found where they are, not where there are none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from media_files import SAMPLES, stored_for, write_picture
from numpy.typing import NDArray
from pictures_painted import clipped, noise, painted
from tiff_writer import exif_block

from albumforge.media.faces import find_faces
from albumforge.media.pictures import open_picture
from albumforge.media.places import Box
from albumforge.samples.gallery import SCENES

ASTRONAUT = SAMPLES / "photos" / "faces" / "astronaut.png"
PERSON = Box(x=182 / 512, y=63 / 512, width=87 / 512, height=111 / 512)

needs_astronaut = pytest.mark.skipif(not ASTRONAUT.exists(), reason=f"{ASTRONAUT} is not there")


def astronaut() -> NDArray[np.uint8]:
    return open_picture(ASTRONAUT, max_pixels=1_000_000)


def overlap(one: Box, other: Box) -> float:
    """Common area by the area of both together."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(width, 0) * max(height, 0)
    return common / (one.width * one.height + other.width * other.height - common)


@needs_astronaut
@pytest.mark.parametrize("side", [256, 512, 1024, 2000])
def test_the_person_is_found_at_any_size(side: int) -> None:
    picture = cv2.resize(astronaut(), (side, side), interpolation=cv2.INTER_AREA if side < 512 else cv2.INTER_CUBIC)
    (face,) = find_faces(picture)
    assert overlap(face.box, PERSON) > 0.8
    assert face.confidence > 0.95


@needs_astronaut
def test_small_faces_in_a_large_picture_are_found_the_largest_first() -> None:
    picture = np.full((683, 1024, 3), 140, np.uint8)
    sizes = ((40, 60, 300), (420, 300, 220), (760, 100, 150))
    for left, top, side in sizes:
        picture[top : top + side, left : left + side] = cv2.resize(
            astronaut(), (side, side), interpolation=cv2.INTER_AREA
        )
    found = find_faces(picture)
    assert len(found) == 3
    for face, (left, top, side) in zip(found, sizes, strict=True):
        x, y = (left + PERSON.x * side) / 1024, (top + PERSON.y * side) / 683
        wished = Box(x=x, y=y, width=PERSON.width * side / 1024, height=PERSON.height * side / 683)
        assert overlap(face.box, wished) > 0.6


@needs_astronaut
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_gives_the_same_place(tmp_path: Path, orientation: int) -> None:
    file = write_picture(
        tmp_path / "a.png",
        stored_for(astronaut(), orientation),
        exif=exif_block(orientation=orientation),
    )
    (face,) = find_faces(open_picture(file, max_pixels=1_000_000))
    assert overlap(face.box, PERSON) > 0.8
    (upright,) = find_faces(astronaut())
    assert face == upright


@needs_astronaut
def test_a_face_at_the_edge_stays_within_the_picture() -> None:
    (face,) = find_faces(np.ascontiguousarray(astronaut()[80:400, 200:500]))
    assert face.box.x >= 0
    assert face.box.y == 0
    assert face.box.x + face.box.width <= 1


@needs_astronaut
def test_threads_do_not_disturb_each_other() -> None:
    pictures = [astronaut(), painted("summer-sea"), np.ascontiguousarray(astronaut()[:, ::-1])] * 4
    alone = [find_faces(picture) for picture in pictures[:3]] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(find_faces, pictures)) == alone


@pytest.mark.parametrize("name", SCENES)
def test_painted_scenes_have_no_faces(name: str) -> None:
    assert find_faces(painted(name)) == ()


def test_nothing_is_found_in_nothing() -> None:
    for height, width in ((16, 16), (20, 900), (900, 20), (300, 400)):
        assert find_faces(np.full((height, width, 3), 128, np.uint8)) == ()
        assert find_faces(clipped(noise((height, width, 3), 60) + 128)) == ()
