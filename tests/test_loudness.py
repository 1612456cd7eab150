from __future__ import annotations

import math
import time
from pathlib import Path

import av
import numpy as np
import pytest
from sounds import music, noise, short_term, tone

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.media.audio import RATE, Samples, silence
from albumforge.media.loudness import Meter, integrated, measure, peaks, true_peak
from albumforge.media.spool import Spool


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
    assert integrated(tone(997, 0.1, 0.2)) == pytest.approx(-20, abs=0.5)


def test_short_term_follows_the_sound() -> None:
    curve = short_term(np.concatenate((tone(997, 0.1, 5), tone(997, 0.01, 5))))
    assert curve[45] == pytest.approx(-20, abs=0.3)
    assert curve[-1] == pytest.approx(-40, abs=0.3)


def test_three_minutes_are_measured_within_a_second_of_processor_time() -> None:
    sound = np.tile(noise(0.5, 10), (18, 1))
    started = time.process_time()
    measure(sound)
    assert time.process_time() - started < 2.0  # two threads count twice


def test_blocks_of_any_size_measure_alike() -> None:
    sound = music()[: 11 * RATE + 777]
    for size in (1000, 4800, 50_001):
        meter = Meter()
        for start in range(0, len(sound), size):
            meter.add(sound[start : start + size])
        assert meter.integrated == pytest.approx(integrated(sound), abs=1e-4)
    assert len(meter.powers) == 110


def test_a_sound_on_disk_measures_like_one_in_memory(tmp_path: Path) -> None:
    sound = music()
    with Spool(tmp_path) as spool:
        spool.append(sound)
        assert measure(spool) == measure(sound)
        assert np.array_equal(short_term(spool), short_term(sound))


def test_peaks_are_those_of_the_whole() -> None:
    sound = music()[: 11 * RATE + 786]
    found = np.concatenate(list(peaks(sound, 16, 0.0)))[:, 0]
    assert len(found) == -(-len(sound) // 16)
    assert 20 * math.log10(found.max()) == pytest.approx(true_peak(sound), abs=1e-6)
    assert (found[:-1] >= np.abs(sound[: len(sound) // 16 * 16]).reshape(-1, 32).max(axis=1)).all()
    high = np.concatenate(list(peaks(sound, 16, 0.5)))[:, 0]
    assert np.array_equal(high[high > 0], found[high > 0])
    assert found[high == 0].max() < 0.5


def test_cancelling() -> None:
    with pytest.raises(Cancelled):
        measure(noise(0.1, 1), context=Context(cancelled=lambda: True))
