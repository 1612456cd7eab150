"""The film of a cut: frames, times, sound, words, chapters; smart or not, again, stopped, refused."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from executed_cuts import Stretch, cut_of, made, numbers, said, taken_over
from media_files import numbered, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled, InTheWay, MediaError
from albumforge.generators.autocut.plan import CutText
from albumforge.media.audio import RATE, decode_audio

PIECES: tuple[Stretch, ...] = ((5, 40), (50, 51), (60, 110), (20, 30))
KEPT = [*range(5, 40), 50, *range(60, 110), *range(20, 30)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=120)


@pytest.mark.parametrize("smart", [True, False])
def test_every_frame_that_is_kept_is_there_in_order(clip: Path, tmp_path: Path, smart: bool) -> None:
    film = tmp_path / "film.mp4"
    made(cut_of(clip, *PIECES), film, smart=smart)
    assert numbers(film) == KEPT
    with av.open(str(film)) as container:
        times = [
            (packet.pts * packet.time_base, packet.dts * packet.time_base)
            for packet in container.demux(video=0)
            if packet.pts is not None
        ]
    assert sorted(shown for shown, _ in times) == [Fraction(number, 30) for number in range(len(KEPT))]
    assert all(after > before for (_, before), (_, after) in itertools.pairwise(times))
    assert all(decoded <= shown for shown, decoded in times)


def test_what_is_copied_is_bit_for_bit_that_of_the_source(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    trace = made(cut_of(clip, *PIECES), film)
    copied = int(said(trace, "smart_render").split()[0])
    assert copied > len(KEPT) // 2
    assert taken_over(film, clip) == copied


def test_ffmpeg_decodes_the_whole_without_a_word(clip: Path, tmp_path: Path) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not installed")
    film = tmp_path / "film.mp4"
    made(cut_of(clip, *PIECES), film)
    ran = subprocess.run(
        [program, "-v", "warning", "-xerror", "-i", film, "-f", "null", "-"], capture_output=True, text=True, check=True
    )
    assert ran.stderr == ""


def test_the_trace_tells_each_action(clip: Path, tmp_path: Path) -> None:
    trace = made(cut_of(clip, *PIECES, title="Talk"), tmp_path / "final.mp4")
    assert said(trace, "create_timeline") == "Created timeline: Talk"
    scenes = [one.detail for one in trace.actions if one.action == "append_scene"]
    assert scenes[0] == "Appended scene S0001 [5-40]" and scenes == sorted(scenes) and len(scenes) == 4
    assert said(trace, "export_mp4") == "Exported to final.mp4"
    assert all(one.ok for one in trace.actions)
    # The time is that of encoding what could not be copied; a piece of one frame may take less than a millisecond.
    took = [one.took_ms for one in trace.actions if one.action == "append_scene"]
    assert took[0] > 0 and took[2] > 0


def test_a_cut_made_again_takes_all_from_the_cache(clip: Path, tmp_path: Path) -> None:
    plan = cut_of(clip, *PIECES)
    made(plan, tmp_path / "one.mp4")
    trace = made(plan, tmp_path / "two.mp4")
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
    assert "cut_sound" not in {one.action for one in trace.actions}
    assert [one.took_ms for one in trace.actions if one.action == "append_scene"] == [0] * len(PIECES)


def test_sound_and_picture_are_equally_long_at_the_end_of_many_pieces(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    clip = write_clip(tmp_path / "clip.mp4", frames=200, rate=rate)
    pieces = [(start, start + 3) for start in range(0, 190, 7)]
    film = tmp_path / "film.mp4"
    made(cut_of(clip, *pieces), film)
    assert len(decode_audio(film)) == round(len(pieces) * 3 * RATE / rate)


def test_speed_shows_every_second_frame_and_halves_the_sound(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    made(cut_of(clip, {"start": 0, "end": 60, "speed": 2.0}), film)
    assert numbers(film) == list(range(1, 60, 2))
    assert len(decode_audio(film)) == RATE


def test_slow_frames_are_shown_twice(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    made(cut_of(clip, {"start": 10, "end": 20, "speed": 0.5}), film)
    assert numbers(film) == [number for number in range(10, 20) for _ in range(2)]


def test_fades_go_to_black_and_silence(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    made(cut_of(clip, {"start": 0, "end": 60, "fade_in": 0.5, "fade_out": 0.5}), film)
    with av.open(str(film)) as container:
        means = [float(frame.to_ndarray()[: frame.height].mean()) for frame in container.decode(video=0)]
    with av.open(str(clip)) as container:
        plain = [float(frame.to_ndarray()[: frame.height].mean()) for frame in container.decode(video=0)][:60]
    assert means[0] < 22 and means[-1] < 22
    assert means[7] == pytest.approx(16 + (plain[7] - 16) / 2, abs=2)
    assert np.allclose(means[16:44], plain[16:44], atol=2)
    sound = np.abs(decode_audio(film))
    assert sound[:400].max() < 0.1 * sound.max() > sound[-400:].max()


def test_burned_words_are_seen_as_long_as_they_last_and_the_rest_is_copied(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    words = (CutText(start=1.0, end=2.0, text="HELLO"),)
    trace = made(cut_of(clip, (0, 120), texts=words, subtitles="burned"), film)
    assert said(trace, "render_subtitles") == "Rendered 1 subtitle segments"
    assert 60 <= taken_over(film, clip) <= 90
    with av.open(str(clip)) as before, av.open(str(film)) as after:
        changed = [
            bool((np.abs(a.to_ndarray()[45:64].astype(int) - b.to_ndarray()[45:64].astype(int)) > 60).any())
            for a, b in zip(before.decode(video=0), after.decode(video=0), strict=True)
        ]
    assert [number for number, word in enumerate(changed) if word] == list(range(30, 60))


def test_soft_subtitles_and_labels_are_streams_and_chapters(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    pieces: tuple[Stretch, ...] = ({"start": 0, "end": 36, "label": "One"}, {"start": 60, "end": 96, "label": "Two"})
    words = (CutText(start=0.2, end=1.0, text="What is said"), CutText(start=1.2, end=2.0, text="你好"))
    made(cut_of(clip, *pieces, texts=words, subtitles="soft", language="en"), film)
    with av.open(str(film)) as container:
        (stream,) = container.streams.subtitles
        assert stream.language == "eng"
        said_there = [bytes(packet)[2:].decode() for packet in container.demux(stream) if packet.size > 2]
        assert [text for text in said_there if text] == ["What is said", "你好"]
        named = [
            (chapter["start"] * chapter["time_base"], chapter["metadata"]["title"]) for chapter in container.chapters()
        ]
    assert named == [(0, "One"), (Fraction(36, 30), "Two")]
    assert 60 <= taken_over(film, clip) <= 72


def test_a_silent_video_makes_a_silent_cut(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=40, sound=False)
    film = tmp_path / "film.mp4"
    made(cut_of(clip, (3, 30)), film)
    with av.open(str(film)) as container:
        assert not container.streams.audio
    assert numbers(film) == list(range(3, 30))


def test_another_height_is_scaled(clip: Path, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    trace = made(cut_of(clip, (0, 20), height=128), film)
    assert "those of the cut 192 × 128" in said(trace, "smart_render")
    assert numbers(film) == list(range(20))


def test_a_video_of_a_varying_rate_is_laid_on_its_grid(tmp_path: Path) -> None:
    times = [Fraction(number, 30) if number < 30 else Fraction(number - 15, 15) for number in range(60)]
    clip = write_clip(tmp_path / "clip.mp4", frames=60, times=times)
    film = tmp_path / "film.mp4"
    made(cut_of(clip, (0, 70), fps=Fraction(30)), film)
    assert numbers(film) == [*range(30), *(number for number in range(30, 50) for _ in range(2))]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_turned_videos_come_out_upright(tmp_path: Path, turned: int) -> None:
    wide = numbered(0b10010110, 64, 64)
    clip = write_clip(tmp_path / "clip.mp4", width=64, height=64, frames=4, turned=turned, paint=lambda number: wide)
    film = tmp_path / "film.mp4"
    trace = made(cut_of(clip, (0, 4)), film)
    assert "stored turned" in said(trace, "smart_render")
    with av.open(str(film)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert np.abs(picture.astype(int) - np.rot90(wide, -turned // 90).astype(int)).mean() < 6


def test_a_video_that_has_changed_is_refused(clip: Path, tmp_path: Path) -> None:
    other = tmp_path / "clip.mp4"
    shutil.copy(clip, other)
    plan = cut_of(other, (0, 20))
    other.write_bytes(other.read_bytes() + b"\0")
    with pytest.raises(MediaError, match="not what it was"):
        made(plan, tmp_path / "film.mp4")
    other.unlink()
    with pytest.raises(MediaError, match="not there any more"):
        made(plan, tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


def test_the_source_is_never_written_over(clip: Path) -> None:
    before = clip.read_bytes()
    with pytest.raises(InTheWay):
        made(cut_of(clip, (0, 20)), clip)
    assert clip.read_bytes() == before


def test_a_cut_that_is_cancelled_leaves_nothing_at_its_place(clip: Path, tmp_path: Path) -> None:
    asked = itertools.count()
    context = Context(cancelled=lambda: next(asked) > 3, poll_interval=0.0)
    with pytest.raises(Cancelled):
        made(cut_of(clip, *PIECES), tmp_path / "film.mp4", context=context)
    assert not list(tmp_path.rglob("*.mp4"))
