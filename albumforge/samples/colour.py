"""Colours of the sample paintings: sRGB triples 0 … 1, mixed in Oklab so that gradients stay clean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Reals: TypeAlias = npt.NDArray[np.floating[Any]]
Stops: TypeAlias = Sequence[tuple[float, str]]

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def rgb(code: str) -> Floats:
    """Return the sRGB triple (3,) of a colour written as ``#rrggbb``."""
    return np.array([int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def oklab(colour: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return Oklab of sRGB values (…, 3). Source: B. Ottosson, "A perceptual color space", 2020."""
    value = np.asarray(colour, np.float64)
    linear = np.where(value <= 0.04045, value / 12.92, ((np.maximum(value, 0) + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def from_oklab(lab: npt.NDArray[np.float64]) -> Floats:
    """Return the sRGB values (…, 3), clipped to 0 … 1, of Oklab ones."""
    lms = (lab @ np.linalg.inv(_TO_LAB).T) ** 3
    linear = np.clip(lms @ np.linalg.inv(_TO_LMS).T, 0, 1)
    value = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return value.astype(np.float32)


def ramp(stops: Stops, at: npt.ArrayLike) -> Floats:
    """Return the colours of a gradient at the given places.

    Args:
        stops: (place, colour) in rising order of place.
        at: places, any shape; beyond the ends the end colours hold.

    Returns:
        sRGB, the shape of `at` plus (3,).
    """
    places = np.array([place for place, _ in stops])
    lab = oklab(np.stack([rgb(code) for _, code in stops]))
    where = np.asarray(at, np.float64)
    return from_oklab(np.stack([np.interp(where, places, lab[:, k]) for k in range(3)], axis=-1))


def shades(codes: Sequence[str], count: int) -> Floats:
    """Return `count` colours (count, 3) evenly spread over the given ones, darkest first as given."""
    places = np.linspace(0, 1, len(codes))
    return ramp(list(zip(places.tolist(), codes, strict=True)), np.linspace(0, 1, count))


def mix(first: str, second: str, amount: float) -> Floats:
    """Return the colour (3,) that lies `amount` (0 … 1) of the way from the first to the second."""
    return ramp([(0.0, first), (1.0, second)], amount)


def hexadecimal(colour: npt.ArrayLike) -> str:
    """Return an sRGB triple as ``#rrggbb``."""
    return "#" + "".join(f"{round(float(value) * 255):02x}" for value in np.asarray(colour))
