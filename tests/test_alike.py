"""Fingerprints and groups of near-duplicates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from pictures_painted import clipped, described, painted

from albumforge.generators.album.info.alike import (
    BURST_SECONDS,
    COLOUR_BITS,
    FINGERPRINT_DIGITS,
    SHAPE_BITS,
    distances,
    fingerprint,
    near_duplicates,
)
from albumforge.samples.gallery import SCENES

Picture = NDArray[np.uint8]
NOON = datetime.fromisoformat("2026-05-01T12:00:00")


def saved_again(picture: Picture) -> Picture:
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 30])[1], cv2.IMREAD_COLOR))


def scaled(picture: Picture) -> Picture:
    return np.asarray(cv2.resize(picture, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA))


def trimmed(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    return picture[round(0.03 * height) : round(0.98 * height), round(0.02 * width) : round(0.97 * width)]


def lightened(picture: Picture) -> Picture:
    return clipped(picture * 1.12 + 8)


def darkened(picture: Picture) -> Picture:
    return clipped(picture * 0.8)


def warmed(picture: Picture) -> Picture:
    return clipped(picture * np.array([1.06, 1.0, 0.92]))


@pytest.mark.parametrize("change", [saved_again, scaled, trimmed, lightened, darkened, warmed])
def test_a_changed_copy_is_a_near_duplicate(change: Callable[[Picture], Picture]) -> None:
    for name in SCENES:
        original, copy = (described(fingerprint(picture)) for picture in (painted(name), change(painted(name))))
        assert near_duplicates([original, copy]) == [[original, copy]], name


def test_different_scenes_are_not() -> None:
    assert near_duplicates([described(fingerprint(painted(name))) for name in SCENES]) == []
    # Not even when they were taken at once.
    assert near_duplicates([described(fingerprint(painted(name)), captured_at=NOON) for name in SCENES]) == []


def flipped(bits: int) -> str:
    return f"{(1 << bits) - 1:0{SHAPE_BITS // 4}x}".rjust(SHAPE_BITS // 4, "0") + "0" * (COLOUR_BITS // 4)


def test_pictures_of_one_burst_may_differ_more() -> None:
    first, last = flipped(0), flipped(20)

    def groups(apart: float) -> int:
        other = described(last, captured_at=NOON + timedelta(seconds=apart))
        return len(near_duplicates([described(first, captured_at=NOON), other]))

    assert groups(BURST_SECONDS) == 1
    assert groups(BURST_SECONDS + 1) == 0
    assert near_duplicates([described(first, captured_at=NOON), described(last)]) == []


def test_groups_are_chained_and_keep_their_order() -> None:
    names = ("a", "x", "b", "y", "c")
    marks = (flipped(0), flipped(64), flipped(16), flipped(60), flipped(32))
    infos = [described(mark, digest=name) for name, mark in zip(names, marks, strict=True)]
    assert [[info.digest for info in group] for group in near_duplicates(infos)] == [["a", "b", "c"], ["x", "y"]]


def test_a_portrait_and_a_landscape_are_never_one() -> None:
    assert near_duplicates([described(flipped(0), wide=3), described(flipped(0), wide=1)]) == []
    assert near_duplicates([]) == near_duplicates([described(flipped(0))]) == []


def test_bits_of_shape_and_colour_are_counted_apart() -> None:
    mark = fingerprint(painted("summer-sea"))
    assert len(mark) == FINGERPRINT_DIGITS
    shape, colour = distances([mark, "f" * SHAPE_BITS_IN_DIGITS + mark[SHAPE_BITS_IN_DIGITS:], mark[:16] + "f" * 27])
    assert shape[0, 1] > 0
    assert colour[0, 1] == 0
    assert shape[0, 2] == 0
    assert colour[0, 2] > 0


SHAPE_BITS_IN_DIGITS = SHAPE_BITS // 4
