"""Click tracks of known beats to test with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumforge.media.audio import RATE, Samples, interleaved

_BASS = (55.0, 55.0, 82.4, 65.4)  # Hz


def click_track(
    bpm: float,
    seconds: float = 14.0,
    *,
    swing: float = 0.0,
    eighths: float = 0.0,
    noise: float = 0.0,
    bass: bool = False,
    lead: float = 0.0,
    drift: float = 0.0,
) -> tuple[Samples, NDArray[np.float64]]:
    """Return a click track and the seconds of its beats.

    Args:
        swing, eighths: level of a click two thirds or half of the way to the next beat, beside the beat's.
        noise: standard deviation of white noise; the clicks have 0.5.
        bass: whether a bass plays along.
        lead: seconds of silence first.
        drift: part by which the tempo goes up and down every 20 s.
    """
    length = round((seconds + lead) * RATE)
    sound, at, beats = np.zeros(length), lead + 0.25, []
    while at < seconds + lead - 0.1:
        step = 60 / bpm * (1 + drift * np.sin(2 * np.pi * at / 20))
        for place, level in ((0.0, 1.0), (2 / 3, swing), (0.5, eighths)):
            _put(sound, at + place * step, 0.5 * level * _click())
        if bass:
            _put(sound, at, 0.3 * _bass(_BASS[len(beats) % 4], 0.9 * step))
        beats.append(at)
        at += step
    sound += noise * np.random.default_rng(1).standard_normal(length)
    mono = sound.astype(np.float32)
    return interleaved(mono, mono), np.array(beats)


def _click() -> NDArray[np.float64]:
    t = np.arange(round(0.03 * RATE)) / RATE
    return np.asarray(np.sin(2 * np.pi * 1000 * t) * np.exp(-t / 0.006))


def _bass(hertz: float, seconds: float) -> NDArray[np.float64]:
    t = np.arange(round(seconds * RATE)) / RATE
    ends = np.minimum(1, t / 0.01) * np.minimum(1, (t[-1] - t) / 0.02)
    return np.asarray(np.sin(2 * np.pi * hertz * t) * np.exp(-t / 0.4) * ends)


def _put(sound: NDArray[np.float64], seconds: float, what: NDArray[np.float64]) -> None:
    first = round(seconds * RATE)
    part = sound[first : first + len(what)]
    part += what[: len(part)]
