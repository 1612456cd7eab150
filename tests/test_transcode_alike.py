from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import Pixels, numbered, write_clip
from transcodes import preset, proven

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.transcoders.verify import verify


def flat(level: int) -> Pixels:
    return np.full((64, 96, 3), level, np.uint8)


def check(output: Path, source: Path) -> None:
    verify(output, source, preset(), context=Context(), threads=2)


def test_a_result_that_shows_something_else_is_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=30, sound=False)
    other = write_clip(tmp_path / "b.mp4", frames=30, sound=False, paint=lambda _: flat(20))
    with pytest.raises(MediaError, match=r"it shows another picture than its source at second 0\.0"):
        check(other, source)


def test_a_result_that_is_broken_on_the_way_is_refused(tmp_path: Path) -> None:
    """As by a driver that gives grey pictures from some moment on, in a file that decodes without an error."""
    source = write_clip(tmp_path / "a.mp4", frames=90, rate=30, sound=False, options={"g": "15"})
    broken = write_clip(
        tmp_path / "b.mp4",
        frames=90,
        rate=30,
        sound=False,
        paint=lambda number: numbered(number, 96, 64) if number < 40 else flat(128),
    )
    with pytest.raises(MediaError, match=r"it shows another picture than its source at second [12]\.\d"):
        check(broken, source)


def test_half_a_second_of_black_is_found(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=90, sound=False)
    black = write_clip(
        tmp_path / "b.mp4",
        frames=90,
        sound=False,
        paint=lambda number: flat(0) if 40 <= number < 52 else numbered(number, 96, 64),
    )
    with pytest.raises(MediaError, match=r"it shows another picture than its source at second 1\.[345]"):
        check(black, source)


def test_cuts_and_flashes_are_no_difference(tmp_path: Path) -> None:
    source = write_clip(
        tmp_path / "a.mkv",
        frames=60,
        rate=Fraction(30_000, 1001),
        sound=False,
        options={"g": "7"},
        paint=lambda number: flat(235 if number % 7 == 0 else 16),
    )
    for container in ("b.mp4", "b.mkv"):
        proven(source, tmp_path / container, preset(crf=45.0))


def test_a_source_that_is_damaged_behind_the_workers_back_is_told(tmp_path: Path) -> None:
    """Pictures that a decoder paints over are in the result, and count; the source is what cannot be decoded."""
    source = write_clip(tmp_path / "a.mp4", frames=60, sound=False)
    result = write_clip(tmp_path / "b.mp4", frames=60, sound=False)
    data = bytearray(source.read_bytes())
    at = data.index(b"mdat") + 2000
    data[at : at + 600] = bytes(600)
    source.write_bytes(data)
    with pytest.raises(MediaError) as caught:
        check(result, source)
    assert caught.value.path == source


def bars() -> Pixels:
    """Colours of the same brightness."""
    colours = np.array([(200, 60, 60), (20, 130, 20), (90, 90, 255), (100, 100, 100)], np.uint8)
    return np.ascontiguousarray(colours[np.arange(96) // 24][None].repeat(64, 0))


def test_lost_and_other_colours_are_found(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=30, sound=False, paint=lambda _: bars())
    grey = bars() @ np.array([0.299, 0.587, 0.114])
    for name, wrong in (("grey", grey[..., None].repeat(3, 2).astype(np.uint8)), ("other", bars()[..., ::-1])):
        other = write_clip(
            tmp_path / f"{name}.mp4", frames=30, sound=False, paint=lambda _, wrong=wrong: np.ascontiguousarray(wrong)
        )
        with pytest.raises(MediaError, match="it shows another picture"):
            check(other, source)
    proven(source, tmp_path / "b.mp4", preset(crf=40.0))


def test_another_pattern_of_the_same_brightness_is_found(tmp_path: Path) -> None:
    still = np.random.default_rng(5).integers(90, 130, (8, 12, 1), np.uint8).repeat(3, 2).repeat(8, 0).repeat(8, 1)
    source = write_clip(tmp_path / "a.mp4", frames=30, sound=False, paint=lambda _: still)
    mirrored = np.ascontiguousarray(still[:, ::-1])
    other = write_clip(tmp_path / "b.mp4", frames=30, sound=False, paint=lambda _: mirrored)
    with pytest.raises(MediaError, match="it shows another picture"):
        check(other, source)
    proven(source, tmp_path / "c.mp4", preset(crf=45.0))
