from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from sounds import music, noise, tone

from albumforge.context import Context
from albumforge.errors import Cancelled, StorageError
from albumforge.media.audio import RATE, Samples, decode_audio, encode_aac, silence
from albumforge.media.loudness import measure, peaks, true_peak
from albumforge.media.normalise import normalised
from albumforge.media.spool import Spool


def normalise(sound: Samples, target: float = -14.0, ceiling: float = -1.0) -> Samples:
    with tempfile.TemporaryDirectory() as folder:
        return np.concatenate([silence(0), *normalised(sound, target, ceiling, folder=Path(folder))])


@pytest.mark.parametrize(
    ("sound", "gain"),
    [(music(), 1.0), (noise(0.9, 6), 1.0), (noise(0.01, 6), 1.0), (tone(440, 0.5, 4), 1.0), (music(), 0.05)],
    ids=["music", "noise", "faint", "tone", "faint music"],
)
def test_normalised_also_after_coding(tmp_path: Path, sound: Samples, gain: float) -> None:
    encode_aac(normalise(sound * np.float32(gain)), tmp_path / "a.m4a")
    coded = measure(decode_audio(tmp_path / "a.m4a"))
    assert coded.integrated == pytest.approx(-14.0, abs=0.5)
    assert coded.true_peak <= -1.0


def test_the_limiter_keeps_its_hands_off_what_is_below() -> None:
    sound = noise(0.1, 8)
    sound[5 * RATE : 5 * RATE + 480] *= 9  # a burst of 10 ms
    result = normalise(sound)
    ratio = result[: 4 * RATE, 0] / sound[: 4 * RATE, 0]
    assert ratio.std() / ratio.mean() < 1e-4
    assert true_peak(result) <= -1.4
    assert np.abs(np.diff(result, axis=0)).max() < 1.2


def test_it_leaves_its_input_alone() -> None:
    sound = music()
    before = sound.copy()
    normalise(sound)
    assert np.array_equal(sound, before)


def test_a_target_of_ones_own() -> None:
    assert measure(normalise(music(), -23.0)).integrated == pytest.approx(-23, abs=0.2)
    assert true_peak(normalise(music(), -12.0, -6.0)) <= -6.0


def test_silence_and_next_to_nothing_stay() -> None:
    assert not normalise(silence(RATE)).any()
    assert not len(normalise(silence(0)))
    faint = noise(0.0002, 1)
    assert np.array_equal(normalise(faint), faint)


def in_one(sound: Samples, gain: float, ceiling: float) -> Samples:
    """The limiter as one formula over the whole sound."""
    highest = np.concatenate(list(peaks(sound, 16, 0.0)))[:, 0].astype(float)
    over = np.pad(np.maximum(0.0, 20 * np.log10(np.maximum(highest, 1e-9)) + gain - ceiling), 96)
    held = np.lib.stride_tricks.sliding_window_view(over, 97).max(axis=1)
    for n in range(1, len(held)):
        held[n] = max(held[n], held[n - 1] - 60.0 * 16 / RATE)
    window = np.hanning(97)
    levels = 10 ** ((gain - np.convolve(held, window / window.sum(), mode="valid")) / 20)
    curve = np.interp(np.arange(len(sound)), (np.arange(len(levels)) + 0.5) * 16, levels)
    return (sound * curve[:, None]).astype(np.float32)


@pytest.mark.parametrize("length", [12 * RATE, 7 * RATE + 5, 5 * RATE - 8, 3 * RATE + 16, 2 * RATE + 3])
def test_seconds_join_without_a_trace(length: int) -> None:
    sound = music()[:length] * np.float32(1.4)
    for n in range(1, length // RATE + 1):  # peaks around the joins
        sound[n * RATE - 40 * n : n * RATE + 25] *= 1.5
    result = normalise(sound)
    quiet = np.abs(sound[:, 0]) > 1e-3
    gain = 20 * np.log10(np.max(np.abs(result[quiet, 0]) / np.abs(sound[quiet, 0])))
    expected = in_one(sound, gain, -2.5)
    assert true_peak(expected) < true_peak(sound * np.float32(10 ** (gain / 20))) - 0.5, "there is something to limit"
    np.testing.assert_allclose(result, expected, atol=1e-4)


def test_a_sound_on_disk_is_treated_like_one_in_memory(tmp_path: Path) -> None:
    sound = music()
    with Spool(tmp_path) as spool:
        spool.append(sound)
        assert np.array_equal(np.concatenate(list(normalised(spool, folder=tmp_path))), normalise(sound))
    assert list(tmp_path.iterdir()) == []


def test_cancelling_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        next(normalised(music(), folder=tmp_path, context=Context(cancelled=lambda: True)))
    with pytest.raises(StorageError, match="does not exist"):
        next(normalised(music(), folder=tmp_path / "no"))
