"""More instruments: plucked steel, tines, reeds, pipes and bows, for the pieces that call for them.

Plucked and struck ones are modal, as in `instruments`. Those that last are sums of harmonics whose pitch may waver:
the powers of one complex oscillator, so that a harmonic costs one multiplication a sample.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.music.synthesis import (
    Values,
    add,
    bowed,
    frequency,
    noise,
    plucked_at,
    ringing,
    stiff,
    string_pair,
    struck,
    swelling,
)
from albumforge.media.audio import RATE, Samples

_VIBRATO_FROM = 0.25  # seconds after which a player's vibrato has set in by half


def zheng(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A steel string over a movable bridge, plucked near its end: bright at first, then long and clear."""
    f0 = frequency(pitch)
    n = np.arange(1, 21)
    partials = stiff(f0, n, 9e-5)
    amplitudes = plucked_at(0.125, n, partials, fall=1.15, cutoff=1900 + 3600 * velocity)
    decays = 1.15 * (294 / f0) ** 0.4 / (1 + 0.2 * (n - 1) + (partials / 4200) ** 2)
    both = string_pair(
        partials, decays, amplitudes, seconds, random, cents=1.6, longer=1.5, strengths=(0.75, 0.38), width=0.3
    )
    note = struck(both, 0.0025, 0.4)
    add(note, struck(noise(random, 0.03, 900, 3200, 0.005), 0.002), 0.04 * velocity)
    return note * np.float32(0.36 * velocity**1.2)


def ukulele(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A short nylon string on a small box, strummed with the finger."""
    f0 = frequency(pitch)
    n = np.arange(1, 15)
    partials = stiff(f0, n, 8e-5)
    amplitudes = plucked_at(0.3, n, partials, fall=1.25, cutoff=1900 + 3000 * velocity)
    decays = 0.34 * (392 / f0) ** 0.4 / (1 + 0.16 * (n - 1) + (partials / 4500) ** 2)
    string = ringing(partials, decays, amplitudes, seconds, random, width=0.3, spread=0.3)
    note = struck(string, 0.003, 0.3)
    add(note, struck(noise(random, 0.03, 350, 1600, 0.006), 0.002), 0.05 * velocity)
    return note * np.float32(0.38 * velocity**1.2)


def electric_piano(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A tine before a pickup: a warm fundamental, a bark of harmonics when struck hard, and a short chime."""
    f0 = frequency(pitch)
    ratios = np.array([1.0, 1.0, 2.0, 3.0, 4.0, 6.27])
    decays = np.array([1.1, 1.5, 0.8, 0.55, 0.4, 0.09]) * (262 / f0) ** 0.4
    bark = velocity**1.5
    amplitudes = np.array([0.62, 0.3, 0.34 * bark + 0.08, 0.2 * bark, 0.1 * bark, 0.1 * velocity])
    beating = np.array([1, 1.0008, 1, 1, 1, 1])
    tine = ringing(f0 * ratios * beating, decays, amplitudes, seconds, random, width=0.2, spread=0.6)
    return struck(tine, 0.005, 0.4) * np.float32(0.36 * velocity**1.15)


def glockenspiel(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A steel bar, free at both ends, struck with a soft mallet: modes 1 : 2.76 : 5.4."""
    f0 = frequency(pitch)
    ratios = np.array([1.0, 1.0015, 2.76, 5.4])
    decays = np.array([0.7, 0.9, 0.22, 0.09]) * (784 / f0) ** 0.3
    amplitudes = np.array([0.65, 0.3, 0.2 * velocity, 0.08 * velocity**2])
    note = struck(ringing(f0 * ratios, decays, amplitudes, seconds, random, width=0.3, spread=0.5), 0.003, 0.3)
    add(note, struck(noise(random, 0.02, 900, 2600, 0.004), 0.002), 0.02 * velocity)
    return note * np.float32(0.34 * velocity**1.2)


def flute(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A bamboo flute: few harmonics, breath around them, and a vibrato that sets in late."""
    strengths = np.array([1.0, 0.16 + 0.3 * velocity, 0.05 + 0.14 * velocity, 0.06 * velocity, 0.03 * velocity])
    note = _held(pitch, seconds + 0.16, random, strengths, cents=9.0, hertz=4.8, width=0.5)
    f0 = frequency(pitch)
    add(note, noise(random, len(note) / RATE, 0.9 * f0, 3.0 * f0, 4.0), 0.02 + 0.015 * velocity)
    add(note, noise(random, 0.09, 1.5 * f0, 5.0 * f0, 0.03), 0.05 * velocity)  # the tongue
    return swelling(note, 0.07, 0.16) * np.float32(0.24 * velocity**1.1)


def accordion(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """Two reeds a few cents apart, on one side of an old box: reedy, with a slow beat."""
    n = np.arange(1, 11)
    cutoff = 1500 + 1700 * velocity
    strengths = np.where(n % 2 == 1, 1.0, 0.6) / n**0.75 / (1 + (n * frequency(pitch) / cutoff) ** 2)
    note = _held(pitch - 0.025, seconds + 0.14, random, strengths, cents=0.0, hertz=1.0, width=0.4)
    note += _held(pitch + 0.035, seconds + 0.14, random, strengths * 0.7, cents=0.0, hertz=1.0, width=0.4)
    return swelling(note, 0.05, 0.14) * np.float32(0.15 * velocity**1.1)


def violins(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A few violins or violas in unison, bowed gently, nearer and brighter than the pad."""
    cutoff = 1100 + 1500 * velocity
    return bowed(pitch, seconds, random, cutoff=cutoff, attack=0.17, release=0.45, width=0.7) * np.float32(
        0.24 * velocity
    )


def brush(_pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """Wire brushes on a snare drum: a soft swish; the pitch does not matter."""
    note = struck(noise(random, seconds, 1300, 4800, 0.05), 0.006, 0.06)
    add(note, struck(noise(random, 0.08, 190, 600, 0.02), 0.003), 0.5)
    return note * np.float32(0.13 * velocity**1.2)


def _held(
    pitch: float,
    seconds: float,
    random: np.random.Generator,
    strengths: Values,
    *,
    cents: float,
    hertz: float,
    width: float,
) -> Samples:
    """Return harmonics of equal loudness throughout, RMS about 0.7.

    Args:
        strengths: of the harmonics, from the fundamental on.
        cents, hertz: depth and rate of the vibrato.
        width: how far the phases of both sides differ, radians.
    """
    length = max(2, round(seconds * RATE))
    t = np.arange(length) / RATE
    f0 = frequency(pitch)
    rate = 2 * math.pi * hertz * random.uniform(0.94, 1.06)
    onset = 1 / (1 + np.exp(-(t - _VIBRATO_FROM) / 0.06))
    swing = f0 * (2 ** (cents / 1200) - 1) / rate
    oscillator = np.exp(1j * (2 * math.pi * f0 * t + 2 * math.pi * swing * onset * np.sin(rate * t))).astype(
        np.complex64
    )
    power: NDArray[np.complex64] = np.ones(length, np.complex64)
    phases = random.uniform(0, 2 * math.pi, len(strengths)) + random.uniform(-width, width, (2, len(strengths)))
    weights = strengths / math.sqrt(float((np.asarray(strengths) ** 2).sum())) * np.exp(1j * phases)
    note: Samples = np.zeros((length, 2), np.float32)
    for number, both in enumerate(weights.T.astype(np.complex64)):
        if (number + 1) * f0 > 9000:
            break
        power = power * oscillator
        for side in range(2):
            note[:, side] += power.real * both[side].real - power.imag * both[side].imag
    return note
