"""JPEG: what is whole is decoded, what has lost pixels is refused, and what only looks damaged is not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from media_files import texture, write_picture
from tiff_writer import display_p3_profile, exif_block

from albumforge.errors import MediaError
from albumforge.media.jpeg import decode_jpeg, read_jpeg_header

PICTURE = texture(160, 120)


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    return write_picture(tmp_path / "a.jpg", PICTURE, exif=exif_block(orientation=6)).read_bytes()


def decode(data: bytes, **options: int | bool) -> np.ndarray:
    return decode_jpeg("a.jpg", data, read_jpeg_header("a.jpg", io.BytesIO(data)), **options)


def test_the_header_has_size_exif_and_profile(tmp_path: Path) -> None:
    profile = display_p3_profile()
    data = write_picture(tmp_path / "a.jpg", PICTURE, exif=exif_block(orientation=6), icc_profile=profile).read_bytes()
    header = read_jpeg_header("a.jpg", io.BytesIO(data))
    assert (header.width, header.height, header.components) == (160, 120, 3)
    assert header.exif is not None and header.exif.startswith(b"Exif")
    assert header.icc == profile


@pytest.mark.parametrize("factor", [1, 2, 4, 8])
def test_decodes_reduced(whole: bytes, factor: int) -> None:
    pixels = decode(whole, factor=factor)
    assert pixels.shape == (120 // factor, 160 // factor, 3)
    assert abs(pixels.mean() - PICTURE.mean()) < 2


def test_decodes_lightness_alone(whole: bytes) -> None:
    assert decode(whole, factor=8, grey=True).shape == (15, 20, 1)


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9, 0.98])
@pytest.mark.parametrize("end", [b"", b"\xff\xd9"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_cut_off_file_is_refused(tmp_path: Path, share: float, end: bytes, progressive: bool) -> None:
    data = write_picture(tmp_path / "a.jpg", PICTURE, progressive=progressive).read_bytes()
    with pytest.raises(MediaError, match="cut off"):
        decode(data[: int(len(data) * share)] + end)


@pytest.mark.parametrize("progressive", [False, True])
def test_a_missing_end_mark_costs_nothing(tmp_path: Path, progressive: bool) -> None:
    data = write_picture(tmp_path / "a.jpg", PICTURE, progressive=progressive).read_bytes()
    np.testing.assert_array_equal(decode(data[:-2]), decode(data))
    np.testing.assert_array_equal(decode(data[:-1]), decode(data))


def test_padding_and_what_follows_the_end_cost_nothing(whole: bytes) -> None:
    np.testing.assert_array_equal(decode(whole + b"trailer" * 999), decode(whole))
    np.testing.assert_array_equal(decode(whole[:-2] + bytes(60) + whole[-2:]), decode(whole))


def test_a_hole_in_the_middle_is_refused(tmp_path: Path) -> None:
    data = bytearray(write_picture(tmp_path / "a.jpg", texture(640, 480)).read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = bytes(2000)
    with pytest.raises(MediaError, match=r"damaged|cut off"):
        decode(bytes(data))


@pytest.mark.parametrize("kept", [3, 20, 100])
def test_a_header_that_breaks_off_is_refused(whole: bytes, kept: int) -> None:
    with pytest.raises(MediaError):
        decode(whole[:kept])
