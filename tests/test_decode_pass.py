"""The pass over the pictures: each once, small, in order, at its place on the grid."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from clips_to_cut import write_video
from media_files import corners, write_clip

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.generators.autocut.analysis.decode_pass import Look, look_through
from albumforge.generators.autocut.analysis.small import Pixels, small_picture
from albumforge.generators.autocut.ingest import ingest


class Watcher:
    def __init__(self) -> None:
        self.places: list[tuple[int, int, float]] = []
        self.pictures: list[Pixels] = []

    def see(self, look: Look) -> None:
        self.places.append((look.before, look.number, look.time))
        self.pictures.append(look.rgb(64))


def watched(path: Path) -> tuple[Watcher, Watcher]:
    one, other = Watcher(), Watcher()
    look_through(ingest(path, Context()), [one, other], Context())
    assert one.places == other.places
    return one, other


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "avi"])
def test_pictures_come_in_order_at_their_places(tmp_path: Path, suffix: str) -> None:
    path = write_video(tmp_path / f"a.{suffix}", seconds=3, rate=25, cuts=(40,))
    places = watched(path)[0].places
    assert places[0] == (-1, 0, 0.0)
    assert all(before == one[1] for one, (before, _, _) in pairwise(places))
    assert all(number == round(time * 25) for _, number, time in places)
    numbers = [number for _, number, _ in places]
    assert max(after - before for before, after in pairwise(numbers)) <= 8
    assert numbers[-1] >= 68


def test_every_picture_of_a_file_without_spare_ones_is_seen(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", seconds=2, options={"bf": "0"})
    assert [number for _, number, _ in watched(path)[0].places] == list(range(60))


def test_at_most_31_a_second(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", seconds=1, rate=60, options={"bf": "0"})
    assert [number for _, number, _ in watched(path)[0].places] == list(range(0, 60, 2))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_pictures_are_upright_in_square_pixels(tmp_path: Path, turned: int) -> None:
    stored = {0: 0, 90: 1, 180: 2, 270: 3}[turned]
    upright = corners(128, 64) if turned % 180 == 0 else corners(64, 128)
    pixels = np.ascontiguousarray(np.rot90(upright, stored))
    path = write_clip(
        tmp_path / "a.mp4", width=128, height=64, frames=3, paint=lambda _: pixels, turned=turned, codec="libx264"
    )
    seen = watched(path)[0].pictures[0]
    wished = cv2.resize(upright, (seen.shape[1], seen.shape[0]), interpolation=cv2.INTER_AREA)
    assert seen.shape[:2] == ((32, 64) if turned % 180 == 0 else (64, 32))
    inner = np.abs(seen.astype(int) - wished.astype(int))
    assert np.median(inner) < 12
    wide = write_clip(tmp_path / "b.mp4", width=64, height=64, frames=3, sample_aspect=Fraction(2))
    assert watched(wide)[0].pictures[0].shape == (32, 64, 3)


@pytest.mark.parametrize("form", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "nv12", "rgb24"])
def test_small_pictures_of_every_form(form: str) -> None:
    pixels = corners(640, 360)
    small = small_picture(av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=form))
    assert small.shape == (90, 160, 3)
    wished = cv2.resize(pixels, (160, 90), interpolation=cv2.INTER_AREA)[..., ::-1]
    assert np.abs(small.astype(int) - wished.astype(int)).mean() < 25


def test_small_pictures_keep_small_ones() -> None:
    frame = av.VideoFrame.from_ndarray(corners(96, 64), "rgb24").reformat(format="yuv420p")
    assert small_picture(frame).shape == (64, 96, 3)


def test_what_came_of_it(tmp_path: Path) -> None:
    video = ingest(write_video(tmp_path / "a.mp4", seconds=2), Context())
    heard = []
    seen = look_through(video, [], Context(on_progress=heard.append))
    assert seen.damaged == 0
    assert seen.end == pytest.approx(2.0, abs=0.2)
    assert seen.looks > 15
    assert heard[-1].fraction == 1
    with pytest.raises(Cancelled):
        look_through(video, [], Context(cancelled=lambda: True))


def test_damage_on_the_way_is_counted_and_passed(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mkv", seconds=4, options={"g": "15", "qp": "14"})
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + len(data) // 8] = np.random.default_rng(2).bytes(len(data) // 8)
    path.write_bytes(data)
    video = ingest(path, Context())
    watcher = Watcher()
    seen = look_through(video, [watcher], Context())
    assert seen.looks == len(watcher.places) > 20
    assert watcher.places[-1][1] > 100
