"""What a finished cut is held to: packets as they were, clean decoding, times that rise, sound beside its picture."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
WINDOW = 0.4
"""Seconds of sound that are looked for."""


def copied_frames(source: Path, cut: Path) -> tuple[int, int]:
    """Return how many frames of the cut are packets of the source, bit by bit, and how many it has."""
    known, ours = _packets(source), _packets(cut)
    return sum(packet in known for packet in ours), len(ours)


def decoding_errors(path: Path) -> int:
    """Return how many lines ffmpeg says about a file that it decodes."""
    command = ["ffmpeg", "-nostdin", "-v", "warning", "-err_detect", "explode", "-i", str(path), "-f", "null", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return len(done.stderr.splitlines()) + (done.returncode != 0)


def falling_times(path: Path) -> int:
    """Return how many packets do not come later than the one before in their stream (by decoding time)."""
    falling = 0
    with av.open(str(path)) as container:
        last: dict[int, int] = {}
        for packet in container.demux():
            if packet.dts is None:
                continue
            falling += packet.dts <= last.get(packet.stream.index, packet.dts - 1)
            last[packet.stream.index] = packet.dts
    return falling


def offset_at_end(source: Path, cut: Path, pieces: Sequence[tuple[float, float]], fps: Fraction) -> float:
    """Return by how many frames picture and sound are apart at the end of a cut, as measured on both.

    The last frame is looked for in the pictures of the source around the place where it should come from, the last
    sound in that of the source.

    Args:
        pieces: what of the source the cut has, seconds.
    """
    length = sum(end - start for start, end in pieces)
    end = pieces[-1][1]
    shown = float(length) - 1 / float(fps)
    expected = end - 1 / float(fps)
    wanted = _luma(cut, shown - 0.01, 1)[0][1]
    near = _luma(source, expected - 0.5, round(float(fps)))
    found = min(near, key=lambda frame: float(np.abs(frame[1].astype(np.int16) - wanted).mean()))[0]
    picture = found - expected
    heard = _sound(cut, length - WINDOW - 0.05, WINDOW)
    around = _sound(source, end - WINDOW - 0.05 - 0.2, WINDOW + 0.4)
    match = np.correlate(around, heard, "valid")
    energy = np.sqrt(np.convolve(around**2, np.ones(len(heard)), "valid")) + 1e-9
    sound = float(np.argmax(match / energy)) / RATE - 0.2
    return abs(sound - picture) * float(fps)


def _packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        return [hashlib.sha1(bytes(packet)).digest() for packet in container.demux(video) if packet.size]


def _luma(path: Path, start: float, count: int) -> list[tuple[float, NDArray[np.uint8]]]:
    """Return so many frames from a time on: when each begins, seconds from time zero, and its luma."""
    frames: list[tuple[float, NDArray[np.uint8]]] = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        zero = (container.start_time or 0) / av.time_base
        container.seek(int(max(0.0, start + zero - 3) * av.time_base))
        for frame in container.decode(stream):
            at = float(frame.time) - zero
            if at >= start:
                frames.append((at, frame.reformat(320, 180, "gray").to_ndarray()))
            if len(frames) == count:
                break
    return frames


def _sound(path: Path, start: float, seconds: float) -> NDArray[np.float32]:
    """Return a stretch of sound as players hear it: at the times that its packets have."""
    timed = ["-af", "aresample=async=1:first_pts=0"]
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(path),
        *timed,
        "-ac",
        "1",
        "-ar",
        str(RATE),
        "-f",
        "f32le",
    ]
    raw = subprocess.run([*command, "-"], capture_output=True, check=True).stdout
    samples = np.frombuffer(raw, np.float32)
    first = max(0, round(start * RATE))
    return samples[first : first + round(seconds * RATE)]
