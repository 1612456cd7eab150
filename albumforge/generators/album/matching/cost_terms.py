"""The single terms of the cost of a picture in a cell and of one picture beside another, each 0 (fine) to about 1.

Shares of a picture are areas, places in it fractions of its upright sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.alike import distances
from albumforge.generators.album.info.cielab import delta_e_2000, rgb_to_lab
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.templates.schema import Faces, Shape
from albumforge.media.places import Box

Floats = NDArray[np.float64]

FAR_COLOUR = 40.0
"""ΔE 2000 from which on two colours count as nothing alike."""

UNLIKE_SHAPE, UNLIKE_COLOUR = 20, 15
"""Bits of a fingerprint, see `info.alike`, from which on two pictures are not near-duplicates at all."""

MOST_CROP = 0.4
"""Share of a picture that a cell may cut off at most; of which more would be lost is shown whole in it."""

SAME_MOMENT_SECONDS = 15 * 60.0
OTHER_MOMENT_SECONDS = 3 * 3600.0
_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - on the camera's clock, like what it is taken from
_ALL_OF_IT = 0.9  # a subject that is as much of its picture tells nothing
_HEAD_ABOVE, _HEAD_AROUND = 0.45, 0.12
"""Parts of a face's sides that the head is larger than the face."""


@dataclass(frozen=True)
class Crop:
    """What a cell of some shape cuts off a picture that covers it: shares of its area, its subject and its faces."""

    area: float
    subject: float
    faces: float


def crop(info: PictureInfo, shape: float, *, centred: bool = False) -> Crop:
    """Return what is cut off when a picture covers a cell, its window laid where it shows most of faces and subject.

    Args:
        shape: width ÷ height of the cell.
        centred: the window stays in the middle, as with clips.
    """
    ratio = info.width / info.height / shape
    upright = ratio < 1  # the height is cut
    seen = ratio if upright else 1 / ratio
    if seen > 0.999:
        return Crop(0.0, 0.0, 0.0)
    heads = [_head(face.box) for face in info.faces]
    weights = [face.confidence * face.box.height for face in info.faces]
    spans = [_span(box, upright) for box in heads]
    subject = _span(info.subject, upright)
    starts = [(1 - seen) / 2]
    if not centred:
        starts += [at for low, high in [*spans, subject] for at in (low, high - seen, (low + high - seen) / 2)]
    lost = []
    for start in starts:
        low = min(max(start, 0.0), 1 - seen)
        inside = sum(w for (a, b), w in zip(spans, weights, strict=True) if a >= low - 1e-9 and b <= low + seen + 1e-9)
        faces = 1 - inside / sum(weights) if sum(weights) > 0 else 0.0
        overlap = max(0.0, min(subject[1], low + seen) - max(subject[0], low))
        length = subject[1] - subject[0]
        lost.append((max(0.0, faces), 1 - overlap / length if length > 0 else 0.0))
    faces, cut = min(lost, key=lambda one: 3 * one[0] + one[1])
    known = info.subject.width * info.subject.height < _ALL_OF_IT
    return Crop(1 - seen, cut if known else 0.0, faces)


def _head(face: Box) -> Box:
    above, around = face.height * _HEAD_ABOVE, face.width * _HEAD_AROUND
    left, top = max(0.0, face.x - around), max(0.0, face.y - above)
    right, bottom = min(1.0, face.x + face.width + around), min(1.0, face.y + face.height * (1 + _HEAD_AROUND))
    return Box(x=left, y=top, width=right - left, height=bottom - top)


def _span(box: Box, upright: bool) -> tuple[float, float]:
    return (box.y, box.y + box.height) if upright else (box.x, box.x + box.width)


def empty(info: PictureInfo, shape: float) -> float:
    """Return the share of a cell that stays empty when a picture stands in it whole."""
    ratio = info.width / info.height / shape
    return 1 - min(ratio, 1 / ratio)


def magnification(info: PictureInfo, width: float, height: float, *, whole: bool) -> float:
    """Return how many pixels of the canvas one pixel of a picture has to fill in a cell of so many pixels."""
    across, down = width / info.width, height / info.height
    return min(across, down) if whole else max(across, down)


def coarse(magnified: float) -> float:
    """Return the cost of a magnification: nothing up to 1, 0.07 at 1.2, 0.34 at 1.5, 1 at 2, 4 at 4."""
    return max(0.0, math.log2(magnified)) ** 2


def shape_missed(info: PictureInfo, wish: Shape) -> float:
    """Return how far a picture is from a wished shape."""
    ratio = info.width / info.height
    match wish:
        case "landscape":
            return min(1.0, max(0.0, math.log(1.2 / ratio) / math.log(1.5)))
        case "portrait":
            return min(1.0, max(0.0, math.log(1.2 * ratio) / math.log(1.5)))
        case "square":
            return min(1.0, abs(math.log(ratio)) / math.log(2))
        case "panorama":
            return min(1.0, max(0.0, (2.0 - ratio) / 1.0))
        case _:
            return 0.0


def weather_missed(info: PictureInfo, wished: Sequence[str]) -> float:
    """Return the probability that a picture has none of the wished weathers; what is not its label counts as not."""
    if not wished:
        return 0.0
    return 1 - info.weather.probability if info.weather.label in wished else 1.0


def faces_missed(info: PictureInfo, wish: Faces) -> float:
    """Return how far a picture is from the wished number of faces: none, some (one or more), many (three or more)."""
    count = len(info.faces)
    match wish:
        case "none":
            return min(1.0, count / 2)
        case "some":
            return 0.0 if count else 1.0
        case "many":
            return max(0.0, 1 - count / 3)
        case _:
            return 0.0


@dataclass(frozen=True)
class Palettes:
    """Colours of many things at once: L*a*b* (n, k, 3), and shares (n, k) that add up to 1 or are all 0."""

    lab: Floats
    share: Floats


def palettes(infos: Sequence[PictureInfo], most: int = 5) -> Palettes:
    """Return the theme colours of pictures."""
    return _palettes([[(colour.hex, colour.share) for colour in info.colours[:most]] for info in infos])


def wished_palettes(wishes: Sequence[Sequence[str]]) -> Palettes:
    """Return wished colours, ``#rrggbb``, all of the same weight."""
    return _palettes([[(colour, 1.0) for colour in wish] for wish in wishes])


def _palettes(colours: Sequence[Sequence[tuple[str, float]]]) -> Palettes:
    count = max([1, *(len(one) for one in colours)])
    rgb, share = np.zeros((len(colours), count, 3), np.uint8), np.zeros((len(colours), count))
    for number, one in enumerate(colours):
        for place, (code, weight) in enumerate(one):
            rgb[number, place] = tuple(bytes.fromhex(code.removeprefix("#")))
            share[number, place] = weight
    total = share.sum(axis=1, keepdims=True)
    return Palettes(rgb_to_lab(rgb), np.divide(share, total, out=share, where=total > 0))


def palette_distance(first: Palettes, second: Palettes) -> Floats:
    """Return (n, m): how far palettes are apart, 0 to 1, half a unit where one has no colours.

    Each colour of one looks for its nearest of the other (ΔE 2000); the mean by shares, both ways.
    """
    n, m = len(first.lab), len(second.lab)
    result = np.empty((n, m))
    rows = max(1, 200_000 // max(1, m * first.lab.shape[1] * second.lab.shape[1]))
    absent = second.share <= 0
    for at in range(0, n, rows):
        some = slice(at, at + rows)
        apart = delta_e_2000(first.lab[some, None, :, None], second.lab[None, :, None])
        lacking = first.share[some] <= 0
        forth = np.where(absent[None, :, None, :], np.inf, apart).min(axis=3)
        back = np.where(lacking[:, None, :, None], np.inf, apart).min(axis=2)
        forth = np.minimum(forth, 2 * FAR_COLOUR)
        back = np.minimum(back, 2 * FAR_COLOUR)
        both = (forth * first.share[some, None, :]).sum(axis=2) + (back * second.share[None]).sum(axis=2)
        result[some] = np.minimum(1.0, both / 2 / FAR_COLOUR)
        result[some][lacking.all(axis=1)] = 0.5
    result[:, absent.all(axis=1)] = 0.5
    return result


def alikeness(infos: Sequence[PictureInfo]) -> Floats:
    """Return (n, n): how near pictures are to being the same, by fingerprint: 1 the same, 0 beyond near-duplicates."""
    shape, colour = distances([info.fingerprint for info in infos])
    alike = np.maximum(0.0, 1 - np.maximum(shape / UNLIKE_SHAPE, colour / UNLIKE_COLOUR))
    unknown = np.array([not info.fingerprint for info in infos])
    alike[unknown] = alike[:, unknown] = 0.0
    return np.asarray(alike)


def seconds_between(times: Sequence[datetime | None]) -> Floats:
    """Return (n, n): seconds between moments, nan where either is not known."""
    clocks = np.array([math.nan if at is None else (at - _CLOCK).total_seconds() for at in times])
    return np.asarray(np.abs(clocks[:, None] - clocks[None]))
