"""What the instruments are made of: decaying partials, noise, bowed sections, and clean starts and ends.

A sum of decaying partials is a product of two small matrices: with ``t = (kB + j) / rate`` each partial
``exp(ct) = exp(ckB / rate) exp(cj / rate)``, so that a note of seconds costs a millisecond.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples, interleaved
from albumforge.media.mix import rise

Values = NDArray[np.floating[Any]]

_BLOCK = 256
_PRODUCT = 200_000  # multiplications in one matrix product; larger ones wake BLAS threads that wait for each other
_HIGHEST = 9000.0  # Hz; partials above are left out


def frequency(pitch: float) -> float:
    """Return the frequency in Hz of a MIDI pitch (A4 = 69 = 440 Hz)."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


@dataclass(frozen=True)
class Partials:
    """Decaying sinusoids: frequencies in Hz, time constants in seconds, amplitudes and phases (2, p) for both sides."""

    frequencies: Values
    decays: Values
    amplitudes: Values
    phases: Values

    def sound(self, seconds: float) -> Samples:
        """Return their sum."""
        length = max(1, round(seconds * RATE))
        kept = self.frequencies < _HIGHEST
        rates = (-1 / self.decays + 2j * math.pi * self.frequencies)[kept] / RATE
        together = max(1, _PRODUCT // (2 * _BLOCK * max(1, len(rates))))
        rows = -(-length // (_BLOCK * together)) * together
        starts, inner = _powers(rates * _BLOCK, rows), _powers(rates, _BLOCK).T
        weights = (self.amplitudes * np.exp(1j * self.phases))[:, None, kept]
        outer = (starts * weights).reshape(-1, together, len(rates))
        left = np.concatenate((outer.real, -outer.imag), axis=2).astype(np.float32)
        right = np.concatenate((inner.real, inner.imag)).astype(np.float32)
        return interleaved(*(left @ right).reshape(2, -1)[:, :length])


def _powers(rates: NDArray[Any], count: int) -> NDArray[Any]:
    """Return ``exp(n * rates)`` for n below `count`, (count, p), from far fewer exponentials than that."""
    step = math.isqrt(count - 1) + 1
    coarse = np.exp(rates * step * np.arange(-(-count // step))[:, None])
    fine = np.exp(rates * np.arange(step)[:, None])
    return (coarse[:, None] * fine).reshape(-1, len(rates))[:count]


@functools.lru_cache(maxsize=64)
def ramp(samples: int) -> Samples:
    """Return a raised cosine as (n, 1), to be read only."""
    return rise(samples)[:, None]


def damped(note: Samples, seconds: float, release: float) -> Samples:
    """Return the note cut after `seconds`, dying away within `release`."""
    held, tail = round(seconds * RATE), round(release * RATE)
    if held + tail >= len(note):
        return note
    result = note[: held + tail].copy()
    result[held:] *= ramp(tail)[::-1]
    return result


def struck(sound: Samples, attack: float, ending: float = 0.08) -> Samples:
    """Give a note a start without a click and an end at zero, in place."""
    into, out = min(len(sound), round(attack * RATE)), min(len(sound), round(ending * RATE))
    sound[:into] *= ramp(into)
    sound[len(sound) - out :] *= ramp(out)[::-1]
    return sound


def swelling(note: Samples, attack: float, release: float) -> Samples:
    """Give a note that lasts its start and its end, each at most half of it, in place."""
    into, out = min(len(note) // 2, round(attack * RATE)), min(len(note) // 2, round(release * RATE))
    note[:into] *= ramp(into)
    note[len(note) - out :] *= ramp(out)[::-1]
    return note


def noise(random: np.random.Generator, seconds: float, low: float, high: float, decay: float) -> Samples:
    """Return a decaying burst of noise between two frequencies (soft edges), RMS about 1 at its start."""
    length = round(seconds * RATE)
    spectrum = np.fft.rfft(random.standard_normal((length, 2)), axis=0)
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shape = 1 / np.sqrt(1 + (low / np.maximum(hertz, 1e-3)) ** 6) / np.sqrt(1 + (hertz / high) ** 6)
    burst = np.fft.irfft(spectrum * shape[:, None], length, axis=0)
    burst /= np.sqrt((burst**2).mean()) + 1e-12
    return (burst * np.exp(-np.arange(length) / (decay * RATE))[:, None]).astype(np.float32)


def add(note: Samples, extra: Samples, gain: float) -> None:
    """Add a sound to the start of a note, in place; what is longer than the note is left out."""
    length = min(len(note), len(extra))
    note[:length] += extra[:length] * np.float32(gain)


def sides(amplitudes: Values, random: np.random.Generator, spread: float) -> Values:
    """Return amplitudes for left and right that lean to one side or the other by up to `spread`."""
    lean = random.uniform(-spread, spread, len(amplitudes))
    return np.stack((amplitudes * (1 + lean), amplitudes * (1 - lean)))


def ringing(
    frequencies: Values,
    decays: Values,
    amplitudes: Values,
    seconds: float,
    random: np.random.Generator,
    *,
    width: float,
    spread: float = 0.0,
) -> Samples:
    """Return partials struck together: each leans to a side by up to `width`, and starts within `spread` radians."""
    both = sides(amplitudes, random, width)
    phases = random.uniform(-spread, spread, both.shape) if spread else np.zeros(both.shape)
    return Partials(frequencies, decays, both, phases - math.pi / 2).sound(seconds)


def stiff(f0: float, n: NDArray[np.int_], stiffness: float) -> Values:
    """Return the frequencies of the partials `n` of a string that resists bending."""
    return np.asarray(n * f0 * np.sqrt(1 + stiffness * n**2))


def plucked_at(place: float, n: NDArray[np.int_], frequencies: Values, *, fall: float, cutoff: float) -> Values:
    """Return the amplitudes of the partials of a string plucked at a part of its length, together of power 1.

    Args:
        fall: partial n is as strong as 1 / n to this power.
        cutoff: Hz above which partials are weaker still.
    """
    amplitudes = np.abs(np.sin(n * math.pi * place)) / n**fall / (1 + (frequencies / cutoff) ** 2)
    return np.asarray(amplitudes / np.sqrt((amplitudes**2).sum()))


def string_pair(
    frequencies: Values,
    decays: Values,
    amplitudes: Values,
    seconds: float,
    random: np.random.Generator,
    *,
    cents: float,
    longer: float,
    strengths: tuple[float, float],
    width: float,
) -> Samples:
    """Return a plucked string and one beside it that is `cents` above and rings `longer` times as long."""
    return ringing(
        np.concatenate((frequencies, frequencies * 2 ** (cents / 1200))),
        np.concatenate((decays, decays * longer)),
        np.concatenate((amplitudes * strengths[0], amplitudes * strengths[1])),
        seconds,
        random,
        width=width,
        spread=0.3,
    )


def bowed(
    pitch: float,
    seconds: float,
    random: np.random.Generator,
    *,
    cutoff: float,
    attack: float,
    release: float,
    width: float,
) -> Samples:
    """A section of players: three slightly different pitches a side, upper partials dull, swelling in and out."""
    f0 = frequency(pitch)
    count = max(3, min(10, int(2800 / f0)))
    n = np.tile(np.arange(1, count + 1), 3)
    cents = np.repeat(np.array([-5.0, 0.6, 4.4]), count) + random.uniform(-0.8, 0.8, 3 * count)
    partials = n * f0 * 2 ** (cents / 1200)
    amplitudes = 1 / n**1.3 / (1 + (partials / cutoff) ** 2)
    amplitudes /= np.sqrt((amplitudes**2).sum())
    phases = random.uniform(0, 2 * math.pi, len(n)) + random.uniform(-width, width, (2, len(n)))
    voices = Partials(partials, np.full(len(n), 1e6), sides(amplitudes, random, 0.4 * width), phases)
    return swelling(voices.sound(seconds + release), attack, release)
