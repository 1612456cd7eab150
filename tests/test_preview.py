"""Previews: size, length, sound; upright, without damage, whole or not at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import corners, cut, number_in, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, StorageError
from albumforge.media.assemble import assemble
from albumforge.media.preview import make_preview
from albumforge.media.timed_text import Subtitle, read_subtitles


def preview_of(clip: Path, quality: str = "480p") -> Path:
    output = clip.with_name("preview.mp4")
    make_preview(clip, output, quality)
    return output


@pytest.mark.parametrize(("quality", "size"), [("480p", (854, 480)), ("720p", (1280, 720))])
def test_size_frames_and_sound_are_as_documented(tmp_path: Path, quality: str, size: tuple[int, int]) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=640, height=360, frames=45)
    with av.open(str(preview_of(clip, quality))) as container:
        (picture,), (sound,) = container.streams.video, container.streams.audio
        assert (picture.width, picture.height) == size
        assert (picture.codec_context.name, sound.codec_context.name, sound.channels) == ("h264", "aac", 1)
        assert picture.average_rate == 30
        assert float(sound.duration * sound.time_base) == pytest.approx(1.5, abs=0.03)
        shown = [
            (frame.pts * frame.time_base, number_in(frame.to_ndarray()[:480])) for frame in container.decode(picture)
        ]
    assert shown == [(Fraction(number, 30), number) for number in range(45)]


def test_it_begins_with_its_index(tmp_path: Path) -> None:
    data = preview_of(write_clip(tmp_path / "clip.mp4")).read_bytes()
    assert 0 < data.index(b"moov") < data.index(b"mdat")


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_videos_come_out_upright(tmp_path: Path, turned: int) -> None:
    picture = corners(160, 90)
    clip = write_clip(
        tmp_path / "clip.mp4", width=160, height=90, frames=3, turned=turned, paint=lambda number: picture
    )
    upright = np.rot90(picture, -turned // 90)
    with av.open(str(preview_of(clip))) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert frame.shape[0] == 480 and frame.shape[1] == (854 if turned == 180 else 270)
    for row, column in ((0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75)):
        found, wanted = (one[int(row * one.shape[0]), int(column * one.shape[1])] for one in (frame, upright))
        assert np.abs(found.astype(int) - wanted.astype(int)).max() < 25


def test_pixels_become_square(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=96, height=96, frames=3, sample_aspect=Fraction(4, 3))
    with av.open(str(preview_of(clip))) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (640, 480)
        assert container.streams.video[0].sample_aspect_ratio in (None, 1)


@pytest.mark.parametrize("quality", ["480p", "720p"])
def test_subtitles_go_along(tmp_path: Path, quality: str) -> None:
    said = (Subtitle(0.4, 1.5, "海上生明月\n天涯共此时"), Subtitle(1.6, 1.9, "Banana."))
    part = write_clip(tmp_path / "part.mp4", frames=60, sound=False)
    clip = tmp_path / "clip.mp4"
    assemble([part], None, clip, fps=Fraction(30), subtitles=said, language="chi")
    preview = preview_of(clip, quality)
    for file in (clip, preview):
        with av.open(str(file)) as container:
            found, language = read_subtitles(container)
        assert [one.text for one in found] == [one.text for one in said]
        for one, other in zip(found, said, strict=True):
            assert (one.start, one.end) == pytest.approx((other.start, other.end), abs=0.01)
        assert language == "chi"
    with av.open(str(preview)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 60
        assert len(container.streams.subtitles) == 1


def test_without_subtitles_there_is_no_track(tmp_path: Path) -> None:
    with av.open(str(preview_of(write_clip(tmp_path / "clip.mp4")))) as container:
        assert not container.streams.subtitles


def test_without_sound_there_is_none(tmp_path: Path) -> None:
    with av.open(str(preview_of(write_clip(tmp_path / "clip.mp4", sound=False)))) as container:
        assert not container.streams.audio


def test_what_is_cut_off_is_left_out(tmp_path: Path) -> None:
    whole = write_clip(tmp_path / "clip.mkv", frames=120)
    with av.open(str(preview_of(cut(whole, 0.6)))) as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert 10 < frames < 120


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    times = [Fraction(number, 30) + (number >= 20) for number in range(40)]
    with av.open(str(preview_of(write_clip(tmp_path / "clip.mp4", frames=40, times=times)))) as container:
        shown = [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]
    assert shown[-1] == pytest.approx(float(times[-1]), abs=0.06) and len(shown) == 40


def test_what_goes_wrong_leaves_nothing(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4")
    output = tmp_path / "preview.mp4"
    text = tmp_path / "text.mp4"
    text.write_text("words")
    with pytest.raises(MediaError):
        make_preview(text, output, "480p")
    with pytest.raises(Cancelled):
        make_preview(clip, output, "480p", Context(cancelled=lambda: True))
    with pytest.raises(StorageError):
        make_preview(clip, tmp_path / "nowhere" / "preview.mp4", "480p")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "text.mp4"]
