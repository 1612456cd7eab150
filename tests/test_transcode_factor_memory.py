"""A rate factor is searched once for a video, whoever encodes it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from shared_transcodes import Table, shared, write_moving
from transcodes import preset

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled
from albumforge.transcoders.factor_memory import Factor, remember, remembered
from albumforge.transcoding import Picture, Target


def test_it_is_known_for_the_same_file_picture_and_encoder(tmp_path: Path) -> None:
    source, picture, cache = write_moving(tmp_path / "a.mp4"), Picture("hevc", crf=20.0), tmp_path / "cache"
    assert remembered(cache, source, picture, "libx265") is None
    remember(cache, source, picture, "libx265", Factor(22.5, 0.97))
    assert remembered(cache, source, picture, "libx265") == Factor(22.5, 0.97)
    assert remembered(cache, source, picture, "libx264") is None
    assert remembered(cache, source, Picture("hevc", crf=21.0), "libx265") is None
    status = source.stat()
    os.utime(source, ns=(status.st_atime_ns, status.st_mtime_ns + 1))
    assert remembered(cache, source, picture, "libx265") is None


def test_where_it_cannot_be_kept_nothing_is_said(tmp_path: Path) -> None:
    source = write_moving(tmp_path / "a.mp4")
    (tmp_path / "cache").touch()
    remember(tmp_path / "cache", source, Picture("hevc"), "libx265", Factor(22.5, 0.97))
    assert remembered(tmp_path / "cache", source, Picture("hevc"), "libx265") is None


def test_whoever_goes_on_does_not_search_again(tmp_path: Path) -> None:
    source, output = write_moving(tmp_path / "a.mp4", options={"crf": "10"}), tmp_path / "b.mp4"
    wanted = preset("h264", crf=None, target=Target("ssim", 0.9))
    first, second, said = Table(4), Table(), list[Progress]()
    with pytest.raises(Cancelled):
        shared(source, output, wanted, share=first.seat("a"))
    context = Context(on_progress=said.append)
    made = shared(source, output, wanted, share=second.seat("b"), context=context)
    assert "search" not in {one.stage for one in said}
    assert len(second.taken) == 4
    assert made.crf is not None
    assert made.score is not None
