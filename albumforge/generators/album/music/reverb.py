"""A hall: convolution with an impulse response of our own making, in blocks, so that long pieces stay small.

The response is Gaussian noise whose energy decays exponentially, faster at high frequencies (Moorer, *About this
reverberation business*, 1979), after a handful of early reflections; its two sides are independent.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples

_BANDS = (0.0, 250.0, 700.0, 1800.0, 4200.0, 24000.0)  # Hz, edges of the bands that decay alike
_DAMPING = (0.95, 1.1, 1.05, 0.8, 0.5)  # of the reverberation time, by band
_LOW_CUT = 160.0  # Hz; no mud
_HIGH_CUT = 7500.0
_PRE_DELAY = 0.019
_CROSS = 0.5  # how much of each side also enters from the other


def impulse_response(seconds: float, *, seed: int = 1978) -> Samples:
    """Return a hall's response with a reverberation time of `seconds` (-60 dB), unit energy, as (n, 2)."""
    length = round(seconds * 1.15 * RATE)
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft(random.standard_normal((length, 2)).astype(np.float32), axis=0)
    hertz = np.fft.rfftfreq(length, 1 / RATE)[:, None]
    t = np.arange(length)[:, None] / RATE
    hall: Samples = np.zeros((length, 2), np.float32)
    for low, high, damping in zip(_BANDS[:-1], _BANDS[1:], _DAMPING, strict=True):
        band = np.fft.irfft(spectrum * ((hertz >= low) & (hertz < high)), length, axis=0)
        hall += (band * np.exp(-6.91 * t / (seconds * damping))).astype(np.float32)
    hall *= np.minimum(1, t / 0.03) ** 0.5  # the density of reflections builds up
    hall /= np.sqrt((hall**2).sum())
    for _ in range(9):
        at = int(random.uniform(0.004, 0.06) * RATE)
        hall[at, random.integers(2)] += random.choice((-1, 1)) * 0.11
    shape = 1 / np.sqrt(1 + (_LOW_CUT / np.maximum(hertz, 1e-3)) ** 4) / np.sqrt(1 + (hertz / _HIGH_CUT) ** 4)
    hall = np.fft.irfft(np.fft.rfft(hall, axis=0) * shape, length, axis=0).astype(np.float32)
    fade = length // 8
    hall[-fade:] *= np.linspace(1, 0, fade)[:, None] ** 2
    hall /= np.sqrt((hall**2).sum(axis=0))
    delayed = np.concatenate((np.zeros((round(_PRE_DELAY * RATE), 2)), hall))
    return delayed.astype(np.float32)


class Reverb:
    """Adds a hall to a stream of blocks; the tail of each goes on into the next.

    Attributes:
        hop: samples of a block that costs least.
    """

    def __init__(self, response: Samples) -> None:
        self._response = response
        self._size = 3 << (2 * len(response) // 3).bit_length()  # a size that transforms quickly
        self.hop = self._size - len(response) + 1
        self._spectrum: NDArray[np.complex64] = np.fft.rfft(response.T, self._size, axis=1).astype(np.complex64)
        self._tail: Samples = np.zeros((len(response) - 1, 2), np.float32)

    def __call__(self, block: Samples) -> Samples:
        """Return the reverberation of the next block, as long as the block."""
        length = len(block)
        result: Samples = np.zeros((length + len(self._tail), 2), np.float32)
        result[: len(self._tail)] = self._tail
        sides = block.T
        crossed = np.asarray((sides + _CROSS * sides[::-1]) / float(np.hypot(1, _CROSS)), np.float32)
        for start in range(0, length, self.hop):
            part = crossed[:, start : start + self.hop]
            wet = np.fft.irfft(np.fft.rfft(part, self._size, axis=1) * self._spectrum, self._size, axis=1)
            end = min(len(result), start + part.shape[1] + len(self._response) - 1)
            result[start:end] += wet[:, : end - start].T
        self._tail = result[length:].copy()
        return result[:length]
