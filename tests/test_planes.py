"""Planes: BT.709 limited range as ITU-R says, the way back, odd sizes, views, dither."""

from __future__ import annotations

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from media_files import texture

from albumforge.media.planes import (
    Planes,
    colour_of,
    dither_noise,
    fill,
    frame_buffer,
    from_rgb,
    from_rgb_float,
    to_rgb,
    yuv_of,
)

# 8-bit values of BT.709-6, item 3.3 to 3.5: Y' = 16 + 219 E'Y, C' = 128 + 224 E'C, rounded.
PRIMARIES = {
    (0, 0, 0): (16, 128, 128),
    (255, 255, 255): (235, 128, 128),
    (255, 0, 0): (63, 102, 240),
    (0, 255, 0): (173, 42, 26),
    (0, 0, 255): (32, 240, 118),
    (255, 255, 0): (219, 16, 138),
    (0, 255, 255): (188, 154, 16),
    (255, 0, 255): (78, 214, 230),
}


@pytest.mark.parametrize(("rgb", "yuv"), PRIMARIES.items())
def test_primaries_have_the_values_of_bt709(rgb: tuple[int, int, int], yuv: tuple[int, int, int]) -> None:
    assert yuv_of(rgb) == yuv
    planes = from_rgb(np.full((4, 6, 3), rgb, np.uint8))
    assert [set(plane.ravel().tolist()) for plane in planes] == [{value} for value in yuv]
    own = frame_buffer(8, 4)[1]
    fill(own, rgb)
    assert [set(plane.ravel().tolist()) for plane in own] == [{value} for value in yuv]


def test_colours_come_back_within_two_levels() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (400, 3), np.uint8)
    for rgb in colours:
        back = to_rgb(from_rgb(np.full((2, 2, 3), rgb, np.uint8)))
        assert np.abs(back.astype(int) - rgb).max() <= 2


def test_greys_come_back_within_one_level() -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2).repeat(4, axis=0)
    back = to_rgb(from_rgb(ramp)).astype(int)
    assert np.abs(back - ramp).max() <= 1


def test_a_soft_picture_comes_back() -> None:
    picture = texture(160, 96, seed=5)
    error = np.abs(to_rgb(from_rgb(picture)).astype(int) - picture)
    assert error.mean() < 1.5
    assert np.percentile(error, 99) <= 8


def test_ffmpeg_converts_to_the_same_planes() -> None:
    picture = texture(160, 96, seed=6)
    frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(
        format="yuv444p",
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP,
    )
    y, u, v = frame.to_ndarray().astype(int)
    own = from_rgb(picture)
    assert np.abs(own.y.astype(int) - y).max() <= 1
    for plane, theirs in ((own.u, u), (own.v, v)):
        mean = theirs.reshape(48, 2, 80, 2).mean(axis=(1, 3))
        assert np.abs(plane.astype(int) - mean).max() <= 1.5


def test_ffmpeg_reads_our_planes_as_the_picture() -> None:
    picture = texture(160, 96, seed=7)
    buffer, planes = frame_buffer(160, 96)
    planes.paste(from_rgb(picture))
    frame = av.VideoFrame.from_ndarray(buffer, "yuv420p")
    frame.colorspace, frame.color_range = Colorspace.ITU709, ColorRange.MPEG
    careful = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
    rgb = frame.reformat(format="rgb24", dst_color_range=ColorRange.JPEG, interpolation=careful).to_ndarray()
    error = np.abs(rgb.astype(int) - picture)
    assert error.mean() < 1.0
    assert np.percentile(error, 99) <= 3


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 2), (2, 1), (3, 2), (5, 7), (101, 33), (2, 101)])
def test_odd_sizes_have_a_chroma_sample_for_every_pixel(width: int, height: int) -> None:
    planes = from_rgb(texture(width, height))
    assert planes.size == (width, height)
    assert planes.u.shape == planes.v.shape == ((height + 1) // 2, (width + 1) // 2)
    assert to_rgb(planes).shape == (height, width, 3)


def test_odd_sizes_keep_chroma_beside_its_luma() -> None:
    """The last column and row stand for a pair: nothing before them moves."""
    even = texture(1002, 34, seed=4)
    even[:, 1001], even[33] = even[:, 1000], even[32]
    for odd, whole in zip(from_rgb(np.ascontiguousarray(even[:33, :1001]))[1:], from_rgb(even)[1:], strict=True):
        assert np.array_equal(odd, whole)
    edge = np.zeros((33, 1001, 3), np.uint8)
    edge[:, 996:] = (255, 0, 0)
    back = to_rgb(from_rgb(edge)).astype(int)
    assert back[16, 994, 0] < 30
    assert back[16, 998, 0] > 225


@pytest.mark.parametrize(("width", "height"), [(16, 16), (320, 180), (64, 90), (18, 22)])
def test_the_buffer_is_what_the_encoder_takes(width: int, height: int) -> None:
    buffer, planes = frame_buffer(width, height)
    assert buffer.shape == (height * 3 // 2, width)
    generator = np.random.default_rng(2)
    for plane in planes:
        plane[...] = generator.integers(0, 256, plane.shape, np.uint8)
    frame = av.VideoFrame.from_ndarray(buffer, "yuv420p")
    for plane, theirs in zip(planes, frame.planes, strict=True):
        rows = np.frombuffer(theirs, np.uint8).reshape(-1, theirs.line_size)[:, : theirs.width]
        assert np.array_equal(rows, plane)


def test_a_region_is_a_view() -> None:
    buffer, planes = frame_buffer(32, 16)
    buffer[...] = 0
    part = planes.region(8, 4, 12, 6)
    assert part.size == (12, 6)
    assert part.u.shape == (3, 6)
    fill(part, (255, 0, 0))
    assert int((planes.y == 63).sum()) == 72
    assert int((planes.v == 240).sum()) == 18
    assert planes.y[4, 8] == planes.y[9, 19] == 63
    assert planes.y[3, 8] == planes.y[10, 19] == 0


def test_colours_are_read_as_hex() -> None:
    assert colour_of("#0c0D10") == (12, 13, 16)


def test_dither_keeps_the_mean_of_a_gradient_that_rounding_would_band() -> None:
    ramp = np.linspace(60, 64, 512, dtype=np.float32)[None, :, None].repeat(256, axis=0).repeat(3, axis=2)
    plain = from_rgb_float(ramp, np.zeros((256, 512), np.float32)).y.mean(axis=0)
    soft = from_rgb_float(ramp, dither_noise(512, 256)).y.mean(axis=0)
    exact = 16 + ramp[0, :, 0] * 219 / 255
    assert np.abs(plain - exact).max() > 0.4
    assert np.abs(soft - exact).max() < 0.25
    assert np.abs((soft - exact).reshape(-1, 32).mean(axis=1)).max() < 0.05


def test_dither_is_triangular_and_the_same_every_time() -> None:
    noise = dither_noise(300, 200)
    assert np.array_equal(noise, dither_noise(300, 200))
    assert not np.array_equal(noise, dither_noise(300, 200, seed=1))
    assert np.abs(noise).max() < 1.0
    assert abs(float(noise.mean())) < 0.01
    assert float(noise.var()) == pytest.approx(1 / 6, rel=0.03)


@pytest.mark.parametrize(("width", "height"), [(6, 4), (7, 5)])
def test_float_conversion_agrees_with_the_other(width: int, height: int) -> None:
    picture = texture(width, height, seed=3)
    exact = from_rgb_float(picture.astype(np.float32), np.zeros((height, width), np.float32))
    for one, other in zip(exact, from_rgb(picture), strict=True):
        assert np.abs(one.astype(int) - other).max() <= 1


def test_values_reserved_for_timing_are_never_made() -> None:
    noise = np.full((2, 2), -40.0, np.float32)
    assert min(plane.min() for plane in from_rgb_float(np.zeros((2, 2, 3), np.float32), noise)) >= 1
    assert max(plane.max() for plane in from_rgb_float(np.full((2, 2, 3), 255, np.float32), -noise)) <= 254


def test_pasting_copies() -> None:
    own, other = frame_buffer(4, 4)[1], from_rgb(texture(4, 4))
    own.paste(other)
    assert all(np.array_equal(a, b) for a, b in zip(own, other, strict=True))
    assert not any(np.shares_memory(a, b) for a, b in zip(own, other, strict=True))
    assert isinstance(own, Planes)
