from __future__ import annotations

import time
from functools import cache

import numpy as np
import pytest
from sounds import short_term

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.music import PIECES, Piece, fit, perform
from albumforge.generators.album.music.piece import Role
from albumforge.generators.album.music.timing import performance_samples
from albumforge.media.audio import RATE, Samples


def played(piece: Piece, bars: int, bpm: float, seed: int) -> Samples:
    return np.concatenate(list(perform(piece, bars, bpm, seed=seed)))


@cache
def performed(name: str) -> Samples:
    fitted = fit(PIECES[name], 30)
    return played(PIECES[name], fitted.bars, fitted.bpm, seed=3)


def share(sound: Samples, low: float, high: float) -> float:
    """Part of the energy between two frequencies, in dB."""
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / power.sum() + 1e-15))


@pytest.mark.parametrize("name", PIECES)
def test_it_is_clean(name: str) -> None:
    sound = performed(name)
    peak = float(np.abs(sound).max())
    assert sound.dtype == np.float32
    assert 0.2 < peak < 1.2
    assert not sound[: round(0.29 * RATE)].any() or np.abs(sound[: round(0.29 * RATE)]).max() < 1e-6
    assert np.abs(np.diff(sound, axis=0)).max() < 0.3 * peak
    assert not sound[-1].any()
    assert np.abs(sound.mean(axis=0)).max() < 1e-3
    assert share(sound, 0, 60) < -30
    assert share(sound, 8000, 24_000) < -35
    assert share(sound, 1000, 8000) > -22
    assert 0.2 < np.corrcoef(sound.T)[0, 1] < 0.95


def keys(sound: Samples) -> np.ndarray:
    """Part of the energy from 100 to 2000 Hz in each of the twelve pitch classes."""
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    heard = (hertz > 100) & (hertz < 2000)
    classes = np.round(12 * np.log2(hertz[heard] / 440) + 69).astype(int) % 12
    return np.bincount(classes, power[heard], 12) / power[heard].sum()


@pytest.mark.parametrize("name", PIECES)
def test_its_spectrum_is_balanced_and_in_its_mode(name: str) -> None:
    sound, scale = performed(name), PIECES[name].scale
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    centroid = float((power * np.fft.rfftfreq(len(sound), 1 / RATE)).sum() / power.sum())
    assert 350 < centroid < 800
    assert -18 < share(sound, 60, 150) < -4
    crest = 20 * np.log10(np.abs(sound).max() / np.sqrt((sound**2).mean()))
    assert 12 < crest < 20
    of_the_mode = {(scale.tonic + n) % 12 for degree, n in enumerate(scale.semitones) if degree not in scale.avoided}
    assert sum(keys(sound)[tone] for tone in of_the_mode) > 0.95


def test_the_pieces_differ() -> None:
    assert len(PIECES) >= 6
    assert len({piece.bpm for piece in PIECES.values()}) == len(PIECES)
    assert len({piece.mode for piece in PIECES.values()}) >= 5
    assert {piece.beats_per_bar for piece in PIECES.values()} == {3, 4}
    melodies = [part.instruments for piece in PIECES.values() for part in piece.parts if part.role is Role.MELODY]
    assert len(set(melodies)) == len(melodies)


@pytest.mark.parametrize("name", PIECES)
def test_it_builds_and_comes_to_rest(name: str) -> None:
    levels = short_term(performed(name))
    third = len(levels) // 3
    assert levels[third : 2 * third + third // 2].max() > levels[30:60].mean() + 1
    tail = np.abs(performed(name)[-round(1.2 * RATE) :]).reshape(-1, RATE // 50, 2).max(axis=(1, 2))
    assert tail[-1] < 0.1 * tail[0]


def test_the_same_seed_gives_the_same_samples() -> None:
    piece = PIECES["morning"]
    one, two = (played(piece, 3, 80, seed=9) for _ in range(2))
    assert np.array_equal(one, two)
    assert len(one) == performance_samples(piece, 3, 80, RATE)
    assert not np.array_equal(one, played(piece, 3, 80, seed=10))


@pytest.mark.parametrize("name", PIECES)
def test_it_is_quick(name: str) -> None:
    started = time.process_time()
    performed.__wrapped__(name)
    assert time.process_time() - started < 2.0  # half a second on a free machine


def test_cancelling() -> None:
    with pytest.raises(Cancelled):
        next(perform(PIECES["morning"], 8, 80, seed=1, context=Context(cancelled=lambda: True)))
