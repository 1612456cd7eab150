"""Loudness and true peak after ITU-R BS.1770-4.

The two K-weighting filters have the coefficients of BS.1770-4, tables 1 and 2 (48 kHz). They are applied as one FIR
filter, their impulse response cut where it has fallen below -180 dB, by FFT convolution. True peak is the maximum of
the signal oversampled four times with the 48-tap filter of annex 2.

Sounds are read a second at a time, so that one in a `Spool` takes no memory for its length.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.media.audio import RATE, Samples
from albumforge.media.spool import Sound, parts

_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
_TAPS = 4096
_FFT = 28800
_STEP = RATE // 10  # gating blocks of 400 ms start every 100 ms
_HOP = (_FFT - _TAPS) // _STEP * _STEP
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0

# Annex 2 of BS.1770-4: phases 0 and 1 of the interpolation filter; phases 3 and 2 are the same backwards.
_PHASE_0 = (
    0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
    0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
)  # fmt: skip
_PHASE_1 = (
    -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
    0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
)  # fmt: skip
_PHASES = np.array((_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1]), np.float32).T
_LENGTH = len(_PHASES)
_REACH = float(np.abs(_PHASES).sum(axis=0).max())  # how far above all samples an interpolated value can be
_PRODUCT = 4096  # columns of one matrix product; larger ones wake BLAS threads that wait for each other
_SMALL = RATE // 12  # samples whose peaks are passed over together where they are low


@dataclass(frozen=True)
class Loudness:
    """How loud a sound is.

    Attributes:
        integrated: gated programme loudness in LUFS; -inf for silence.
        true_peak: in dBTP; -inf for silence.
    """

    integrated: float
    true_peak: float


class Meter:
    """Measures the loudness of a stereo sound at 48 kHz that comes block by block."""

    def __init__(self) -> None:
        self._block: Samples = np.zeros((2, _TAPS + _HOP), np.float32)  # what came before, and what is to be measured
        self._filled = 0
        self._length = 0
        self._powers: list[NDArray[np.float64]] = []

    def add(self, samples: Samples) -> None:
        """Add the next block, (n, 2), of any size."""
        self._length += len(samples)
        while len(samples):
            now, samples = samples[: _HOP - self._filled], samples[_HOP - self._filled :]
            at = _TAPS + self._filled
            self._block[:, at : at + len(now)] = now.T
            self._filled += len(now)
            if self._filled == _HOP:
                self._powers.append(self._steps(whole=True))
                self._block[:, :_TAPS] = self._block[:, _HOP:]
                self._filled = 0

    @property
    def powers(self) -> NDArray[np.float64]:
        """K-weighted power, summed over both channels, of each full tenth of a second."""
        return np.concatenate((*self._powers, self._steps(whole=True)))

    @property
    def integrated(self) -> float:
        """Gated loudness in LUFS, or -inf where nothing is above the absolute gate of -70 LUFS.

        Less than 0.4 s is measured as one block.
        """
        if self._length < 4 * _STEP:
            powers = np.concatenate((*self._powers, self._steps(whole=False)))
            blocks = np.array([powers.sum() * _STEP / max(1, self._length)])
        else:
            sums = np.concatenate(([0.0], np.cumsum(self.powers)))
            blocks = (sums[4:] - sums[:-4]) / 4
        blocks = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
        if not len(blocks):
            return -math.inf
        gate = float(_lufs(blocks.mean())) + _RELATIVE_GATE
        return float(_lufs(blocks[_lufs(blocks) > gate].mean()))

    def _steps(self, *, whole: bool) -> NDArray[np.float64]:
        """Return the powers of the tenths of a second in the block, the last one too where not only `whole` ones."""
        count = self._filled // _STEP if whole else -(-self._filled // _STEP)
        if not count:
            return np.zeros(0)
        weighted = np.fft.irfft(np.fft.rfft(self._block, _FFT) * _k_weighting(), _FFT)[:, _TAPS:]
        weighted[:, self._filled :] = 0
        steps = weighted[:, : count * _STEP].reshape(2, count, _STEP)
        return np.asarray(np.einsum("cij,cij->i", steps, steps, dtype=np.float64) / _STEP)


def measure(sound: Sound, *, context: Context | None = None) -> Loudness:
    """Measure a stereo sound at 48 kHz.

    Args:
        sound: float32 (n, 2). Less than 0.4 s is measured as one block.
    """
    return Loudness(integrated(sound, context=context), true_peak(sound, context=context))


def integrated(
    sound: Sound, *, gains: Iterable[NDArray[np.float32]] | None = None, context: Context | None = None
) -> float:
    """Return the gated loudness in LUFS, or -inf where nothing is above the absolute gate of -70 LUFS.

    Args:
        gains: linear, (n, 1), for each second of the sound, to measure it as it would be with them.
    """
    return _metered(sound, gains, context).integrated


def true_peak(sound: Sound, *, context: Context | None = None) -> float:
    """Return the true peak in dBTP: the largest magnitude of the signal oversampled four times."""
    best = max((float(np.abs(sound[part]).max()) for part in parts(len(sound))), default=0.0)
    for around, inside in _windows(sound, context):
        if _may_exceed(around, inside, best):
            best = max(best, float(_peaks_in(around, inside).max()))
    return 20 * math.log10(best) if best > 0 else -math.inf


def peaks(sound: Sound, size: int, floor: float, context: Context | None = None) -> Iterator[NDArray[np.float32]]:
    """Yield the true peak (linear, both channels) of each `size` samples, (n, 1); 0 where it is surely below `floor`.

    Args:
        size: a divisor of 4000.
    """
    for around, inside in _windows(sound, context):
        length = inside.stop - inside.start
        padded = np.zeros(-(-length // size) * size, np.float32)
        if _may_exceed(around, inside, floor):
            padded[:length] = _peaks_in(around, inside)
        yield padded.reshape(-1, size).max(axis=1, keepdims=True)


def _metered(sound: Sound, gains: Iterable[NDArray[np.float32]] | None, context: Context | None) -> Meter:
    meter = Meter()
    curves = iter(gains) if gains is not None else None
    for part in parts(len(sound)):
        if context is not None:
            context.check()
        meter.add(sound[part] if curves is None else sound[part] * next(curves))
    return meter


def _lufs(power: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-20)))


@functools.cache
def _k_weighting() -> NDArray[np.complex64]:
    """Return the spectrum of both filters' impulse response, for blocks of `_FFT` samples."""
    impulse = np.zeros(_TAPS)
    impulse[0] = 1.0
    for b0, b1, b2, a1, a2 in (_SHELF, _HIGH_PASS):
        out = np.zeros(_TAPS)
        x1 = x2 = y1 = y2 = 0.0
        for n, x in enumerate(impulse.tolist()):
            y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
            x2, x1, y2, y1 = x1, x, y1, y
            out[n] = y
        impulse = out
    return np.fft.rfft(impulse, _FFT).astype(np.complex64)


def _windows(sound: Sound, context: Context | None) -> Iterator[tuple[Samples, slice]]:
    """Yield each `_SMALL` samples as a part of an array that also has what lies around them."""
    for part in parts(len(sound)):
        if context is not None:
            context.check()
        first = max(0, part.start - _LENGTH)
        around = sound[first : part.stop + _LENGTH]
        for small in parts(part.stop - part.start, _SMALL):
            yield around, slice(part.start - first + small.start, part.start - first + small.stop)


def _between(samples: Samples) -> NDArray[np.float32]:
    """Return the four interpolated values that belong to each sample of either channel: (4, 2, n)."""
    length = len(samples)
    padded = np.zeros((2, length + _LENGTH - 1), np.float32)
    padded[:, _LENGTH // 2 : _LENGTH // 2 + length] = samples.T
    shifted = np.stack([padded[:, n : n + length] for n in range(_LENGTH)]).reshape(_LENGTH, -1)
    values = np.empty((_PHASES.shape[1], 2 * length), np.float32)
    for part in parts(2 * length, _PRODUCT):
        np.matmul(_PHASES[::-1].T, shifted[:, part], out=values[:, part])
    return values.reshape(-1, 2, length)


def _peaks_in(samples: Samples, part: slice) -> NDArray[np.float32]:
    """Return the larger true peak of both channels at each sample of a part; what lies around the part counts."""
    first = max(0, part.start - _LENGTH)
    around = samples[first : part.stop + _LENGTH]
    values = np.concatenate((_between(around), around.T[None]))
    return np.asarray(np.abs(values).max(axis=(0, 1))[part.start - first : part.stop - first])


def _may_exceed(samples: Samples, part: slice, level: float) -> bool:
    """Tell whether any point of a part, between its samples too, can be above `level`."""
    around = samples[max(0, part.start - _LENGTH) : part.stop + _LENGTH]
    return float(np.abs(around).max()) * _REACH > level
