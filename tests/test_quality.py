"""Brightness, contrast, sharpness and exposure of pictures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pictures_painted import blurred, clipped, noise, painted

from albumforge.generators.album.info.quality import BLURRED, quality_of, sharpness_of

SCENES = ("spring-meadow", "misty-lake", "rainy-river", "cloudy-moor")


def scene(name: str) -> np.ndarray:
    return painted(name, 1024, 683)


@pytest.mark.parametrize("name", SCENES)
def test_blur_lowers_sharpness_step_by_step(name: str) -> None:
    found = [quality_of(scene(name)).sharpness]
    found += [quality_of(blurred(scene(name), deviation)).sharpness for deviation in (1.0, 2.0, 4.0, 8.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.8
    assert found[2] > BLURRED
    assert found[3] < BLURRED
    assert found[4] < 0.1


@pytest.mark.parametrize("name", SCENES)
def test_noise_does_not_make_a_blurred_picture_sharp(name: str) -> None:
    grainy = noise(scene(name).shape, 8)
    assert quality_of(clipped(blurred(scene(name), 5.0) + grainy)).sharpness < BLURRED
    assert quality_of(clipped(scene(name) + grainy)).sharpness > 0.6


@pytest.mark.parametrize("name", SCENES)
def test_the_size_of_a_picture_hardly_matters(name: str) -> None:
    small = cv2.resize(scene(name), (400, 267), interpolation=cv2.INTER_AREA)
    large = cv2.resize(scene(name), (4096, 2732), interpolation=cv2.INTER_CUBIC)
    assert quality_of(small).sharpness > 0.7
    assert quality_of(large).sharpness > 0.7
    assert quality_of(blurred(large, 20.0)).sharpness < BLURRED


def test_a_shaken_picture_is_less_sharp_than_a_still_one() -> None:
    shake = np.zeros((31, 31), np.float32)
    shake[15] = 1 / 31
    shaken = quality_of(cv2.filter2D(scene("cloudy-moor"), -1, shake)).sharpness
    assert shaken < 0.6 * quality_of(scene("cloudy-moor")).sharpness


def test_a_sharp_subject_before_a_soft_sky_is_sharp() -> None:
    picture = np.tile(np.linspace(120, 220, 800)[:, None, None], (1, 1000, 3))
    picture[500:760, 300:560] = 30
    assert quality_of(clipped(picture + noise(picture.shape, 2))).sharpness > 0.7
    soft = blurred(clipped(picture), 6.0) + noise(picture.shape, 2)
    assert quality_of(clipped(soft)).sharpness < BLURRED


def test_where_there_is_no_edge_sharpness_is_not_known() -> None:
    assert sharpness_of(np.full((300, 400), 90, np.uint8)) == 0.5
    assert sharpness_of(clipped(100 + noise((300, 400), 3))) == 0.5
    assert sharpness_of(np.full((16, 16), 90, np.uint8)) == 0.5


def test_brightness_and_contrast_are_those_of_lightness() -> None:
    grey = quality_of(np.full((64, 64, 3), 119, np.uint8))  # L* 50
    assert grey.brightness == pytest.approx(0.5, abs=0.005)
    assert grey.contrast == 0
    halves = np.zeros((64, 64, 3), np.uint8)
    halves[:32] = 255
    both = quality_of(halves)
    assert both.brightness == pytest.approx(0.5, abs=0.01)
    assert both.contrast == pytest.approx(0.5, abs=0.001)


def test_exposure_falls_with_what_is_burnt_or_black() -> None:
    picture = scene("spring-meadow").astype(float)
    assert quality_of(clipped(picture)).exposure > 0.95
    found = [quality_of(clipped(picture * gain)).exposure for gain in (1.0, 1.8, 4.0, 12.0)]
    assert found == sorted(found, reverse=True)
    assert found[-1] < 0.2
    assert quality_of(clipped(picture * 0.04)).exposure < 0.3
    assert quality_of(np.zeros((64, 64, 3), np.uint8)).exposure == 0
    assert quality_of(np.full((64, 64, 3), 255, np.uint8)).exposure == 0
