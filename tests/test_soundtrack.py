from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sounds import write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, MediaError
from albumforge.generators.album.music import PIECES, fit, perform
from albumforge.generators.album.rendering.soundtrack import BREATH, DUCK_DB, ClipSound, FileCue, PieceCue, soundtrack
from albumforge.media import mix
from albumforge.media.audio import RATE, Samples, decode_audio, encode_aac, silence
from albumforge.media.loudness import integrated, measure
from albumforge.media.normalise import normalised


def talk(path: Path, seconds: float, level: float = 0.2, hertz: float = 5000.0) -> Path:
    """A clip that sounds at a pitch the music does not reach."""
    t = np.arange(round(seconds * RATE)) / RATE
    wave = level * np.sin(2 * np.pi * hertz * t) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * t))
    write_wav(np.stack((wave, wave), axis=1).astype(np.float32), path)
    return path


def cue(name: str, duration: float) -> PieceCue:
    fitted = fit(PIECES[name], duration)
    return PieceCue(name, fitted.bars, fitted.bpm, seed=2)


def sound_of(
    folder: Path,
    music: PieceCue | FileCue | None,
    clips: list[ClipSound],
    duration: float,
    context: Context | None = None,
    fade_in: float = 0.3,
) -> Samples:
    """The whole sound in an array."""
    with soundtrack(music, clips, duration, folder=folder, fade_in=fade_in, context=context) as blocks:
        return np.concatenate([silence(0), *blocks])


def level(sound: np.ndarray, low: float, high: float) -> float:
    power = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return float(10 * np.log10(power[(hertz >= low) & (hertz < high)].sum() / len(sound) + 1e-12))


def at(sound: np.ndarray, start: float, end: float) -> np.ndarray:
    return sound[round(start * RATE) : round(end * RATE)]


@pytest.mark.parametrize(("name", "duration"), [("morning", 3.0), ("journey", 10.01), ("snowfall", 20.0)])
def test_a_piece_fills_the_film(tmp_path: Path, name: str, duration: float) -> None:
    sound = sound_of(tmp_path, cue(name, duration), [], duration)
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
    plain = sound_of(tmp_path, cue("snowfall", 20), [], 20)
    mixed = sound_of(tmp_path, cue("snowfall", 20), clips, 20)
    whole = level(at(mixed, 12, 16), 60, 3000) - level(at(plain, 12, 16), 60, 3000)
    under = level(at(mixed, 6.3, 8.7), 60, 3000) - level(at(plain, 6.3, 8.7), 60, 3000)
    assert under - whole == pytest.approx(-12, abs=0.7)
    assert level(at(mixed, 6.3, 8.7), 4500, 5500) > level(at(mixed, 6.3, 8.7), 60, 3000)
    assert level(at(mixed, 9.5, 12), 4900, 5100) < level(at(mixed, 6.3, 8.7), 4900, 5100) - 30


def test_silent_clips_change_nothing(tmp_path: Path) -> None:
    write_wav(silence(RATE * 3), tmp_path / "quiet.wav")
    clips = [ClipSound(tmp_path / "quiet.wav", 0, 2, 2), ClipSound(tmp_path / "quiet.wav", 0, 50, 2)]
    assert np.array_equal(sound_of(tmp_path, cue("morning", 6), clips, 6), sound_of(tmp_path, cue("morning", 6), [], 6))


def test_clips_alone(tmp_path: Path) -> None:
    clips = [ClipSound(talk(tmp_path / "a.wav", 6, 0.02), 0.0, 2.0, 3.0)]
    sound = sound_of(tmp_path, None, clips, 8)
    assert len(sound) == 8 * RATE
    assert not at(sound, 0, 1.99).any()
    assert not at(sound, 5.01, 8).any()
    assert measure(sound).integrated == pytest.approx(-14, abs=0.3)


def test_nothing_is_silence(tmp_path: Path) -> None:
    sound = sound_of(tmp_path, None, [], 2.345)
    assert sound.shape == (round(2.345 * RATE), 2)
    assert not sound.any()


@pytest.mark.parametrize("length", [1.3, 40.0])
def test_a_file_is_looped_or_cut(tmp_path: Path, length: float) -> None:
    music = FileCue(talk(tmp_path / "a.wav", length, hertz=330))
    sound = sound_of(tmp_path, music, [], 12)
    assert len(sound) == 12 * RATE
    assert np.abs(sound[: round(0.28 * RATE)]).max() < 0.003
    loud = np.abs(at(sound, 0.6, 9.4)).reshape(-1, RATE // 10, 2).max(axis=(1, 2))
    assert loud.min() > 0.02
    assert np.abs(np.diff(sound, axis=0)).max() < 0.12
    assert not sound[-1].any()
    assert measure(sound).integrated == pytest.approx(-14, abs=0.5)


def steady(path: Path, seconds: float, hertz: float = 440.6) -> FileCue:
    """Music that is one tone at one level."""
    wave = 0.2 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)
    write_wav(np.stack((wave, wave), axis=1).astype(np.float32), path)
    return FileCue(path)


def levels(sound: Samples, window: float = 0.02) -> np.ndarray:
    """Decibels of each window."""
    rows = round(window * RATE)
    squares = (sound[: len(sound) // rows * rows] ** 2).reshape(-1, rows * 2).mean(axis=1)
    return np.asarray(10 * np.log10(squares + 1e-18))


@pytest.mark.parametrize("fade_in", [0.0, 0.1, 0.3, 2.0, 4.0])
def test_music_comes_up_evenly_after_a_breath(tmp_path: Path, fade_in: float) -> None:
    sound = sound_of(tmp_path, steady(tmp_path / "a.wav", 20, 450), [], 12, fade_in=fade_in)
    assert not sound[: round(BREATH * RATE)].any()
    heard = levels(at(sound, BREATH, 9))
    full = float(np.median(heard))
    assert heard[round(fade_in / 0.02) + 1 :] == pytest.approx(full, abs=0.2)
    if fade_in:
        rising = heard[: round(fade_in / 0.02)]
        assert (np.diff(rising) > -0.1).all()
        assert levels(at(sound, BREATH, BREATH + fade_in / 5))[0] < full - 20
        middle = levels(at(sound, BREATH + fade_in / 2 - 0.01, BREATH + fade_in / 2 + 0.01))[0]
        assert middle == pytest.approx(full - 6, abs=0.5)
    if fade_in >= 2:
        assert np.diff(rising[len(rising) // 10 :]).max() < 2


def test_a_note_does_not_jump_in(tmp_path: Path) -> None:
    sound = sound_of(tmp_path, cue("morning", 12), [], 12)
    assert np.abs(sound[: round(BREATH * RATE)]).max() < 1e-6
    opening = levels(at(sound, BREATH, BREATH + 0.3))
    assert opening[:3].max() < opening.max() - 12
    assert opening.max() > -40


@pytest.mark.parametrize("fade_in", [1.0, 5.0])
def test_a_short_film_has_a_shorter_breath_and_fade(tmp_path: Path, fade_in: float) -> None:
    music = steady(tmp_path / "a.wav", 5)
    with soundtrack(music, [], 2, folder=tmp_path, fade_in=fade_in, fade_out=0.1) as blocks:
        sound = np.concatenate(list(blocks))
    assert not at(sound, 0, 0.2).any()
    assert at(sound, 0.21, 0.3).any()
    assert levels(at(sound, 1.21, 1.9)) == pytest.approx(float(levels(at(sound, 1.5, 1.6)).mean()), abs=0.2)
    assert levels(at(sound, 1.0, 1.1)).mean() < levels(at(sound, 1.5, 1.6)).mean() - 0.2


def test_looped_music_keeps_its_level(tmp_path: Path) -> None:
    static = np.random.default_rng(3).normal(0, 0.05, (2 * RATE, 2)).astype(np.float32)
    write_wav(static, tmp_path / "b.wav")
    for music in (steady(tmp_path / "a.wav", 2), FileCue(tmp_path / "b.wav")):
        heard = levels(at(sound_of(tmp_path, music, [], 20), 1, 17), 0.1)
        assert heard == pytest.approx(float(np.median(heard)), abs=1)


def test_a_silent_file_is_silence_and_is_told(tmp_path: Path) -> None:
    write_wav(silence(RATE), tmp_path / "a.wav")
    lines: list[str] = []
    context = Context(on_log=lines.append)
    assert not sound_of(tmp_path, FileCue(tmp_path / "a.wav"), [], 3, context).any()
    assert len(lines) == 1
    assert "a.wav" in lines[0]
    sound_of(tmp_path, steady(tmp_path / "b.wav", 1), [], 3, context)
    sound_of(tmp_path, None, [], 3, context)
    assert len(lines) == 1


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="polka"):
        sound_of(tmp_path, PieceCue("polka", 8, 100, 1), [], 5)
    (tmp_path / "a.mp3").write_text("not music")
    with pytest.raises(MediaError, match=r"a\.mp3"):
        sound_of(tmp_path, FileCue(tmp_path / "a.mp3"), [], 5)
    with pytest.raises(MediaError, match=r"missing\.mp4"):
        sound_of(tmp_path, None, [ClipSound(tmp_path / "missing.mp4", 0, 0, 1)], 5)


def test_a_clip_with_ruined_sound_stays_silent_and_is_named(tmp_path: Path) -> None:
    encode_aac(decode_audio(talk(tmp_path / "a.wav", 2)), tmp_path / "a.m4a")
    data = bytearray((tmp_path / "a.m4a").read_bytes())
    sound = data.index(b"mdat") + 4
    data[sound:] = bytes(len(data) - sound)
    (tmp_path / "b.m4a").write_bytes(data)
    lines: list[str] = []
    made = sound_of(tmp_path, None, [ClipSound(tmp_path / "b.m4a", 0, 0.5, 1)], 3, context=Context(on_log=lines.append))
    assert len(made) == 3 * RATE
    assert not made.any()
    assert "b.m4a" in lines[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.m4a", "a.wav", "b.m4a"]


def test_cancelling_and_progress(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        sound_of(tmp_path, cue("morning", 5), [], 5, context=Context(cancelled=lambda: True))
    seen = []
    sound_of(tmp_path, cue("morning", 5), [], 5, context=Context(on_progress=lambda p: seen.append(p.fraction)))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def whole(music: Samples, clips: list[ClipSound], length: int, folder: Path) -> Samples:
    """The sound of a film made of arrays as long as the film."""
    track = silence(length)
    mix.place(track, music, 0)
    track *= np.float32(10 ** ((-18 - integrated(track)) / 20))
    sounds = [decode_audio(clip.path, start=clip.source_start, duration=clip.duration) for clip in clips]
    spans = [(clip.at, clip.at + len(sound) / RATE) for clip, sound in zip(clips, sounds, strict=True)]
    track *= mix.ducking(spans, 0, length, DUCK_DB)[:, None]
    for clip, sound in zip(clips, sounds, strict=True):
        lift = min(12.0, -17 - integrated(sound))
        soft = round(0.06 * RATE)
        faded = sound * mix.fading(len(sound), soft, soft, 0, len(sound))[:, None]
        mix.place(track, faded, round(clip.at * RATE), lift + clip.gain_db)
    soft = round(0.3 * RATE)
    track[:soft] = 0
    track[soft : 2 * soft] *= mix.rise(soft)[:, None]
    track[-round(2.5 * RATE) :] *= mix.rise(round(2.5 * RATE))[::-1, None]
    return np.concatenate(list(normalised(track, folder=folder)))


@pytest.mark.parametrize("kind", ["piece", "file"])
def test_in_blocks_it_is_what_it_would_be_in_one(tmp_path: Path, kind: str) -> None:
    spoken = talk(tmp_path / "a.wav", 6)
    clips = [ClipSound(spoken, 1.0, 20.3, 1.5, 3.0), ClipSound(spoken, 0.0, 5.9, 2.2), ClipSound(spoken, 2.0, 7.0, 3)]
    if kind == "piece":
        music: PieceCue | FileCue = cue("morning", 24.6)
        assert isinstance(music, PieceCue)
        piece = PIECES[music.name]
        sound = np.concatenate(list(perform(piece, music.bars, music.bpm, seed=music.seed)))
    else:
        music = FileCue(talk(tmp_path / "b.wav", 7.3, hertz=330))
        whole_file = decode_audio(music.path)
        loud = np.flatnonzero((np.abs(whole_file) > 0.001).any(axis=1))
        trimmed = whole_file[loud[0] : loud[-1] + 1]
        looped = mix.loop(trimmed, round(24.3 * RATE), overlap=len(trimmed) // 4)
        sound = np.concatenate((silence(round(0.3 * RATE)), *looped))
    length = round(24.6 * RATE)
    expected = whole(sound, clips, length, tmp_path)
    np.testing.assert_allclose(sound_of(tmp_path, music, clips, 24.6), expected, atol=1e-5)


_MEASURED = """
import resource, sys
from pathlib import Path
from albumforge.generators.album.music import PIECES, fit, perform
from albumforge.generators.album.rendering.soundtrack import DUCK_DB, ClipSound, FileCue, PieceCue, soundtrack
from albumforge.media.audio import encode_aac
folder, kind, duration = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
fitted = fit(PIECES["snowfall"], duration)
music = PieceCue("snowfall", fitted.bars, fitted.bpm, 1) if kind == "piece" else FileCue(folder / f"{kind}.wav")
clips = [ClipSound(folder / "short.wav", 1.0, at, 5.0, 2.0) for at in range(3, int(duration) - 6, 7)]
with soundtrack(music, clips, duration, folder=folder) as blocks:
    encode_aac(blocks, folder / f"{kind}.m4a")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("kind", ["piece", "short", "long"])
def test_a_long_film_takes_no_more_memory(tmp_path: Path, kind: str) -> None:
    talk(tmp_path / "short.wav", 8, hertz=330)
    if kind == "long":
        write_wav(itertools.repeat(decode_audio(tmp_path / "short.wav"), 20), tmp_path / "long.wav")
    short, long = (
        int(subprocess.check_output([sys.executable, "-c", _MEASURED, tmp_path, kind, seconds]))
        for seconds in ("40", "160")
    )
    assert long - short < 30  # MB; the sound of the 120 s between them is 46


_LIMITED = """
import resource, sys
from pathlib import Path
from albumforge.errors import StorageError
from albumforge.generators.album.rendering.soundtrack import PieceCue, soundtrack
from albumforge.media.audio import encode_aac
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
folder = Path(sys.argv[1])
try:
    with soundtrack(PieceCue("morning", 8, 80, 1), [], 20, folder=folder) as blocks:
        encode_aac(blocks, folder / "a.m4a")
except StorageError as error:
    print(error)
"""


def test_a_full_disk_is_told_and_nothing_stays(tmp_path: Path) -> None:
    # A limit on the size of files fails a write in the middle, as a full disk does.
    told = subprocess.check_output([sys.executable, "-B", "-c", _LIMITED, tmp_path], text=True)
    assert told.startswith(f"{tmp_path} cannot be written")
    assert list(tmp_path.iterdir()) == []


def test_a_body_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError), soundtrack(cue("morning", 5), [], 5, folder=tmp_path) as blocks:
        assert len(next(blocks)) == RATE
        raise KeyError
    assert list(tmp_path.iterdir()) == []
    assert list(blocks) == []
