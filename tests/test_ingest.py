"""Ingest: every oddity of a video is understood and told; what is no video is refused with the reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from clips_to_cut import tones, write_video
from media_files import SAMPLES, cut, write_clip, write_picture
from sounds import tone, write_wav

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.generators.autocut.ingest import VideoSource, ingest

STEADY = tones(2.0, [(0.2, 1.8)])
EMPTY = np.zeros_like(STEADY)


def examined(path: Path) -> VideoSource:
    return ingest(path, Context())


@pytest.mark.parametrize("rate", [Fraction(30), Fraction(30_000, 1001), Fraction(25), Fraction(24_000, 1001)])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_plain_video_has_its_exact_grid(tmp_path: Path, rate: Fraction, suffix: str) -> None:
    video = examined(write_video(tmp_path / f"a.{suffix}", seconds=2, rate=rate, sounds=[(STEADY, "mono")]))
    assert Fraction(video.source.fps) == rate
    assert video.source.frames == round(2 * rate)
    assert video.source.duration == pytest.approx(video.source.frames / float(rate), abs=1e-5)
    assert (video.source.width, video.source.height, video.source.audio_track) == (320, 180, 0)
    assert not video.source.varies
    assert video.source.digest.startswith("sha256-")
    assert video.notes == ()


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_a_rate_that_varies_gets_a_grid(tmp_path: Path, suffix: str) -> None:
    times = [Fraction(n, 30) for n in range(60) if n not in (20, 21, 40)]
    video = examined(write_clip(tmp_path / f"a.{suffix}", times=times, frames=len(times)))
    assert video.source.varies
    assert video.source.fps == "30/1"
    assert video.source.frames == 60
    assert video.notes == ("The frame rate varies; the cut has 30 frames a second throughout.",)


def test_turned_pictures_and_odd_pixels_are_told(tmp_path: Path) -> None:
    turned = examined(write_clip(tmp_path / "a.mp4", turned=90))
    assert (turned.source.width, turned.source.height) == (64, 96)
    assert turned.notes == ("The pictures are stored turned; the cut shows them upright, 64 × 96.",)
    wide = examined(write_clip(tmp_path / "b.mp4", sample_aspect=Fraction(4, 3)))
    assert (wide.source.width, wide.source.height) == (128, 64)
    assert wide.notes == ("The pixels are not square; the cut has square ones, 128 × 64.",)


def test_hdr_is_told(tmp_path: Path) -> None:
    video = examined(write_clip(tmp_path / "a.mp4", pixel_format="yuv420p10le", transfer=18, primaries=9, matrix=9))
    assert video.notes == ("The video is HDR; the cut is in standard range.",)


def test_without_sound(tmp_path: Path) -> None:
    video = examined(write_clip(tmp_path / "a.mp4", sound=False))
    assert video.source.audio_track is None
    assert video.notes == ("The video has no sound.",)


@pytest.mark.parametrize(
    ("sounds", "default", "chosen"),
    [
        ((STEADY, STEADY), 0, 0),
        ((STEADY, STEADY), 1, 1),
        ((EMPTY, STEADY), 0, 1),
        ((EMPTY, EMPTY, STEADY), 1, 2),
        ((EMPTY, EMPTY), 0, 0),
    ],
)
def test_of_several_tracks_the_default_one_that_sounds_is_used(
    tmp_path: Path, sounds: tuple[np.ndarray[tuple[int], np.dtype[np.float32]], ...], default: int, chosen: int
) -> None:
    tracks = [(sound, "mono") for sound in sounds]
    video = examined(write_video(tmp_path / "a.mkv", seconds=2, sounds=tracks, default=default))
    assert video.source.audio_track == chosen
    assert video.notes == (f"The video has {len(sounds)} sound tracks; number {chosen + 1} is used.",)


def test_surround_is_told(tmp_path: Path) -> None:
    video = examined(write_video(tmp_path / "a.mp4", seconds=2, sounds=[(STEADY, "5.1")]))
    assert video.notes == ("The sound has 6 channels; the cut is in stereo.",)


def test_a_tail_that_is_missing_is_told(tmp_path: Path) -> None:
    whole = write_video(
        tmp_path / "a.mkv", seconds=6, sounds=[(tones(6.0, [(0, 6)]), "mono")], options={"x264-params": "qp=10"}
    )
    full = examined(whole).source.frames
    part = examined(cut(whole, 0.6))
    assert part.source.frames < 0.8 * full
    assert part.source.frames > 0.3 * full


def with_index_first(folder: Path) -> Path:
    path, fast = folder / "a.mp4", folder / "fast.mp4"
    write_clip(path, frames=90, options={"qp": "8", "bf": "3", "b_strategy": "0"})
    with av.open(str(path)) as source, av.open(str(fast), "w", options={"movflags": "+faststart"}) as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    return fast


@pytest.mark.parametrize("share", [0.5, 0.55, 0.6, 0.65, 0.7, 0.75])
def test_the_rate_of_a_video_that_is_cut_off_does_not_vary(tmp_path: Path, share: float) -> None:
    video = examined(cut(with_index_first(tmp_path), share))
    assert not video.source.varies
    assert [note.partition(":")[0] for note in video.notes] == ["The end is missing"]


def test_an_mp4_that_is_cut_off_behind_its_index(tmp_path: Path) -> None:
    video = examined(cut(with_index_first(tmp_path), 0.7))
    assert 20 <= video.source.frames < 85
    assert [note for note in video.notes if note.startswith("The end is missing: of 0:03.0 the first 0:0")]


def test_a_file_whose_times_begin_late_misses_nothing(tmp_path: Path) -> None:
    whole, late = write_clip(tmp_path / "a.mkv", frames=60, options={"bf": "0"}), tmp_path / "b.mkv"
    with av.open(str(whole)) as source, av.open(str(late), "w") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None and packet.pts is not None and packet.time_base is not None:
                packet.dts, packet.pts = (stamp + round(100 / packet.time_base) for stamp in (packet.dts, packet.pts))
                packet.stream = streams[packet.stream.index]
                target.mux(packet)
    video = examined(late)
    assert (video.source.frames, video.notes) == (examined(whole).source.frames, ())


def test_what_cannot_be_decoded_is_cut_off(tmp_path: Path) -> None:
    video = examined(write_clip(tmp_path / "a.mp4", frames=60))
    shorter = video.cut_off(1.5)
    assert shorter.source.frames == 45
    assert shorter.source.duration == 1.5
    assert shorter.notes == ("The end is damaged: of 0:02.0 the first 0:01.5 can be used.",)


def test_a_recording_without_oddities_has_no_notes() -> None:
    path = SAMPLES / "video" / "speech_with_pauses.mp4"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    video = examined(path)
    assert (video.source.fps, video.source.frames, video.offset) == ("30/1", 1272, 0.0)
    assert video.notes == ()


def test_what_is_no_video_is_refused_with_the_reason(tmp_path: Path) -> None:
    def refused(path: Path, reason: str) -> None:
        with pytest.raises(MediaError, match=reason):
            examined(path)

    sound = tmp_path / "sound.mp4"
    write_wav(tone(440, 0.1, 1.0), tmp_path / "sound.wav")
    (tmp_path / "sound.wav").rename(sound)
    refused(sound, "it has no pictures, only sound")
    refused(write_picture(tmp_path / "picture.jpg"), r"it is a picture, not a video\.")
    (tmp_path / "empty.mp4").touch()
    refused(tmp_path / "empty.mp4", "the file is empty")
    (tmp_path / "text.mp4").write_text("#EXTM3U\nhttp://example.org/a.ts\n电影\n" * 500, encoding="utf-8")
    refused(tmp_path / "text.mp4", "it is a text, not a video")
    refused(cut(write_clip(tmp_path / "cut.mp4", frames=90), 0.6), r"it is cut off: its index \(moov\)")
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(1).bytes(50_000))
    refused(tmp_path / "noise.mp4", "not a video or sound file of a known kind")
    refused(tmp_path / "gone.mp4", "there is no such file")
    refused(tmp_path, "it is a folder")


def test_cancelling(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4")
    with pytest.raises(Cancelled):
        ingest(path, Context(cancelled=lambda: True))
