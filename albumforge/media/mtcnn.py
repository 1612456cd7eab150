"""The built-in face detector as a backend, and how one from outside is asked; OpenCV is loaded once there is work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from albumforge.backends import API_VERSION
from albumforge.errors import Cancelled, Unavailable
from albumforge.face_detectors import FaceDetector
from albumforge.media.places import Box, Face

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class MtcnnDetector:
    """Finds faces by the three networks of MTCNN; see `albumforge.media.faces`."""

    name: ClassVar[str] = "mtcnn"
    api_version: ClassVar[int] = API_VERSION
    identity: ClassVar[str] = "mtcnn 1"

    def find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return the faces of a picture; see `albumforge.face_detectors.FaceDetector`."""
        from albumforge.media.faces import find_faces

        return find_faces(rgb)


def faces_in(rgb: NDArray[np.uint8], detector: FaceDetector) -> tuple[Face, ...]:
    """Return the faces that a detector finds, within the picture, the largest first.

    Raises:
        Unavailable: it cannot work, or failed; the message names it.
    """
    try:
        found = [_within(face) for face in detector.find(rgb)]
    except (Cancelled, Unavailable):
        raise
    except Exception as error:  # one from outside may raise anything
        problem = f"{type(error).__name__}: {error}"
        raise Unavailable(
            f"The face detector {detector.name} failed ({problem}).",
            hint="Name another one in the setting face_detector.",
        ) from error
    faces = [face for face in found if face.box.width > 0 and face.box.height > 0]
    return tuple(sorted(faces, key=lambda face: -face.box.width * face.box.height))


def _within(face: Face) -> Face:
    """Return a face with its box cut off at the edges of the picture; the same where it lies within."""
    box = face.box
    left, top = max(0.0, box.x), max(0.0, box.y)
    right, bottom = min(1.0, box.x + box.width), min(1.0, box.y + box.height)
    if (left, top) == (box.x, box.y) and right == box.x + box.width and bottom == box.y + box.height:
        return face
    return Face(box=Box(x=left, y=top, width=right - left, height=bottom - top), confidence=face.confidence)
