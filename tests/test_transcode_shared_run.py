"""A video in segments: the same result as of one pass, whoever encoded which, and in one pass where it must be."""

from __future__ import annotations

import shutil
import subprocess
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from media_files import texture, write_clip
from shared_transcodes import Table, shared, write_cut, write_moving
from transcodes import lumas, preset, streams, times, transcoded
from videos_to_transcode import write_hdr, write_noisy, write_sphere, write_tracks

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError, Unavailable
from albumforge.transcoders.segment_run import help_with
from albumforge.transcoders.verify import verify
from albumforge.transcoding import NotSmaller, Preset


def _said(into: list[str]) -> Context:
    return Context(on_log=into.append)


def _as_one_pass(source: Path, folder: Path, wanted: Preset, suffix: str, **more: Any) -> tuple[Path, Path]:
    """Transcode in segments and in one pass, and compare what the results are."""
    said: list[str] = []
    one, other = folder / f"one{suffix}", folder / f"segments{suffix}"
    alone = transcoded(source, one, wanted)
    made = shared(source, other, wanted, context=_said(said), **more)
    assert said == [], "it was not cut"
    verify(other, source, wanted, context=Context())
    assert (made.frames, made.streams, made.notes) == (alone.frames, alone.streams, alone.notes)
    assert made.duration == pytest.approx(alone.duration, abs=0.001)
    assert times(other) == times(one)
    assert streams(other) == streams(one)
    assert not list((folder / "cache" / "transcodes").iterdir())
    _decodes_clean(other)
    return one, other


def _decodes_clean(path: Path) -> None:
    if shutil.which("ffmpeg"):
        command = ["ffmpeg", "-v", "error", "-xerror", "-i", path, "-map", "0:v", "-map", "0:a?", "-f", "null", "-"]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    with av.open(str(path)) as media:
        media.streams.video[0].codec_context.options = {"err_detect": "explode"}
        assert all(not frame.is_corrupt for frame in media.decode(video=0))


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_it_is_as_one_pass_makes_it(tmp_path: Path, codec: str, suffix: str) -> None:
    _as_one_pass(write_moving(tmp_path / "a.mp4"), tmp_path, preset(codec), suffix)


@pytest.mark.parametrize("open_gop", ["h264", "hevc"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".ts"])
def test_so_is_one_of_a_source_with_open_groups_of_pictures(tmp_path: Path, open_gop: str, suffix: str) -> None:
    source = write_moving(tmp_path / f"a{suffix}", open_gop=open_gop)
    _as_one_pass(source, tmp_path, preset("hevc"), ".mkv")


def test_so_is_one_with_an_edit_list(tmp_path: Path) -> None:
    _as_one_pass(write_cut(tmp_path / "a.mp4", 0.5), tmp_path, preset("h264"), ".mp4")


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
def test_so_is_one_of_a_varying_rate(tmp_path: Path, codec: str) -> None:
    starts = [Fraction(n, 30) if n < 48 else Fraction(8, 5) + Fraction((n - 48) * 7, 90) for n in range(72)]
    source = write_clip(tmp_path / "a.mp4", frames=72, times=starts)
    _as_one_pass(source, tmp_path, preset(codec), ".mp4")


def test_so_is_one_with_tracks_of_all_kinds(tmp_path: Path) -> None:
    _as_one_pass(write_tracks(tmp_path / "a.mkv"), tmp_path, preset("hevc"), ".mkv", seconds=0.8)


def test_hdr_stays_hdr(tmp_path: Path) -> None:
    source = write_hdr(tmp_path / "a.mp4", frames=48)
    _, made = _as_one_pass(source, tmp_path, preset("hevc"), ".mp4", seconds=1.0)
    content = made.read_bytes()
    assert b"mdcv" in content and b"clli" in content


def test_a_sphere_stays_one(tmp_path: Path) -> None:
    _, made = _as_one_pass(write_sphere(tmp_path / "a.mp4", frames=72), tmp_path, preset("h264"), ".mp4", seconds=1.0)
    assert b"sv3d" in made.read_bytes()


def test_turned_and_scaled_pictures(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4", turned=90)
    _as_one_pass(source, tmp_path, preset("h264", max_height=96), ".mp4")


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1", "vp9"])
def test_pictures_at_the_joins_are_as_good_as_others(tmp_path: Path, codec: str) -> None:
    source = write_moving(tmp_path / "a.mp4", frames=120, options={"crf": "8"})
    _, made = _as_one_pass(source, tmp_path, preset(codec, crf=20.0, speed="medium"), ".mp4")
    errors = [((a.astype(float) - b) ** 2).mean() for a, b in zip(lumas(source), lumas(made), strict=True)]
    decibels = 10 * np.log10(255**2 / np.maximum(1e-9, errors))
    near = {join + beside for join in (12, 24, 36, 48, 60, 72, 84, 96, 108) for beside in (-2, -1, 0, 1)}
    at, elsewhere = decibels[sorted(near)], np.delete(decibels, sorted(near))
    assert at.mean() > elsewhere.mean() - 0.5
    assert at.min() > elsewhere.min() - 1.0


def test_two_workers_share_the_segments(tmp_path: Path) -> None:
    source, table, cache = write_moving(tmp_path / "a.mp4", frames=240), Table(), tmp_path / "cache"
    wanted = preset("hevc", speed="medium")
    helped: list[int] = []
    progress: list[float] = []

    def help_out() -> None:
        while not table.invited:
            assert not over.wait(0.01)
        helped.append(help_with(table.invited[0], cache=cache, threads=1, share=table.seat("b"), context=Context()))

    over = threading.Event()
    helper = threading.Thread(target=help_out)
    helper.start()
    context = Context(on_progress=lambda said: progress.append(said.fraction))
    made = shared(source, tmp_path / "b.mp4", wanted, share=table.seat("a"), context=context, cache=cache)
    over.set()
    helper.join(20)
    verify(tmp_path / "b.mp4", source, wanted, context=Context())
    assert made.frames == 240
    assert helped
    assert 2 <= helped[0] <= 18
    assert len({key for _, key in table.taken}) == 20
    assert {name for name, _ in table.taken} == {"a", "b"}
    assert progress == sorted(progress) and progress[-1] == 1.0
    assert not table.holders


def _interrupted(source: Path, output: Path, after: int = 5) -> Table:
    """Stop a transcode once so many segments are made."""
    table = Table(after)
    with pytest.raises(Cancelled):
        shared(source, output, preset("h264"), share=table.seat("a"))
    assert not output.exists()
    assert not table.holders
    return table


def test_what_is_in_the_cache_is_not_encoded_again(tmp_path: Path) -> None:
    source, output, table = write_moving(tmp_path / "a.mp4"), tmp_path / "b.mp4", Table()
    first = _interrupted(source, output)
    there = {path.stem for path in (tmp_path / "cache").rglob("*.mp4")}
    assert {key for _, key in first.taken} == there
    said: list[Progress] = []
    shared(source, output, preset("h264"), share=table.seat("a"), context=Context(on_progress=said.append))
    assert len(table.taken) == 3
    assert {key for _, key in table.taken} & there == set()
    assert said[0].found and said[0].fraction == pytest.approx(0.97 * 5 / 8)
    verify(output, source, preset("h264"), context=Context())


def test_a_broken_file_under_a_segments_name_is_not_used(tmp_path: Path) -> None:
    source, output, table = write_moving(tmp_path / "a.mp4"), tmp_path / "b.mp4", Table()
    _interrupted(source, output)
    for path in (tmp_path / "cache").rglob("*.mp4"):
        path.write_bytes(path.read_bytes()[:-200])
    shared(source, output, preset("h264"), share=table.seat("a"))
    assert len(table.taken) == 8
    verify(output, source, preset("h264"), context=Context())


def test_a_changed_source_is_another_one(tmp_path: Path) -> None:
    source, output, table = write_moving(tmp_path / "a.mp4"), tmp_path / "b.mp4", Table()
    _interrupted(source, output)
    write_moving(source, paint=lambda number: texture(160, 96, 7 + number // 24))
    shared(source, output, preset("h264"), share=table.seat("a"))
    assert len(table.taken) == 8


@pytest.mark.parametrize(
    ("why", "fields", "wanted"),
    [
        ("its preset asks for a bitrate, which only one encoder can keep to", {}, {"crf": None, "bitrate_k": 300}),
        ("it has too few key frames", {"options": {"g": "300", "keyint_min": "300", "sc_threshold": "0"}}, {}),
    ],
)
def test_what_cannot_be_cut_is_made_in_one_pass(
    tmp_path: Path, why: str, fields: dict[str, Any], wanted: dict[str, Any]
) -> None:
    said: list[str] = []
    source = write_moving(tmp_path / "a.mp4", **fields)
    made = shared(source, tmp_path / "b.mp4", preset("h264", **wanted), context=_said(said))
    assert said == [f"Not shared with other workers: {why}."]
    assert made.frames == 96


def test_avi_is_made_in_one_pass(tmp_path: Path) -> None:
    said: list[str] = []
    source = write_clip(tmp_path / "a.avi", frames=60, options={"bf": "2"})
    assert shared(source, tmp_path / "b.mkv", preset("h264"), context=_said(said)).frames == 60
    assert said == ["Not shared with other workers: its pictures have no times of their own."]


def test_short_videos_are_made_in_one_pass_without_a_word(tmp_path: Path) -> None:
    said: list[str] = []
    table, source = Table(), write_moving(tmp_path / "a.mp4")
    for seconds in (60.0, 0.0):
        shared(source, tmp_path / "b.mp4", preset(), share=table.seat("a"), context=_said(said), seconds=seconds)
    assert (said, table.taken) == ([], [])


def test_a_damaged_source_is_refused_as_one_pass_does(tmp_path: Path) -> None:
    source, said = write_moving(tmp_path / "a.mp4", sound=False), []
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    source.write_bytes(data)
    with pytest.raises(MediaError) as alone:
        transcoded(source, tmp_path / "b.mp4", preset())
    with pytest.raises(MediaError) as caught:
        shared(source, tmp_path / "b.mp4", preset(), context=_said(said))
    assert caught.value.reason.split(",")[0] == alone.value.reason.split(",")[0]
    assert len(said) == 1
    assert not (tmp_path / "b.mp4").exists()
    assert not list((tmp_path / "cache").rglob("*.mp4"))


def test_one_that_does_not_become_smaller_ends_early(tmp_path: Path) -> None:
    source, table = write_moving(tmp_path / "a.mp4", options={"crf": "45"}, frames=240), Table()
    with pytest.raises(NotSmaller):
        shared(source, tmp_path / "b.mp4", preset(crf=4.0, min_saving=5.0), share=table.seat("a"))
    assert len(table.taken) < 20
    assert not (tmp_path / "b.mp4").exists()


def test_one_that_becomes_smaller_passes(tmp_path: Path) -> None:
    source = write_noisy(tmp_path / "a.mp4", frames=96, options={"crf": "4", "preset": "ultrafast", "g": "12"})
    made = shared(source, tmp_path / "b.mp4", preset(crf=40.0, min_saving=5.0))
    assert made.size < source.stat().st_size * 0.95


def test_whoever_would_make_other_segments_does_not_help(tmp_path: Path) -> None:
    source, seat, cache = write_moving(tmp_path / "a.mp4"), Table().seat("b"), tmp_path / "cache"
    (mark,) = _interrupted(source, tmp_path / "b.mp4").invited
    with pytest.raises(Unavailable, match="elsewhere"):
        help_with("another", cache=cache, threads=1, share=seat, context=Context())
    write_moving(source, frames=120)
    with pytest.raises(Unavailable, match="would not be the same here"):
        help_with(mark, cache=cache, threads=1, share=seat, context=Context())
