from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click_tracks import click_track
from sounds import noise, tone, write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.music import PIECES, beats, fit, perform
from albumforge.generators.album.music.listening import listen
from albumforge.generators.album.music.tracking import Beats, beats_in
from albumforge.media.audio import RATE, Samples, silence

KINDS: dict[str, dict[str, Any]] = {
    "straight": {},
    "eighths": {"eighths": 0.5},
    "swing": {"swing": 0.5},
    "even swing": {"swing": 1.0},
    "noise": {"noise": 0.05},
    "bass": {"bass": True},
    "swing with noise and bass": {"swing": 0.5, "noise": 0.03, "bass": True},
    "silence first": {"lead": 2.0},
    "drift": {"drift": 0.03},
}


def within(found: np.ndarray, wanted: np.ndarray, seconds: float = 0.04) -> float:
    """Part of the wanted times that something found is near to."""
    return float(np.mean([np.abs(found - at).min() <= seconds for at in wanted])) if len(found) else 0.0


@pytest.mark.parametrize("kind", KINDS)
def test_the_beats_of_click_tracks(kind: str) -> None:
    # Plain clicks at every tempo; what else may be heard at every fourth, other ones for each kind.
    tempos = range(60, 181, 5) if kind == "straight" else range(60 + 5 * (list(KINDS).index(kind) % 4), 181, 20)
    for bpm in tempos:
        sound, wanted = click_track(bpm, **KINDS[kind])
        found = beats_in(listen(sound))
        times = np.array(found.times)
        assert within(times, wanted) >= 0.95, bpm
        assert within(wanted, times) >= 0.95, bpm
        assert found.bpm == pytest.approx(bpm, rel=0.035 if kind == "drift" else 0.01)


@cache
def performed(name: str) -> tuple[Samples, np.ndarray, Beats]:
    piece = PIECES[name]
    fitted = fit(piece, 45)
    sound = np.concatenate(list(perform(piece, fitted.bars, fitted.bpm, seed=3)))
    grid = beats(fitted.bars, fitted.bpm, piece)
    struck = grid[: len(grid) - piece.beats_per_bar + 1]  # nothing is struck after the last one
    return sound, struck, beats_in(listen(sound))


@pytest.mark.parametrize("name", PIECES)
def test_the_beats_of_our_own_pieces(name: str) -> None:
    _, grid, found = performed(name)
    times = np.array(found.times)
    assert within(times, grid, 0.07) >= 0.9
    assert within(grid, times, 0.07) >= 0.9
    assert found.beats_per_bar == PIECES[name].beats_per_bar
    downbeats = times[list(found.downbeats)]
    assert within(downbeats, grid[:: PIECES[name].beats_per_bar], 0.07) >= 0.8


def test_a_file_is_read_quickly_and_as_samples_are(tmp_path: Path) -> None:
    sound, _, found = performed("journey")
    write_wav(sound, tmp_path / "a.wav")
    started = time.process_time()
    read = beats_in(listen(tmp_path / "a.wav"))
    assert time.process_time() - started < 2  # 0.2 s on a free machine
    assert np.abs(np.array(read.times) - np.array(found.times)).max() < 0.011


def test_where_there_is_no_beat() -> None:
    for sound in (silence(0), silence(5 * RATE), tone(440, 0.3, 0.5)):
        assert beats_in(listen(sound)).times == ()
    steady, clicks = beats_in(listen(noise(0.3, 12))), beats_in(listen(click_track(100)[0]))
    assert steady.confidence < 0.75 * clicks.confidence


def test_what_was_heard_has_the_length_of_the_sound() -> None:
    heard = listen(tone(440, 0.3, 3.21))
    assert heard.duration == pytest.approx(3.21)
    assert len(heard.onsets) == len(heard.bass) == 321
    assert heard.chroma.shape == (32, 12)
    assert heard.timbre.shape == (32, 24)
    assert (heard.chroma[5:-5].argmax(axis=1) == 9).all()  # an A


def test_cancelling() -> None:
    with pytest.raises(Cancelled):
        beats_in(listen(noise(0.3, 3), context=Context(cancelled=lambda: True)))
