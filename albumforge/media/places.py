"""Places in a picture, and the faces that are found there. Places are fractions of its upright width and height."""

from __future__ import annotations

import msgspec


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle in a picture."""

    x: float
    y: float
    width: float
    height: float


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """A face, from the chin to above the brows, and how sure the detector is of it (0 to 1)."""

    box: Box
    confidence: float
