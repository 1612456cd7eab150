from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest
from sounds import write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, StorageError
from albumforge.media.audio import RATE, decode_audio, decode_blocks, encode_aac, in_blocks, silence


def chirps(seconds: float) -> np.ndarray:
    """A short tone at the start of each second, its pitch telling which second it is."""
    t = np.arange(round(seconds * RATE)) / RATE
    within = t % 1.0
    tone = np.sin(2 * np.pi * (300 + 100 * np.floor(t)) * within) * np.exp(-within * 20)
    return np.stack((0.5 * tone, 0.3 * tone), axis=1).astype(np.float32)


def write(path: Path, codec: str, samples: np.ndarray, rate: int, layout: str, form: str) -> Path:
    """Write samples (n, channels) with any encoder of FFmpeg."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        for start in range(0, len(samples), 4000):
            part = np.ascontiguousarray(samples[start : start + 4000])
            values = (part * 32767).astype(np.int16) if form.startswith("s16") else part.astype(np.float32)
            planes = values.T.copy() if form.endswith("p") else values.reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=form, layout=layout)
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def shift(one: np.ndarray, other: np.ndarray) -> int:
    """By how many samples `other` is later than `one`."""
    length = min(len(one), len(other))
    spectrum = np.fft.rfft(other[:length, 0], 2 * length) * np.conj(np.fft.rfft(one[:length, 0], 2 * length))
    at = int(np.argmax(np.fft.irfft(spectrum)))
    return at if at < length else at - 2 * length


@pytest.mark.parametrize("length", [100, 1023, 1024, 50_001, 3 * RATE])
def test_aac_has_the_exact_length(tmp_path: Path, length: int) -> None:
    sound = chirps(3)[:length]
    assert encode_aac(sound, tmp_path / "a.m4a") == length
    assert abs(len(decode_audio(tmp_path / "a.m4a")) - length) <= 2


def test_aac_is_in_place_and_close(tmp_path: Path) -> None:
    sound = chirps(3)
    encode_aac([sound[:777], sound[777:]], tmp_path / "a.mp4")
    again = decode_audio(tmp_path / "a.mp4")
    assert shift(sound, again) == 0
    assert np.sqrt(np.mean((again - sound) ** 2)) < 0.01
    with av.open(str(tmp_path / "a.mp4")) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.profile) == ("aac", "LC")
        assert stream.codec_context.sample_rate == RATE


def test_wav_is_exact(tmp_path: Path) -> None:
    sound = chirps(1.5)
    assert write_wav(sound, tmp_path / "a.wav") == len(sound)
    again = decode_audio(tmp_path / "a.wav")
    assert again.dtype == np.float32
    assert np.abs(again - sound).max() < 2e-7


@pytest.mark.parametrize("kind", ["m4a", "wav"])
def test_a_part_is_the_part(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    (encode_aac if kind == "m4a" else write_wav)(chirps(6), path)
    whole = decode_audio(path)
    part = decode_audio(path, start=3.25, duration=1.5)
    assert len(part) == round(1.5 * RATE)
    expected = whole[round(3.25 * RATE) :][: len(part)]
    assert shift(expected, part) == 0
    assert np.sqrt(np.mean((expected - part) ** 2)) < 0.003


def test_a_part_beyond_the_end_is_shorter(tmp_path: Path) -> None:
    write_wav(chirps(2), tmp_path / "a.wav")
    assert len(decode_audio(tmp_path / "a.wav", start=1.5, duration=9)) == RATE // 2
    assert len(decode_audio(tmp_path / "a.wav", start=5, duration=9)) == 0


@pytest.mark.parametrize(
    ("name", "codec", "rate", "form", "slack"),
    [
        ("a.wav", "pcm_s16le", 44_100, "s16", 4),
        ("a.wav", "pcm_s16le", 8_000, "s16", 8),
        ("a.flac", "flac", 96_000, "s16", 4),
        ("a.mp3", "libmp3lame", 44_100, "s16p", 8),
        ("a.ogg", "libopus", 48_000, "s16", 8),
        ("a.mka", "libopus", 48_000, "s16", 8),
    ],
)
def test_rates_and_codecs(tmp_path: Path, name: str, codec: str, rate: int, form: str, slack: int) -> None:
    length = 2 * rate
    t = np.arange(length) / rate
    tone = 0.4 * np.sin(2 * np.pi * 440 * t) * np.minimum(1, t)
    path = write(tmp_path / name, codec, np.stack((tone, tone), axis=1), rate, "stereo", form)
    sound = decode_audio(path)
    assert abs(len(sound) - 2 * RATE) <= slack
    reference = 0.4 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE) * np.minimum(1, np.arange(2 * RATE) / RATE)
    length = min(len(sound), 2 * RATE) - 2000
    assert np.corrcoef(sound[:length, 0], reference[:length])[0, 1] > 0.99


def test_mono_is_on_both_sides_at_full_level(tmp_path: Path) -> None:
    tone = 0.5 * np.sin(np.arange(RATE) * 0.05)
    path = write(tmp_path / "a.wav", "pcm_s16le", tone[:, None], RATE, "mono", "s16")
    sound = decode_audio(path)
    assert np.array_equal(sound[:, 0], sound[:, 1])
    assert np.abs(sound[:, 0] - tone).max() < 1e-4


def test_surround_is_mixed_down(tmp_path: Path) -> None:
    channels = np.zeros((6000, 6))
    for n in range(6):  # FL FR FC LFE BL BR, each alone for 1000 samples
        channels[n * 1000 : (n + 1) * 1000, n] = 0.5
    path = write(tmp_path / "a.wav", "pcm_s16le", channels, RATE, "5.1", "s16")
    levels = decode_audio(path)[500::1000]
    low = 0.5 * 10 ** (-3 / 20)
    expected = [[0.5, 0], [0, 0.5], [low, low], [0, 0], [low, 0], [0, low]]
    assert np.abs(levels - expected).max() < 0.003


def test_a_damaged_tail_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.mp3", "libmp3lame", chirps(4), RATE, "stereo", "s16p")
    data = (tmp_path / "a.mp3").read_bytes()
    (tmp_path / "b.mp3").write_bytes(data[: len(data) // 2] + os.urandom(len(data) // 4))
    sound = decode_audio(tmp_path / "b.mp3")
    assert len(sound) > 1.8 * RATE
    assert shift(chirps(4)[: 2 * RATE - 5000], sound[: 2 * RATE - 5000]) == 0
    assert np.isfinite(sound).all()


def test_what_is_not_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_text("#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(MediaError):
        decode_audio(tmp_path / "a.mp3")
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(MediaError):
        decode_audio(tmp_path / "pipe.wav")
    with pytest.raises(MediaError):
        decode_audio(tmp_path / "missing.wav")


def test_a_silent_film_has_no_sound_track(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 32), np.uint8), format="yuv420p")))
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match="no sound track"):
        decode_audio(tmp_path / "a.mp4")


def test_cancelling(tmp_path: Path) -> None:
    stopping = Context(cancelled=lambda: True)
    with pytest.raises(Cancelled):
        encode_aac(silence(RATE), tmp_path / "a.m4a", context=stopping)
    assert list(tmp_path.iterdir()) == []
    write_wav(silence(RATE), tmp_path / "a.wav")
    with pytest.raises(Cancelled):
        decode_audio(tmp_path / "a.wav", context=stopping)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        encode_aac(silence(10), tmp_path / "no" / "a.m4a")
    with pytest.raises(StorageError):
        write_wav(silence(10), tmp_path / "no" / "a.wav")


def test_sound_that_starts_after_the_picture_is_in_sync(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "a.mp4"), "w") as container:
        video = container.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        audio = container.add_stream("aac", rate=RATE, layout="stereo")
        for _ in range(75):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((48, 32), np.uint8), format="yuv420p")))
        container.mux(video.encode(None))
        for start in range(0, 2 * RATE, 1024):
            block = np.ascontiguousarray(chirps(2)[start : start + 1024].T)
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, RATE // 2 + start
            container.mux(audio.encode(frame))
        container.mux(audio.encode(None))
    sound = decode_audio(tmp_path / "a.mp4")
    assert abs(len(sound) - 2.5 * RATE) <= 64
    expected = np.concatenate((silence(RATE // 2), chirps(2)))
    assert abs(shift(expected[: len(sound) - 99], sound[: len(sound) - 99])) <= 48
    part = decode_audio(tmp_path / "a.mp4", start=1.4, duration=0.5)
    assert abs(shift(sound[round(1.4 * RATE) :][: len(part)], part)) <= 1


def test_blocks_are_the_whole_and_stay_small(tmp_path: Path) -> None:
    encode_aac(chirps(6), tmp_path / "a.m4a")
    blocks = list(decode_blocks(tmp_path / "a.m4a"))
    assert max(len(block) for block in blocks) <= RATE
    assert np.array_equal(np.concatenate(blocks), decode_audio(tmp_path / "a.m4a"))
    assert len(np.concatenate(blocks)) == 6 * RATE


def test_a_decoder_that_is_left_early_lets_go_of_the_file(tmp_path: Path) -> None:
    write_wav(chirps(6), tmp_path / "a.wav")
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    blocks = decode_blocks(tmp_path / "a.wav")
    assert len(next(blocks))
    blocks.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors


@pytest.mark.parametrize("size", [1, 7, 1024, 99_999])
def test_sound_in_blocks(size: int) -> None:
    sound = chirps(0.1)
    for given in (sound, [sound[:5], sound[5:5], sound[5:1500], sound[1500:]]):
        blocks = list(in_blocks(given, size))
        assert all(len(block) == size for block in blocks[:-1])
        assert np.array_equal(np.concatenate(blocks), sound)


def test_a_track_is_chosen_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "two.mkv"
    with av.open(str(file), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for number, stream in enumerate(streams):
            block = np.full((1, RATE), 8000 * (number + 1), np.int16)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    for track, level in ((None, 8000), (0, 8000), (1, 16000)):
        assert decode_audio(file, track=track)[100:-100].mean() * 32768 == pytest.approx(level, rel=0.01)
    with pytest.raises(MediaError, match="there is no track 2"):
        decode_audio(file, track=2)
