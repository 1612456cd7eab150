"""The time-lapse keeps the contract of generators; frames are the photos in their order, without flicker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from albumforge_generator_timelapse import STRETCH, TimeLapse
from PIL import Image

from albumforge.backends import Film
from albumforge.context import Context
from albumforge.errors import InvalidInput, NoUsableMedia
from albumforge.testing import GeneratorContract
from albumforge.testing.media import write_video

SMALL = {"width": 96, "height": 64, "fps": 12}


class TestTimeLapse(GeneratorContract):
    def backend(self) -> TimeLapse:
        return TimeLapse()

    def request(self) -> dict[str, Any]:
        return SMALL


def write_series(folder: Path, levels: list[int]) -> list[Path]:
    """Write a photo of each brightness, named by their order; no two are the same file."""
    folder.mkdir(exist_ok=True)
    files = []
    for number, level in enumerate(levels):
        pixels = np.full((64, 96, 3), level, np.uint8)
        pixels[:8, number % 96] = 255 - level
        files.append(folder / f"{number:04}.png")
        Image.fromarray(pixels).save(files[-1])
    return files


def lumas(path: Path) -> list[float]:
    with av.open(str(path)) as media:
        return [float(frame.to_ndarray(format="gray")[32:].mean()) for frame in media.decode(video=0)]


def made(folder: Path, files: list[Path], **options: Any) -> tuple[Film, dict[str, Any]]:
    backend = TimeLapse()
    planned = backend.plan(files, {**SMALL, **options}, Context())
    (folder / "cache").mkdir(exist_ok=True)
    film = backend.render(planned.document, folder / "film.mp4", cache=folder / "cache", threads=2, context=Context())
    return film, json.loads(planned.document)


def test_each_photo_is_a_frame_in_its_order(tmp_path: Path) -> None:
    levels = [40, 60, 80, 100, 120, 140]
    film, _ = made(tmp_path, write_series(tmp_path / "in", levels), deflicker=0)
    assert (film.frames, film.duration) == (6, 0.5)
    assert lumas(film.path) == pytest.approx(levels, abs=3)


def test_only_each_nth_photo_is_taken(tmp_path: Path) -> None:
    film, _ = made(tmp_path, write_series(tmp_path / "in", [40, 60, 80, 100, 120]), deflicker=0, every=2)
    assert lumas(film.path) == pytest.approx([40, 80, 120], abs=3)


def test_flicker_is_evened_out_and_a_dusk_stays_one(tmp_path: Path) -> None:
    dusk = [200 - 4 * number for number in range(24)]
    flickering = [level + (12 if number % 2 else -12) for number, level in enumerate(dusk)]
    film, plan = made(tmp_path, write_series(tmp_path / "in", flickering), deflicker=4)
    found = np.array(lumas(film.path))
    jumps = np.abs(np.diff(found, n=2))[2:-2]
    before = np.abs(np.diff(np.array(flickering, float), n=2))[2:-2]
    assert jumps.mean() < before.mean() / 4
    assert found[3] - found[-4] == pytest.approx(dusk[3] - dusk[-4], abs=8)
    assert all(0.5 <= photo["gain"] <= 2 for photo in plan["photos"])


def test_one_more_photo_renders_the_last_stretch_alone(tmp_path: Path) -> None:
    files = write_series(tmp_path / "in", [60 + number % 100 for number in range(2 * STRETCH + 2)])
    first, _ = made(tmp_path, files[:-1], deflicker=0)
    second, _ = made(tmp_path, files, deflicker=0)
    assert (first.rendered_segments, first.cached_segments) == (3, 0)
    assert (second.rendered_segments, second.cached_segments) == (1, 2)
    assert second.frames == 2 * STRETCH + 2


def test_clips_are_left_out_with_their_reason(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "a.mp4")
    (photo,) = write_series(tmp_path / "in", [100])
    planned = TimeLapse().plan([clip, photo], SMALL, Context())
    assert [(one.path.name, one.reason) for one in planned.skipped] == [("a.mp4", "a time-lapse is made of photos")]
    with pytest.raises(NoUsableMedia, match="made of photos"):
        TimeLapse().plan([clip], SMALL, Context())


@pytest.mark.parametrize(
    ("request_", "said"),
    [({"fps": 0}, r"`\$\.fps`"), ({"width": 95}, r"`\$\.width`"), ({"every": "two"}, r"`\$\.every`")],
)
def test_an_option_that_does_not_fit_is_named(request_: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        TimeLapse().check_request(request_)


def test_its_options_are_told_with_their_bounds() -> None:
    told = {option.name: option for option in TimeLapse().options()}
    assert set(told) == {"title", "fps", "every", "width", "height", "deflicker"}
    for option in told.values():
        if option.least is not None:
            assert TimeLapse().check_request({option.name: int(option.least)}) is not None
            with pytest.raises(InvalidInput):
                TimeLapse().check_request({option.name: int(option.least) - 1})


def test_numbers_may_come_as_text_as_the_command_line_gives_them() -> None:
    assert TimeLapse().check_request({"fps": "12", "title": "12"}) == {"fps": 12, "title": "12"}
