"""The painted clips: real frames, real motion, honest tags."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput
from albumforge.samples import SCENES, write_clip


def _frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as clip:
        return [frame.to_ndarray(format="rgb24") for frame in clip.decode(video=0)]


@pytest.mark.parametrize("fps", [Fraction(25), Fraction(30000, 1001)])
def test_clip_has_its_frames_tags_and_sound(tmp_path: Path, fps: Fraction) -> None:
    path = write_clip(tmp_path / "sea.mp4", SCENES["summer-sea"], 1.0, fps, True, width=320, height=180)
    with av.open(str(path)) as clip:
        video, audio = clip.streams.video[0], clip.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert video.average_rate == fps
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        sound = np.concatenate([frame.to_ndarray() for frame in clip.decode(audio=0)], axis=1)
    assert len(_frames(path)) == round(fps)
    assert abs(sound.shape[1] / 48_000 - 1) < 0.06
    assert 0.02 < np.abs(sound).max() < 0.3


def test_only_the_water_moves(tmp_path: Path) -> None:
    scene = SCENES["summer-sea"]
    frames = _frames(write_clip(tmp_path / "sea.mp4", scene, 0.8, 25, False, width=320, height=180))
    change = np.abs(frames[0].astype(int) - frames[-1]).mean(axis=(1, 2))
    line = round(scene.line * 180)
    assert change[: line - 8].mean() < 1.5
    assert change[line + 20 :].mean() > 3


@pytest.mark.parametrize("name", ["first-snow", "rainy-river", "autumn-birches", "spring-meadow"])
def test_weather_and_grass_move_gently(tmp_path: Path, name: str) -> None:
    frames = _frames(write_clip(tmp_path / "c.mp4", SCENES[name], 0.4, 25, False, width=320, height=180))
    steps = [np.abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(frames)]
    assert min(steps) > 0.02
    assert np.mean(steps) > 0.15
    assert max(steps) < 12


def test_a_stopped_clip_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write_clip(
            tmp_path / "c.mp4",
            SCENES["misty-lake"],
            2,
            25,
            True,
            width=320,
            height=180,
            context=Context(cancelled=lambda: True),
        )
    assert not list(tmp_path.iterdir())


def test_an_odd_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="321x180"):
        write_clip(tmp_path / "c.mp4", SCENES["misty-lake"], 1, 25, False, width=321, height=180)
