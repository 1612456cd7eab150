"""Videos for tests of cutting: with scenes that can be told apart, sounds with pauses, and every oddity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from media_files import Pixels, texture
from numpy.typing import NDArray

Sound = NDArray[np.float32]
RATE = 48_000


def tones(seconds: float, spans: Sequence[tuple[float, float]], *, level: float = 0.3, noise: float = 0.0) -> Sound:
    """Return mono sound at 48 kHz, (n,): a buzz in each span, and noise of the room (root mean square) everywhere."""
    length = round(seconds * RATE)
    sound = np.random.default_rng(3).standard_normal(length).astype(np.float32) * np.float32(noise)
    times = np.arange(length) / RATE
    buzz = level * np.sin(2 * np.pi * 180 * times) * (0.7 + 0.3 * np.sin(2 * np.pi * 4 * times))
    for start, end in spans:
        part = slice(round(start * RATE), round(end * RATE))
        sound[part] += buzz[part].astype(np.float32)
    return sound


def scene_painter(cuts: Sequence[int], width: int, height: int) -> Callable[[int], Pixels]:
    """Return a painter of frames: another texture from each cut on, moving slowly."""
    textures = [texture(width * 2, height, seed=10 + number) for number in range(len(cuts) + 1)]

    def paint(number: int) -> Pixels:
        scene = sum(number >= cut for cut in cuts)
        shift = number % width
        return np.ascontiguousarray(textures[scene][:, shift : shift + width])

    return paint


def write_video(
    path: Path,
    *,
    seconds: float = 4.0,
    rate: Fraction | int = 30,
    cuts: Sequence[int] = (),
    size: tuple[int, int] = (320, 180),
    sounds: Sequence[tuple[Sound, str]] = (),
    default: int | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a video, and its sound tracks.

    Args:
        cuts: frames on which another scene begins.
        sounds: of each track the mono sound and the layout, such as ``mono`` or ``5.1``.
        default: the track that is marked as the default one.
        options: of x264.
    """
    paint = scene_painter(cuts, *size)
    with av.open(f"file:{path}", "w") as container:
        stream = container.add_stream(
            "libx264", rate=rate, options={"g": "60", "preset": "veryfast", **(options or {})}
        )
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.codec_context.thread_count = 1
        tracks = [container.add_stream("aac", rate=RATE, layout=layout) for _, layout in sounds]
        for number, track in enumerate(tracks):
            if default is not None:
                track.disposition = av.stream.Disposition.default if number == default else av.stream.Disposition(0)
        for number in range(round(seconds * rate)):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(paint(number), "rgb24")))
        container.mux(stream.encode())
        for track, (sound, layout) in zip(tracks, sounds, strict=True):
            count = av.AudioLayout(layout).nb_channels
            block = np.ascontiguousarray(np.broadcast_to(sound, (count, len(sound))))
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
            container.mux(track.encode(frame))
            container.mux(track.encode(None))
    return path
