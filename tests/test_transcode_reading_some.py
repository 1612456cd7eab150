"""A source of which only some pictures are decoded: each is the one that its number says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from media_files import texture, write_clip

from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.reading import Source


def read(path: Path, *, some: bool) -> dict[int, np.ndarray]:
    """The decoded pictures by their numbers."""
    with open_media(path) as media:
        source = Source(path, media, video_stream(path, media), threads=2, some=some)
        return {number: frame.to_ndarray(format="gray") for number, frame in source.numbered(())}


@pytest.mark.parametrize(
    "name, codec, options, fewer",
    [
        ("a.mp4", "libx264", {"bf": "3", "x264-params": "b-pyramid=normal:keyint=25"}, True),
        ("a.mkv", "libx264", {"bf": "3", "x264-params": "open-gop=1:keyint=20:b-adapt=0"}, True),
        ("a.mp4", "libx264", {"bf": "0"}, False),
        ("a.mkv", "libx265", {"x265-params": "log-level=error:open-gop=1:keyint=20:min-keyint=20"}, True),
        ("a.webm", "libvpx-vp9", {"cpu-used": "8", "lag-in-frames": "25", "auto-alt-ref": "1"}, False),
        ("a.mov", "mpeg4", {"bf": "2"}, True),
        ("a.avi", "mpeg4", {"bf": "2"}, False),
    ],
)
def test_numbers_are_those_of_a_full_reading(
    tmp_path: Path, name: str, codec: str, options: dict[str, str], fewer: bool
) -> None:
    path = tmp_path / name
    still = texture(320, 180, 7)
    moved = {"paint": lambda number: np.roll(still, 9 * number, axis=1)}
    write_clip(path, codec=codec, width=320, height=180, frames=77, sound=False, options=options, **moved)
    every, some = read(path, some=False), read(path, some=True)
    assert sorted(every) == list(range(77))
    assert set(some) <= set(every)
    assert (len(some) < 70) == fewer
    for number, picture in some.items():
        near = {
            at: np.abs(picture.astype(int) - every[at]).mean() for at in (number - 1, number, number + 1) if at in every
        }
        assert min(near, key=lambda at: near[at]) == number
