"""Stretches taken over from a video: the same bytes, whatever the container, joined with what is encoded."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from executed_cuts import numbers, packets
from media_files import write_clip

from albumforge.errors import MediaError
from albumforge.media.assemble import assemble
from albumforge.media.gops import packet_table
from albumforge.media.source_run import RunReader, SourceRun

FPS = Fraction(30)


def runs_of(clip: Path, *stretches: tuple[int, int]) -> list[SourceRun]:
    table = packet_table(clip)
    found = [table.stretches(first, last, FPS, 1) for first, last in stretches]
    return [SourceRun(clip, table, stretch) for some in found for stretch in some]


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv"])
def test_packets_are_those_of_the_video(tmp_path: Path, suffix: str) -> None:
    clip = write_clip(tmp_path / f"clip.{suffix}", frames=90, options={"g": "12"})
    runs = runs_of(clip, (30, 80), (0, 20), (40, 60))
    assert len(runs) == 3
    with RunReader() as reader:
        read = [(number, bytes(packet)) for run in runs for number, packet in reader.packets(run)]
    assert [number for number, _ in read] == [number for run in runs for number in run.order]
    film = tmp_path / "film.mp4"
    assert assemble(runs, None, film, fps=FPS) == len(read)
    stored = packets(clip)
    expected = [digest for run in runs for digest in stored[run.stretch.first : run.stretch.first + run.frames]]
    assert packets(film) == expected
    assert numbers(film) == [number for run in runs for number in range(run.stretch.at, run.stretch.at + run.frames)]


def test_a_run_says_how_far_its_decoder_runs_ahead(tmp_path: Path) -> None:
    plain = write_clip(tmp_path / "plain.mp4", options={"bf": "0", "g": "12"})
    (run,) = runs_of(plain, (0, 30))
    assert run.reorder == 0 and run.order == list(range(30))
    deep = write_clip(
        tmp_path / "deep.mp4", frames=60, options={"g": "60", "x264-params": "b-adapt=0:bframes=3:scenecut=0"}
    )
    (run,) = runs_of(deep, (0, 60))
    assert run.reorder == 2
    assert sorted(run.order) == list(range(60))


def test_a_video_that_was_exchanged_is_refused(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=60, options={"g": "12"})
    runs = runs_of(clip, (12, 60))
    shutil.copy(write_clip(tmp_path / "other.mp4", frames=24, rate=25), clip)
    with pytest.raises(MediaError, match="not what it was"):
        assemble(runs, None, tmp_path / "film.mp4", fps=FPS)
