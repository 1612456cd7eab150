"""Sampling of windows: exact where it can be, even everywhere, chroma with its luma."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.media.planes import Planes, frame_buffer, from_rgb, to_rgb
from albumforge.media.warp import Window, resample, sample


def _sampled(source: Planes, window: Window, width: int, height: int) -> Planes:
    out = frame_buffer(width, height)[1]
    for plane in out:
        plane[...] = 77
    sample(source, window, out)
    return out


def _wave(width: int, height: int, period: float) -> Planes:
    """A horizontal sine in luma."""
    row = 126 + 100 * np.sin(2 * np.pi * (np.arange(width) + 0.5) / period)
    y = np.rint(np.broadcast_to(row, (height, width))).astype(np.uint8)
    grey = np.full((height // 2, width // 2), 128, np.uint8)
    return Planes(y, grey, grey.copy())


def _place(row: np.ndarray, period: float) -> float:
    """Where a sine sampled at pixel centres begins, in its pixels; fitted by least squares."""
    phase = 2 * np.pi * (np.arange(len(row)) + 0.5) / period
    design = np.stack([np.sin(phase), np.cos(phase), np.ones_like(phase)], axis=1)
    sine, cosine, _ = np.linalg.lstsq(design, row.astype(float), rcond=None)[0]
    return float(np.arctan2(cosine, sine) / (2 * np.pi) * period)


def test_the_whole_picture_at_its_own_size_is_exact_in_luma() -> None:
    source = from_rgb(texture(64, 48))
    out = _sampled(source, Window(0, 0, 64, 48), 64, 48)
    assert np.array_equal(out.y, source.y)
    # Chroma moves a quarter of its sample to the left: from the middle of four pixels to their left edge.
    expected = source.u.astype(float)
    expected[:, 1:] = 0.75 * expected[:, 1:] + 0.25 * expected[:, :-1]
    assert np.abs(out.u - expected).max() <= 1.0


def test_a_window_at_whole_pixels_is_a_cut() -> None:
    source = from_rgb(texture(64, 48))
    out = _sampled(source, Window(10, 6, 32, 24), 32, 24)
    assert np.array_equal(out.y, source.y[6:30, 10:42])


def test_a_ramp_shifted_by_half_a_pixel_is_between_its_steps() -> None:
    ramp = np.broadcast_to(np.arange(20, 148, 2, dtype=np.uint8), (16, 64)).copy()
    grey = np.full((8, 32), 128, np.uint8)
    out = _sampled(Planes(ramp, grey, grey), Window(0.5, 0, 62, 16), 62, 16)
    assert np.array_equal(out.y, ramp[:, :62] + 1)
    out = _sampled(Planes(ramp, grey, grey), Window(0, 0.5, 64, 14), 64, 14)
    assert np.array_equal(out.y, ramp[:14])


@pytest.mark.parametrize("axis", [0, 1])
def test_outside_the_picture_its_edge_continues(axis: int) -> None:
    source = from_rgb(texture(32, 32))
    window = Window(-8, 0, 32, 32) if axis else Window(0, -8, 32, 32)
    out = _sampled(source, window, 32, 32)
    for plane in (out.y[:, :8], source.y[:, :1]) if axis else (out.y[:8], source.y[:1]):
        assert np.ptp(plane, axis=axis).max() == 0


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.37, 1.5])
def test_places_follow_the_window_to_a_fiftieth_of_a_pixel(scale: float) -> None:
    period = 24.0
    source = _wave(480, 8, period)
    seen = period / scale
    worst = 0.0
    for step in range(40):
        at = 20 + step * 0.0713
        out = _sampled(source, Window(at, 0, 200 * scale, 8), 200, 8)
        expected = at / scale
        found = _place(out.y[4], seen)
        error = (found - expected + seen / 2) % seen - seen / 2
        worst = max(worst, abs(error))
    assert worst < 0.02


def test_a_slow_glide_is_even() -> None:
    period = 21.0
    source = _wave(480, 8, period)
    places = [
        _place(_sampled(source, Window(30 + 0.031 * step, 0, 300, 8), 200, 8).y[4], period / 1.5) for step in range(120)
    ]
    travelled = np.unwrap(np.array(places), period=period / 1.5)
    travelled -= travelled[0]
    assert np.abs(travelled - np.arange(120) * 0.031 / 1.5).max() < 0.02
    assert np.sqrt((np.diff(travelled, 2) ** 2).mean()) < 0.02


@pytest.mark.parametrize("window", [Window(0, 0, 96, 48), Window(7.3, 3.1, 60, 30), Window(20, 2, 40, 20)])
def test_a_colour_edge_stays_with_its_luma_edge(window: Window) -> None:
    picture = np.zeros((48, 96, 3), np.uint8)
    picture[:, :48] = (200, 30, 30)
    picture[:, 48:] = (30, 120, 240)
    out = _sampled(from_rgb(picture), window, 96, 48)

    def edge(row: np.ndarray, step: float, first: float) -> float:
        """Place in luma samples where a row has gone half of the way."""
        values = row.astype(float)
        half = (values[0] + values[-1]) / 2
        after = int(np.argmax((values > half) == (values[-1] > half)))
        part = (half - values[after - 1]) / (values[after] - values[after - 1])
        return first + (after - 1 + part) * step

    luma = edge(out.y[24], 1.0, 0.5)
    # A chroma sample of H.264 lies on the left one of its two luma samples.
    assert edge(out.u[12], 2.0, 0.5) == pytest.approx(luma, abs=0.35)
    assert edge(out.v[12], 2.0, 0.5) == pytest.approx(luma, abs=0.35)
    assert luma == pytest.approx((48 - window.x) / window.width * 96, abs=0.5)


def test_a_rising_edge_keeps_its_chroma_down_the_picture_too() -> None:
    ramp = np.zeros((64, 32, 3), np.uint8)
    ramp[..., 2] = (np.arange(64) * 3)[:, None]
    source = from_rgb(ramp)
    out = _sampled(source, Window(0, 8, 32, 32), 32, 64)
    # Chroma row j lies between luma rows 2j and 2j + 1: at place (2j + 1) / 2 + 8 of the source.
    blue = 3 * (np.arange(32) * 2 + 1) / 2 + 8 * 3 - 1.5
    expected = 128 + blue * 224 / 255 * (1 - 0.0722) / (2 * (1 - 0.0722))
    assert np.abs(out.u[2:-2, 8] - expected[2:-2]).max() <= 1.2


def test_a_part_of_a_frame_is_written_in_place() -> None:
    frame = frame_buffer(64, 48)[1]
    for plane in frame:
        plane[...] = 3
    source = from_rgb(texture(64, 48))
    sample(source, Window(0, 0, 64, 48), frame.region(16, 8, 32, 24))
    whole = _sampled(source, Window(0, 0, 64, 48), 32, 24)
    for part, plane in zip(whole, frame.region(16, 8, 32, 24), strict=True):
        assert np.array_equal(part, plane)
    assert (frame.y[:8] == 3).all()
    assert (frame.y[:, :16] == 3).all()
    assert (frame.y[32:] == 3).all()
    assert (frame.u[:, 24:] == 3).all()


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 5)])
def test_tiny_pictures_fill_any_window(size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 3), (250, 10, 10), np.uint8)
    out = _sampled(from_rgb(picture), Window(0, 0, *size), 64, 36)
    assert np.abs(to_rgb(out).astype(int) - (250, 10, 10)).max() <= 2


@pytest.mark.parametrize("size", [(20, 10), (128, 96), (30, 200), (64, 48)])
def test_resampling_gives_the_size_and_keeps_the_mean(size: tuple[int, int]) -> None:
    picture = texture(64, 48)
    result = resample(picture, *size)
    assert result.shape == (size[1], size[0], 3)
    assert result.dtype == np.uint8
    assert np.abs(result.mean(axis=(0, 1)) - picture.mean(axis=(0, 1))).max() < 2.0


def test_resampling_down_does_not_alias() -> None:
    stripes = np.zeros((64, 96, 3), np.uint8)
    stripes[:, ::2] = 255
    assert np.ptp(resample(stripes, 32, 20)[..., 0].astype(int)) <= 90
