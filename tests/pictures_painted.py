"""Painted pictures for tests of what is seen in pictures, and the records of them."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.record import PictureInfo, Weather
from albumforge.media.places import Box
from albumforge.samples.gallery import SCENES, paint


@cache
def painted(name: str, width: int = 640, height: int = 427) -> NDArray[np.uint8]:
    """A scene of `SCENES`, read-only."""
    picture = paint(SCENES[name], width, height, 7)
    picture.setflags(write=False)
    return picture


def noise(shape: tuple[int, ...], deviation: float, seed: int = 5) -> NDArray[np.float64]:
    """Noise to be added to a picture."""
    return np.random.default_rng(seed).normal(0, deviation, shape)


def clipped(values: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Values as the pixels nearest to them."""
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def blurred(picture: NDArray[np.uint8], deviation: float) -> NDArray[np.uint8]:
    """The picture behind a Gaussian."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), deviation), np.uint8)


def described(fingerprint: str, *, digest: str = "", captured_at: datetime | None = None, wide: int = 3) -> PictureInfo:
    """A record in which only what is given matters."""
    return PictureInfo(
        digest=digest,
        width=wide * 100,
        height=200,
        colours=(),
        weather=Weather(label="shine", probability=1.0),
        brightness=0.5,
        contrast=0.2,
        sharpness=0.9,
        exposure=1.0,
        faces=(),
        subject=Box(x=0, y=0, width=1, height=1),
        fingerprint=fingerprint,
        captured_at=captured_at,
    )
