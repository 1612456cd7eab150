"""The vector that the weather model sees."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.generators.album.info.weather_features import GROUPS, features_of
from albumforge.samples import SCENES, paint


def part(features: np.ndarray, name: str) -> np.ndarray:
    start = 0
    for group, length in GROUPS.items():
        if group == name:
            return features[start : start + length]
        start += length
    raise KeyError(name)


def test_length_and_kind() -> None:
    found = features_of(paint(SCENES["summer-sea"], 300, 200, seed=1))
    assert found.shape == (sum(GROUPS.values()),)
    assert found.dtype == np.float32
    assert np.isfinite(found).all()


def test_an_even_picture_has_one_colour_and_no_edges() -> None:
    found = features_of(np.full((50, 70, 3), 119, np.uint8))
    grid = part(found, "grid").reshape(2, 36, 3)
    assert grid[0, :, 0] == pytest.approx(0.5, abs=0.01)  # L* of this grey is 50
    assert grid[0, :, 1:] == pytest.approx(0, abs=0.01)
    assert grid[1] == pytest.approx(0, abs=0.01)
    assert part(found, "joint").max() == pytest.approx(1, abs=1e-3)
    assert part(found, "edges").max() == 0


def test_edges_know_place_and_direction() -> None:
    picture = np.zeros((128, 128, 3), np.uint8)
    picture[:32, ::8] = 255  # upright lines at the top
    cells = part(features_of(picture), "edges")[:128].reshape(4, 4, 8)
    assert cells[0].argmax(axis=-1) == pytest.approx(0)  # light changes from left to right
    assert cells[0, :, 0].min() > 5 * cells[2:].max()


def test_bands_tell_top_from_bottom() -> None:
    blue_above = np.zeros((90, 90, 3), np.uint8)
    blue_above[:45], blue_above[45:] = (60, 120, 220), (60, 160, 60)
    upright, turned = features_of(blue_above), features_of(np.ascontiguousarray(blue_above[::-1]))
    assert np.abs(part(upright, "bands")[58:] - part(turned, "bands")[58:]).max() > 0.5
    assert part(upright, "bands")[:58] == pytest.approx(part(turned, "bands")[:58], abs=0.05)


def test_a_mirrored_picture_has_the_same_vector() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (128, 128, 3)).astype(np.uint8)
    assert features_of(picture[:, ::-1]) == pytest.approx(features_of(picture), abs=1e-5)
