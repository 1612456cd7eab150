"""High dynamic range to standard: anchors of the standards, and an even curve between them."""

from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.tonemap import to_standard_range

HLG, PQ = "arib-std-b67", "smpte2084"


def grey(signal: float | np.ndarray, transfer: str) -> np.ndarray:
    levels = np.atleast_1d(np.round(np.asarray(signal) * 65535)).astype(np.uint16)
    mapped = to_standard_range(np.repeat(levels[None, :, None], 3, 2), transfer)
    assert mapped.dtype == np.uint8
    assert (np.ptp(mapped.astype(int), axis=2) <= 1).all()  # grey stays grey
    return mapped[0, :, 1]


@pytest.mark.parametrize("transfer", [HLG, PQ])
def test_black_white_and_an_even_rise_between(transfer: str) -> None:
    levels = grey(np.linspace(0, 1, 2000), transfer).astype(int)
    assert levels[0] == 0
    assert levels[-1] == 255
    assert (np.diff(levels) >= 0).all()
    assert np.diff(levels).max() <= 2


def test_graphics_white_is_bright_and_leaves_room_above() -> None:
    assert 215 <= grey(0.75, HLG)[0] <= 250  # 75 % HLG
    assert 215 <= grey(0.5807, PQ)[0] <= 250  # 203 cd/m²


def test_middle_grey_is_in_the_middle() -> None:
    assert 90 <= grey(0.38, HLG)[0] <= 125  # 18 % of graphics white, BT.2408
    assert 100 <= grey(0.38, PQ)[0] <= 150  # 26 cd/m²


@pytest.mark.parametrize("transfer", [HLG, PQ])
def test_primaries_become_more_vivid_in_the_smaller_space(transfer: str) -> None:
    skin = np.array([[[36000, 30000, 27000]]], np.uint16)
    red, green, blue = to_standard_range(skin, transfer)[0, 0].astype(int)
    plain_red, _, plain_blue = (int(value) for value in (grey(c / 65535, transfer)[0] for c in skin[0, 0]))
    assert red > green > blue
    assert red - blue > plain_red - plain_blue
