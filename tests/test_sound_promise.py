"""What is promised of the sound of a whole film, measured on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sounds import noise, tone, write_wav

from albumforge.generators.album.music import PIECES, file_music, fit, perform
from albumforge.generators.album.rendering.soundtrack import BREATH, ClipSound, FileCue, PieceCue, soundtrack
from albumforge.media.audio import RATE, Samples, decode_audio, encode_aac
from albumforge.media.loudness import measure

DURATION = 30.0


def film_sound(folder: Path, music: PieceCue | FileCue, clips: list[ClipSound], duration: float = DURATION) -> Samples:
    """The sound as it is decoded from the film."""
    with soundtrack(music, clips, duration, folder=folder) as blocks:
        encode_aac(blocks, folder / "film.m4a")
    return decode_audio(folder / "film.m4a")


def cue(name: str, duration: float = DURATION) -> PieceCue:
    fitted = fit(PIECES[name], duration)
    return PieceCue(name, fitted.bars, fitted.bpm, seed=5)


def file_cue(folder: Path, name: str) -> FileCue:
    fitted = fit(PIECES[name], 18)
    write_wav(perform(PIECES[name], fitted.bars, fitted.bpm, seed=2), folder / "music.wav")
    found = file_music(folder / "music.wav", DURATION)
    assert found.loop_end > 0
    return FileCue(folder / "music.wav", found.start, found.loop_start, found.loop_end)


def clip(path: Path, sound: Samples) -> ClipSound:
    write_wav(sound, path)
    return ClipSound(path, 0.0, 12.0, len(sound) / RATE)


@pytest.mark.parametrize("talking", [False, True])
@pytest.mark.parametrize("name", [*PIECES, "file"])
def test_loudness_peaks_breath_and_fade(tmp_path: Path, name: str, talking: bool) -> None:
    music = file_cue(tmp_path, "afternoon") if name == "file" else cue(name)
    clips = [clip(tmp_path / "clip.wav", tone(5000, 0.1, 4.0))] if talking else []
    sound = film_sound(tmp_path, music, clips)
    loudness = measure(sound)
    assert loudness.integrated == pytest.approx(-14, abs=0.5)
    assert loudness.true_peak <= -1
    assert len(sound) == round(DURATION * RATE)
    assert np.abs(sound[: round((BREATH - 0.03) * RATE)]).max() < 1e-3
    last = np.abs(sound[-round(2.5 * RATE) :]).reshape(25, -1).max(axis=1)
    assert last[-1] < 0.02
    assert last[-5:].max() < 0.5 * last[:5].max()


def gains(mixed: Samples, plain: Samples, hertz: float) -> np.ndarray:
    """Decibels by which a tone of the music is lower in each 20 ms, the clip being filtered out."""
    t = np.arange(len(mixed)) / RATE
    carrier = np.exp(-2j * np.pi * hertz * t)
    rows = round(0.02 * RATE)
    found = []
    for sound in (mixed, plain):
        wave = (sound.mean(axis=1) * carrier)[: len(t) // rows * rows].reshape(-1, rows).mean(axis=1)
        found.append(20 * np.log10(np.abs(wave) + 1e-9))
    return found[0] - found[1]


def steady(folder: Path) -> FileCue:
    write_wav(tone(500, 0.3, DURATION), folder / "steady.wav")
    return FileCue(folder / "steady.wav")


def test_it_is_down_12_db_within_300_ms_and_back_within_800_ms(tmp_path: Path) -> None:
    spoken = clip(tmp_path / "clip.wav", tone(5000, 0.2, 4.0))
    change = gains(film_sound(tmp_path, steady(tmp_path), [spoken]), film_sound(tmp_path, steady(tmp_path), []), 500)
    whole = float(np.median(change[round(5 / 0.02) : round(11 / 0.02)]))
    at = np.arange(len(change)) * 0.02
    assert change[(at > 12.02) & (at < 15.96)] - whole == pytest.approx(-12, abs=0.5)
    assert change[(at > 5) & (at < 11.68)] - whole == pytest.approx(0, abs=0.3)
    assert change[(at > 16.84) & (at < 26)] - whole == pytest.approx(0, abs=0.3)


def test_it_stays_up_in_a_long_pause_and_under_wind(tmp_path: Path) -> None:
    wind = noise(0.012, 8.0)
    plain = film_sound(tmp_path, steady(tmp_path), [])
    change = gains(film_sound(tmp_path, steady(tmp_path), [clip(tmp_path / "a.wav", wind)]), plain, 500)
    at = np.arange(len(change)) * 0.02
    inside = (at > 12.1) & (at < 19.9)
    assert change[inside] == pytest.approx(0, abs=0.5)
    spoken = wind.copy()
    spoken[: 2 * RATE] += tone(5000, 0.2, 2.0)
    spoken[6 * RATE :] += tone(5000, 0.2, 2.0)
    change = gains(film_sound(tmp_path, steady(tmp_path), [clip(tmp_path / "b.wav", spoken)]), plain, 500)
    whole = float(np.median(change[(at > 5) & (at < 11)]))
    assert np.median(change[(at > 12.1) & (at < 13.9)]) - whole == pytest.approx(-12, abs=0.7)
    assert np.median(change[(at > 15.1) & (at < 17.6)]) - whole == pytest.approx(0, abs=0.7)
    assert np.median(change[(at > 18.1) & (at < 19.9)]) - whole == pytest.approx(-12, abs=0.7)
