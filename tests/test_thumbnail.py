from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from media_files import corners, stored_for, write_clip, write_picture
from PIL import Image
from tiff_writer import exif_block

from albumforge.errors import MediaError
from albumforge.media.thumbnail import write_thumbnail


def _made(source: Path, width: int = 320) -> Image.Image:
    target = source.with_name("thumb.jpg")
    write_thumbnail(source, target, width, max_pixels=100_000_000)
    return Image.open(target)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_stand_upright_and_keep_no_metadata(tmp_path: Path, orientation: int) -> None:
    upright = corners(640, 480)
    exif = exif_block(orientation=orientation, place=(60.5, 24.25))
    source = write_picture(tmp_path / "photo.jpg", stored_for(upright, orientation), exif=exif)
    with _made(source) as thumb:
        assert (thumb.format, thumb.size) == ("JPEG", (320, 240))
        assert not thumb.getexif()
        assert thumb.info.get("exif") is None
        shown = np.asarray(thumb.convert("RGB"), np.int16)
    for y, x in ((10, 10), (10, 309), (229, 10), (229, 309)):
        assert np.abs(shown[y, x] - upright[2 * y, 2 * x].astype(np.int16)).max() < 30


def test_small_and_long_pictures(tmp_path: Path) -> None:
    with _made(write_picture(tmp_path / "small.png", corners(100, 60))) as thumb:
        assert thumb.size == (100, 60)
    with _made(write_picture(tmp_path / "tall.png", corners(200, 2000))) as thumb:
        assert thumb.size == (64, 640)


@pytest.mark.parametrize(("turned", "size"), [(0, (320, 180)), (90, (180, 320))])
def test_of_a_clip_its_middle_is_shown(tmp_path: Path, turned: int, size: tuple[int, int]) -> None:
    def paint(number: int) -> np.ndarray:
        return np.full((180, 320, 3), (250, 20, 20) if 20 <= number < 40 else (20, 20, 250), np.uint8)

    source = write_clip(tmp_path / "clip.mp4", width=320, height=180, frames=60, paint=paint, turned=turned)
    with _made(source) as thumb:
        assert thumb.size == size
        red, _, blue = np.asarray(thumb.convert("RGB")).mean(axis=(0, 1))
        assert red > 200 > 60 > blue


def test_what_is_no_picture_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", encoding="utf-8")
    with pytest.raises(MediaError):
        _made(tmp_path / "list.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["list.mp4"]
