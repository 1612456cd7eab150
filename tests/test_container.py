from __future__ import annotations

from pathlib import Path

import pytest
from media_files import write_clip
from transcodes import preset
from videos_to_transcode import write_sphere

from albumforge.transcoders.container import suffix_for
from albumforge.transcoders.facts import video_facts


@pytest.mark.parametrize(
    ("name", "codec", "expected"),
    [
        ("a.mp4", "hevc", ".mp4"),
        ("a.m4v", "hevc", ".mp4"),
        ("A.MP4", "av1", ".mp4"),
        ("a.mov", "hevc", ".mov"),
        ("a.mov", "av1", ".mp4"),
        ("a.mkv", "hevc", ".mkv"),
        ("a.avi", "hevc", ".mkv"),
        ("a.ts", "hevc", ".mkv"),
    ],
)
def test_the_container_is_the_sources_where_that_holds_the_codec(
    tmp_path: Path, name: str, codec: str, expected: str
) -> None:
    options = {"codec": "mpeg4"} if name.endswith("avi") else {}
    source = tmp_path / name
    write_clip(tmp_path / name.replace(".m4v", ".mp4"), frames=30, sound=False, **options).rename(source)  # type: ignore[arg-type]
    facts = video_facts(source)
    assert suffix_for(preset(codec), facts) == expected
    assert suffix_for(preset(codec, container="mkv"), facts) == ".mkv"


def test_a_sphere_goes_into_mp4_where_mov_cannot_hold_it(tmp_path: Path) -> None:
    source = write_sphere(tmp_path / "a.mp4").rename(tmp_path / "a.mov")
    assert suffix_for(preset("hevc"), video_facts(source)) == ".mp4"


def test_content_counts_more_than_the_name(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mkv", frames=3, sound=False).rename(tmp_path / "a.mp4")
    assert suffix_for(preset("hevc"), video_facts(source)) == ".mkv"
