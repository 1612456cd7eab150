"""What pictures say of themselves, and why others are refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from media_files import corners, stored_for, texture, write_animation, write_huge_jpeg, write_picture
from tiff_writer import exif_block

from albumforge.errors import MediaError
from albumforge.media.picture_info import picture_info

LIMIT = 300_000_000
FORMATS = {
    "jpg": "jpeg", "png": "png", "webp": "webp", "tif": "tiff", "gif": "gif", "bmp": "bmp", "avif": "avif",
    "heic": "heif", "jp2": "jpeg2000",
}  # fmt: skip


def refusal(path: Path, limit: int = LIMIT) -> str:
    with pytest.raises(MediaError) as caught:
        picture_info(path, max_pixels=limit)
    assert str(path) in str(caught.value)
    assert str(path) not in caught.value.reason
    return caught.value.reason


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_format_is_told_by_the_content(tmp_path: Path, suffix: str) -> None:
    file = write_picture(tmp_path / f"a.{suffix}").rename(tmp_path / "without_suffix")
    info = picture_info(file, max_pixels=LIMIT)
    assert (info.format, info.width, info.height, info.frames) == (FORMATS[suffix], 96, 64, 1)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif", "heic"])
@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
def test_exif_of_every_format_that_has_it(tmp_path: Path, suffix: str, orientation: int) -> None:
    moment = datetime.fromisoformat("2022-08-14T14:12:31")
    exif = exif_block(orientation=orientation, captured=moment, subseconds="25", offset="+03:00", place=(60.5, 24.25))
    file = write_picture(tmp_path / f"a.{suffix}", stored_for(corners(96, 64), orientation), exif=exif)
    info = picture_info(file, max_pixels=LIMIT)
    assert (info.width, info.height) == (96, 64)
    assert info.captured_at == moment.replace(microsecond=250_000)
    assert info.utc_offset == timedelta(hours=3)
    assert (info.latitude, info.longitude) == pytest.approx((60.5, 24.25))


def test_animations_tell_their_frames(tmp_path: Path) -> None:
    frames = [texture(64, 48, seed) for seed in range(3)]
    for suffix in ("gif", "webp", "png"):
        assert picture_info(write_animation(tmp_path / f"a.{suffix}", frames), max_pixels=LIMIT).frames == 3


def test_what_is_no_picture_is_refused_in_words(tmp_path: Path) -> None:
    cases = {
        b"": "the file is empty (0 bytes)",
        b"Dear diary,\nno picture today.\n": "it is text, not a picture",
        "写给你的信".encode(): "it is text, not a picture",
        b"%PDF-1.7\n\x80": "it is a PDF document, not a picture",
        bytes(500): "it holds nothing but zeros",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40): "it is a video, not a picture",
        b"\x93\x12\x00\x81" * 50: "it is not a picture of a known format",
        b"\xff\xd8\xff\xe0": "the file ends before the picture begins",
    }
    for number, (content, reason) in enumerate(cases.items()):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(content)
        assert refusal(file) == reason


def test_tiny_pictures_are_refused_with_their_size(tmp_path: Path) -> None:
    assert "1 × 1" in refusal(write_picture(tmp_path / "dot.png", texture(1, 1)))
    assert "too small" in refusal(write_picture(tmp_path / "line.jpg", texture(400, 15)))
    assert picture_info(write_picture(tmp_path / "small.png", texture(16, 16)), max_pixels=LIMIT).width == 16


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif", "heic"])
def test_too_many_pixels_are_refused_with_their_number(tmp_path: Path, suffix: str) -> None:
    assert "6,144, more than 6,143" in refusal(write_picture(tmp_path / f"a.{suffix}"), 6143)


def test_exactly_the_limit_is_welcome(tmp_path: Path) -> None:
    file = write_huge_jpeg(tmp_path / "huge.jpg", 20_000, 15_000)
    assert picture_info(file, max_pixels=LIMIT).width == 20_000
    assert "300,000,000, more than 299,999,999" in refusal(file, LIMIT - 1)


def test_importing_registers_nothing_with_pillow() -> None:
    code = "import albumforge.media.pictures\nfrom PIL import Image\nassert 'HEIF' not in Image.OPEN"
    subprocess.run([sys.executable, "-c", code], check=True)
