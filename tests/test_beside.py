from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import write_clip
from transcodes import preset, proven, transcoded

from albumforge.errors import MediaError
from albumforge.media.audio import decode_audio
from albumforge.transcoding import Sound

RATE = 48_000


def write_sound(path: Path, *, layout: str = "stereo", gap: float = 0.0, rate: int = RATE) -> Path:
    """Write 2 s of pictures, and as much sound: a click each half second; after one second, `gap` s are missing."""
    clip = write_clip(path.with_name("clip.mkv"), frames=60, sound=False)
    channels = av.AudioLayout(layout).nb_channels
    wave = np.zeros((channels, 2 * rate), np.float32)
    for second in (0.25, 0.75, 1.25, 1.75):
        wave[:, int(second * rate) : int(second * rate) + rate // 100] = 0.5
    with av.open(str(clip)) as source, av.open(str(path), "w") as container:
        video = container.add_stream_from_template(source.streams.video[0])
        sound = container.add_stream("flac", rate=rate, layout=layout)
        sound.codec_context.format = "s16"
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = video
                container.mux(packet)
        for number in range(20):
            if 1.0 <= number / 10 < 1.0 + gap:
                continue
            part = (wave[:, number * rate // 10 : (number + 1) * rate // 10] * 32767).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T.reshape(1, -1)), "s16", layout)
            frame.sample_rate, frame.pts, frame.time_base = rate, number * rate // 10, Fraction(1, rate)
            container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    return path


def clicks(path: Path) -> list[float]:
    """Return when clicks begin, in seconds."""
    loud = np.abs(decode_audio(path)).max(axis=1) > 0.2
    starts = np.flatnonzero(loud[1:] & ~loud[:-1]) / RATE
    return [float(start) for n, start in enumerate(starts) if n == 0 or start - starts[n - 1] > 0.1]


@pytest.mark.parametrize("codec", ["aac", "opus"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("gap", [0.0, 0.2])
def test_encoded_sound_stays_in_step(tmp_path: Path, codec: str, suffix: str, gap: float) -> None:
    source, output = write_sound(tmp_path / "a.mkv", gap=gap), tmp_path / f"b{suffix}"
    proven(source, output, preset(audio=Sound(codec)))  # type: ignore[arg-type]
    assert len(clicks(source)) >= 4
    assert clicks(output) == pytest.approx(clicks(source), abs=0.01)


@pytest.mark.parametrize(("layout", "channels"), [("mono", 1), ("5.1(side)", 6), ("7.1", 8), ("2.1", 3)])
@pytest.mark.parametrize("codec", ["aac", "opus"])
def test_all_channels_are_kept(tmp_path: Path, layout: str, channels: int, codec: str) -> None:
    source, output = write_sound(tmp_path / "a.mkv", layout=layout), tmp_path / "b.mp4"
    proven(source, output, preset(audio=Sound(codec)))  # type: ignore[arg-type]
    with av.open(str(output)) as media:
        assert media.streams.audio[0].channels == channels


@pytest.mark.parametrize("rate", [8_000, 22_050, 96_000, 192_000])
def test_any_rate_can_be_encoded(tmp_path: Path, rate: int) -> None:
    source = write_sound(tmp_path / "a.mkv", rate=rate)
    for codec in ("aac", "opus"):
        proven(source, tmp_path / "b.mp4", preset(audio=Sound(codec)))  # type: ignore[arg-type]
        assert len(clicks(tmp_path / "b.mp4")) == 4


def test_sound_that_is_damaged_is_refused_with_the_second(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=60)
    data = bytearray(source.read_bytes())
    with av.open(str(source)) as media:
        packets = [packet for packet in media.demux(audio=0) if packet.size]
        place, size = packets[len(packets) // 2].pos, packets[len(packets) // 2].size
        assert place is not None
    data[place : place + size] = b"\xff" * size
    source.write_bytes(data)
    with pytest.raises(MediaError, match=r"its sound cannot be decoded at second 1\.0"):
        transcoded(source, tmp_path / "b.mkv", preset(audio=Sound("opus")))
    assert not (tmp_path / "b.mkv").exists()


def write_wmv(path: Path, codec: str) -> Path:
    """Write 2 s of WMV: a flash at second 1, and a click with it."""
    with av.open(str(path), "w", format="asf") as container:
        video = container.add_stream("wmv2", rate=25, options={"b": "900k"})
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        sound = container.add_stream(codec, rate=RATE, layout="mono", options={"b": "128k"})
        for number in range(50):
            shade = np.full((64, 96, 3), 255 if 25 <= number < 30 else 0, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(shade, "rgb24")))
        wave = np.zeros((1, 2 * RATE), np.float32)
        wave[0, RATE : RATE + RATE // 100] = np.sin(np.arange(RATE // 100) * 0.3) * 0.8
        frame = av.AudioFrame.from_ndarray(wave, "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, 0, Fraction(1, RATE)
        container.mux(sound.encode(frame))
        container.mux(video.encode(None))
        container.mux(sound.encode(None))
    return path


def flash_and_click(path: Path) -> tuple[float, float]:
    """Return when the flash comes, and when the click, in seconds."""
    with av.open(str(path)) as media:
        flash = next(float(frame.time or 0) for frame in media.decode(video=0) if luma(frame) > 100)
    with av.open(str(path)) as media:
        for frame in media.decode(audio=0):
            wave = frame.to_ndarray()[0].astype(float)
            loud = np.flatnonzero(np.abs(wave) > (0.3 if frame.format.name.startswith("flt") else 0.3 * 2**31))
            if len(loud):
                return flash, float(frame.time or 0) + float(loud[0]) / frame.sample_rate
    raise AssertionError("there is no click")


def luma(frame: av.VideoFrame) -> float:
    return float(frame.reformat(format="gray").to_ndarray().mean())


def samples(path: Path) -> int:
    with av.open(str(path)) as media:
        return sum(frame.samples for frame in media.decode(audio=0))


@pytest.mark.parametrize("codec", ["wmav1", "wmav2"])
@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_sound_whose_decoder_begins_late_stays_in_step_and_whole(tmp_path: Path, codec: str, suffix: str) -> None:
    source, output = write_wmv(tmp_path / "a.wmv", codec), tmp_path / f"b{suffix}"
    proven(source, output, preset())
    flash, click = flash_and_click(source)
    new_flash, new_click = flash_and_click(output)
    assert new_click - new_flash == pytest.approx(click - flash, abs=0.01)
    assert samples(output) == pytest.approx(samples(source), abs=1024)
