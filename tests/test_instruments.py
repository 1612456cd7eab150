from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.music.instruments import INSTRUMENTS, UNPITCHED, Orchestra
from albumforge.generators.album.music.synthesis import Partials, damped, frequency
from albumforge.media.audio import RATE

PITCHED = sorted(set(INSTRUMENTS) - UNPITCHED)


def play(name: str, pitch: float, velocity: float = 0.7) -> np.ndarray:
    return Orchestra().note(name, pitch, velocity, 2.0)


def test_partials_are_the_sum_of_decaying_sines() -> None:
    frequencies, decays = np.array([220.0, 1234.5]), np.array([0.5, 0.1])
    amplitudes, phases = np.array([[0.5, 0.2], [0.1, 0.3]]), np.array([[0.1, 0.2], [0.3, -0.4]])
    made = Partials(frequencies, decays, amplitudes, phases).sound(1.0)
    t = np.arange(RATE) / RATE
    for side in range(2):
        waves = [
            amplitudes[side, p] * np.exp(-t / decays[p]) * np.cos(2 * np.pi * frequencies[p] * t + phases[side, p])
            for p in range(2)
        ]
        assert np.abs(made[:, side] - sum(waves)).max() < 1e-4


@pytest.mark.parametrize("name", PITCHED)
def test_in_tune(name: str) -> None:
    pitch = 45 if name in ("bass", "cello") else 67
    spectrum = np.abs(np.fft.rfft(play(name, pitch)[:, 0] * np.hanning(len(play(name, pitch))), 1 << 19))
    hertz = np.fft.rfftfreq(1 << 19, 1 / RATE)
    near = (hertz > frequency(pitch) * 0.94) & (hertz < frequency(pitch) * 1.06)
    found = hertz[near][np.argmax(spectrum[near])]
    assert abs(1200 * np.log2(found / frequency(pitch))) < 7


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_starts_and_ends_without_a_click(name: str) -> None:
    note = play(name, 60)
    peak = np.abs(note).max()
    assert 0.02 < peak < 1.0
    assert np.abs(note[:2]).max() < 0.03 * peak
    assert np.abs(note[-2:]).max() < 0.003 * peak
    if name not in UNPITCHED:
        assert np.abs(np.diff(note, axis=0)).max() < 0.35 * peak
    assert abs(float(note.mean())) < 0.01 * peak


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_louder_when_struck_harder(name: str) -> None:
    soft, loud = play(name, 60, 0.3), play(name, 60, 0.9)
    assert (loud**2).sum() > 3 * (soft**2).sum()


def test_notes_are_remembered_and_take_turns() -> None:
    orchestra = Orchestra()
    assert orchestra.note("bell", 70, 0.71, 1.0) is orchestra.note("bell", 70, 0.69, 3.0)
    assert orchestra.note("shaker", 60, 0.5, 1, turn=0) is not orchestra.note("shaker", 60, 0.5, 1, turn=1)
    assert np.array_equal(orchestra.note("pad", 60, 0.5, 1.0), Orchestra().note("pad", 60, 0.5, 1.0))


def test_the_memory_of_notes_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Orchestra, "MEMORY", 1 << 20)
    orchestra = Orchestra()
    first = orchestra.note("marimba", 60, 0.5, 1.0)
    for pitch in range(61, 75):
        orchestra.note("marimba", pitch, 0.5, 1.0)
    again = orchestra.note("marimba", 60, 0.5, 1.0)
    assert again is not first
    assert np.array_equal(again, first)


def test_damped_dies_away() -> None:
    note = play("bell", 70)
    short = damped(note, 1.0, 0.2)
    assert len(short) == round(1.2 * RATE)
    assert np.array_equal(short[:RATE], note[:RATE])
    assert not short[-1].any()
    assert damped(note, 99, 0.2) is note
