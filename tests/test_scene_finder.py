"""Scenes: cuts are found on their frame, movement and noise are none."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from clips_to_cut import write_video
from media_files import Pixels, texture, write_clip

from albumforge.context import Context
from albumforge.generators.autocut.analysis.decode_pass import look_through
from albumforge.generators.autocut.analysis.pinning import pin
from albumforge.generators.autocut.analysis.scenes import Cut, SceneFinder
from albumforge.generators.autocut.ingest import ingest


def found(path: Path) -> tuple[int, ...]:
    video = ingest(path, Context())
    finder = SceneFinder(video.source.rate)
    look_through(video, [finder], Context())
    return pin(video, finder.cuts, Context())


@pytest.mark.parametrize("cuts", [(45,), (30, 61, 90), (37, 53)])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"bf": "0"},
        # No key frame at the cuts, and always three frames between those that others depend on.
        {"sc_threshold": "0", "bf": "3", "x264-params": "b-adapt=0:b-pyramid=none:scenecut=0"},
        {"preset": "medium", "bf": "5", "g": "250"},
    ],
)
def test_cuts_are_found_on_their_frame(tmp_path: Path, cuts: tuple[int, ...], options: dict[str, str]) -> None:
    path = write_video(tmp_path / "a.mp4", seconds=4, cuts=cuts, options=options)
    assert found(path) == cuts


@pytest.mark.parametrize("rate", [Fraction(24_000, 1001), Fraction(50)])
def test_at_other_rates(tmp_path: Path, rate: Fraction) -> None:
    assert found(write_video(tmp_path / "a.mp4", seconds=4, rate=rate, cuts=(51,))) == (51,)


def still(_: int) -> Pixels:
    return texture(160, 90, seed=5)


def pan(number: int) -> Pixels:
    wide = texture(160 * 8, 90, seed=6)
    return np.ascontiguousarray(wide[:, number * 9 : number * 9 + 160])


def flicker(number: int) -> Pixels:
    noise = np.random.default_rng(number).integers(-40, 40, (90, 160, 3))
    return np.clip(texture(160, 90, seed=7).astype(int) + noise, 0, 255).astype(np.uint8)


def darker(number: int) -> Pixels:
    return np.asarray(texture(160, 90, seed=8) * (1 - number / 130), np.uint8)


@pytest.mark.parametrize("paint", [still, pan, flicker, darker])
def test_movement_noise_and_fades_are_no_cut(tmp_path: Path, paint: Callable[[int], Pixels]) -> None:
    path = write_clip(tmp_path / "a.mp4", width=160, height=90, frames=90, paint=paint, sound=False)
    assert found(path) == ()


def test_a_cut_to_black_and_back(tmp_path: Path) -> None:
    def paint(number: int) -> Pixels:
        return np.zeros((90, 160, 3), np.uint8) if 40 <= number < 65 else texture(160, 90, seed=9)

    path = write_clip(tmp_path / "a.mp4", width=160, height=90, frames=110, paint=paint, options={"g": "250"})
    assert found(path) == (40, 65)


def test_quick_movement_between_distant_pictures_is_no_cut(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", width=160, height=90, frames=60, paint=pan, sound=False)
    video = ingest(path, Context())
    assert pin(video, [Cut(10, 20)], Context()) == ()
    assert pin(video, [Cut(10, 11)], Context()) == (11,)
