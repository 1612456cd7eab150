"""Frames of all colour spaces, shapes and orientations as planes of the canvas."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import CORNERS, corners, stored_for, write_clip

from albumforge.media.clips import ClipReader, Planes

SHARP = {"crf": "1", "qp": "1"}


def first(path: Path, width: int = 96, height: int = 64, fit: str = "cover") -> Planes:
    with ClipReader(path, width=width, height=height, fps=Fraction(30), fit=fit) as reader:  # type: ignore[arg-type]
        y, u, v = reader.frame(0)
    assert y.shape == (height, width)
    assert u.shape == v.shape == (height // 2, width // 2)
    assert y.dtype == u.dtype == v.dtype == np.uint8
    return y, u, v


def yuv(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """BT.709, limited range, of an sRGB colour: ITU-R BT.709-6, 3.2 to 3.5."""
    red, green, blue = (value / 255 for value in colour)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748


def expect_corners(planes: Planes, tolerance: float = 4) -> None:
    for number, colour in enumerate(CORNERS):
        at = 0.25 if number < 2 else 0.75, 0.75 if number % 2 else 0.25
        seen = [float(plane[int(plane.shape[0] * at[0]), int(plane.shape[1] * at[1])]) for plane in planes]
        np.testing.assert_allclose(seen, yuv(colour), atol=tolerance)


@pytest.mark.parametrize("matrix", [1, 5, 6, 9])
@pytest.mark.parametrize("full_range", [False, True])
def test_colours_are_right_whatever_the_clip_is_coded_in(tmp_path: Path, matrix: int, full_range: bool) -> None:
    expect_corners(
        first(
            write_clip(
                tmp_path / "a.mp4",
                frames=2,
                paint=lambda _: corners(96, 64),
                matrix=matrix,
                full_range=full_range,
                options=SHARP,
            )
        )
    )


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le"])
def test_colours_are_right_in_all_depths(tmp_path: Path, pixel_format: str) -> None:
    clip = write_clip(
        tmp_path / "a.mp4", frames=2, paint=lambda _: corners(96, 64), pixel_format=pixel_format, options=SHARP
    )
    expect_corners(first(clip))


def test_hevc(tmp_path: Path) -> None:
    options = {"x265-params": "log-level=none:crf=1"}
    clip = write_clip(
        # Of fewer than three frames x265 gives no times.
        tmp_path / "a.mp4", frames=3, paint=lambda _: corners(96, 64), codec="libx265",
        pixel_format="yuv420p10le", options=options,
    )  # fmt: skip
    expect_corners(first(clip), tolerance=6)


@pytest.mark.parametrize("matrix, height", [(5, 64), (1, 720)])
def test_without_a_tag_the_size_tells_the_matrix(tmp_path: Path, matrix: int, height: int) -> None:
    width = height * 3 // 2
    clip = write_clip(
        tmp_path / "a.avi", frames=2, width=width, height=height, paint=lambda _: corners(width, height),
        codec="ffv1", matrix=matrix, transfer=2, primaries=2, sound=False, options={},
    )  # fmt: skip
    # AVI keeps no tags, and FFV1 none of its own.
    expect_corners(first(clip))


@pytest.mark.parametrize("turned, orientation", [(0, 1), (90, 6), (180, 3), (270, 8)])
def test_turned_clips_come_upright(tmp_path: Path, turned: int, orientation: int) -> None:
    stored = stored_for(corners(96, 64), orientation)
    clip = write_clip(
        tmp_path / "a.mp4", frames=2, width=stored.shape[1], height=stored.shape[0],
        paint=lambda _: stored, turned=turned, options=SHARP,
    )  # fmt: skip
    expect_corners(first(clip))


def test_mirrored_clips_come_upright(tmp_path: Path) -> None:
    stored = stored_for(corners(96, 64), 2)
    clip = write_clip(tmp_path / "a.mp4", frames=2, paint=lambda _: stored, mirrored=True, options=SHARP)
    expect_corners(first(clip))


def test_pixels_that_are_not_square_are_stretched(tmp_path: Path) -> None:
    clip = write_clip(
        tmp_path / "a.mp4", frames=2, paint=lambda _: corners(96, 64), sample_aspect=Fraction(1, 2), options=SHARP
    )
    y, _, _ = first(clip, 128, 64, fit="contain")
    # 96 × 64 with pixels half as wide as high: 48 × 64 shown, 40 columns of black on either side.
    assert (y[:, :40] == 16).all()
    assert (y[:, 88:] == 16).all()
    assert (y[:, 42:86] > 30).all()


def test_cover_crops_evenly_and_contain_shows_all(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mp4", frames=2, paint=lambda _: corners(96, 64), options=SHARP)
    expect_corners(first(clip, 64, 64))
    expect_corners(first(clip, 192, 64))
    y, u, v = first(clip, 96, 96, fit="contain")
    assert (y[:16] == 16).all() and (y[80:] == 16).all()
    assert (u[:8] == 128).all() and (v[40:] == 128).all()
    expect_corners((y[16:80], u[8:40], v[8:40]))


def test_odd_sizes(tmp_path: Path) -> None:
    clip = write_clip(
        tmp_path / "a.mp4", frames=2, width=95, height=63, paint=lambda _: corners(95, 63),
        pixel_format="yuv444p", options=SHARP,
    )  # fmt: skip
    expect_corners(first(clip))
    expect_corners(first(clip, 46, 30))


@pytest.mark.parametrize("transfer", [16, 18])
def test_hdr_is_not_grey(tmp_path: Path, transfer: int) -> None:
    clip = write_clip(
        tmp_path / "a.mp4", frames=2, paint=lambda _: corners(96, 64), matrix=9, primaries=9, transfer=transfer,
        pixel_format="yuv420p10le", options=SHARP,
    )  # fmt: skip
    y, u, v = first(clip)
    assert v[8, 8] > 150 and u[8, 8] < 128  # red
    assert u[24, 8] > 150  # blue
    assert y[48, 72] > y[48, 24] + 60  # yellow is lighter than blue
    assert y.min() >= 16 and y.max() <= 235
