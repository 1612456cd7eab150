"""How like encoded pictures are to their source."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest
from av.video.frame import VideoFrame
from media_files import texture

from albumforge.transcoders.likeness import Likeness, Metric, compare, decibels


def frames(blurred: float = 0.0, pixel_format: str = "yuv420p") -> list[VideoFrame]:
    made = []
    for number in range(6):
        pixels = texture(96, 64, number // 2)
        if blurred:
            pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), blurred), np.uint8)
        made.append(VideoFrame.from_ndarray(pixels, "rgb24").reformat(format=pixel_format))
    return made


def score(metric: Metric, blurred: float, pixel_format: str = "yuv420p") -> float:
    likeness = Likeness(metric, Fraction(25))
    compare(frames(blurred, pixel_format), frames(0.0, pixel_format), likeness)
    return likeness.score()


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv420p10le"])
def test_the_same_pictures_have_the_best_score(pixel_format: str) -> None:
    assert score("ssim", 0.0, pixel_format) == pytest.approx(1.0)
    assert score("xpsnr", 0.0, pixel_format) == pytest.approx(100.0)


@pytest.mark.parametrize("metric", ["ssim", "xpsnr"])
def test_more_blur_is_less_like(metric: Metric) -> None:
    scores = [score(metric, blurred) for blurred in (0.0, 1.0, 3.0, 9.0)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 4


def test_ssim_is_that_of_its_definition() -> None:
    """Against the formula of Wang et al. for two flat pictures, where only their means differ."""
    flat = [
        VideoFrame.from_ndarray(np.full((64, 96), value, np.uint8), "gray").reformat(format="yuv420p")
        for value in (100, 120)
    ]
    luma = [float(frame.to_ndarray()[:64, :96].mean()) for frame in flat]
    steady = (0.01 * 255) ** 2
    expected = (2 * luma[0] * luma[1] + steady) / (luma[0] ** 2 + luma[1] ** 2 + steady)
    likeness = Likeness("ssim", Fraction(25))
    likeness.add(*flat)
    assert likeness.score() == pytest.approx(expected, abs=1e-3)


def test_losses_in_decibels() -> None:
    assert decibels(0.01) == pytest.approx(20.0)
    assert decibels(0.0) == 100.0
