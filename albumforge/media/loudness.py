"""Loudness and true peak after ITU-R BS.1770-4, and bringing a sound to a loudness without clipping it.

The two K-weighting filters have the coefficients of BS.1770-4, tables 1 and 2 (48 kHz). They are applied as one FIR
filter, their impulse response cut where it has fallen below -180 dB, by FFT convolution. True peak is the maximum of
the signal oversampled four times with the 48-tap filter of annex 2.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.media.audio import RATE, Samples

TARGET = -14.0
CEILING = -1.0

_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621)
_TAPS = 4096
_FFT = 32768
_STEP = RATE // 10  # gating blocks of 400 ms start every 100 ms
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_AUDIBLE = -60.0  # a sound below this loudness is room noise: it is not pulled up

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
_GROUP = 16  # samples that share one gain of the limiter's control signal
_BLOCK = 1 << 16  # samples handled at once
_SMALL = 1 << 12  # the same, where most may be passed over

_LOOK_AHEAD = 96  # groups of samples over which the limiter's gain comes down: 32 ms
_RELEASE = 60.0  # decibels a second at which it goes up again, at least
_CODEC_MARGIN = 0.5  # decibels that lossy coding may add to a peak
_ROUNDS = 8
_MAKE_UP = 6.0  # decibels of gain that limiting is made up for with, at most


@dataclass(frozen=True)
class Loudness:
    """How loud a sound is.

    Attributes:
        integrated: gated programme loudness in LUFS; -inf for silence.
        true_peak: in dBTP; -inf for silence.
    """

    integrated: float
    true_peak: float


def measure(samples: Samples, *, context: Context | None = None) -> Loudness:
    """Measure a stereo sound at 48 kHz.

    Args:
        samples: float32 (n, 2). Less than 0.4 s is measured as one block.
    """
    return Loudness(integrated(samples, context=context), true_peak(samples, context=context))


def integrated(samples: Samples, *, levels: NDArray[np.float64] | None = None, context: Context | None = None) -> float:
    """Return the gated loudness in LUFS, or -inf where nothing is above the absolute gate of -70 LUFS.

    Args:
        levels: gains (linear) of each 16 samples, to measure the samples as they would be with them.
    """
    powers = _step_powers(samples, context, levels)
    if len(powers) < 4:
        blocks = np.array([powers.sum() / max(1, len(samples)) * _STEP]) if len(powers) else np.zeros(0)
    else:
        sums = np.concatenate(([0.0], np.cumsum(powers)))
        blocks = (sums[4:] - sums[:-4]) / 4
    blocks = blocks[_lufs(blocks) > _ABSOLUTE_GATE]
    if not len(blocks):
        return -math.inf
    gate = float(_lufs(blocks.mean())) + _RELATIVE_GATE
    return float(_lufs(blocks[_lufs(blocks) > gate].mean()))


def short_term(samples: Samples, *, seconds: float = 3.0) -> NDArray[np.float64]:
    """Return the loudness in LUFS of the window of `seconds` that ends at each tenth of a second."""
    powers = _step_powers(samples, None)
    width = max(1, round(seconds * RATE / _STEP))
    sums = np.concatenate((np.zeros(width), np.cumsum(powers)))
    return _lufs((sums[width:] - sums[:-width]) / width)


def true_peak(samples: Samples, *, context: Context | None = None) -> float:
    """Return the true peak in dBTP: the largest magnitude of the signal oversampled four times."""
    best = float(np.abs(samples).max()) if len(samples) else 0.0
    for part in _blocks(len(samples), _SMALL):
        if context is not None:
            context.check()
        if _may_exceed(samples, part, best):
            best = max(best, float(_peaks_in(samples, part).max()))
    return 20 * math.log10(best) if best > 0 else -math.inf


def normalise(
    samples: Samples,
    target: float = TARGET,
    ceiling: float = CEILING,
    *,
    out: Samples | None = None,
    context: Context | None = None,
) -> Samples:
    """Return the sound at `target` LUFS with no true peak above `ceiling` dBTP, also after AAC coding.

    One gain for the whole; where that lets peaks through, a limiter with look-ahead turns them down, and the gain
    makes up for it. What is below -60 LUFS counts as silence and stays as it is. Where single peaks stand so
    far above the rest that limiting them takes more than 6 dB from the loudness, the nearest is returned.

    Args:
        out: where to put the result; may be `samples` itself. None: a new array.
    """
    result = np.empty_like(samples) if out is None else out
    loudness = measure(samples, context=context)
    if loudness.integrated < _AUDIBLE:
        result[:] = samples
        return result
    gain = target - loudness.integrated
    room = ceiling - _CODEC_MARGIN
    if loudness.true_peak + gain <= room:
        return np.multiply(samples, np.float32(_linear(gain)), out=result)
    peaks = _group_peaks(samples, _linear(room - gain - _MAKE_UP), context)
    chosen, best = _levels(peaks, gain, room), math.inf
    for _ in range(_ROUNDS):
        levels = _levels(peaks, gain, room)
        missing = target - integrated(samples, levels=levels, context=context)
        if abs(missing) < best:
            chosen, best = levels, abs(missing)
        if best < 0.1:
            break
        gain = min(gain + missing * 1.2, target - loudness.integrated + _MAKE_UP)
    for part in _blocks(len(samples)):
        np.multiply(samples[part], _curve(chosen, part.start, part.stop), out=result[part])
    return result


def _linear(decibels: float) -> float:
    return float(10 ** (decibels / 20))


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
    return np.fft.rfft(impulse, _FFT).astype(np.complex64)[:, None]


def _step_powers(
    samples: Samples, context: Context | None, levels: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the K-weighted power, summed over both channels, of each full tenth of a second.

    A sound shorter than a gating block is one step with its energy spread over that tenth.
    """
    filter_ = _k_weighting()
    hop = (_FFT - _TAPS) // _STEP * _STEP
    powers: list[NDArray[np.float64]] = []
    for start in range(0, len(samples), hop):
        if context is not None:
            context.check()
        block = np.zeros((_FFT, 2), np.float32)
        first = max(0, start - _TAPS)
        piece = samples[first : start + hop]
        if levels is not None:
            piece = piece * _curve(levels, first, first + len(piece))
        block[_TAPS - (start - first) : _TAPS - (start - first) + len(piece)] = piece
        weighted = np.fft.irfft(np.fft.rfft(block, axis=0) * filter_, _FFT, axis=0)[_TAPS : _TAPS + hop]
        weighted = weighted[: min(hop, len(samples) - start)]
        whole = len(weighted) // _STEP if len(samples) >= 4 * _STEP else -(-len(weighted) // _STEP)
        padded = np.zeros((whole * _STEP, 2), np.float32)
        padded[: len(weighted)] = weighted[: len(padded)]
        steps = padded.reshape(whole, 2 * _STEP)
        powers.append(np.einsum("ij,ij->i", steps, steps, dtype=np.float64) / _STEP)
    return np.concatenate(powers) if powers else np.zeros(0)


def _between(samples: Samples) -> NDArray[np.float32]:
    """Return the four interpolated values that belong to each sample of either channel: (4, 2, n)."""
    length = len(samples)
    padded = np.zeros((2, length + _LENGTH - 1), np.float32)
    padded[:, _LENGTH // 2 : _LENGTH // 2 + length] = samples.T
    values = np.zeros((_PHASES.shape[1], 2, length), np.float32)
    scaled = np.empty((2, length), np.float32)
    # Not as a matrix product: BLAS threads that wait for each other cost more than the sums where others work too.
    for taps, value in zip(_PHASES.T, values, strict=True):
        for n, tap in enumerate(taps[::-1]):
            value += np.multiply(padded[:, n : n + length], tap, out=scaled)
    return values


def _peaks_in(samples: Samples, part: slice) -> NDArray[np.float32]:
    """Return the larger true peak of both channels at each sample of a part; what lies around the part counts."""
    first = max(0, part.start - _LENGTH)
    around = samples[first : part.stop + _LENGTH]
    highest = np.maximum(np.abs(_between(around)).max(axis=(0, 1)), np.abs(around).max(axis=1))
    return np.asarray(highest[part.start - first : part.stop - first])


def _may_exceed(samples: Samples, part: slice, level: float) -> bool:
    """Tell whether any point of a part, between its samples too, can be above `level`."""
    around = samples[max(0, part.start - _LENGTH) : part.stop + _LENGTH]
    reach = float(np.abs(_PHASES).sum(axis=0).max())
    return float(np.abs(around).max()) * reach > level


def _blocks(length: int, size: int = _BLOCK) -> Iterator[slice]:
    for start in range(0, length, size):
        yield slice(start, min(length, start + size))


def _group_peaks(samples: Samples, floor: float, context: Context | None) -> NDArray[np.float32]:
    """Return the true peak (linear, both channels) of each `_GROUP` samples; 0 where it is surely below `floor`."""
    peaks = np.zeros(-(-len(samples) // _GROUP), np.float32)
    for part in _blocks(len(samples), _SMALL):
        if context is not None:
            context.check()
        if not _may_exceed(samples, part, floor):
            continue
        inside = _peaks_in(samples, part)
        padded = np.zeros(-(-len(inside) // _GROUP) * _GROUP, np.float32)
        padded[: len(inside)] = inside
        peaks[part.start // _GROUP : part.start // _GROUP + len(padded) // _GROUP] = padded.reshape(-1, _GROUP).max(1)
    return peaks


def _highest_around(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Return for each value the highest of it and the `reach` values on either side."""
    width = 2 * reach + 1
    highest, covered = np.pad(values, reach), 1
    while covered < width:
        step = min(covered, width - covered)
        highest = np.maximum(highest[:-step], highest[step:])
        covered += step
    return highest


def _levels(peaks: NDArray[np.float32], gain: float, ceiling: float) -> NDArray[np.float64]:
    """Return the gain (linear) of each group: `gain` dB and, where peaks would pass `ceiling` dBTP, smoothly less."""
    over = np.maximum(0.0, 20 * np.log10(np.maximum(peaks, 1e-9)) + gain - ceiling).astype(np.float64)
    half = _LOOK_AHEAD // 2
    held = _highest_around(np.pad(over, half), half)
    fall = _RELEASE * _GROUP / RATE * np.arange(len(held))
    held = np.maximum.accumulate(held + fall) - fall  # up at once, down evenly
    window = np.hanning(_LOOK_AHEAD + 1)
    smooth = np.convolve(held, window / window.sum(), mode="valid")
    return np.asarray(_linear(gain) * 10 ** (-smooth / 20))


def _curve(levels: NDArray[np.float64], start: int, stop: int) -> Samples:
    """Return the gains of samples `start` to `stop`, (n, 1), between those at the middles of their groups."""
    first = max(0, start // _GROUP - 1)
    near = levels[first : stop // _GROUP + 2]
    places = (first + np.arange(len(near)) + 0.5) * _GROUP
    return np.interp(np.arange(start, stop), places, near).astype(np.float32)[:, None]
