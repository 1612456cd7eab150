"""The part of a picture that must stay in sight: people's heads and shoulders, else what strikes the eye."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.cielab import rgb_to_lab
from albumforge.media.places import Box, Face

FULL = Box(x=0.0, y=0.0, width=1.0, height=1.0)

# Of a face's own width and height: a face ends above the brows, and hair needs room.
_ABOVE, _BELOW, _BESIDE = 0.65, 0.9, 0.75
_MINOR_FACE = 0.2  # of the largest one's area; smaller ones are passers-by where there is a larger one
_TINY_FACE = 0.05  # of the picture's height; below it the picture is of a place with people in it
_GRID = 40  # cells on the long side
_HELD = 0.7  # part of the saliency that a box must hold
_EVEN = 0.56  # area of that box, the middle preferred, from which on nothing stands out
_EVEN_ANYWHERE = 0.55  # the same, no place preferred
_LEAST_SIDE = 0.2
_MARGIN = 0.02


def subject_of(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> Box:
    """Return what a camera should keep in sight; all faces that matter lie within it, with hair and shoulders.

    Args:
        rgb: (h, w, 3), upright; a small reduction is enough.
        faces: in it.
    """
    if not faces:
        return _striking(saliency(rgb))
    people = _people(faces)
    if max(face.box.height for face in faces) >= _TINY_FACE:
        return people
    return _around(people, _striking(saliency(rgb)))


def saliency(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how much each cell of a grid, at most 40 × 40, strikes the eye; at least 0, at most 1.

    Contrast of colour with the whole picture (after R. Achanta et al., "Frequency-tuned salient region detection",
    2009) and with the surroundings at three sizes.
    """
    height, width = rgb.shape[:2]
    scale = _GRID / max(height, width)
    size = max(4, round(width * scale)), max(4, round(height * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    lab = rgb_to_lab(small).astype(np.float32)
    apart = np.linalg.norm(lab - np.median(lab.reshape(-1, 3), axis=0), axis=2)
    local = sum(np.linalg.norm(lab - cv2.GaussianBlur(lab, (0, 0), _GRID * part), axis=2) for part in (0.05, 0.1, 0.2))
    found = _scaled(apart) + _scaled(np.asarray(local))
    return np.asarray(_scaled(cv2.GaussianBlur(found, (0, 0), 1.0)), np.float64)


def _people(faces: Sequence[Face]) -> Box:
    most = max(face.box.width * face.box.height for face in faces)
    boxes = [face.box for face in faces if face.box.width * face.box.height >= most * _MINOR_FACE]
    left = min(box.x - _BESIDE * box.width for box in boxes)
    right = max(box.x + (1 + _BESIDE) * box.width for box in boxes)
    top = min(box.y - _ABOVE * box.height for box in boxes)
    bottom = max(box.y + (1 + _BELOW) * box.height for box in boxes)
    (left, right), (top, bottom) = _at_least(left, right), _at_least(top, bottom)
    return _box(left, top, right, bottom)


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.x, other.x), min(one.y, other.y)
    right = max(one.x + one.width, other.x + other.width)
    return _box(left, top, right, max(one.y + one.height, other.y + other.height))


def _striking(found: NDArray[np.float64]) -> Box:
    """Return the smallest box that holds most of the saliency, or all of the picture where that is spread evenly."""
    rows, columns = found.shape
    y, x = np.mgrid[-1 : 1 : complex(rows), -1 : 1 : complex(columns)]
    _, _, evenly = _smallest_box(found)
    (top, bottom), (left, right), area = _smallest_box(found * np.exp(-0.5 * (x**2 + y**2)))
    if area > _EVEN or evenly > _EVEN_ANYWHERE:
        return FULL
    (left, right), (top, bottom) = _at_least(left, right), _at_least(top, bottom)
    return _box(left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)


def _smallest_box(found: NDArray[np.float64]) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Return top and bottom, left and right, and the area of the smallest box that holds `_HELD` of a map."""
    # What is a little salient everywhere would stretch the box.
    weights = np.maximum(found - found.mean(), 0)
    total = weights.sum()
    if total <= 1e-6:
        return (0.0, 1.0), (0.0, 1.0), 1.0
    rows, columns = weights.shape
    summed = np.zeros((rows + 1, columns + 1))
    summed[1:, 1:] = weights.cumsum(axis=0).cumsum(axis=1) / total
    tops, bottoms = (side.astype(np.int32) for side in np.triu_indices(rows + 1, 1))
    lefts, rights = (side.astype(np.int32) for side in np.triu_indices(columns + 1, 1))
    strips = (summed[bottoms] - summed[tops]).astype(np.float32)
    held = strips[:, rights] - strips[:, lefts]
    areas = (bottoms - tops)[:, None] * (rights - lefts)[None]
    index = int(np.where(held >= _HELD, areas, rows * columns + 1).argmin())
    band, span = divmod(index, len(lefts))
    vertical = float(tops[band]) / rows, float(bottoms[band]) / rows
    horizontal = float(lefts[span]) / columns, float(rights[span]) / columns
    return vertical, horizontal, float(areas[band, span]) / (rows * columns)


def _at_least(low: float, high: float) -> tuple[float, float]:
    """Widen an interval that is too short about its middle, and move it into 0 … 1."""
    missing = max(0.0, _LEAST_SIDE - (high - low)) / 2
    low, high = low - missing, high + missing
    shift = max(0.0, -low) - max(0.0, high - 1) if missing else 0.0
    return low + shift, high + shift


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    left, top, right, bottom = (round(float(min(1.0, max(0.0, side))), 4) for side in (left, top, right, bottom))
    return Box(x=left, y=top, width=round(right - left, 4), height=round(bottom - top, 4))


def _scaled(values: NDArray[np.floating]) -> NDArray[np.float32]:
    highest = float(np.percentile(values, 99.5))
    return np.clip(values / max(highest, 1e-6), 0, 1).astype(np.float32) if highest > 1e-3 else np.zeros_like(values)
