"""How much moves in the picture, second by second."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.autocut.analysis.decode_pass import Look
from albumforge.generators.autocut.analysis.small import Pixels

_APART, _TOO_FAR = 0.1, 0.5  # seconds between two pictures that are compared
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
        if self._last is not None and look.time - self._last[0] <= _TOO_FAR:
            change = float(cv2.absdiff(picture, self._last[1]).mean()) * _APART / (look.time - self._last[0])
            self._changes.setdefault(int(look.time), []).append(change)
        self._last = look.time, picture

    def scores(self, duration: float) -> NDArray[np.float64]:
        """Return how much moves in each second, 0 to 1; of its changes the median counts, as a cut is no motion.

        Seconds that were not looked at have what lies between those before and after them.
        """
        length = max(1, ceil(duration))
        seconds = sorted(second for second in self._changes if second < length)
        if not seconds:
            return np.zeros(length)
        medians = np.array([float(np.median(self._changes[second])) for second in seconds])
        scores = np.clip((medians - _NOISE) / _PLENTY, 0, 1)
        return np.asarray(np.interp(np.arange(length), seconds, scores), np.float64)
