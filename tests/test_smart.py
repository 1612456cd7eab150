"""What can be copied is, and where nothing can be, the reason is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from executed_cuts import cut_of, made, numbers, said, taken_over
from media_files import write_clip

EVEN = {"g": "12", "keyint_min": "12", "sc_threshold": "0"}


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"codec": "libx265", "options": {"x265-params": "log-level=none"}}, "it is coded as hevc, not h264"),
        ({"sample_aspect": Fraction(4, 3)}, "its pixels are not square"),
        ({"full_range": True}, "it has the full range of levels"),
        ({"pixel_format": "yuv420p10le"}, "its samples are yuv420p10le, not yuv420p"),
        ({"pixel_format": "yuv444p"}, "its samples are yuv444p, not yuv420p"),
        ({"pixel_format": "yuv420p10le", "transfer": 18, "primaries": 9, "matrix": 9}, "a high dynamic range"),
        ({"turned": 90}, "stored turned"),
        ({"options": {**EVEN, "x264-params": "interlaced=1"}}, "it is interlaced"),
        ({"options": {**EVEN, "x264-params": "open-gop=1"}}, "its groups of pictures refer to each other"),
        ({"options": {"g": "250", "sc_threshold": "0"}}, "it has one key frame only"),
        ({"times": [Fraction(number * number, 900) for number in range(40)]}, "its frame rate varies"),
    ],
)
def test_the_reason_why_all_is_encoded_is_told(tmp_path: Path, options: dict[str, Any], reason: str) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=128, height=96, **{"frames": 40, "options": EVEN, **options})
    trace = made(cut_of(clip, (5, 30), fps=Fraction(30)), tmp_path / "film.mp4")
    assert reason in said(trace, "smart_render")
    assert len(numbers(tmp_path / "film.mp4")) == 25


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=40, options=EVEN)
    trace = made(cut_of(clip, (0, 40)), tmp_path / "film.mp4", smart=False)
    assert said(trace, "smart_render") == "All 40 frames are encoded: that was asked for"
    assert taken_over(tmp_path / "film.mp4", clip) == 0


@pytest.mark.parametrize(
    "options",
    [
        {"profile": "baseline", "bf": "0"},
        {"profile": "main"},
        {"x264-params": "bframes=8:b-adapt=0:ref=5:b-pyramid=normal"},
        {"x264-params": "slices=4:sps-id=1"},
        {"x264-params": "repeat-headers=1:aud=1"},
        {"level": "5.1"},
    ],
)
def test_streams_of_many_kinds_are_continued(tmp_path: Path, options: dict[str, str]) -> None:
    clip = write_clip(tmp_path / "clip.mp4", width=128, height=96, frames=70, options={**EVEN, **options})
    film = tmp_path / "film.mp4"
    trace = made(cut_of(clip, (5, 40), (43, 70)), film)
    assert taken_over(film, clip) == int(said(trace, "smart_render").split()[0]) >= 24
    assert numbers(film) == [*range(5, 40), *range(43, 70)]


@pytest.mark.parametrize("name", ["clip.mov", "clip.mkv"])
def test_other_containers_serve_too(tmp_path: Path, name: str) -> None:
    clip = write_clip(tmp_path / name, frames=70, options=EVEN, sound=False)
    film = tmp_path / "film.mp4"
    made(cut_of(clip, (5, 40), (43, 70)), film)
    assert taken_over(film, clip) >= 40
    assert numbers(film) == [*range(5, 40), *range(43, 70)]


def test_colours_of_the_source_stay(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=40, options=EVEN, matrix=5, primaries=5, transfer=6)
    film = tmp_path / "film.mp4"
    made(cut_of(clip, (5, 40)), film)
    with av.open(str(clip)) as before, av.open(str(film)) as after:
        tags = [
            {
                (frame.colorspace, frame.color_range, frame.color_primaries, frame.color_trc)
                for frame in one.decode(video=0)
            }
            for one in (before, after)
        ]
    assert tags[0] == tags[1] and len(tags[1]) == 1
