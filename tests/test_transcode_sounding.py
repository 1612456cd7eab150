from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from transcodes import preset

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.transcoders.alike import check_sounds
from albumforge.transcoders.sounding import Sounding
from albumforge.transcoders.verify import verify
from albumforge.transcoding import Sound

RATE = 48_000


def write(
    path: Path, *, pitch: float = 440.0, level: float = 0.3, silent: tuple[int, int] = (0, 0), codec: str = "aac"
) -> Path:
    """Write four seconds of a tone under a grey picture, without sound between two seconds."""
    times = np.arange(4 * RATE) / RATE
    wave = level * np.sin(2 * np.pi * pitch * times) * (1 + 0.3 * np.sin(2 * np.pi * times))
    wave[silent[0] * RATE : silent[1] * RATE] = 0
    with av.open(str(path), "w") as made:
        video, audio = made.add_stream("libx264", rate=25), made.add_stream(codec, rate=RATE, layout="mono")
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        for number in range(100):
            frame = av.VideoFrame.from_ndarray(np.full((96, 96), 128, np.uint8), format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            made.mux(video.encode(frame))
        sound = av.AudioFrame.from_ndarray(wave.astype(np.float32)[None], format="fltp", layout="mono")
        sound.sample_rate, sound.pts = RATE, 0
        for part in (*av.AudioResampler(format=audio.format, layout="mono", rate=RATE).resample(sound), None):
            made.mux(audio.encode(part))
        made.mux(video.encode(None))
    return path


def heard(path: Path) -> Sounding:
    sounding = Sounding()
    with av.open(str(path)) as media:
        stream = media.streams.audio[0]
        for packet in media.demux(stream):
            if packet.size:
                sounding.take(packet)
        sounding.finish(stream)
    return sounding


@pytest.mark.parametrize(
    ("changed", "second"), [({"level": 0.0}, 0), ({"silent": (1, 3)}, 1), ({"level": 0.05}, 0), ({"pitch": 1320.0}, 0)]
)
def test_another_sound_is_found(tmp_path: Path, changed: dict[str, float], second: int) -> None:
    source, other = write(tmp_path / "a.mp4"), write(tmp_path / "b.mp4", **changed)  # type: ignore[arg-type]
    with pytest.raises(
        MediaError, match=rf"its sound track 1 is not that of its source at second [{second}{second + 1}]"
    ):
        check_sounds(other, [heard(other)], [heard(source)])


@pytest.mark.parametrize("codec", ["aac", "libopus", "flac", "libmp3lame", "pcm_s16le"])
def test_the_same_sound_by_another_encoder_is_the_same(tmp_path: Path, codec: str) -> None:
    source, other = write(tmp_path / "a.mp4"), write(tmp_path / "b.mkv", codec=codec)
    check_sounds(other, [heard(other)], [heard(source)])


def test_silence_is_as_silence(tmp_path: Path) -> None:
    source, other = write(tmp_path / "a.mp4", level=0.0), write(tmp_path / "b.mkv", level=0.0, codec="flac")
    check_sounds(other, [heard(other)], [heard(source)])


def test_a_result_without_its_sound_is_refused(tmp_path: Path) -> None:
    source, mute = write(tmp_path / "a.mp4"), write(tmp_path / "b.mp4", level=0.0)
    for audio in (Sound("copy"), Sound("aac")):
        with pytest.raises(MediaError, match="its sound track 1 is not that of its source"):
            verify(mute, source, preset(audio=audio), context=Context())
