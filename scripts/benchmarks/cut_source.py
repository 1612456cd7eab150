"""Videos for the benchmark of cuts, made by ffmpeg: a moving picture, and sound with pauses."""

from __future__ import annotations

import random
import subprocess
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 16_000
GOP = 60


@dataclass(frozen=True)
class Shape:
    """What a source is like; sizes in pixels, times in seconds."""

    width: int
    height: int
    seconds: int
    pauses: int
    bits: int
    kept: float = 0.7
    fps: int = 30


def make_source(folder: Path, shape: Shape) -> Path:
    """Return the source of that shape in `folder`, made where it is missing.

    A minute of picture, of four scenes, is encoded and repeated; the pauses lie at places that have nothing to do with
    its groups of pictures.
    """
    path = folder / f"{shape.width}x{shape.height}-{shape.seconds}s-{shape.pauses}p-{shape.bits // 1000}k.mp4"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    minute, sound, made = folder / "minute.mp4", folder / "sound.wav", folder / "made.mp4"
    _write_minute(minute, shape)
    _write_sound(sound, pauses_of(shape), shape.seconds)
    loops = -(-shape.seconds // 60) - 1
    command = ["-stream_loop", loops, "-i", minute, "-i", sound, "-map", "0:v", "-map", "1:a", "-t", shape.seconds]
    ffmpeg(*command, "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-ar", "48000", "-movflags", "+faststart", made)
    made.rename(path)
    minute.unlink()
    sound.unlink()
    return path


def pauses_of(shape: Shape) -> list[tuple[float, float]]:
    """Return start and end of each pause; together they are what is not kept."""
    chance = random.Random(7)
    mean = shape.seconds / shape.pauses
    pause = mean * (1 - shape.kept)
    starts = [number * mean + mean * (0.1 + 0.5 * chance.random()) for number in range(shape.pauses)]
    return [(start, start + pause) for start in starts]


def ffmpeg(*arguments: object) -> None:
    """Run ffmpeg; what it says is shown where it fails."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")


def _write_minute(path: Path, shape: Shape) -> None:
    size = f"{shape.width}x{shape.height}:rate={shape.fps}"
    scenes = (
        f"testsrc2=size={size}:duration=15,hue=h=0:s=1",
        f"mandelbrot=size={size}:maxiter=64,trim=duration=15,setpts=PTS-STARTPTS",
        f"testsrc2=size={size}:duration=15,hue=h=120:s=1,negate",
        f"gradients=size={size}:duration=15:speed=0.05:seed=4",
    )
    # Grain, as every camera has it: without it the bits asked for would not be needed.
    parts = ";".join(f"{scene},noise=alls=9:allf=t,format=yuv420p[v{n}]" for n, scene in enumerate(scenes))
    joined = "".join(f"[v{n}]" for n in range(len(scenes)))
    bits = ["-b:v", shape.bits, "-maxrate", shape.bits, "-bufsize", 2 * shape.bits]
    ffmpeg(
        "-filter_complex", f"{parts};{joined}concat=n={len(scenes)}:v=1[v]", "-map", "[v]",
        "-c:v", "libx264", "-preset", "veryfast", *bits, "-g", GOP, "-keyint_min", GOP, "-sc_threshold", 0,
        "-r", shape.fps, path,
    )  # fmt: skip


def _write_sound(path: Path, pauses: list[tuple[float, float]], seconds: int) -> None:
    """Write a voice-like hum over a quiet room, silent in the pauses but for the room."""
    chance = np.random.default_rng(7)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        for second in range(seconds):
            at = second + np.arange(RATE) / RATE
            hum = sum(np.sin(2 * np.pi * f * at) / n for n, f in enumerate((140, 280, 430, 900), 1))
            voice = 0.12 * hum * (0.75 + 0.25 * np.sin(2 * np.pi * 3.3 * at))
            for start, end in pauses:
                if start < second + 1 and end > second:
                    voice[(at >= start) & (at < end)] = 0.0
            voice = voice + chance.normal(0.0, 0.0008, RATE)
            sound.writeframes((np.clip(voice, -1, 1) * 32767).astype("<i2").tobytes())
