"""What can be heard in a sound, as small series: onsets, pitch classes and timbre; a few kilobytes a second at most.

Onsets are the half-wave rectified growth of compressed band magnitudes, summed over bands (spectral flux: Bello et al.,
*A tutorial on onset detection in music signals*, 2005).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.media.audio import RATE, Samples, decode_blocks, in_blocks

Series = NDArray[np.float64]

FRAMES = 100
"""Frames of onsets a second."""
SLOW = 10
"""Frames of pitch classes and timbre a second."""

_LOW_RATE = RATE // 2
_SHORT, _LONG = 1024, 4096  # samples at the low rate: of an onset's window, and of one for pitch
_BANDS, _LOWEST, _HIGHEST = 24, 40.0, 10_000.0  # Hz
_BASS = 160.0  # Hz; bands that begin below are the bass
_COMPRESSION = 0.67  # exponent of magnitudes: softer than the logarithm, so that accents remain
_LAG = 2  # frames over which growth counts
_DELAY = -0.004  # seconds after an onset at which the flux peaks; measured on clicks


@dataclass(frozen=True)
class Heard:
    """A sound as it was heard.

    Attributes:
        onsets: strength of what begins, at `FRAMES` a second; frame n is at ``n / FRAMES`` seconds.
        bass: the same below 160 Hz.
        chroma: (m, 12), the strengths of the pitch classes from C, at `SLOW` a second.
        timbre: (m, 24), the compressed magnitudes of the bands.
        duration: seconds.
    """

    onsets: Series
    bass: Series
    chroma: Series
    timbre: Series
    duration: float


def listen(source: Path | Samples, *, seconds: float | None = None, context: Context | None = None) -> Heard:
    """Listen to a file's sound, or to samples (n, 2) at 48 kHz, as a stream.

    Args:
        seconds: of a file; what follows is not listened to. None: all of it.

    Raises:
        MediaError: the file has no sound that can be decoded.
        Cancelled: the context asked to stop.
    """
    given = source if isinstance(source, np.ndarray) else decode_blocks(source, duration=seconds, context=context)
    blocks = in_blocks(given, RATE)
    quick, slow = _Windows(_SHORT, _LOW_RATE // FRAMES), _Windows(_LONG, _LOW_RATE // SLOW)
    bands: list[NDArray[np.float32]] = []
    timbre: list[NDArray[np.float32]] = []
    chroma: list[NDArray[np.float32]] = []
    samples = 0
    for block in _followed(blocks):
        if context is not None:
            context.check()
        samples += len(block)
        mono = block.mean(axis=1)
        low = mono[: len(mono) // 2 * 2].reshape(-1, 2).mean(axis=1)
        spectra = quick.of(low)
        bands.append((spectra @ _band_matrix(_SHORT)) ** np.float32(_COMPRESSION))
        spectra = slow.of(low)
        timbre.append((spectra @ _band_matrix(_LONG)) ** np.float32(_COMPRESSION))
        chroma.append(spectra @ _chroma_matrix(_LONG))
    energy = np.concatenate(bands)
    growth = np.maximum(0, energy[_LAG:] - energy[:-_LAG])
    growth = np.concatenate((np.zeros((_LAG, _BANDS), np.float32), growth))
    low_bands = _edges()[:-2] < _BASS
    duration = max(0.0, samples / RATE - _LONG / _LOW_RATE - 1)
    count = round(duration * FRAMES)
    # The whitened sum: a band counts by how strong its growth is among the others, so that a bass does not drown it.
    weights = 1 / np.sqrt(growth.mean(axis=0) + growth.mean() * 0.3 + 1e-9)
    return Heard(
        onsets=_at_time(growth @ weights, count),
        bass=_at_time(growth[:, low_bands].sum(axis=1), count),
        chroma=np.concatenate(chroma)[: round(duration * SLOW)].astype(np.float64),
        timbre=np.concatenate(timbre)[: round(duration * SLOW)].astype(np.float64),
        duration=duration,
    )


def _followed(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Yield the blocks and silence after them, so that the last window of each kind is whole."""
    yield from blocks
    yield np.zeros((RATE + _LONG * RATE // _LOW_RATE, 2), np.float32)


def _at_time(series: NDArray[np.floating], count: int) -> Series:
    """Return a series at whole frames of time, without its delay."""
    places = np.arange(count) + _DELAY * FRAMES
    return np.asarray(np.interp(places, np.arange(len(series)), series), np.float64)


class _Windows:
    """Magnitude spectra of a stream at every `hop` samples, each of a window centred there."""

    def __init__(self, size: int, hop: int) -> None:
        self._size, self._hop = size, hop
        self._window = np.hanning(size).astype(np.float32)
        self._held: NDArray[np.float32] = np.zeros(size // 2, np.float32)

    def of(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the spectra, (k, size / 2 + 1), that the next samples complete."""
        sound = np.concatenate((self._held, samples))
        if len(sound) < self._size:
            self._held = sound
            return np.zeros((0, self._size // 2 + 1), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(sound, self._size)[:: self._hop]
        self._held = sound[len(windows) * self._hop :]
        return np.abs(np.fft.rfft(windows * self._window, axis=1)).astype(np.float32)


@functools.cache
def _edges() -> Series:
    """Return the corner frequencies of the bands: evenly spaced on the mel scale, a triangle over each three."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOWEST, _HIGHEST))
    return np.asarray(700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1))


@functools.cache
def _band_matrix(size: int) -> NDArray[np.float32]:
    hertz = np.fft.rfftfreq(size, 1 / _LOW_RATE)[:, None]
    edges = _edges()
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.clip(np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)), 0, None)
    return np.asarray(triangles / size, np.float32)


@functools.cache
def _chroma_matrix(size: int) -> NDArray[np.float32]:
    hertz = np.fft.rfftfreq(size, 1 / _LOW_RATE)
    heard = (hertz > 110) & (hertz < 2500)
    matrix = np.zeros((len(hertz), 12), np.float32)
    pitch = 12 * np.log2(np.maximum(hertz, 1) / 440) + 69
    matrix[np.flatnonzero(heard), np.round(pitch[heard]).astype(int) % 12] = 1 / size
    return matrix
