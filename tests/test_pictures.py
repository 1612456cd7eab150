"""Pixels of pictures of every kind: upright, sRGB, whole, and only as many as are needed."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from media_files import (
    CORNERS,
    SAMPLES,
    corners,
    cut,
    stored_for,
    texture,
    write_animation,
    write_cmyk,
    write_deep,
    write_huge_jpeg,
    write_picture,
)
from PIL import Image
from tiff_writer import display_p3_profile, exif_block

from albumforge.errors import MediaError
from albumforge.media.pictures import BACKGROUND, check_picture, open_picture, picture_info

LIMIT = 300_000_000
needs_samples = pytest.mark.skipif(not (SAMPLES / "photos").is_dir(), reason="the folder of sample photos is missing")


def pixels_of(path: Path, at_least: tuple[int, int] | None = None) -> np.ndarray:
    pixels = open_picture(path, at_least=at_least, max_pixels=LIMIT)
    assert pixels.dtype == np.uint8
    assert pixels.flags.c_contiguous
    check_picture(path, max_pixels=LIMIT)
    return pixels


def quarters(pixels: np.ndarray) -> np.ndarray:
    height, width = pixels.shape[:2]
    return np.array([pixels[int(height * y), int(width * x)] for y in (0.25, 0.75) for x in (0.25, 0.75)], float)


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif", "heic"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_orientations_come_out_alike(tmp_path: Path, suffix: str, orientation: int) -> None:
    stored = stored_for(corners(96, 64), orientation)
    pixels = pixels_of(write_picture(tmp_path / f"a.{suffix}", stored, exif=exif_block(orientation=orientation)))
    assert pixels.shape == (64, 96, 3)
    assert np.abs(quarters(pixels) - CORNERS).max() <= 6


@pytest.mark.parametrize("suffix", ["gif", "bmp", "jp2"])
def test_formats_without_exif(tmp_path: Path, suffix: str) -> None:
    assert np.abs(quarters(pixels_of(write_picture(tmp_path / f"a.{suffix}", corners(96, 64)))) - CORNERS).max() <= 6


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "heic"])
def test_a_wide_profile_is_converted(tmp_path: Path, suffix: str) -> None:
    plain = np.full((64, 64, 3), (200, 80, 80), np.uint8)
    pixel = pixels_of(write_picture(tmp_path / f"a.{suffix}", plain, icc_profile=display_p3_profile()))[30, 30]
    # P3 (200, 80, 80) by the matrices of the two spaces and their curves.
    np.testing.assert_allclose(pixel, (217, 71, 76), atol=5)


def test_a_broken_profile_is_passed_over(tmp_path: Path) -> None:
    plain = np.full((64, 64, 3), (200, 80, 80), np.uint8)
    file = write_picture(tmp_path / "a.jpg", plain, icc_profile=b"nonsense" * 40)
    np.testing.assert_allclose(pixels_of(file)[30, 30], (200, 80, 80), atol=3)


def test_inks_become_colours(tmp_path: Path) -> None:
    np.testing.assert_allclose(pixels_of(write_cmyk(tmp_path / "c.jpg", (255, 0, 0, 0)))[9, 9], (0, 255, 255), atol=4)
    np.testing.assert_allclose(pixels_of(write_cmyk(tmp_path / "k.jpg", (0, 0, 0, 255)))[9, 9], (0, 0, 0), atol=4)
    assert pixels_of(write_cmyk(tmp_path / "c.jpg", (0, 255, 0, 0)), (16, 12)).shape == (12, 16, 3)


def test_a_jpeg_may_hold_plain_rgb_or_grey(tmp_path: Path) -> None:
    file = write_picture(tmp_path / "a.jpg", corners(96, 64), keep_rgb=True)
    assert np.abs(quarters(pixels_of(file)) - CORNERS).max() <= 6
    Image.new("L", (64, 48), 77).save(file)
    np.testing.assert_allclose(pixels_of(file)[9, 9], (77, 77, 77), atol=1)


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_keep_their_tones(tmp_path: Path, suffix: str) -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(48, 0)
    grey = pixels_of(write_deep(tmp_path / f"grey.{suffix}", ramp))
    np.testing.assert_allclose(grey[5, :, 0], ramp[5] / 257, atol=1)
    colour = pixels_of(write_deep(tmp_path / f"colour.{suffix}", np.dstack([ramp // 4, ramp // 2, ramp])))
    np.testing.assert_allclose(colour[5, :, 0], ramp[5] / 257, atol=1)
    np.testing.assert_allclose(colour[5, :, 2], ramp[5] / 4 / 257, atol=1)


def test_floating_grey_keeps_its_tones(tmp_path: Path) -> None:
    ramp = np.linspace(0, 1, 64, dtype=np.float32)[None].repeat(48, 0)
    np.testing.assert_allclose(pixels_of(write_deep(tmp_path / "a.tif", ramp))[5, :, 1], ramp[5] * 255, atol=1)


def test_what_is_transparent_shows_the_background(tmp_path: Path) -> None:
    straight = np.zeros((64, 96, 4), np.uint8)
    straight[:, :32] = (255, 0, 0, 255)
    straight[:, 32:64] = (255, 0, 0, 128)
    for suffix in ("png", "webp"):
        options = {"lossless": True} if suffix == "webp" else {}
        pixels = pixels_of(write_picture(tmp_path / f"a.{suffix}", straight, **options))
        np.testing.assert_allclose(pixels[10, 10], (255, 0, 0), atol=2)
        np.testing.assert_allclose(pixels[10, 80], BACKGROUND, atol=2)
        np.testing.assert_allclose(pixels[10, 48], (187, 59, 59), atol=2)
        reduced = pixels_of(tmp_path / f"a.{suffix}", (24, 16))
        np.testing.assert_allclose(reduced[3, 20], BACKGROUND, atol=2)


def test_a_palette_with_a_transparent_entry(tmp_path: Path) -> None:
    image = Image.new("P", (64, 64), 0)
    image.putpalette([10, 200, 10, 200, 10, 10])
    image.paste(1, (0, 0, 32, 64))
    image.save(tmp_path / "a.png", transparency=0)
    pixels = pixels_of(tmp_path / "a.png")
    np.testing.assert_array_equal(pixels[5, 5], (200, 10, 10))
    np.testing.assert_array_equal(pixels[5, 60], BACKGROUND)


@pytest.mark.parametrize("suffix", ["gif", "webp", "png"])
def test_an_animation_gives_its_first_picture(tmp_path: Path, suffix: str) -> None:
    frames = [np.full((48, 64, 3), (shade, 60, 90), np.uint8) for shade in (200, 20, 120)]
    np.testing.assert_allclose(
        pixels_of(write_animation(tmp_path / f"a.{suffix}", frames))[9, 9], (200, 60, 90), atol=5
    )


@pytest.mark.parametrize("suffix", ["jpg", "png", "heic", "tif"])
@pytest.mark.parametrize("at_least", [(40, 30), (90, 20), (20, 90), (159, 119), (160, 120), (500, 500)])
def test_is_never_smaller_than_asked(tmp_path: Path, suffix: str, at_least: tuple[int, int]) -> None:
    picture = texture(120, 160)
    file = write_picture(tmp_path / f"a.{suffix}", stored_for(picture, 6), exif=exif_block(orientation=6))
    height, width = pixels_of(file, at_least).shape[:2]
    factor = max(1, min(120 // at_least[0], 160 // at_least[1]))
    if suffix == "jpg":
        factor = next(step for step in (8, 4, 2, 1) if step <= factor)
    assert (width, height) == (-(-120 // factor), -(-160 // factor))
    assert width >= min(120, at_least[0])
    assert height >= min(160, at_least[1])


def test_a_panorama_keeps_its_short_side(tmp_path: Path) -> None:
    file = write_picture(tmp_path / "a.jpg", texture(4000, 200))
    assert pixels_of(file, (1920, 1080)).shape == (200, 4000, 3)
    assert pixels_of(file, (1000, 100)).shape == (100, 2000, 3)


def test_a_huge_jpeg_takes_little_memory(tmp_path: Path) -> None:
    file = write_huge_jpeg(tmp_path / "huge.jpg", 20_000, 15_000, (90, 140, 200))
    code = (
        "import resource, sys\n"
        "from albumforge.media.pictures import check_picture, open_picture\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"check_picture(sys.argv[1], max_pixels={LIMIT})\n"
        f"pixels = open_picture(sys.argv[1], at_least=(1920, 1080), max_pixels={LIMIT})\n"
        "print(*pixels.shape, *pixels[900, 900], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, file], check=True, capture_output=True, text=True)
    *numbers, kilobytes = [int(number) for number in ran.stdout.split()]
    assert numbers[:3] == [1875, 2500, 3]
    np.testing.assert_allclose(numbers[3:], (90, 140, 200), atol=3)
    assert kilobytes < 100_000  # in full it would be 900 MB


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "tif", "bmp", "avif", "heic"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, suffix: str, share: float) -> None:
    file = cut(write_picture(tmp_path / f"a.{suffix}", texture(300, 200)), share)
    for read in (open_picture, check_picture):
        with pytest.raises(MediaError) as caught:
            read(file, max_pixels=LIMIT)
        assert str(file) not in caught.value.reason


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "gif", "tif", "bmp", "avif", "heic", "jp2"])
def test_noise_raises_nothing_but_a_media_error(tmp_path: Path, suffix: str) -> None:
    whole = write_picture(tmp_path / f"a.{suffix}", texture(64, 48)).read_bytes()
    random = np.random.default_rng(7)
    for trial in range(40):
        data = bytearray(whole)
        for at in random.integers(0, len(data), 4):
            data[at] = random.integers(256)
        file = tmp_path / f"{trial}.{suffix}"
        file.write_bytes(data)
        try:
            info = check_picture(file, max_pixels=LIMIT)
        except MediaError as error:
            assert error.reason
            continue
        assert open_picture(file, max_pixels=LIMIT).shape == (info.height, info.width, 3)


def test_several_threads_get_the_same(tmp_path: Path) -> None:
    files = [
        write_picture(tmp_path / f"{number}.{suffix}", texture(200, 150, number), icc_profile=display_p3_profile())
        for number, suffix in enumerate(["jpg", "png", "heic", "webp", "tif", "avif"])
    ]
    alone = [pixels_of(file) for file in files]
    with ThreadPoolExecutor(4) as pool:
        for pixels, expected in zip(pool.map(pixels_of, files * 6), alone * 6, strict=True):
            np.testing.assert_array_equal(pixels, expected)


def test_reading_changes_nothing(tmp_path: Path) -> None:
    files = [write_picture(tmp_path / f"a.{suffix}") for suffix in ("jpg", "png", "webp", "tif", "gif", "avif", "heic")]
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    for file in files:
        file.chmod(0o444)
        pixels_of(file)
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before


@needs_samples
def test_sample_orientations_come_out_alike() -> None:
    folder = SAMPLES / "photos/orientation"
    pictures = [pixels_of(folder / f"landscape_{number}.jpg").astype(float) for number in range(1, 9)]
    for picture in pictures:
        assert picture.shape == (450, 600, 3)
        # They differ by a numeral painted on them and by their compression.
        assert np.corrcoef(picture.ravel(), pictures[0].ravel())[0, 1] > 0.96


@needs_samples
def test_sample_photos() -> None:
    """In a process of its own, whose memory is measured."""
    code = (
        "import resource\n"
        "from test_pictures import open_sample_photos\n"
        "open_sample_photos()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=Path(__file__).parent
    )
    assert int(ran.stdout) < 1_500_000


def open_sample_photos() -> None:
    for file in sorted((SAMPLES / "photos").glob("*.*")):
        if file.name == "corrupted.jpg":
            with pytest.raises(MediaError, match="cut off"):
                pixels_of(file)
            continue
        info = picture_info(file, max_pixels=LIMIT)
        assert pixels_of(file, (480, 270)).shape[1] >= 480
        assert info.captured_at is not None or "Reconyx" in file.name


def test_what_follows_a_jpeg_in_its_file_is_not_read(tmp_path: Path) -> None:
    """Moving photos carry a clip behind the picture; and whoever uploads may append anything."""
    picture = texture(64, 48)
    Image.fromarray(picture).save(tmp_path / "a.jpg", quality=100, subsampling=0)
    before = pixels_of(tmp_path / "a.jpg")
    with (tmp_path / "a.jpg").open("ab") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    try:
        after = pixels_of(tmp_path / "a.jpg")
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
    assert np.array_equal(before, after)


def test_the_largest_jpeg_is_read_to_its_end(tmp_path: Path) -> None:
    """Noise takes more bytes than any photo."""
    noise = np.random.default_rng(3).integers(0, 2, (512, 512, 4), np.uint8) * 255
    picture = Image.frombytes("CMYK", (512, 512), noise.tobytes())
    picture.save(tmp_path / "a.jpg", quality=100, subsampling=0)
    assert check_picture(tmp_path / "a.jpg", max_pixels=LIMIT).width == 512
