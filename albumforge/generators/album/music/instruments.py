"""The instruments: each makes one note as float32 (n, 2) at 48 kHz from its pitch and velocity.

Nearly all are modal: sums of exponentially decaying partials, as of a struck bar or a plucked string (Fletcher and
Rossing, *The Physics of Musical Instruments*); the blown and bowed ones of `voices` are sums of harmonics.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from albumforge.generators.album.music import voices
from albumforge.generators.album.music.synthesis import (
    add,
    bowed,
    frequency,
    noise,
    plucked_at,
    ringing,
    stiff,
    string_pair,
    struck,
)
from albumforge.media.audio import RATE, Samples


@dataclass(frozen=True)
class Instrument:
    """A voice of the orchestra.

    Attributes:
        name: its name.
        play: (pitch, velocity 0 … 1, seconds, random) → the note, loudest about 0.3.
        ring: seconds a note takes to die away when nobody damps it.
        release: seconds in which a damped note dies away.
        sustained: whether the length of a note shapes it (else it is struck, and cut where it is damped).
        variants: how many slightly different notes of the same pitch take turns.
    """

    name: str
    play: Callable[[float, float, float, np.random.Generator], Samples]
    ring: float
    release: float
    sustained: bool = False
    variants: int = 1


class Orchestra:
    """Plays notes and remembers them by instrument, pitch, velocity, length and variant, the oldest not for ever."""

    LEVELS = 10
    MEMORY = 64 << 20

    def __init__(self) -> None:
        self._notes: dict[tuple[str, float, int, int, int], Samples] = {}
        self._bytes = 0

    def note(self, name: str, pitch: float, velocity: float, seconds: float, turn: int = 0) -> Samples:
        """Return a note, damped after `seconds`; the same object may be returned again: do not change it."""
        instrument = INSTRUMENTS[name]
        level = max(1, min(self.LEVELS, round(velocity * self.LEVELS)))
        cents = round(seconds * 50) if instrument.sustained else 0
        key = (name, pitch, level, cents, turn % instrument.variants)
        if key not in self._notes:
            random = np.random.default_rng(zlib.crc32(repr(key).encode()))
            length = cents / 50 if instrument.sustained else instrument.ring
            self._notes[key] = instrument.play(pitch, level / self.LEVELS, length, random)
            self._bytes += self._notes[key].nbytes
            while self._bytes > self.MEMORY and len(self._notes) > 1:
                self._bytes -= self._notes.pop(next(iter(self._notes))).nbytes
        return self._notes[key]


def felt_piano(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A piano with felt between hammers and strings: soft, dark, two strings a note that drift apart."""
    f0 = frequency(pitch)
    n = np.arange(1, 17)
    partials = stiff(f0, n, 3e-4 * (f0 / 220) ** 0.7)
    cutoff = 700 + 2300 * velocity + 1.0 * f0
    amplitudes = 1 / n**0.9 / (1 + (partials / cutoff) ** 2.6)
    amplitudes /= np.sqrt((amplitudes**2).sum())
    main = 1.5 * (220 / f0) ** 0.35 / (1 + 0.22 * (n - 1))
    detune = 2 ** (random.uniform(0.4, 0.9) / 1200)
    strings = ringing(
        np.concatenate((partials, partials * detune)),
        np.concatenate((main * 0.55, main * 1.9)),
        np.concatenate((amplitudes * 0.7, amplitudes * 0.36)),
        seconds,
        random,
        width=0.3,
        spread=0.6,
    )
    note = struck(strings, 0.007, 0.5)
    add(note, struck(noise(random, 0.12, 90, 420, 0.022), 0.003), 0.035 * velocity)
    return note * np.float32(0.34 * velocity**1.25)


def plucked(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A nylon string, plucked at two ninths of its length."""
    f0 = frequency(pitch)
    n = np.arange(1, 25)
    partials = stiff(f0, n, 6e-5)
    amplitudes = plucked_at(0.222, n, partials, fall=1.1, cutoff=2200 + 4500 * velocity)
    decays = 0.75 * (220 / f0) ** 0.4 / (1 + 0.10 * (n - 1) + (partials / 4500) ** 2)
    both = string_pair(
        partials, decays, amplitudes, seconds, random, cents=1.1, longer=1.3, strengths=(0.75, 0.35), width=0.25
    )
    note = struck(both, 0.0025, 0.3)
    add(note, struck(noise(random, 0.03, 700, 2600, 0.006), 0.002), 0.05 * velocity)
    return note * np.float32(0.36 * velocity**1.2)


def marimba(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A rosewood bar tuned 1 : 4 : 9.9 above its resonator, struck with yarn."""
    f0 = frequency(pitch)
    ratios = np.array([1.0, 1.0, 3.98, 9.9])
    decays = np.array([0.42, 0.55, 0.11, 0.04]) * (260 / f0) ** 0.45
    amplitudes = np.array([0.75, 0.3, 0.22 * velocity, 0.09 * velocity**2])
    beating = np.array([1, 1.0012, 1, 1])
    bars = ringing(f0 * ratios * beating, decays, amplitudes, seconds, random, width=0.22, spread=0.4)
    note = struck(bars, 0.0035, 0.2)
    add(note, struck(noise(random, 0.03, 300, 1200, 0.007), 0.003), 0.05 * velocity)
    return note * np.float32(0.42 * velocity**1.15)


def celesta(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """Steel plates over wooden boxes: nearly pure, with a soft glint at the start."""
    f0 = frequency(pitch)
    ratios = np.array([1.0, 1.0, 2.0, 4.02, 5.4])
    decays = np.array([0.85, 1.2, 0.55, 0.30, 0.16]) * (520 / f0) ** 0.3
    amplitudes = np.array([0.62, 0.32, 0.18, 0.20 * velocity, 0.13 * velocity])
    beating = np.array([1, 1.0009, 1, 1, 1])
    plates = ringing(f0 * ratios * beating, decays, amplitudes, seconds, random, width=0.3, spread=0.5)
    note = struck(plates, 0.004, 0.4)
    add(note, struck(noise(random, 0.03, 500, 1800, 0.006), 0.003), 0.02 * velocity)
    return note * np.float32(0.36 * velocity**1.2)


def bell(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A soft hand bell: fundamental, octave and twelfth, each a pair that beats slowly; rings for seconds."""
    f0 = frequency(pitch)
    ratios = np.array([1.0, 1.0, 2.0, 2.0, 3.0, 4.1, 5.9])
    decays = np.array([1.9, 2.4, 1.1, 1.3, 0.55, 0.32, 0.18]) * (440 / f0) ** 0.25
    amplitudes = np.array([0.5, 0.34, 0.17, 0.11, 0.16 * velocity, 0.12 * velocity, 0.08 * velocity**2])
    beating = 1 + np.array([0, 0.0014, 0, 0.0011, 0, 0, 0])
    note = ringing(f0 * ratios * beating, decays, amplitudes, seconds, random, width=0.35, spread=0.4)
    return struck(note, 0.006, 1.0) * np.float32(0.36 * velocity**1.2)


def pad(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """Warm, dark strings without edges."""
    sound = bowed(pitch, seconds, random, cutoff=450 + 900 * velocity, attack=0.7, release=1.1, width=1.3)
    return sound * np.float32(0.2 * velocity)


def glass(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A breath of glass: almost only fundamentals, slow."""
    sound = bowed(pitch, seconds, random, cutoff=260 + 500 * velocity, attack=1.0, release=1.5, width=0.9)
    return sound * np.float32(0.2 * velocity)


def cello(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A low, gentle bowed bass."""
    sound = bowed(pitch, seconds, random, cutoff=420 + 400 * velocity, attack=0.28, release=0.5, width=0.3)
    return sound * np.float32(0.26 * velocity)


def bass(pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """An upright bass, plucked near the fingerboard."""
    f0 = frequency(pitch)
    n = np.arange(1, 9)
    amplitudes = 1 / n**1.1 / (1 + (n * f0 / (300 + 500 * velocity)) ** 2)
    amplitudes /= np.sqrt((amplitudes**2).sum())
    string = ringing(n * f0, 0.7 / (1 + 0.35 * (n - 1)), amplitudes, seconds, random, width=0.08)
    return struck(string, 0.009, 0.3) * np.float32(0.4 * velocity**1.1)


def shaker(_pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """Grains in a wooden egg; the pitch does not matter."""
    return struck(noise(random, seconds, 2600, 5600, 0.028), 0.014, 0.03) * np.float32(0.13 * velocity**1.2)


def soft_drum(_pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A frame drum struck with the hand: its pitch falls from 150 to 78 Hz."""
    t = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * math.pi * np.cumsum(78 + 72 * np.exp(-t / 0.02)) / RATE
    body = (np.sin(phase) * np.exp(-t / 0.11))[:, None] * np.ones(2)
    note = struck(body.astype(np.float32), 0.004, 0.1)
    add(note, struck(noise(random, 0.06, 180, 900, 0.014), 0.003), 0.10 * velocity)
    return note * np.float32(0.5 * velocity)


def wood(_pitch: float, velocity: float, seconds: float, random: np.random.Generator) -> Samples:
    """A small hollow block, tapped softly."""
    modes, decays = np.array([690.0, 1130.0, 1790.0]), np.array([0.035, 0.022, 0.012])
    amplitudes = np.array([0.6, 0.35, 0.18 * velocity])
    return struck(ringing(modes, decays, amplitudes, seconds, random, width=0.3), 0.002, 0.03) * np.float32(
        0.26 * velocity**1.2
    )


INSTRUMENTS: Mapping[str, Instrument] = {
    instrument.name: instrument
    for instrument in (
        Instrument("felt_piano", felt_piano, 5.5, 0.28),
        Instrument("plucked", plucked, 2.6, 0.12),
        Instrument("marimba", marimba, 1.8, 0.15),
        Instrument("celesta", celesta, 3.6, 0.5),
        Instrument("bell", bell, 7.0, 0.9),
        Instrument("pad", pad, 0.0, 1.1, sustained=True),
        Instrument("glass", glass, 0.0, 1.5, sustained=True),
        Instrument("cello", cello, 0.0, 0.5, sustained=True),
        Instrument("bass", bass, 2.2, 0.10),
        Instrument("shaker", shaker, 0.16, 0.03, variants=5),
        Instrument("soft_drum", soft_drum, 0.6, 0.1, variants=3),
        Instrument("wood", wood, 0.2, 0.03, variants=3),
        Instrument("zheng", voices.zheng, 4.0, 0.5),
        Instrument("ukulele", voices.ukulele, 1.4, 0.1),
        Instrument("electric_piano", voices.electric_piano, 3.2, 0.25),
        Instrument("glockenspiel", voices.glockenspiel, 2.6, 0.5),
        Instrument("flute", voices.flute, 0.0, 0.16, sustained=True),
        Instrument("accordion", voices.accordion, 0.0, 0.14, sustained=True),
        Instrument("violins", voices.violins, 0.0, 0.45, sustained=True),
        Instrument("brush", voices.brush, 0.22, 0.05, variants=5),
    )
}
"""Every instrument by name."""

UNPITCHED = frozenset({"shaker", "soft_drum", "wood", "brush"})
