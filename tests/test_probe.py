"""Which media are opened, and what is said of them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import SAMPLES, cut, write_clip, write_picture

from albumforge.errors import MediaError
from albumforge.media.probe import has_sound, open_media, probe_video


def test_a_plain_clip(tmp_path: Path) -> None:
    info = probe_video(write_clip(tmp_path / "a.mp4", frames=45))
    assert (info.codec, info.width, info.height) == ("h264", 96, 64)
    assert (info.fps, info.variable_frame_rate, info.duration, info.frames) == (30, False, 1.5, 45)
    assert info.audio is not None
    assert (info.audio.codec, info.audio.sample_rate, info.audio.channels) == ("aac", 48000, 1)
    assert (info.matrix, info.range, info.primaries, info.transfer, info.hdr) == (
        "bt709", "limited", "bt709", "bt709", False,
    )  # fmt: skip


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_size_is_that_of_the_upright_picture(tmp_path: Path, turned: int) -> None:
    info = probe_video(write_clip(tmp_path / "a.mov", frames=3, turned=turned, sample_aspect=Fraction(4, 3)))
    assert info.rotation == turned
    assert (info.width, info.height) == ((128, 64) if turned in (0, 180) else (64, 128))
    assert (info.coded_width, info.coded_height, info.sample_aspect) == (96, 64, Fraction(4, 3))


def test_a_mirrored_clip(tmp_path: Path) -> None:
    assert probe_video(write_clip(tmp_path / "a.mov", frames=3, mirrored=True)).orientation == 2


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov", "avi"])
def test_an_even_rate_is_not_variable(tmp_path: Path, suffix: str) -> None:
    info = probe_video(write_clip(tmp_path / f"a.{suffix}", frames=60, rate=Fraction(30000, 1001)))
    assert not info.variable_frame_rate
    assert float(info.fps) == pytest.approx(29.97, abs=0.01)
    assert info.duration == pytest.approx(2.0, abs=0.05)


def test_a_variable_rate_is_seen(tmp_path: Path) -> None:
    times = [Fraction(n, 30) + (Fraction(n * n, 900) if n > 5 else 0) for n in range(20)]
    assert probe_video(write_clip(tmp_path / "a.mp4", times=times)).variable_frame_rate


def test_sound_or_none(tmp_path: Path) -> None:
    assert has_sound(write_clip(tmp_path / "a.mp4", frames=3))
    silent = write_clip(tmp_path / "b.mp4", frames=3, sound=False)
    assert not has_sound(silent)
    assert probe_video(silent).audio is None


def test_odd_sizes(tmp_path: Path) -> None:
    info = probe_video(write_clip(tmp_path / "a.mp4", frames=3, width=95, height=63, pixel_format="yuv444p"))
    assert (info.width, info.height) == (95, 63)


def test_hdr_is_seen(tmp_path: Path) -> None:
    hlg = write_clip(tmp_path / "a.mp4", frames=3, transfer=18, primaries=9, matrix=9, pixel_format="yuv420p10le")
    info = probe_video(hlg)
    assert (info.hdr, info.transfer, info.matrix, info.primaries) == (True, "arib-std-b67", "bt2020nc", "bt2020")


def test_time_and_place_of_phones(tmp_path: Path) -> None:
    tags = {
        "com.apple.quicktime.creationdate": "2022-08-14T14:12:31+0300",
        "com.apple.quicktime.location.ISO6709": "+60.1467-024.9067+010.0/",
    }
    info = probe_video(write_clip(tmp_path / "a.mov", frames=3, metadata=tags))
    assert info.captured_at == datetime.fromisoformat("2022-08-14T14:12:31")
    assert info.captured_utc == datetime(2022, 8, 14, 11, 12, 31, tzinfo=UTC)
    assert (info.latitude, info.longitude) == (60.1467, -24.9067)


def test_time_in_utc_alone(tmp_path: Path) -> None:
    info = probe_video(write_clip(tmp_path / "a.mkv", frames=3, metadata={"creation_time": "2022-08-14T11:12:31Z"}))
    assert info.captured_at is None
    assert info.captured_utc == datetime(2022, 8, 14, 11, 12, 31, tzinfo=UTC)
    unset = write_clip(tmp_path / "b.mkv", frames=3, metadata={"creation_time": "1970-01-01T00:00:00Z"})
    assert probe_video(unset).captured_utc is None


@pytest.mark.parametrize(
    "content",
    [
        "ffconcat version 1.0\nfile {secret}\n",
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{secret}\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
        '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>\n',
        "1\n00:00:00,000 --> 00:00:01,000\nsubtitle\n",
        "Dear diary\n",
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.m3u8", "a.ffconcat", "a"])
def test_scripts_and_text_are_refused_under_any_name(tmp_path: Path, content: str, name: str) -> None:
    secret = write_clip(tmp_path / "secret.mp4", frames=3)
    (tmp_path / name).write_text(content.format(secret=secret))
    with pytest.raises(MediaError):
        probe_video(tmp_path / name)


def test_what_is_no_video_is_refused_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(MediaError, match="not a regular file"):
        probe_video(tmp_path / "pipe.mp4")
    with pytest.raises(MediaError, match="it is a picture"):
        probe_video(write_picture(tmp_path / "a.heic"))
    sound = tmp_path / "a.wav"
    with av.open(str(sound), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), format="s16", layout="mono")
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    with pytest.raises(MediaError, match="only sound"):
        probe_video(sound)
    assert has_sound(sound)


def test_a_clip_without_its_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="damaged"):
        probe_video(cut(write_clip(tmp_path / "a.mp4"), 0.5))


@pytest.mark.parametrize("name", ["a\nb.mp4", "100%03d.mp4", "http:a.mp4", "-i.mp4", "电影.mp4", "x\udcff.mp4"])
def test_odd_names(tmp_path: Path, name: str) -> None:
    made = write_clip(tmp_path / "plain.mp4", frames=3)
    made.rename(tmp_path / name)
    assert probe_video(tmp_path / name).frames == 3


def test_tiny_clips_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="too small: 32 × 8"):
        probe_video(write_clip(tmp_path / "a.mp4", frames=3, width=32, height=8))


def test_tags_that_are_no_text_do_not_matter(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mkv", frames=3, metadata={"title": "caf-e"})
    clip.write_bytes(clip.read_bytes().replace(b"caf-e", b"caf\xe9e"))
    assert probe_video(clip).duration > 0


def test_errors_in_the_body_are_media_errors(tmp_path: Path) -> None:
    with pytest.raises(MediaError), open_media(write_clip(tmp_path / "a.mp4", frames=3)):
        raise av.error.InvalidDataError(1, "broken")


@pytest.mark.skipif(not (SAMPLES / "video").is_dir(), reason="the folder of sample videos is missing")
def test_sample_videos() -> None:
    videos = {file.name: probe_video(file) for file in (SAMPLES / "video").glob("*.mp4")}
    assert (videos["anamorphic_sar_2_3.mp4"].width, videos["anamorphic_sar_2_3.mp4"].height) == (427, 360)
    assert videos["testsrc_hevc.mp4"].codec == "hevc"
    assert videos["speech_with_pauses.mp4"].frames == 1272
    assert not any(video.variable_frame_rate for video in videos.values())
