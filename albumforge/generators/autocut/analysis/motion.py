"""How much moves in the picture, second by second."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.autocut.analysis.decode_pass import Look, Pixels

_APART = 0.1  # seconds between two pictures that are compared
_PLENTY = 12.0  # of 255; mean change in a tenth of a second that counts as full motion
_NOISE = 1.0  # of 255; change that a sensor and an encoder make by themselves


class Motion:
    """Compares pictures a tenth of a second apart; a consumer of the decode pass."""

    def __init__(self) -> None:
        self._last: tuple[float, Pixels] | None = None
        self._changes: dict[int, list[float]] = {}

    def see(self, look: Look) -> None:
        """Look at a picture; they come in order."""
        if self._last is not None and look.time - self._last[0] < _APART - 0.005:
            return
        picture = np.asarray(cv2.blur(look.luma, (3, 3)), np.uint8)
        if self._last is not None:
            change = float(cv2.absdiff(picture, self._last[1]).mean()) * _APART / (look.time - self._last[0])
            self._changes.setdefault(int(look.time), []).append(change)
        self._last = look.time, picture

    def scores(self, duration: float) -> NDArray[np.float64]:
        """Return how much moves in each second, 0 to 1; of its changes the median counts, as a cut is no motion."""
        scores = np.zeros(max(1, ceil(duration)))
        for second, changes in self._changes.items():
            if second < len(scores):
                scores[second] = min(1.0, max(0.0, float(np.median(changes)) - _NOISE) / _PLENTY)
        return scores
