"""Sounds to test with: float32 (n, 2) at 48 kHz."""

from __future__ import annotations

import numpy as np

from albumforge.media.audio import RATE, Samples


def tone(hertz: float, level: float, seconds: float, phase: float = 0.0) -> Samples:
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE + phase)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def noise(level: float, seconds: float, seed: int = 1) -> Samples:
    """Noise that falls with frequency, as music does."""
    length = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((length, 2)), axis=0)
    spectrum /= 1 + np.fft.rfftfreq(length, 1 / RATE)[:, None] / 400
    sound = np.fft.irfft(spectrum, length, axis=0)
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def music() -> Samples:
    """Loud and soft parts with struck notes."""
    sound = noise(0.05, 12)
    for n in range(24):
        note = tone(220 * 2 ** (n % 7 / 7), 0.25 + 0.6 * (n % 5 == 0), 1.5)
        note *= np.exp(-np.arange(len(note)) / 9000)[:, None]
        sound[n * 24_000 : n * 24_000 + len(note)] += note[: max(0, len(sound) - n * 24_000)]
    return sound
