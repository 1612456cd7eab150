"""How much of faces is to be seen, second by second."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from albumforge.face_detectors import FaceDetector
from albumforge.generators.autocut.analysis.decode_pass import Look
from albumforge.media.mtcnn import faces_in

_LONG_SIDE = 512  # pixels of the picture that is searched: a talking head is large
_APART = 1.0  # seconds
_PLENTY = 0.05  # of the picture; faces that fill so much of it count in full


class FacesSeen:
    """Looks for faces once a second; a consumer of the decode pass."""

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector
        self._due = 0.0
        self._areas: dict[int, float] = {}

    def see(self, look: Look) -> None:
        """Look at a picture; they come in order."""
        if look.time < self._due:
            return
        # In the middle of a second there is seldom a cut, which people place on the beat of the sound.
        self._due = int(look.time) + 1.5 * _APART
        faces = faces_in(look.rgb(_LONG_SIDE), self._detector)
        self._areas[int(look.time)] = sum(face.box.width * face.box.height for face in faces)

    def scores(self, duration: float) -> NDArray[np.float64]:
        """Return how much there is of faces in each second, 0 to 1; between two looks it changes evenly."""
        length = max(1, ceil(duration))
        if not self._areas:
            return np.zeros(length)
        seconds = sorted(self._areas)
        shares = [min(1.0, (self._areas[second] / _PLENTY) ** 0.5) for second in seconds]
        return np.asarray(np.interp(np.arange(length), seconds, shares), np.float64)
