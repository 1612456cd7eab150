"""Stickers: all of them read, small, without a seam; what suits what; animations of other people's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumforge.errors import MediaError
from albumforge.generators.album.info.record import SEASONS, WEATHERS
from albumforge.generators.album.resources.gifs import STICKERS, load_animation, load_sticker, suits


@pytest.mark.parametrize("name", STICKERS)
def test_a_sticker_is_small_and_moves_without_a_seam(name: str) -> None:
    path = files("albumforge.generators.album.resources").joinpath("gifs", f"{name}.webp")
    assert len(path.read_bytes()) <= 60_000
    animation = load_sticker(name)
    assert 5 <= len(animation.frames) <= 24  # WebP joins frames that are alike
    assert len(animation.durations) == len(animation.frames)
    assert 0.5 <= sum(animation.durations) <= 3
    shapes = {frame.shape for frame in animation.frames}
    assert shapes == {(240, 240, 4)}
    seen = [frame[..., 3].astype(float) / 255 for frame in animation.frames]
    assert all(0.03 < alpha.mean() < 0.8 for alpha in seen)
    lit = [frame[..., :3] * alpha[..., None] for frame, alpha in zip(animation.frames, seen, strict=True)]
    steps = [np.abs(a - b).mean() for a, b in zip(lit, lit[1:] + lit[:1], strict=True)]
    assert max(steps) > 0.05
    assert steps[-1] <= 1.5 * max(steps[:-1])


def test_every_file_has_its_entry() -> None:
    folder = files("albumforge.generators.album.resources").joinpath("gifs")
    assert {entry.name.removesuffix(".webp") for entry in folder.iterdir() if entry.name.endswith(".webp")} == set(
        STICKERS
    )
    assert len(STICKERS) >= 12
    for info in STICKERS.values():
        assert set(info.weathers) <= set(WEATHERS)
        assert set(info.seasons) <= set(SEASONS)


def test_stickers_suit_weather_and_season() -> None:
    assert suits("snow", "winter")[0] == "snowflake"
    assert suits("rain", None) == ("umbrella",)
    assert "blossom" in suits("shine", "spring")
    assert "blossom" not in suits("shine", "autumn")
    assert "leaf" in suits(None, "autumn")
    assert suits(None, None) == ()


def test_the_frame_goes_with_the_time_and_repeats() -> None:
    animation = load_sticker("sun")
    whole = sum(animation.durations)
    assert [animation.at(0.0), animation.at(0.085), animation.at(whole - 0.001)] == [0, 1, len(animation.frames) - 1]
    assert animation.at(5 * whole + 0.01) == 0


def test_a_sticker_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        load_sticker("../sun")


def test_an_animation_of_somebody_else(tmp_path: Path) -> None:
    frames = [Image.new("RGBA", (20, 10), (200, 10 * k, 0, 255)) for k in range(3)]
    path = tmp_path / "mine.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[50, 0, 120], loop=0)
    animation = load_animation(path)
    assert len(animation.frames) == 3
    assert animation.durations == pytest.approx((0.05, 0.1, 0.12))
    assert animation.frames[2][0, 0, :3] == pytest.approx((200, 20, 0), abs=3)


def test_what_is_no_animation_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.webp"
    path.write_bytes(b"RIFF nothing")
    with pytest.raises(MediaError, match=r"mine\.webp"):
        load_animation(path)
