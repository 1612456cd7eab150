from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from media_files import CORNERS, corners, stored_for, write_clip
from transcodes import likeness, lumas, preset, proven, times

from albumforge.transcoders.look import look_at
from albumforge.transcoders.pictures import shaped
from albumforge.transcoders.shape import shape_for

TURNS = {1: (0, False), 2: (0, True), 3: (180, False), 4: (180, True), 6: (90, False), 8: (270, False)}
"""EXIF orientation → how `write_clip` writes it."""


def decoded(path: Path) -> Iterator[VideoFrame]:
    with av.open(str(path)) as media:
        yield from media.decode(video=0)


def test_frames_that_are_right_already_are_not_copied(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=3, sound=False)
    shape, _ = shape_for(path, look_at(path), preset().video, "mp4")
    frames = list(decoded(path))
    made = list(
        shaped(iter(frames), shape, pixel_format="yuv420p", tick=Fraction(1, 15360), deinterlace=True, threads=1)
    )
    assert [id(frame) for frame in made] == [id(frame) for frame in frames]


@pytest.mark.parametrize("orientation", TURNS)
def test_turned_pictures_are_made_upright(tmp_path: Path, orientation: int) -> None:
    turned, mirrored = TURNS[orientation]
    stored = stored_for(corners(160, 96), orientation)
    height, width = stored.shape[:2]
    source = write_clip(
        tmp_path / "a.mp4",
        width=width,
        height=height,
        frames=4,
        paint=lambda _: stored,
        turned=turned,
        mirrored=mirrored,
        sound=False,
    )
    result = tmp_path / "b.mp4"
    proven(source, result, preset(crf=15.0))
    frame = next(decoded(result))
    assert (frame.width, frame.height) == (160, 96)
    assert "DISPLAYMATRIX" not in {data.type.name for data in frame.side_data}
    pixels = frame.to_ndarray(format="rgb24")
    seen = (pixels[20, 30], pixels[20, 130], pixels[75, 30], pixels[75, 130])
    assert np.abs(np.array(seen, np.int64) - np.array(CORNERS)).max() < 40


def test_two_fields_become_one_picture(tmp_path: Path) -> None:
    def paint(number: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        picture = np.full((96, 160, 3), 60, np.uint8)
        for field in (0, 1):  # a bar that moves on between the fields
            at = 8 * number + 4 * field
            picture[field::2, at : at + 16] = 200
        return picture

    source = write_clip(
        tmp_path / "a.mp4",
        width=160,
        height=96,
        frames=12,
        rate=25,
        paint=paint,
        sound=False,
        options={"flags": "+ildct+ilme", "x264-params": "tff=1", "crf": "10"},
    )
    combed = [_combing(picture) for picture in lumas(source)]
    result, kept = tmp_path / "b.mp4", tmp_path / "c.mp4"
    proven(source, result, preset(crf=12.0))
    proven(source, kept, preset(crf=12.0, deinterlace="never"))
    assert max(_combing(picture) for picture in lumas(result)) < min(combed[2:]) / 3
    assert min(_combing(picture) for picture in lumas(kept)[2:]) > min(combed[2:]) / 2
    assert times(result) == times(source)


def _combing(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    """Return how much more neighbouring lines differ than every other one."""
    lines = picture.astype(np.float64)
    return float(np.abs(lines[1:] - lines[:-1]).mean())


def test_full_range_stays_full_range(tmp_path: Path) -> None:
    source = write_clip(
        tmp_path / "a.mp4", width=160, height=96, frames=4, full_range=True, sound=False, options={"crf": "5"}
    )
    result = tmp_path / "b.mp4"
    proven(source, result, preset(crf=10.0))
    assert next(decoded(result)).color_range == 2
    assert likeness(source, result) > 40


def test_pictures_that_change_their_size_get_that_of_the_first(tmp_path: Path) -> None:
    one = write_clip(tmp_path / "a.ts", width=160, height=96, frames=5, sound=False)
    other = write_clip(tmp_path / "b.ts", width=96, height=64, frames=5, sound=False)
    shape, _ = shape_for(one, look_at(one), preset().video, "mp4")
    frames = [*decoded(one), *decoded(other)]
    made = list(
        shaped(iter(frames), shape, pixel_format="yuv420p", tick=Fraction(1, 90000), deinterlace=False, threads=1)
    )
    assert {(frame.width, frame.height) for frame in made} == {(160, 96)}
    assert [frame.pts for frame in made] == [frame.pts for frame in frames]


@pytest.mark.parametrize("suffix", [".mkv", ".mp4"])
def test_transparency_that_lies_beside_the_blocks_of_webm_is_told(tmp_path: Path, suffix: str) -> None:
    plain, source = write_clip(tmp_path / "a.webm", codec="libvpx-vp9", sound=False), tmp_path / "b.webm"
    with av.open(str(plain)) as media, av.open(str(source), "w") as made:
        stream = made.add_stream_from_template(media.streams.video[0])
        stream.metadata["alpha_mode"] = "1"
        for packet in media.demux(video=0):
            if packet.size:
                packet.stream = stream
                made.mux(packet)
    found, _ = proven(source, tmp_path / f"c{suffix}", preset())
    assert found.notes == ("The pictures can be transparent; the result is not.",)
    with av.open(str(tmp_path / f"c{suffix}")) as media:
        assert "alpha_mode" not in {key.lower() for key in media.streams.video[0].metadata}
