"""Where a voice is heard, rather than music or noise: Silero VAD, which comes with the extra ``transcribe``."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from albumforge.context import Context
from albumforge.generators.autocut.transcript.record import Span

STAGE = "voice"
_RATE = 16_000
_WINDOW = 300  # seconds that are looked at at once
_AROUND = 0.2  # seconds about what the detector says, as it is late at the beginning and early at the end
_MOST = 0.7  # part of a span that must be voice for the whole of it to count


def is_there() -> bool:
    """Whether the detector is installed."""
    return find_spec("faster_whisper") is not None


def voiced(wav: Path, spans: Sequence[Span], context: Context) -> tuple[Span, ...]:
    """Return what of `spans` is voice. Those that are voice for the most part stay whole, so their ends stay exact.

    Args:
        wav: 16 kHz, mono, 16 bit.
        spans: where something is heard, in order.

    Raises:
        Cancelled: the context asked to stop.
    """
    voice = _detected(wav, context)
    found: list[Span] = []
    for span in spans:
        parts = [
            Span(start=max(span.start, part.start), end=min(span.end, part.end))
            for part in voice
            if part.start < span.end and part.end > span.start
        ]
        if sum(part.length for part in parts) >= _MOST * span.length:
            found.append(span)
        else:
            found += parts
    return tuple(found)


def _detected(wav: Path, context: Context) -> list[Span]:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_silence_duration_ms=300, speech_pad_ms=0)
    found: list[Span] = []
    with wave.open(str(wav), "rb") as file:
        length = file.getnframes()
        for start in range(0, length, _WINDOW * _RATE):
            context.check()
            context.progress(STAGE, start / length)
            samples = np.frombuffer(file.readframes(_WINDOW * _RATE), "<i2") / np.float32(32768)
            for part in get_speech_timestamps(samples.astype(np.float32), options, _RATE):
                begin, end = ((start + part[name]) / _RATE for name in ("start", "end"))
                found.append(Span(start=round(max(0.0, begin - _AROUND), 2), end=round(end + _AROUND, 2)))
    joined: list[Span] = []
    for span in found:
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(start=joined[-1].start, end=max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined
