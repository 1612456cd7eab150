"""Fingerprints of pictures that stay nearly the same when a picture is saved again, scaled, lightened or trimmed.

64 bits of shape (C. Zauner, "Implementation and benchmarking of perceptual image hash functions", 2010: signs of the
lowest frequencies of a cosine transform) and 108 bits of colour, in which each value of a coarse grid counts up its
bits, so that the number of bits that differ grows with the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.cielab import rgb_to_lab
from albumforge.generators.album.info.record import PictureInfo

SHAPE_BITS, COLOUR_BITS = 64, 108
FINGERPRINT_DIGITS = (SHAPE_BITS + COLOUR_BITS) // 4  # odd: the last half byte is not written

BURST_SECONDS = 10.0
"""Pictures taken within this time may differ more and still be of one burst."""

_SIDE = 32  # pixels that the cosine transform sees
_LOW = 8  # frequencies a direction
_COLOUR_GRID = 3
_COLOUR_STEPS = np.array([-25, -14, -5, 5, 14, 25])  # of a* and b*; one bit each
_SAME_SHAPE, _SAME_COLOUR = 16, 12  # most bits that near-duplicates differ in
_BURST_SHAPE, _BURST_COLOUR = 22, 16
_SAME_SIDES = 1.15  # most that the ratio of the sides may differ, as a factor


def fingerprint(rgb: NDArray[np.uint8]) -> str:
    """Return the fingerprint of an upright picture (h, w, 3) as `FINGERPRINT_DIGITS` hexadecimal digits."""
    small = np.asarray(cv2.resize(rgb, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)
    lab = rgb_to_lab(small)
    waves = cv2.dct(lab[..., 0].astype(np.float32))[: _LOW + 1, : _LOW + 1]
    # The frequency 0 is brightness alone; the eight by eight beside it are the shape.
    low = waves[1:, 1:].ravel()
    shape = low > np.median(low)
    coarse = cv2.resize(lab[..., 1:], (_COLOUR_GRID, _COLOUR_GRID), interpolation=cv2.INTER_AREA)
    colour = (coarse[..., None] > _COLOUR_STEPS).ravel()
    return np.packbits(np.concatenate([shape, colour])).tobytes().hex()[:FINGERPRINT_DIGITS]


def distances(fingerprints: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return in how many bits of shape, and of colour, each fingerprint differs from each: two (n, n)."""
    raw = b"".join(bytes.fromhex(text.ljust(FINGERPRINT_DIGITS + 1, "0")) for text in fingerprints)
    bits = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(len(fingerprints), -1), axis=1).astype(np.int64)
    shape, colour = bits[:, :SHAPE_BITS], bits[:, SHAPE_BITS:]
    return _differing(shape), _differing(colour)


def near_duplicates(infos: Sequence[PictureInfo]) -> list[list[PictureInfo]]:
    """Return the groups, of two or more, of pictures that show nearly the same, each in the given order.

    Pictures that were taken within `BURST_SECONDS` may differ more. A picture belongs to the group of any picture that
    it is alike to.
    """
    if len(infos) < 2:
        return []
    shape, colour = distances([info.fingerprint for info in infos])
    ratios = np.log([info.width / info.height for info in infos])
    alike = (shape <= _SAME_SHAPE) & (colour <= _SAME_COLOUR)
    alike |= (shape <= _BURST_SHAPE) & (colour <= _BURST_COLOUR) & _within_a_burst(infos)
    alike &= np.abs(ratios[:, None] - ratios[None]) <= np.log(_SAME_SIDES)
    group = list(range(len(infos)))
    for one, other in np.argwhere(np.triu(alike, 1)).tolist():
        first, second = sorted((group[one], group[other]))
        group = [first if number == second else number for number in group]
    members: dict[int, list[PictureInfo]] = {}
    for number, info in zip(group, infos, strict=True):
        members.setdefault(number, []).append(info)
    return [found for found in members.values() if len(found) > 1]


def _differing(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    ones = bits.sum(axis=1)
    return np.asarray(ones[:, None] + ones[None] - 2 * bits @ bits.T)


def _within_a_burst(infos: Sequence[PictureInfo]) -> NDArray[np.bool_]:
    times = [info.captured_at for info in infos]
    first = min((moment for moment in times if moment is not None), default=None)
    if first is None:
        return np.zeros((len(infos), len(infos)), bool)
    seconds = np.array([np.nan if at is None else (at - first) / timedelta(seconds=1) for at in times])
    return np.asarray(np.abs(seconds[:, None] - seconds[None]) <= BURST_SECONDS)  # false where one is not known
