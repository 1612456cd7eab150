"""One pass over the sound of a video: how loud each hundredth of a second is, and the sound as WAV for transcribers."""

from __future__ import annotations

import contextlib
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.media.audio import RATE, Samples, decode_blocks, in_blocks
from albumforge.media.publish import published, writing

STEP = 0.01
"""Seconds of sound of which one level is taken."""

WAV_RATE = 16_000
"""Samples a second of the WAV: what speech models take."""

QUIETEST = -120.0
"""dBFS that stand for silence."""

_PER_STEP = round(STEP * RATE)
_MOST_WAV = 2**32 - 1_000_000  # bytes; the format counts them in 32 bits
_BLOCK = RATE // 2

Levels = NDArray[np.float32]


def listen(
    video: Path, track: int, *, duration: float, wav: Path | None, context: Context, stage: str = "sound"
) -> Levels:
    """Return the level in dBFS (root mean square, both sides together) of each `STEP` of a sound track.

    Memory grows with the levels alone: 1.4 MB an hour.

    Args:
        video: the file.
        track: number among its sound tracks.
        duration: seconds of the video, for the progress.
        wav: written meanwhile, 16 kHz, mono, 16 bit, replaced atomically; None: not.

    Raises:
        MediaError: nothing of the track can be decoded.
        StorageError: the WAV cannot be written.
        Cancelled: the context asked to stop.
    """
    levels: list[Levels] = []
    with contextlib.ExitStack() as stack:
        writer = None if wav is None else stack.enter_context(_Writer.opened(wav))
        heard = 0.0
        for block in in_blocks(decode_blocks(video, track=track, context=context), _BLOCK):
            levels.append(_levels(block))
            if writer is not None:
                writer.add(block)
            heard += len(block) / RATE
            context.progress(stage, heard / max(duration, heard))
        if writer is not None:
            writer.end()
    return np.concatenate(levels) if levels else np.zeros(0, np.float32)


def _levels(block: Samples) -> Levels:
    whole = -(-len(block) // _PER_STEP) * _PER_STEP
    padded = np.zeros((whole, 2), np.float32)
    padded[: len(block)] = block
    powers = np.square(padded).reshape(-1, _PER_STEP * 2).mean(axis=1)
    if whole != len(block):
        powers[-1] *= _PER_STEP / (len(block) - (whole - _PER_STEP))
    return np.asarray(10 * np.log10(powers + 10 ** (QUIETEST / 10)), np.float32)


class _Writer:
    """Writes stereo blocks at 48 kHz as a WAV of 16 kHz, mono."""

    def __init__(self, path: Path, file: wave.Wave_write) -> None:
        self._path, self._file = path, file
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=WAV_RATE)
        self._bytes = 0

    @classmethod
    @contextlib.contextmanager
    def opened(cls, path: Path) -> Iterator[_Writer]:
        """Yield a writer whose file appears at `path` when the body ends well."""
        with published(path) as temporary, writing(path), temporary.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(WAV_RATE)
            yield cls(path, file)

    def add(self, block: Samples) -> None:
        """Write a block, (n, 2)."""
        mono = np.ascontiguousarray(block.mean(axis=1, dtype=np.float32)[None])
        frame = av.AudioFrame.from_ndarray(mono, format="flt", layout="mono")
        frame.sample_rate = RATE
        frame.pts = None
        self._write(frame)

    def end(self) -> None:
        """Write what the resampler holds."""
        self._write(None)

    def _write(self, frame: av.AudioFrame | None) -> None:
        for out in self._resampler.resample(frame):
            data = out.to_ndarray().tobytes()
            self._bytes += len(data)
            if self._bytes > _MOST_WAV:
                raise MediaError(self._path, "the sound is too long for a WAV file", hint="Cut the video in two first.")
            self._file.writeframesraw(data)
