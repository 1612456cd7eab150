"""Camera RAW: the preview where there is a good one, else a development; upright either way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from media_files import CORNERS, corners, cut, stored_for, write_dng, write_picture

from albumforge.errors import MediaError
from albumforge.media.pictures import open_picture, picture_info

LIMIT = 300_000_000


def quarters(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    return np.array([pixels[int(height * y), int(width * x)] for y in (0.25, 0.75) for x in (0.25, 0.75)], float)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("preview", [True, False])
def test_comes_upright(tmp_path: Path, orientation: int, preview: bool) -> None:
    file = write_dng(
        tmp_path / "a.dng", stored_for(corners(96, 64), orientation), preview=preview, orientation=orientation
    )
    pixels = open_picture(file, max_pixels=LIMIT)
    info = picture_info(file, max_pixels=LIMIT)
    assert info.format == "raw"
    assert pixels.shape == ((64, 96, 3) if preview else (32, 48, 3))
    assert (info.height, info.width) == pixels.shape[:2]
    # The development has a look of its own; the preview is the camera's.
    assert np.abs(quarters(pixels) - CORNERS).max() < (6 if preview else 40)


def test_is_known_by_its_content_under_another_name(tmp_path: Path) -> None:
    file = write_dng(tmp_path / "a.tif", corners(96, 64), preview=True)
    assert picture_info(file, max_pixels=LIMIT).format == "raw"


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    file = cut(write_dng(tmp_path / "a.dng", corners(96, 64), preview=False), 0.05)
    with pytest.raises(MediaError, match="RAW"):
        open_picture(file, max_pixels=LIMIT)


def test_a_plain_tiff_named_so_is_refused(tmp_path: Path) -> None:
    plain = write_picture(tmp_path / "a.tif", corners(96, 64))
    with pytest.raises(MediaError, match="RAW"):
        open_picture(plain.rename(tmp_path / "a.nef"), max_pixels=LIMIT)


def test_a_sensor_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    file = write_dng(tmp_path / "a.dng", corners(96, 64), preview=True)
    with pytest.raises(MediaError, match="too many pixels"):
        open_picture(file, max_pixels=1000)
