"""Small videos of somebody who speaks with pauses: frames that carry their number, tones where it is not silent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from media_files import number_in, numbered
from numpy.typing import NDArray

RATE = 48_000
FPS = 30
SPOKEN = ((0.5, 2.0), (3.5, 5.0), (6.2, 7.5))
"""Seconds in which a tone is heard in a talk of `SECONDS`, each of its own pitch."""
SECONDS = 8.0
PITCHES = (330, 550, 880)


def write_talk(path: Path, *, spoken: Sequence[tuple[float, float]] = SPOKEN, seconds: float = SECONDS) -> Path:
    """Write a talk in H.264 and AAC; 160 × 96, 30 frames a second, a group of pictures of half a second."""
    with av.open(f"file:{path}", "w") as container:
        picture = container.add_stream("libx264", rate=FPS, options={"g": "15", "crf": "12", "sc_threshold": "0"})
        picture.width, picture.height, picture.pix_fmt, picture.thread_count = 160, 96, "yuv420p", 1
        sound = container.add_stream("aac", rate=RATE, layout="mono")
        for number in range(round(seconds * FPS)):
            frame = av.VideoFrame.from_ndarray(numbered(number, 160, 96), "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(picture.encode(frame))
        container.mux(picture.encode())
        block = av.AudioFrame.from_ndarray(_tones(spoken, seconds)[None], format="fltp", layout="mono")
        block.sample_rate, block.pts, block.time_base = RATE, 0, Fraction(1, RATE)
        container.mux(sound.encode(block))
        container.mux(sound.encode())
    return path


def _tones(spoken: Sequence[tuple[float, float]], seconds: float) -> NDArray[np.float32]:
    at = np.arange(round(seconds * RATE)) / RATE
    wave = np.random.default_rng(1).normal(0.0, 0.0005, len(at))
    for number, (start, end) in enumerate(spoken):
        heard = (at >= start) & (at < end)
        wave[heard] += 0.2 * np.sin(2 * np.pi * PITCHES[number % len(PITCHES)] * at[heard])
    return wave.astype(np.float32)


def numbers_of(path: Path) -> list[int]:
    """Return the number that each frame of a cut carries."""
    with av.open(str(path)) as container:
        return [number_in(frame.to_ndarray()[: frame.height]) for frame in container.decode(video=0)]


def sound_of(path: Path) -> NDArray[np.float32]:
    """Return the sound of a cut, mono, 48 kHz, from its time zero."""
    with av.open(str(path)) as container:
        blocks = []
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().mean(axis=0)
            blocks.append(samples[max(0, -(frame.pts or 0)) :] if (frame.pts or 0) < 0 else samples)
    return np.concatenate(blocks)


def loudness_at(sound: NDArray[np.float32], start: float, end: float) -> float:
    """Return the root mean square of a stretch, seconds."""
    part = sound[round(start * RATE) : round(end * RATE)]
    return float(np.sqrt(np.mean(part**2)))


def pitch_at(sound: NDArray[np.float32], start: float, end: float) -> float:
    """Return the strongest frequency of a stretch, Hz."""
    part = sound[round(start * RATE) : round(end * RATE)]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    return float(np.argmax(spectrum) * RATE / len(part))
