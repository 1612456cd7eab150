"""Pictures as small as what is asked of them allows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def at_most(rgb: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """Return a picture (h, w, 3) with its long side reduced to `side` pixels; itself where it is no longer."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return rgb
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
