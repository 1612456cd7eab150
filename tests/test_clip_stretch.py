from __future__ import annotations

import time
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import SAMPLES, texture, write_clip
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.album.story.clip_stretch import best_stretch
from albumforge.media.audio import RATE

SPEECH = SAMPLES / "video" / "speech_with_pauses.mp4"
SPOKEN = [(0.21, 0.64), (1.32, 4.71), (5.08, 10.36), (10.72, 12.98), (13.87, 17.30), (39.96, 40.47)]


def scene(number: int) -> NDArray[np.uint8]:
    """At 10 frames a second: 6 s still, 4 s in which a ball crosses, 4 s of a shaken camera."""
    room = texture(256, 144, seed=3)
    if number >= 100:
        x, y = (np.random.default_rng(number).integers(-30, 31, 2)).tolist()
        return np.roll(room, (y, x), axis=(0, 1))
    if number >= 60:
        x = 20 + 5 * (number - 60)
        room = room.copy()
        room[50:90, x : x + 36] = (250, 220, 40)
    return room


def talking_clip(path: Path, spoken: list[tuple[float, float]], seconds: int) -> Path:
    """A still picture with bursts of tone as speech."""
    t = np.arange(seconds * RATE) / RATE
    wave = 0.0005 * np.random.default_rng(1).standard_normal(len(t))
    for first, last in spoken:
        wave += 0.2 * np.sin(2 * np.pi * 300 * t) * ((t >= first) & (t < last))
    picture = texture(96, 64)
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=10, options={"g": "10"})
        video.width, video.height, video.pix_fmt, video.thread_count = 96, 64, "yuv420p", 1
        audio = container.add_stream("aac", rate=RATE, layout="mono")
        for _ in range(seconds * 10):
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode(None))
        for n in range(0, len(wave), 1024):
            block = np.ascontiguousarray(wave[None, n : n + 1024], np.float32)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = RATE, n
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    return path


def test_where_something_moves_but_not_the_camera(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", width=256, height=144, frames=140, rate=10, paint=scene, sound=False)
    start = best_stretch(clip, 3.0, duration=14.0, has_sound=False)
    assert 5.5 <= start <= 7.5


def test_from_pause_to_pause(tmp_path: Path) -> None:
    clip = talking_clip(tmp_path / "a.mp4", [(3.0, 5.5), (7.0, 14.0)], 20)
    start = best_stretch(clip, 3.2, duration=20.0, has_sound=True)
    assert 2.2 <= start <= 3.0
    assert start + 3.2 >= 5.5
    start = best_stretch(clip, 7.5, duration=20.0, has_sound=True)
    assert 6.4 <= start <= 7.0
    assert best_stretch(clip, 19.99, duration=20.0, has_sound=True) == 0


@pytest.mark.skipif(not SPEECH.is_file(), reason="needs ../shared/data")
@pytest.mark.parametrize("seconds", [2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0])
def test_a_man_who_speaks(seconds: float) -> None:
    start = best_stretch(SPEECH, seconds, duration=42.3, has_sound=True)
    assert not any(first + 0.05 < start < last - 0.05 for first, last in SPOKEN)
    assert any(0 <= first - start < 0.5 for first, last in SPOKEN)
    heard = sum(max(0.0, min(last, start + seconds) - max(first, start)) for first, last in SPOKEN)
    assert heard > 0.6 * seconds


def test_what_cannot_be_seen_or_heard_begins_at_its_start(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("not a clip")
    assert best_stretch(tmp_path / "a.mp4", 3.0, duration=9.0, has_sound=True) <= 0.5
    clip = write_clip(tmp_path / "b.mp4", frames=30, rate=10)
    assert best_stretch(clip, 5.0, duration=3.0, has_sound=True) == 0


def test_a_minute_takes_less_than_a_second(tmp_path: Path) -> None:
    picture = texture(1280, 720)
    clip = write_clip(
        tmp_path / "a.mp4",
        width=1280,
        height=720,
        frames=300,
        rate=5,
        paint=lambda n: np.roll(picture, 4 * n, axis=1),
        options={"preset": "ultrafast", "g": "100"},
    )
    started = time.process_time()
    best_stretch(clip, 4.0, duration=60.0, has_sound=True)
    assert time.process_time() - started < 3  # 0.5 s on a free machine


def test_cancelling(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=60, rate=10)
    with pytest.raises(Cancelled):
        best_stretch(clip, 2.0, duration=6.0, has_sound=True, context=Context(cancelled=lambda: True))
