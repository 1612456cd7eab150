"""The sound of a cut: to the sample, without clicks, as long as the pictures."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from sounds import noise, tone, write_wav

from albumforge.context import Context
from albumforge.generators.autocut.execute.sound import CROSS_FADE, cut_sound
from albumforge.generators.autocut.execute.takes import Take
from albumforge.media.audio import RATE, Samples

SECONDS = 20
HALF = CROSS_FADE // 2


def takes_of(*pieces: tuple[int, int], speed: float = 1.0) -> tuple[Take, ...]:
    lengths = [round((last - first) / Fraction(speed)) for first, last in pieces]
    starts = [0, *itertools.accumulate(lengths)]
    return tuple(
        Take(start, length, first, last, speed)
        for start, length, (first, last) in zip(starts[:-1], lengths, pieces, strict=True)
    )


def sound_of(takes: tuple[Take, ...], path: Path, fps: Fraction) -> Samples:
    return np.concatenate(list(cut_sound(takes, fps, path, 0, round(SECONDS * fps), Context())))


def place(frame: int, fps: Fraction) -> int:
    return round(frame * RATE / fps)


@pytest.fixture(scope="module")
def hiss(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Samples]:
    path = tmp_path_factory.mktemp("sound") / "noise.wav"
    sound = noise(0.05, SECONDS)
    write_wav(sound, path)
    return path, sound


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001), Fraction(60)])
def test_each_take_is_there_to_the_sample(hiss: tuple[Path, Samples], fps: Fraction) -> None:
    path, sound = hiss
    takes = takes_of((0, 70), (83, 84), (200, 400), (100, 230))
    result = sound_of(takes, path, fps)
    assert len(result) == place(takes[-1].end, fps)
    for take in takes:
        first, last = place(take.start, fps), place(take.end, fps)
        rim, start = CROSS_FADE, place(take.first, fps)
        assert np.allclose(result[first + rim : last - rim], sound[start + rim : start + last - first - rim], atol=1e-4)


def test_takes_are_faded_into_each_other(hiss: tuple[Path, Samples]) -> None:
    path, sound = hiss
    fps = Fraction(25)
    result = sound_of(takes_of((0, 50), (100, 150)), path, fps)
    join = place(50, fps)
    rise = (0.5 - 0.5 * np.cos(np.pi * (np.arange(CROSS_FADE) + 0.5) / CROSS_FADE))[:, None]
    before = sound[join - HALF : join + HALF]
    after = sound[2 * join - HALF : 2 * join + HALF]
    assert np.allclose(result[join - HALF : join + HALF], before * (1 - rise) + after * rise, atol=1e-4)


def test_a_join_of_a_tone_makes_no_click(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    sound = tone(200, 0.5, SECONDS)
    write_wav(sound, path)
    fps = Fraction(30)
    # Half a period is left out: without a fade the wave would jump.
    result = sound_of(takes_of((0, 40), (51, 90)), path, fps)
    assert np.abs(np.diff(result[:, 0])).max() < 1.5 * np.abs(np.diff(sound[:, 0])).max()


def test_ends_within_the_source_are_faded_and_its_own_are_not(hiss: tuple[Path, Samples]) -> None:
    path, sound = hiss
    fps = Fraction(25)
    inside = sound_of(takes_of((10, 60)), path, fps)
    assert np.abs(inside[:10]).max() < 0.1 * np.abs(sound).max() > np.abs(inside[-10:]).max()
    whole = sound_of(takes_of((0, SECONDS * 25)), path, fps)
    assert np.allclose(whole, sound, atol=1e-4)


@pytest.mark.parametrize("speed", [0.25, 0.75, 1.5, 4.0])
def test_another_speed_has_the_length_of_its_frames(hiss: tuple[Path, Samples], speed: float) -> None:
    fps = Fraction(30)
    takes = takes_of((20, 21), (30, 90), (100, 104), speed=speed)
    result = sound_of(takes, hiss[0], fps)
    assert len(result) == place(takes[-1].end, fps)
    assert np.sqrt(np.mean(result[RATE // 4 : -RATE // 4] ** 2)) > 0.003


def test_takes_shorter_than_a_cross_fade_are_joined(hiss: tuple[Path, Samples]) -> None:
    fps = Fraction(1000)
    takes = takes_of(*((start, start + 1) for start in range(0, 5000, 50)))
    result = sound_of(takes, hiss[0], fps)
    assert len(result) == place(len(takes), fps)
    assert np.isfinite(result).all() and np.abs(result).max() <= np.abs(hiss[1]).max() + 1e-3
