from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from click_tracks import click_track
from sounds import noise, write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.generators.album.music import LEAD_IN, PIECES, FittedFile, beats, file_music, fit, perform
from albumforge.generators.album.music.listening import FRAMES, listen
from albumforge.generators.album.rendering.soundtrack import FileCue, soundtrack
from albumforge.media.audio import RATE, Samples, silence


@cache
def performed(name: str) -> Samples:
    fitted = fit(PIECES[name], 40)
    return np.concatenate(list(perform(PIECES[name], fitted.bars, fitted.bpm, seed=3)))


def heard(folder: Path, path: Path, fitted: FittedFile, duration: float) -> Samples:
    cue = FileCue(path, fitted.start, fitted.loop_start, fitted.loop_end)
    with soundtrack(cue, [], duration, folder=folder) as blocks:
        return np.concatenate(list(blocks))


def joins(fitted: FittedFile, duration: float) -> list[float]:
    """Seconds of the film at which the file goes back."""
    first = LEAD_IN + fitted.loop_end - fitted.start
    return list(np.arange(first, duration - 3, fitted.loop_end - fitted.loop_start))


@pytest.mark.parametrize("name", PIECES)
def test_a_join_is_not_heard(tmp_path: Path, name: str) -> None:
    path, duration = tmp_path / "a.wav", 60.0
    write_wav(performed(name), path)
    fitted = file_music(path, duration)
    at = joins(fitted, duration)
    assert at
    sound = heard(tmp_path, path, fitted, duration)
    flux = listen(sound).onsets
    bars = [bar for bar in fitted.downbeats if 1 < bar < duration - 3 and all(abs(bar - join) > 0.5 for join in at)]
    usual = [flux[round((bar - 0.3) * FRAMES) : round((bar + 0.15) * FRAMES)].max() for bar in bars]
    for join in at:
        assert flux[round((join - 0.3) * FRAMES) : round((join + 0.15) * FRAMES)].max() <= np.percentile(usual, 90)
        # During the cross-fade nothing is struck: the flux stays below that of a median bar line.
        assert flux[round((join - 0.25) * FRAMES) : round((join - 0.05) * FRAMES)].max() <= np.median(usual)
        around = sound[round((join - 0.3) * RATE) : round((join + 0.05) * RATE)]
        assert np.abs(np.diff(around, axis=0)).max() < 0.3


@pytest.mark.parametrize("name", ["journey", "waltz", "morning"])
def test_the_beats_go_on_after_a_join(tmp_path: Path, name: str) -> None:
    piece = PIECES[name]
    write_wav(performed(name), tmp_path / "a.wav")
    fitted = file_music(tmp_path / "a.wav", 100.0)
    gaps = np.diff(fitted.beats) * fit(piece, 40).bpm / 60
    assert np.median(gaps) == pytest.approx(1, abs=0.02)
    assert (np.abs(gaps - 1) < 0.15).mean() > 0.97
    assert fitted.beats[0] == pytest.approx(LEAD_IN + 0.03, abs=0.1)
    assert 95 < fitted.beats[-1] < 100
    assert set(fitted.downbeats) <= set(fitted.beats)
    per_bar = np.diff([fitted.beats.index(bar) for bar in fitted.downbeats])
    assert (per_bar == piece.beats_per_bar).mean() > 0.9


def test_it_begins_at_a_bar_after_the_silence(tmp_path: Path) -> None:
    write_wav(np.concatenate((silence(3 * RATE), performed("journey"))), tmp_path / "a.wav")
    fitted = file_music(tmp_path / "a.wav", 20.0)
    assert (fitted.loop_start, fitted.loop_end) == (0.0, 0.0)
    grid = 3 + beats(4, fit(PIECES["journey"], 40).bpm, PIECES["journey"])[::4]
    assert np.abs(grid - 0.03 - fitted.start).min() < 0.05
    assert fitted.start < grid[1]
    assert (
        np.abs(heard(tmp_path, tmp_path / "a.wav", fitted, 20.0)[round(0.31 * RATE) : round(0.9 * RATE)]).max() > 0.02
    )


def test_a_little_too_long_it_ends_with_the_film(tmp_path: Path) -> None:
    sound = performed("kites")
    write_wav(sound, tmp_path / "a.wav")
    length = len(sound) / RATE
    fitted = file_music(tmp_path / "a.wav", length - 8)
    end = LEAD_IN + length - fitted.start
    assert end == pytest.approx(length - 8, abs=2.5)
    assert fitted.start > 5
    assert file_music(tmp_path / "a.wav", 12.0).start < 1


def test_what_has_no_beat_is_played_as_it_is(tmp_path: Path) -> None:
    write_wav(np.concatenate((silence(RATE), noise(0.3, 9))), tmp_path / "a.wav")
    fitted = file_music(tmp_path / "a.wav", 30.0)
    assert fitted.beats == fitted.downbeats == ()
    assert (fitted.loop_start, fitted.loop_end) == (0.0, 0.0)
    assert fitted.start == pytest.approx(0.97, abs=0.11)
    write_wav(silence(2 * RATE), tmp_path / "b.wav")
    assert file_music(tmp_path / "b.wav", 5.0) == FittedFile(0.0, 0.0, 0.0, (), ())


def test_clicks_keep_their_grid_through_every_join(tmp_path: Path) -> None:
    sound, _ = click_track(120, 20, bass=True)
    write_wav(sound, tmp_path / "a.wav")
    fitted = file_music(tmp_path / "a.wav", 60.0)
    beats_between = (fitted.loop_end - fitted.loop_start) / 0.5
    assert beats_between == pytest.approx(round(beats_between), abs=0.002)
    played = listen(heard(tmp_path, tmp_path / "a.wav", fitted, 60.0))
    strong = np.flatnonzero(played.onsets > 0.5 * np.percentile(played.onsets, 99.5)) / FRAMES
    for beat in fitted.beats[2:-8]:
        assert np.abs(strong - beat).min() < 0.03


def test_what_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("not music")
    with pytest.raises(MediaError, match=r"a\.mp3"):
        file_music(tmp_path / "a.mp3", 20.0)
    write_wav(noise(0.3, 3), tmp_path / "b.wav")
    with pytest.raises(Cancelled):
        file_music(tmp_path / "b.wav", 20.0, context=Context(cancelled=lambda: True))
