from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, MediaError
from albumforge.generators.album.music import PIECES, fit
from albumforge.generators.album.soundtrack import ClipSound, FileCue, PieceCue, render_soundtrack
from albumforge.media.audio import RATE, decode_audio, encode_aac, silence, write_wav
from albumforge.media.loudness import measure


def talk(path: Path, seconds: float, level: float = 0.2, hertz: float = 5000.0) -> Path:
    """A clip that sounds at a pitch the music does not reach."""
    t = np.arange(round(seconds * RATE)) / RATE
    wave = level * np.sin(2 * np.pi * hertz * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))
    write_wav(np.stack((wave, wave), axis=1).astype(np.float32), path)
    return path


def cue(name: str, duration: float) -> PieceCue:
    fitted = fit(PIECES[name], duration)
    return PieceCue(name, fitted.bars, fitted.bpm, seed=2)


def level(sound: np.ndarray, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / len(sound) + 1e-12))


def at(sound: np.ndarray, start: float, end: float) -> np.ndarray:
    return sound[round(start * RATE) : round(end * RATE)]


@pytest.mark.parametrize(("name", "duration"), [("morning", 3.0), ("journey", 10.01), ("snowfall", 20.0)])
def test_a_piece_fills_the_film(tmp_path: Path, name: str, duration: float) -> None:
    sound = render_soundtrack(cue(name, duration), [], duration)
    assert sound.shape == (round(duration * RATE), 2)
    assert sound.dtype == np.float32
    assert np.abs(sound[: round(0.2 * RATE)]).max() < 0.003
    assert np.abs(at(sound, 0.3, 1.0)).max() > 0.02
    assert not sound[-1].any()
    encode_aac(sound, tmp_path / "a.m4a")
    for heard in (sound, decode_audio(tmp_path / "a.m4a")):
        assert measure(heard).integrated == pytest.approx(-14, abs=0.5)
        assert measure(heard).true_peak <= -1


def test_the_music_makes_room_for_a_clip(tmp_path: Path) -> None:
    clips = [ClipSound(talk(tmp_path / "a.wav", 6), 1.0, 6.0, 3.0)]
    plain = render_soundtrack(cue("snowfall", 20), [], 20)
    mixed = render_soundtrack(cue("snowfall", 20), clips, 20)
    whole = level(at(mixed, 12, 16), 60, 3000) - level(at(plain, 12, 16), 60, 3000)
    under = level(at(mixed, 6.3, 8.7), 60, 3000) - level(at(plain, 6.3, 8.7), 60, 3000)
    assert under - whole == pytest.approx(-12, abs=0.7)
    assert level(at(mixed, 6.3, 8.7), 4500, 5500) > level(at(mixed, 6.3, 8.7), 60, 3000)
    assert level(at(mixed, 9.5, 12), 4900, 5100) < level(at(mixed, 6.3, 8.7), 4900, 5100) - 30


def test_silent_clips_change_nothing(tmp_path: Path) -> None:
    write_wav(silence(RATE * 3), tmp_path / "quiet.wav")
    clips = [ClipSound(tmp_path / "quiet.wav", 0, 2, 2), ClipSound(tmp_path / "quiet.wav", 0, 50, 2)]
    assert np.array_equal(render_soundtrack(cue("morning", 6), clips, 6), render_soundtrack(cue("morning", 6), [], 6))


def test_clips_alone(tmp_path: Path) -> None:
    clips = [ClipSound(talk(tmp_path / "a.wav", 6, 0.02), 0.0, 2.0, 3.0)]
    sound = render_soundtrack(None, clips, 8)
    assert len(sound) == 8 * RATE
    assert not at(sound, 0, 1.99).any()
    assert not at(sound, 5.01, 8).any()
    assert measure(sound).integrated == pytest.approx(-14, abs=0.3)


def test_nothing_is_silence() -> None:
    sound = render_soundtrack(None, [], 2.345)
    assert sound.shape == (round(2.345 * RATE), 2)
    assert not sound.any()


@pytest.mark.parametrize("length", [1.3, 40.0])
def test_a_file_is_looped_or_cut(tmp_path: Path, length: float) -> None:
    music = FileCue(talk(tmp_path / "a.wav", length, hertz=330))
    sound = render_soundtrack(music, [], 12)
    assert len(sound) == 12 * RATE
    assert np.abs(sound[: round(0.28 * RATE)]).max() < 0.003
    loud = np.abs(at(sound, 0.6, 9.4)).reshape(-1, RATE // 10, 2).max(axis=(1, 2))
    assert loud.min() > 0.02
    assert np.abs(np.diff(sound, axis=0)).max() < 0.12
    assert not sound[-1].any()
    assert measure(sound).integrated == pytest.approx(-14, abs=0.5)


def test_a_silent_file_is_silence(tmp_path: Path) -> None:
    write_wav(silence(RATE), tmp_path / "a.wav")
    assert not render_soundtrack(FileCue(tmp_path / "a.wav"), [], 3).any()


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="polka"):
        render_soundtrack(PieceCue("polka", 8, 100, 1), [], 5)
    (tmp_path / "a.mp3").write_text("not music")
    with pytest.raises(MediaError, match=r"a\.mp3"):
        render_soundtrack(FileCue(tmp_path / "a.mp3"), [], 5)
    with pytest.raises(MediaError, match=r"missing\.mp4"):
        render_soundtrack(None, [ClipSound(tmp_path / "missing.mp4", 0, 0, 1)], 5)


def test_a_clip_with_ruined_sound_stays_silent_and_is_named(tmp_path: Path) -> None:
    encode_aac(decode_audio(talk(tmp_path / "a.wav", 2)), tmp_path / "a.m4a")
    data = bytearray((tmp_path / "a.m4a").read_bytes())
    sound = data.index(b"mdat") + 4
    data[sound:] = bytes(len(data) - sound)
    (tmp_path / "b.m4a").write_bytes(data)
    lines: list[str] = []
    made = render_soundtrack(None, [ClipSound(tmp_path / "b.m4a", 0, 0.5, 1)], 3, context=Context(on_log=lines.append))
    assert len(made) == 3 * RATE
    assert not made.any()
    assert "b.m4a" in lines[0]


def test_cancelling_and_progress() -> None:
    with pytest.raises(Cancelled):
        render_soundtrack(cue("morning", 5), [], 5, context=Context(cancelled=lambda: True))
    seen = []
    render_soundtrack(cue("morning", 5), [], 5, context=Context(on_progress=lambda p: seen.append(p.fraction)))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
