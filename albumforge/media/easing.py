"""The way from rest to rest."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Part = TypeVar("Part", float, NDArray[np.float32], NDArray[np.float64])


def smoothstep(t: Part) -> Part:
    """Return the cubic 3t² - 2t³, which leaves 0 and reaches 1 at rest; `t`, 0 to 1, is not clamped."""
    return t * t * (3 - 2 * t)
