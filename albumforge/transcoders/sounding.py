"""How a sound track sounds, in so few numbers that two can be compared.

These are a digest of its packets, how loud each second is, and how often its wave crosses zero, which tells its pitch.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from typing import Any

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.packet import Packet
from numpy.typing import NDArray

_SILENT = -50.0
"""dB of full scale, below which nothing is heard."""
_MOST = 8.0
"""dB by which a second may be louder or quieter; encoders change it by less than 1."""
_NEAR = 0.5
"""Part of a wave's mean amplitude below which it is taken for zero."""
_OCTAVE = 2.0
"""Times by which the wave may cross zero more or less often; encoders drop what is highest."""
_FEW = 200
"""Crossings a second, below which they say nothing of the pitch: clicks and hum have few."""
_PLANES = 8


class Sounding:
    """What is heard in a sound track; `take` its packets, then `finish`."""

    def __init__(self) -> None:
        self._digest = hashlib.blake2b(digest_size=16)
        self._energy: dict[int, float] = defaultdict(float)
        self._samples: dict[int, int] = defaultdict(int)
        self._crossings: dict[int, int] = defaultdict(int)
        self._begin: float | None = None
        self._seconds = 0.0
        self._known = True

    def take(self, packet: Packet[AudioStream]) -> None:
        """Listen to a packet. One that cannot be decoded is not told here; how loud the track is, is then unknown."""
        if packet.size and not packet.is_discard:
            self._digest.update(memoryview(packet))
        try:
            for frame in packet.decode():
                self.hear(frame)
        except (av.error.FFmpegError, ValueError):
            self._known = False

    def note(self, packet: Packet[Any]) -> None:
        """Note a packet that is decoded by somebody else, who calls `hear`."""
        if packet.size and not packet.is_discard:
            self._digest.update(memoryview(packet))

    def finish(self, stream: Any) -> None:
        """Listen to what the decoder still holds."""
        try:
            for frame in stream.decode(None):
                self.hear(frame)
        except (av.error.FFmpegError, ValueError):
            self._known = False

    def hear(self, frame: AudioFrame) -> None:
        """Add samples."""
        rate = frame.sample_rate or 48_000
        time = self._seconds if frame.time is None else frame.time
        if self._begin is None:
            self._begin = time
        self._seconds = time + frame.samples / rate
        samples = _samples(frame)
        scaled = samples.astype(np.float64)
        if samples.dtype.kind == "u":
            scaled = scaled / 128 - 1
        elif samples.dtype.kind == "i":
            scaled /= 1 << (8 * samples.dtype.itemsize - 1)
        first, at = max(0, round((time - self._begin) * rate)), 0
        while at < frame.samples:  # a frame of PCM may last for seconds
            second = (first + at) // rate
            end = min(frame.samples, (second + 1) * rate - first)
            self._add(second, scaled[:, at:end])
            at = end

    def _add(self, second: int, samples: NDArray[np.float64]) -> None:
        squares = np.square(samples)
        self._energy[second] += float(squares.sum())
        self._samples[second] += samples.size
        # What is near to zero says nothing: encoders put noise there.
        told = samples[0][squares[0] > max(_NEAR**2 * squares[0].mean(), 10 ** (_SILENT / 10))]
        self._crossings[second] += int(np.count_nonzero(np.diff(np.signbit(told))))

    def differs(self, source: Sounding) -> int | None:
        """Return a second at which this is not the sound of the source; None where it is.

        Packets that are the same sound the same. Others are compared by their loudness, second by second, with one
        second of leeway for sounds at the edge of two, and by their pitch as a whole.
        """
        if self._digest.digest() == source._digest.digest() or not (self._known and source._known):
            return None
        seconds = sorted(source._samples)[:-1]
        for second in seconds:
            near = [source._level(at) for at in (second - 1, second, second + 1) if at in source._samples]
            level = self._level(second)
            quiet = level < _SILENT and min(near) < _SILENT
            if not quiet and not min(near) - _MOST <= level <= max(near) + _MOST:
                return second
        loud = [second for second in seconds if min(self._level(second), source._level(second)) > _SILENT]
        mine, other = (
            _FEW * len(loud) + 1 + sum(sound._crossings[second] for second in loud) for sound in (self, source)
        )
        return None if other / _OCTAVE <= mine <= other * _OCTAVE else loud[0]

    def _level(self, second: int) -> float:
        """Return the mean level in a second, dB of full scale."""
        count = self._samples.get(second, 0)
        return 10 * math.log10(max(self._energy[second] / count, 1e-12)) if count else -120.0


def _samples(frame: AudioFrame) -> NDArray[Any]:
    """Return the samples of each channel."""
    if frame.format.is_planar and frame.layout.nb_channels < _PLANES:
        return frame.to_ndarray()
    # Of eight planes PyAV looks for a ninth, and reads where nothing is.
    for one in AudioResampler(format=frame.format.packed).resample(frame) if frame.format.is_planar else [frame]:
        return one.to_ndarray().reshape(frame.samples, -1).T
    return np.zeros((1, 0), np.float32)
