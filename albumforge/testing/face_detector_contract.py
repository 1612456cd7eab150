"""What every face detector must do: find a face where one is, and none in landscapes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import numpy as np
import pytest

from albumforge.face_detectors import FaceDetector
from albumforge.media.places import Box, Face
from albumforge.testing.backend_contract import BackendContract
from albumforge.testing.media import Pixels, landscape, portrait

FACE = Box(x=0.31, y=0.16, width=0.35, height=0.45)
"""Where the face is in `albumforge.testing.media.portrait`."""
_LANDSCAPES = ("summer-sea", "misty-lake", "spring-meadow", "wheat-evening", "cherry-pond")
_ALIKE = 0.45  # common area by the area of both: detectors draw the line at chin and brows, or around the head


class FaceDetectorContract(BackendContract):
    """A face detector finds faces, and says where; `backend` gives it."""

    kind: ClassVar[str] = "face_detector"

    def backend(self) -> FaceDetector:
        """Return the face detector: override this."""
        detector: FaceDetector = super().backend()
        return detector

    def test_it_has_an_identity(self) -> None:
        """By which what is known of pictures is kept: the same each time."""
        identity = self.backend().identity
        assert identity
        assert identity == self.backend().identity

    def test_a_face_is_found_where_it_is(self) -> None:
        """One, in the picture and in its mirror image."""
        (found,) = self._found(portrait())
        assert _overlap(found.box, FACE) > _ALIKE, found
        assert found.confidence > 0.5
        (mirrored,) = self._found(np.ascontiguousarray(portrait()[:, ::-1]))
        other = Box(x=1 - FACE.x - FACE.width, y=FACE.y, width=FACE.width, height=FACE.height)
        assert _overlap(mirrored.box, other) > _ALIKE, mirrored

    def test_several_are_found_the_largest_first(self) -> None:
        """In a large picture."""
        picture = np.full((600, 1000, 3), 140, np.uint8)
        places = ((500, 100, 2), (100, 200, 1))
        for left, top, scale in places:
            enlarged = portrait().repeat(scale, axis=0).repeat(scale, axis=1)
            picture[top : top + 192 * scale, left : left + 192 * scale] = enlarged
        found = self._found(picture)
        assert len(found) == 2, found
        for face, (left, top, scale) in zip(found, places, strict=True):
            side = 192 * scale
            wished = Box(
                x=(left + FACE.x * side) / 1000,
                y=(top + FACE.y * side) / 600,
                width=FACE.width * side / 1000,
                height=FACE.height * side / 600,
            )
            assert _overlap(face.box, wished) > _ALIKE, (face, wished)

    def test_a_face_at_the_edge_stays_within_the_picture(self) -> None:
        """Cut by it or not."""
        for picture in (portrait()[40:], portrait()[:, 70:], portrait()[:130, :120]):
            self._found(np.ascontiguousarray(picture))

    @pytest.mark.parametrize("name", _LANDSCAPES)
    def test_landscapes_have_none(self, name: str) -> None:
        """Painted ones."""
        assert self._found(landscape(name, 640, 427)) == ()

    def test_nothing_is_found_in_nothing(self) -> None:
        """Plain pictures of any shape, and grain."""
        grain = np.random.default_rng(5)
        for height, width in ((16, 16), (20, 900), (900, 20), (300, 400)):
            assert self._found(np.full((height, width, 3), 128, np.uint8)) == ()
        assert self._found(np.clip(grain.normal(128, 60, (300, 400, 3)), 0, 255).astype(np.uint8)) == ()

    def test_threads_do_not_disturb_each_other(self) -> None:
        """One instance may be asked by several."""
        backend = self.backend()
        pictures = [portrait(), landscape("summer-sea", 640, 427), np.ascontiguousarray(portrait()[:, ::-1])]
        alone = [backend.find(picture) for picture in pictures]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(backend.find, pictures * 4)) == alone * 4

    def _found(self, picture: Pixels) -> tuple[Face, ...]:
        """Return what is found in a picture that cannot be written to, having checked that it can be true."""
        given = picture.copy()
        given.setflags(write=False)
        found = self.backend().find(given)
        assert isinstance(found, tuple)
        for face in found:
            box = face.box
            assert 0 <= box.x < box.x + box.width <= 1.00001, face
            assert 0 <= box.y < box.y + box.height <= 1.00001, face
            assert 0 <= face.confidence <= 1, face
        areas = [face.box.width * face.box.height for face in found]
        assert areas == sorted(areas, reverse=True), "the largest comes first"
        return found


def _overlap(one: Box, other: Box) -> float:
    """Return the common area by the area of both together."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    common = max(width, 0.0) * max(height, 0.0)
    return common / (one.width * one.height + other.width * other.height - common)
