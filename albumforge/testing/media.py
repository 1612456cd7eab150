"""Pictures, clips and sounds that contracts give to backends: painted here, so that nothing has to be fetched."""

from __future__ import annotations

import wave
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from albumforge.context import Context, Progress
from albumforge.samples.gallery import SCENES, paint
from albumforge.transcription import Span

Pixels = NDArray[np.uint8]

SPEECH = (Span(start=0.5, end=1.5), Span(start=2.25, end=3.0))
"""Where something is heard in `write_sound`, seconds."""
SOUND_SECONDS = 4.0
_RATE = 16_000


@cache
def landscape(name: str, width: int, height: int) -> Pixels:
    """Return a painted landscape of `albumforge.samples.gallery.SCENES`, (h, w, 3), read-only."""
    picture = paint(SCENES[name], width, height, 7)
    picture.setflags(write=False)
    return picture


def write_pictures(folder: Path, names: Sequence[str] = ("summer-sea", "misty-lake", "spring-meadow")) -> list[Path]:
    """Write painted landscapes of 480 × 320 as JPEG, and return the files."""
    made = []
    for name in names:
        made.append(folder / f"{name}.jpg")
        Image.fromarray(landscape(name, 480, 320)).save(made[-1], quality=92)
    return made


def write_video(
    path: Path, *, frames: int = 30, times: Sequence[Fraction] | None = None, sound: bool = True, noisy: bool = False
) -> Path:
    """Write a video of 160 × 96: a bright bar goes over a soft ground; with a quiet tone of the same length.

    Args:
        times: when each frame begins, in seconds; None: 30 a second.
        noisy: with grain in each picture, which is what takes bits.
    """
    starts = times or [Fraction(number, 30) for number in range(frames)]
    grain = np.random.default_rng(3)
    with av.open(f"file:{path}", "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"g": "12", "preset": "ultrafast", "crf": "18"})
        stream.width, stream.height, stream.pix_fmt, stream.thread_count = 160, 96, "yuv420p", 1
        context = stream.codec_context
        context.time_base = Fraction(1, 9000)
        context.colorspace, context.color_range, context.color_primaries, context.color_trc = 1, 1, 1, 1
        tone = container.add_stream("aac", rate=48_000, layout="mono") if sound else None
        for number, start in enumerate(starts):
            luma = np.tile(np.linspace(60, 180, 160), (96, 1))
            luma[:, number * 3 % 152 : number * 3 % 152 + 8] = 220
            if noisy:
                luma += grain.normal(0, 20, luma.shape)
            planes = np.full((144, 160), 128, np.uint8)
            planes[:96] = np.clip(luma, 16, 235)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = int(start * 9000), Fraction(1, 9000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if tone is not None:
            seconds = float(starts[-1]) + 1 / 30
            container.mux(tone.encode(_tone(seconds)))
            container.mux(tone.encode(None))
    return path


def write_sound(path: Path, *, silent: bool = False) -> Path:
    """Write `SOUND_SECONDS` as WAV, 16 kHz, mono, 16 bit: syllables of a voice-like buzz in `SPEECH`, or nothing."""
    at = np.arange(int(SOUND_SECONDS * _RATE)) / _RATE
    sound = np.zeros(len(at))
    for span in () if silent else SPEECH:
        inside = (at >= span.start) & (at < span.end)
        voice = sum(np.sin(2 * np.pi * 130 * harmonic * at) / harmonic for harmonic in range(1, 12))
        syllables = np.abs(np.sin(2 * np.pi * 2 * (at - span.start)))
        sound[inside] = (voice * syllables)[inside] * 0.2
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32_000).astype("<i2").tobytes())
    return path


def portrait() -> Pixels:
    """Return a photo of one face, 192 × 192.

    Eileen Collins, photographed by NASA; in the public domain.
    """
    with files(__package__).joinpath("face.jpg").open("rb") as file, Image.open(file) as image:
        return np.array(image.convert("RGB"))


class Told:
    """What is reported, and a context that reports it and stops the work after some reports."""

    def __init__(self, stop_after: int | None = None) -> None:
        """`stop_after`: reports after which the work should stop; 0: at once; None: never."""
        self.reports: list[Progress] = []
        self._stop_after = stop_after
        self.context = Context(on_progress=self.reports.append, cancelled=self._stops, poll_interval=0.0)

    def _stops(self) -> bool:
        return self._stop_after is not None and len(self.reports) >= self._stop_after

    def check(self, stage: str) -> None:
        """Check that a stage was reported, from beginning to end, never going back."""
        done = [one.fraction for one in self.reports if one.stage == stage]
        assert done, f"no progress of the stage {stage!r} was reported: {sorted({one.stage for one in self.reports})}"
        assert done == sorted(done), f"the progress of {stage!r} goes back: {done}"
        assert done[-1] == 1.0, f"the progress of {stage!r} ends at {done[-1]}, not at 1"


def state_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return content and time of change of each file below a folder, by its path there."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def pictures_of(path: Path, look: Callable[[av.VideoFrame], object]) -> list[object]:
    """Return what `look` says of each picture of a video, in order."""
    with av.open(f"file:{path}") as container:
        return [look(frame) for frame in container.decode(video=0)]


def _tone(seconds: float) -> av.AudioFrame:
    at = np.arange(int(48_000 * seconds)) / 48_000
    block = av.AudioFrame.from_ndarray((np.sin(at * 2 * np.pi * 440) * 0.1).astype(np.float32)[None], "fltp", "mono")
    block.sample_rate, block.pts, block.time_base = 48_000, 0, Fraction(1, 48_000)
    return block
