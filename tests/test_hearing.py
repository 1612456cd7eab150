"""The sound of a video: levels by the hundredth of a second, and the WAV for transcribers."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest
from clips_to_cut import tones, write_video
from segment_files import in_child
from sounds import tone, write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, StorageError
from albumforge.generators.autocut.analysis.hearing import QUIETEST, STEP, listen


def read(path: Path) -> tuple[tuple[int, int, int], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return (file.getframerate(), file.getnchannels(), file.getsampwidth()), samples


def test_levels_are_exact(tmp_path: Path) -> None:
    sound = np.concatenate((tone(1000, 0.5, 1.0), np.zeros((24_000, 2), np.float32), tone(1000, 0.05, 0.505)))
    write_wav(sound, tmp_path / "a.wav")
    levels = listen(tmp_path / "a.wav", 0, duration=2.0, wav=None, context=Context())
    assert len(levels) == round(2.01 / STEP)
    assert levels[:100] == pytest.approx(np.full(100, -9.03), abs=0.1)
    assert (levels[100:150] < QUIETEST + 1).all()
    assert levels[150:] == pytest.approx(np.full(51, -29.03), abs=0.2)


def test_the_wav_is_what_transcribers_take(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", seconds=3, sounds=[(tones(3.0, [(1.0, 2.0)]), "mono")])
    wav, heard = tmp_path / "temp.wav", []
    levels = listen(video, 0, duration=3.0, wav=wav, context=Context(on_progress=heard.append))
    form, samples = read(wav)
    assert form == (16_000, 1, 2)
    assert len(samples) / 16_000 == pytest.approx(3.0, abs=0.03)
    assert len(levels) == pytest.approx(300, abs=3)
    assert np.abs(samples[:15_000]).max() < 0.01
    assert np.abs(samples[17_000:31_000]).max() == pytest.approx(0.3, abs=0.05)
    assert heard[-1].fraction == pytest.approx(1.0, abs=0.02)


def test_surround_becomes_mono_with_every_voice_in_it(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", seconds=1, sounds=[(tones(1.0, [(0.0, 1.0)]), "5.1")])
    listen(video, 0, duration=1.0, wav=tmp_path / "a.wav", context=Context())
    assert np.abs(read(tmp_path / "a.wav")[1]).max() > 0.3


def test_nothing_is_left_of_a_wav_that_was_not_finished(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", seconds=1, sounds=[(tones(1.0, []), "mono")])
    folder = tmp_path / "temp"
    folder.mkdir()
    with pytest.raises(Cancelled):
        listen(video, 0, duration=1.0, wav=folder / "a.wav", context=Context(cancelled=lambda: True))
    with pytest.raises(MediaError, match="there is no track 3"):
        listen(video, 3, duration=1.0, wav=folder / "a.wav", context=Context())
    assert list(folder.iterdir()) == []
    with pytest.raises(StorageError):
        listen(video, 0, duration=1.0, wav=tmp_path / "no" / "a.wav", context=Context())


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", seconds=4, sounds=[(tones(4.0, [(0, 4)]), "mono")])
    done = in_child(
        """
        from pathlib import Path
        from albumforge.context import Context
        from albumforge.errors import StorageError
        from albumforge.generators.autocut.analysis.hearing import listen
        try:
            listen(Path(sys.argv[1]), 0, duration=4.0, wav=Path(sys.argv[2]), context=Context())
        except StorageError as error:
            print(error)
        """,
        video,
        tmp_path / "a.wav",
        largest_file=50_000,
    )
    assert "a.wav cannot be written: the file would be larger than allowed here" in done.stdout, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


def test_memory_does_not_grow_with_the_length(tmp_path: Path) -> None:
    sound = tones(20.0, [(0, 20)])
    short = write_video(tmp_path / "short.mkv", seconds=1, sounds=[(sound, "mono")])
    long = write_video(tmp_path / "long.mkv", seconds=1, sounds=[(np.tile(sound, 30), "mono")])
    done = in_child(
        """
        from pathlib import Path
        from albumforge.context import Context
        from albumforge.generators.autocut.analysis.hearing import listen
        for video in sys.argv[1:3]:
            listen(Path(video), 0, duration=600.0, wav=Path(sys.argv[3]), context=Context())
            lines = Path("/proc/self/status").read_text().splitlines()
            print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")))
        """,
        short,
        long,
        tmp_path / "a.wav",
    )
    before, peak = map(int, done.stdout.split())
    assert peak - before < 10_000, done.stderr  # kB; the samples alone would be 230 MB
