"""Quiet stretches are told without decoding them, and no scene is lost in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from media_files import Pixels, texture, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.autocut.analysis.decode_pass import Look, look_through
from albumforge.generators.autocut.analysis.pinning import pin
from albumforge.generators.autocut.analysis.quiet import quiet_groups
from albumforge.generators.autocut.analysis.scenes import SceneFinder
from albumforge.generators.autocut.ingest import ingest

FRAMES, GROUP = 720, 60
ROOM, SLIDE, GARDEN = (texture(160, 90, seed=seed) for seed in (21, 22, 23))
PLAIN = np.full((90, 160, 3), 235, np.uint8)
SCENES_BY_GROUPS = {"g": str(GROUP), "x264-params": "scenecut=0"}


def talking(number: int) -> Pixels:
    """A still room in which something small moves."""
    picture = ROOM.copy()
    left = 60 + number % 12
    picture[40:50, left : left + 10] = 255 - picture[40:50, left : left + 10]
    return picture


def with_stretches(*stretches: tuple[int, int, Pixels]) -> Callable[[int], Pixels]:
    def paint(number: int) -> Pixels:
        return next((picture for first, last, picture in stretches if first <= number < last), talking(number))

    return paint


def write(path: Path, paint: Callable[[int], Pixels], frames: int = FRAMES, **options: str) -> Path:
    return write_clip(
        path, width=160, height=90, frames=frames, paint=paint, sound=False, options={**SCENES_BY_GROUPS, **options}
    )


class Counter:
    def __init__(self) -> None:
        self.count = 0

    def see(self, look: Look) -> None:
        self.count += 1


def scenes(path: Path) -> tuple[tuple[int, ...], int]:
    """Return the cuts, and how many pictures were looked at."""
    video, counter = ingest(path, Context()), Counter()
    finder = SceneFinder(video.source.rate)
    look_through(video, [finder, counter], Context())
    return pin(video, finder.cuts, Context()), counter.count


def test_of_a_talk_little_is_decoded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mp4", talking)
    assert len(quiet_groups(ingest(path, Context()), Context())) >= FRAMES // GROUP - 2
    found, looks = scenes(path)
    assert found == ()
    assert looks < FRAMES / 3


@pytest.mark.parametrize(
    ("suffix", "stretches"),
    [
        ("mp4", ((185, 215, SLIDE),)),  # there and back within one group
        ("ts", ((185, 215, SLIDE),)),
        ("mp4", ((200, 230, PLAIN), (400, 470, PLAIN))),  # it takes hardly a byte
        ("mkv", ((240, 360, SLIDE), (360, 480, GARDEN))),  # each cut at a key picture
        ("mp4", ((130, 160, SLIDE), (160, 200, GARDEN), (650, FRAMES, PLAIN))),
    ],
)
def test_no_scene_is_lost(tmp_path: Path, suffix: str, stretches: tuple[tuple[int, int, Pixels], ...]) -> None:
    edges = {edge for first, last, _ in stretches for edge in (first, last)} - {FRAMES}
    found, _ = scenes(write(tmp_path / f"a.{suffix}", with_stretches(*stretches)))
    assert found == tuple(sorted(edges))


def test_open_groups(tmp_path: Path) -> None:
    options = {"x264-params": "scenecut=0:open-gop=1:bframes=5:b-adapt=0"}
    found, _ = scenes(write(tmp_path / "a.mkv", with_stretches((200, 400, GARDEN)), **options))
    assert found == (200, 400)


def test_scenes_at_every_key_picture_are_all_found(tmp_path: Path) -> None:
    paintings = [texture(160, 90, seed=40 + number) for number in range(FRAMES // GROUP)]
    found, _ = scenes(write(tmp_path / "a.mp4", lambda number: paintings[number // GROUP]))
    assert found == tuple(range(GROUP, FRAMES, GROUP))


def test_movement_all_over_is_not_quiet(tmp_path: Path) -> None:
    wide = texture(160 + FRAMES * 3, 90, seed=30)
    path = write(tmp_path / "a.mp4", lambda number: np.ascontiguousarray(wide[:, number * 3 : number * 3 + 160]))
    assert len(quiet_groups(ingest(path, Context()), Context())) < 3
    assert scenes(path)[0] == ()


def test_short_videos_and_those_without_groups_are_decoded_whole(tmp_path: Path) -> None:
    short = write(tmp_path / "a.mp4", talking, frames=300)
    assert quiet_groups(ingest(short, Context()), Context()) == frozenset()
    single = write(tmp_path / "b.mp4", talking, g="1")
    assert quiet_groups(ingest(single, Context()), Context()) == frozenset()


def test_cancelling(tmp_path: Path) -> None:
    video = ingest(write(tmp_path / "a.mp4", talking), Context())
    with pytest.raises(Cancelled):
        quiet_groups(video, Context(cancelled=lambda: True))
