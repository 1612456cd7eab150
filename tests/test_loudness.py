from __future__ import annotations

import math
import time
from pathlib import Path

import av
import numpy as np
import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.media.audio import RATE, Samples, decode_audio, encode_aac, silence
from albumforge.media.loudness import integrated, measure, normalise, short_term, true_peak


def tone(hertz: float, level: float, seconds: float, phase: float = 0.0) -> Samples:
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE + phase)
    return np.stack((wave, wave), axis=1).astype(np.float32)


def noise(level: float, seconds: float, seed: int = 1) -> Samples:
    """Noise that falls with frequency, as music does."""
    length = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((length, 2)), axis=0)
    spectrum /= 1 + np.fft.rfftfreq(length, 1 / RATE)[:, None] / 400
    sound = np.fft.irfft(spectrum, length, axis=0)
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def music() -> Samples:
    """Loud and soft parts with struck notes."""
    sound = noise(0.05, 12)
    for n in range(24):
        note = tone(220 * 2 ** (n % 7 / 7), 0.25 + 0.6 * (n % 5 == 0), 1.5)
        note *= np.exp(-np.arange(len(note)) / 9000)[:, None]
        sound[n * 24_000 : n * 24_000 + len(note)] += note[: max(0, len(sound) - n * 24_000)]
    return sound


def ebur128(sound: Samples) -> tuple[float, float]:
    """Integrated loudness and true peak by FFmpeg's filter."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="stereo")
    meter = graph.add("ebur128", "peak=true:metadata=1")
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    level, peak = -math.inf, 0.0
    for start in range(0, len(sound), RATE // 10):
        part = np.ascontiguousarray(sound[start : start + RATE // 10]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="flt", layout="stereo")
        frame.sample_rate, frame.pts = RATE, start
        source.push(frame)
        while True:
            try:
                metadata = sink.pull().metadata
            except av.error.BlockingIOError:
                break
            level = float(metadata.get("lavfi.r128.I", level))
            peak = max(peak, *(float(v) for k, v in metadata.items() if k.startswith("lavfi.r128.true_peaks_ch")), 0)
    return level, 20 * math.log10(peak)


@pytest.mark.parametrize("sound", [tone(997, 0.1, 5), noise(0.7, 5), music()], ids=["tone", "noise", "music"])
def test_agrees_with_ffmpeg(sound: Samples) -> None:
    level, peak = ebur128(sound)
    measured = measure(sound)
    assert measured.integrated == pytest.approx(level, abs=0.1)
    assert measured.true_peak == pytest.approx(peak, abs=0.3)


def test_a_full_scale_tone_on_both_sides_is_0_lufs() -> None:
    assert integrated(tone(997, 1.0, 3)) == pytest.approx(0.0, abs=0.05)  # BS.1770: -3.01 for one channel


def test_the_gate_leaves_pauses_out() -> None:
    loud = tone(997, 0.1, 4)
    paused = np.concatenate((loud, silence(8 * RATE), tone(997, 0.001, 8), loud))
    assert integrated(paused) == pytest.approx(integrated(loud), abs=0.2)


def test_peaks_between_samples_count() -> None:
    sound = tone(RATE / 4, 0.5, 0.5, phase=math.pi / 4)  # samples only at ±0.354
    assert np.abs(sound).max() < 0.36
    assert true_peak(sound) == pytest.approx(20 * math.log10(0.5), abs=0.2)


def test_silence_and_next_to_nothing() -> None:
    assert measure(silence(RATE)).integrated == -math.inf
    assert measure(silence(0)).true_peak == -math.inf
    assert not normalise(silence(RATE)).any()
    faint = noise(0.0002, 1)
    assert np.array_equal(normalise(faint), faint)
    assert integrated(tone(997, 0.1, 0.2)) == pytest.approx(-20, abs=0.5)


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


def test_in_place_and_not() -> None:
    sound = music()
    before = sound.copy()
    result = normalise(sound)
    assert np.array_equal(sound, before)
    assert normalise(sound, out=sound) is sound
    assert np.array_equal(sound, result)


def test_a_target_of_ones_own() -> None:
    assert measure(normalise(music(), -23.0)).integrated == pytest.approx(-23, abs=0.2)
    assert true_peak(normalise(music(), -12.0, -6.0)) <= -6.0


def test_short_term_follows_the_sound() -> None:
    curve = short_term(np.concatenate((tone(997, 0.1, 5), tone(997, 0.01, 5))))
    assert curve[45] == pytest.approx(-20, abs=0.3)
    assert curve[-1] == pytest.approx(-40, abs=0.3)


def test_three_minutes_are_measured_within_a_second_of_processor_time() -> None:
    sound = np.tile(noise(0.5, 10), (18, 1))
    started = time.process_time()
    measure(sound)
    assert time.process_time() - started < 2.0  # two threads count twice


def test_cancelling() -> None:
    with pytest.raises(Cancelled):
        measure(noise(0.1, 1), context=Context(cancelled=lambda: True))
