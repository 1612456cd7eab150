"""High dynamic range video as standard range: a per-channel curve, made to be cheap and never grey.

Sources: ITU-R BT.2100 (HLG and PQ), BT.2087 (primaries), BT.2408 (graphics white: 75 % HLG, 203 cd/m² in PQ).
"""

from __future__ import annotations

import functools

import cv2
import numpy as np
from numpy.typing import NDArray

_KNEE = 0.7  # of white; what is darker stays as it is, what is brighter is rolled off towards white
_STEPS = 4095
_TO_709 = np.array([[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float32)


def to_standard_range(pixels: NDArray[np.uint16], transfer: str) -> NDArray[np.uint8]:
    """Return BT.2020 pixels as BT.709 ones.

    HLG is taken as light of the scene and PQ as light of the display, both with graphics white at 1. The primaries
    are changed, light above 0.7 is rolled off so that the brightest (3.8 for HLG, 1,000 cd/m² for PQ) is white, and
    the camera curve of BT.709 (for PQ the display's, gamma 2.4) is applied.

    Args:
        pixels: (h, w, 3) RGB, 0 to 65,535, full range, coded by `transfer`.
        transfer: ``arib-std-b67`` (HLG) or ``smpte2084`` (PQ).

    Returns:
        (h, w, 3) RGB, uint8.
    """
    is_pq = transfer == "smpte2084"
    light = np.take(_light(is_pq), pixels)
    light = cv2.transform(light, _TO_709)
    np.clip(light, 0.0, _peak(is_pq), out=light)
    # Steps even in the root of light: dark tones need them finer.
    index = np.sqrt(light, out=light)
    index *= np.float32(_STEPS / np.sqrt(_peak(is_pq)))
    index += np.float32(0.5)
    result: NDArray[np.uint8] = np.take(_curve(is_pq), index.astype(np.uint16))
    return result


def _peak(is_pq: bool) -> float:
    return 1000 / 203 if is_pq else float(_hlg_light(np.array([1.0]))[0])


@functools.cache
def _light(is_pq: bool) -> NDArray[np.float32]:
    """Light of the 65,536 signals, graphics white = 1."""
    signal = np.arange(65536) / 65535
    return (_pq_light(signal) if is_pq else _hlg_light(signal)).astype(np.float32)


def _hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c = 0.17883277, 0.28466892, 0.55991073

    def scene(e: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(e <= 0.5, e * e / 3, (np.exp((e - c) / a) + b) / 12)

    return scene(signal) / scene(np.array([0.75]))


def _pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    root = signal ** (1 / m2)
    return 10000 / 203 * (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1)


@functools.cache
def _curve(is_pq: bool) -> NDArray[np.uint8]:
    """The 8-bit signal of `_STEPS` + 1 lights, even in their square root."""
    peak = _peak(is_pq)
    light = peak * (np.arange(_STEPS + 1) / _STEPS) ** 2
    # Above the knee an extended Reinhard curve (slope 1 at the knee, 1 at the peak).
    over = np.maximum(light - _KNEE, 0) / (1 - _KNEE)
    end = (peak - _KNEE) / (1 - _KNEE)
    rolled = np.where(light <= _KNEE, light, _KNEE + (1 - _KNEE) * over * (1 + over / end**2) / (1 + over))
    if is_pq:
        signal = rolled ** (1 / 2.4)
    else:
        signal = np.where(rolled < 0.018, 4.5 * rolled, 1.099 * np.maximum(rolled, 1e-9) ** 0.45 - 0.099)
    return np.clip(np.rint(255 * signal), 0, 255).astype(np.uint8)
