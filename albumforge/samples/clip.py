"""Short painted clips: one picture whose water, grass or weather moves, with quiet surf or wind."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.media.publish import published, writing
from albumforge.samples.canvas import Canvas
from albumforge.samples.colour import Floats, Reals
from albumforge.samples.gallery import paint
from albumforge.samples.noise import smoothstep
from albumforge.samples.scene import Scene

RATE = 48_000


def write_clip(
    path: Path,
    scene: Scene,
    seconds: float,
    fps: Fraction | int,
    with_sound: bool,
    *,
    width: int = 1280,
    height: int = 720,
    seed: int = 7,
    context: Context | None = None,
) -> Path:
    """Write a clip of a scene in gentle motion as H.264, with AAC sound where asked for, and return its path.

    Args:
        path: ends in ``.mp4`` or ``.mov``.
        scene: one of `SCENES`.
        seconds: length; rounded to whole frames, at least one.
        fps: frames a second.
        with_sound: whether it has a track of quiet surf or wind.
        width, height: pixels, even.
        seed: not negative.
        context: progress in stage ``clip``, and cancellation.

    Raises:
        InvalidInput: width or height is odd or below 16.
        StorageError: the file cannot be written.
        Cancelled: the context asked to stop; there is no file then.
    """
    if width % 2 or height % 2 or min(width, height) < 16:
        raise InvalidInput(f"A clip of {width}x{height} is not possible: width and height must be even, 16 or more.")
    context = context or Context()
    rate = Fraction(fps)
    count = max(1, round(seconds * rate))
    frame_at = _moving(scene, width, height, seed)
    with (
        published(path) as temporary,
        writing(path),
        av.open(str(temporary), "w", options={"movflags": "+faststart"}) as output,
    ):
        video = _video_stream(output, rate, width, height)
        audio = output.add_stream("aac", rate=RATE, layout="stereo", bit_rate=128_000) if with_sound else None
        noise = _sound(scene, round(count / rate * RATE), seed) if with_sound else np.zeros((0, 2), np.float32)
        sent = 0
        for index in range(count):
            context.check()
            context.progress("clip", index / count)
            output.mux(video.encode(_video_frame(frame_at(float(index / rate)), index, rate)))
            until = round((index + 1) / rate * RATE)
            while audio is not None and sent < until:
                sent = _send(output, audio, noise, sent)
        output.mux(video.encode(None))
        if audio is not None:
            output.mux(audio.encode(None))
    context.progress("clip", 1.0)
    return path


def _video_stream(output: av.container.OutputContainer, rate: Fraction, width: int, height: int) -> av.VideoStream:
    stream = output.add_stream("libx264", rate=rate, options={"crf": "19", "preset": "veryfast"})
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    codec = stream.codec_context
    codec.time_base = 1 / rate
    codec.colorspace, codec.color_range = Colorspace.ITU709, ColorRange.MPEG
    codec.color_primaries, codec.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
    return stream


def _video_frame(pixels: npt.NDArray[np.uint8], index: int, rate: Fraction) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
    frame = picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
    frame.pts, frame.time_base = index, 1 / rate
    return frame


def _send(output: av.container.OutputContainer, audio: av.AudioStream, sound: Floats, start: int) -> int:
    """Encode the next 1024 samples of `sound` and return where they end."""
    part = sound[start : start + 1024]
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
    output.mux(audio.encode(frame))
    return start + len(part)


def _moving(scene: Scene, width: int, height: int, seed: int) -> Callable[[float], npt.NDArray[np.uint8]]:
    """Return what paints the frame at a time in seconds, uint8 (height, width, 3)."""
    still = paint(scene, width, height, seed, air=False)
    x = np.arange(width, dtype=np.float32)[None, :]
    y = np.arange(height, dtype=np.float32)[:, None]
    unit = np.float32(min(width, height))
    depth = np.clip((y / height - np.float32(scene.line)) / np.float32(1 - scene.line), 0, 1)
    edge = smoothstep(0.0, 0.06, depth)

    def frame(time: float) -> npt.NDArray[np.uint8]:
        picture = still
        if scene.sway:
            dx, dy = _sway(scene.sway, x / unit, depth, time)
            maps = (np.broadcast_to(p, (height, width)) for p in (x + dx * edge * unit, y + dy * edge * unit))
            at_x, at_y = (np.ascontiguousarray(p, np.float32) for p in maps)
            picture = np.asarray(
                cv2.remap(still, at_x, at_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
            )
        if scene.air is None:
            return picture
        canvas = Canvas(width, height, seed)
        canvas.pixels = picture.astype(np.float32) / np.float32(255)
        scene.air(canvas, time)
        return np.asarray(np.clip(canvas.pixels * 255 + np.float32(0.5), 0, 255), np.uint8)

    return frame


def _sway(kind: str, x: Reals, depth: Reals, time: float) -> tuple[Reals, Reals]:
    """Return displacements in units: waves that run towards the viewer, or gusts that run over grass."""
    if kind == "water":
        # In perspective, a wave's length grows with its distance below the horizon.
        far = np.float32(26) * np.log(depth + np.float32(0.06))
        wave = np.sin(far - np.float32(2.2 * time)) + np.float32(0.6) * np.sin(
            far * np.float32(1.7) + x * np.float32(9) - np.float32(3.1 * time)
        )
        size = np.float32(0.0006) + np.float32(0.0032) * depth
        return wave * size, wave * size * np.float32(0.5)
    gust = np.sin(x * np.float32(7) - np.float32(2.0 * time) + depth * np.float32(3))
    flutter = np.sin(x * np.float32(41) - np.float32(5.3 * time) + depth * np.float32(17))
    size = depth * (np.float32(1.2) - depth) * np.float32(0.010)
    return (gust + np.float32(0.3) * flutter) * size, np.zeros_like(gust)


def _sound(scene: Scene, count: int, seed: int) -> Floats:
    """Return surf (by water) or wind, float32 (count, 2), peak about -18 dBFS, with soft ends."""
    rng = np.random.default_rng([seed, 4])
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    low, high = (90.0, 5200.0) if scene.sway == "water" else (60.0, 900.0)
    gain = 1 / np.sqrt(1 + (frequency / low) ** 2) / (1 + (frequency / high) ** 2) * (frequency > 30)
    spectrum = np.fft.rfft(rng.standard_normal((2, count)), axis=1) * gain
    sound = np.fft.irfft(spectrum, n=count, axis=1).T
    time = np.arange(count) / RATE
    swell = 0.55 + 0.30 * np.sin(2 * np.pi * time / 5.5 - 1.2) + 0.15 * np.sin(2 * np.pi * time / 3.1)
    sound *= swell[:, None]
    fade = np.clip(np.minimum(time, time[::-1]) / 0.25, 0, 1)[:, None]
    return (sound / max(1e-9, float(np.abs(sound).max())) * 0.125 * fade).astype(np.float32)
