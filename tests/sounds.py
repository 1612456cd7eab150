"""Sounds to test with, float32 (n, 2) at 48 kHz; written as WAV; how loud they are from moment to moment."""

from __future__ import annotations

import wave
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples, in_blocks
from albumforge.media.loudness import Meter
from albumforge.media.publish import published, writing
from albumforge.media.spool import Sound, parts


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


def write_wav(sound: Samples | Iterable[Samples], path: Path | str) -> int:
    """Write sound as WAV, 24-bit PCM at 48 kHz, and return the number of samples; beyond full scale it is clipped.

    Raises:
        StorageError: the file cannot be written.
    """
    target = Path(path)
    written = 0
    with published(target) as temporary, writing(target), wave.open(str(temporary), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(3)
        file.setframerate(RATE)
        for block in in_blocks(sound, RATE):
            words = np.rint(np.clip(block, -1.0, 1.0) * np.float32(2**23 - 1)).astype("<i4")
            file.writeframes(words.view(np.uint8).reshape(-1, 4)[:, :3].tobytes())
            written += len(block)
    return written


def short_term(sound: Sound, *, seconds: float = 3.0) -> NDArray[np.float64]:
    """Return the loudness in LUFS of the window of `seconds` that ends at each tenth of a second."""
    meter = Meter()
    for part in parts(len(sound)):
        meter.add(sound[part])
    width = max(1, round(10 * seconds))
    sums = np.concatenate((np.zeros(width), np.cumsum(meter.powers)))
    return np.asarray(-0.691 + 10 * np.log10(np.maximum((sums[width:] - sums[:-width]) / width, 1e-20)))
