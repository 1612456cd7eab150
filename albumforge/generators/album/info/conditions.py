"""Snow, fog, night and indoor light, by rules."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.record import Weather

_SIDE = 128


def condition_of(rgb: NDArray[np.uint8], moment: datetime | None) -> Weather | None:
    """Return night where a picture is clearly one, else None; the probability is a rule's score, not calibrated.

    Args:
        rgb: (h, w, 3) uint8, sRGB.
        moment: on the camera's clock, where known.
    """
    small = cv2.resize(rgb, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    value = small.max(axis=2)
    dark = float(np.mean(value < 90))
    clock = 0.0 if moment is None else 0.1 if moment.hour >= 20 or moment.hour < 5 else -0.2
    score = dark - 0.1 + clock
    return Weather(label="night", probability=round(min(score, 0.95), 4)) if score > 0.6 else None
