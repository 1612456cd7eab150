"""Snow, fog, night and indoor light in a picture, by rules of brightness, colour, contrast, texture and the hour.

No collection of labelled pictures of these four stands behind the rules: each asks for several plain signs at once, and
its weakest sign is its score. They were set so that few pictures of other weather are taken for one of them: of 674
photos of clouds, rain, sunshine and sunrise, on which they were also tuned, 12 are, and 10 of these do show it. Many
that show one of them are passed over: rooms in cool light, snow under a grey sky, dusk in towns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.info.record import Weather, WeatherLabel

Plane = NDArray[np.float32]

_LONG_SIDE = 192  # pixels that pictures are judged at
_CLEAR = 0.5  # score from which a condition is told
_LEAST, _MOST = 0.55, 0.95  # probability told at the score `_CLEAR`, and at 1
_EDGE = 3.0  # levels of L* a pixel: a strong edge
_TILT = float(np.tan(np.radians(7)))
_GRID = 12, 9  # of the coarse view, wide and high
_POINT = 25.0  # levels of L* by which a lamp or a star is above what is around it


@dataclass(frozen=True)
class _Signs:
    """What the rules look at: L* is 0 to 100; shares are of the pixels, 0 to 1; low is the lower half, top a third."""

    median: float
    spread: float
    chroma: float
    blueness: float  # mean -b*
    dark: float  # darkest tenth behind a minimum filter, over colours and neighbours: high in haze
    bright_places: float  # 90th percentile of the coarse view
    top: float
    top_spread: float  # of the coarse view
    top_edges: float  # mean steepness
    bottom: float
    low_spread: float
    low_edges: float
    strong: float  # share of strong edges
    upright: float  # share of their steepness in upright and level ones
    crossed: float  # the lesser of the shares of the two, times `strong`
    points: float  # share of small lights
    glow: float  # share of warm light without edges
    warm: float
    green: float
    blue_top: float
    snow: float  # share of white and of blue shade in the low half
    snow_foot: float  # the same in the lowest fifth
    shade: float
    white: float
    low_colour: float
    low_blue: float  # share of deep blue
    sky_blueness: float  # mean -b* in the top


def condition_of(rgb: NDArray[np.uint8], moment: datetime | None) -> Weather | None:
    """Return snow, fog, night or indoor where a picture clearly shows one of them, else None.

    The probability is the score of a rule, 0.55 to 0.95; it is not calibrated.

    Args:
        rgb: (h, w, 3) uint8, sRGB, upright.
        moment: on the camera's clock, or None. By day no picture is called night; late in the evening a dark one is.
    """
    signs = _signs(rgb)
    scores: dict[WeatherLabel, float] = {
        "night": _night(signs, moment),
        "snow": _snow(signs),
        "fog": _fog(signs),
        "indoor": _indoor(signs),
    }
    label = max(scores, key=lambda one: scores[one])
    if scores[label] < _CLEAR:
        return None
    probability = _LEAST + (_MOST - _LEAST) * (scores[label] - _CLEAR) / (1 - _CLEAR)
    return Weather(label=label, probability=round(probability, 4))


def _night(signs: _Signs, moment: datetime | None) -> float:
    """Dark everywhere but for small lights: under a blue or black sky, and without the glow of a low sun."""
    if moment is not None and 8 <= moment.hour < 16:
        return 0.0
    if moment is not None and (moment.hour >= 22 or moment.hour < 4):
        return min(
            _ramp(signs.bright_places, 76, 56),
            _ramp(signs.median, 50, 34),
            _ramp(signs.blue_top, 0.9, 0.3),
            _ramp(signs.glow, 0.4, 0.2),
        )
    sky = max(_ramp(signs.blueness, 4, 12), min(_ramp(signs.top, 14, 8), _ramp(signs.points, 0.003, 0.01)))
    return min(
        _ramp(signs.bright_places, 56, 42),
        _ramp(signs.median, 34, 22),
        _ramp(signs.top, 34, 20),
        _ramp(signs.glow, 0.12, 0.04),
        sky,
    )


def _snow(signs: _Signs) -> float:
    """White ground with blue shades down to the foot, rough or below a clear sky, and no other colour."""
    return min(
        _ramp(signs.snow, 0.4, 0.7),
        _ramp(signs.snow_foot, 0.4, 0.7),
        _ramp(signs.shade, 0.06, 0.14),
        _ramp(signs.bottom, 52, 62),
        max(_ramp(signs.low_spread, 11, 15), _ramp(signs.white, 0.3, 0.6)),
        _ramp(signs.low_colour, 0.1, 0.03),
        _ramp(signs.low_blue, 0.42, 0.28),
        # Clouds that fill a picture are white, blue and soft.
        max(_ramp(signs.low_edges, 2.2, 2.9), _ramp(signs.sky_blueness, 18, 28)),
    )


def _fog(signs: _Signs) -> float:
    """Pale, colourless and weak in contrast, with an even sky and something to see below it."""
    return min(
        _ramp(signs.dark, 45, 80),
        _ramp(signs.spread, 18, 12),
        _ramp(signs.chroma, 15, 8),
        _ramp(signs.top, 52, 66),
        _ramp(signs.top_spread, 8, 4.5),
        _ramp(signs.top_edges, 2.2, 1.2),
        _ramp(signs.strong, 0.004, 0.02),
        _ramp(signs.low_edges / max(signs.top_edges, 0.1), 1.0, 1.6),
    )


def _indoor(signs: _Signs) -> float:
    """Warm light, uneven, on many upright and many level edges, without blue sky or much green."""
    return min(
        _ramp(signs.upright, 0.27, 0.36),
        _ramp(signs.crossed, 0.03, 0.05),
        _ramp(signs.warm, 0.2, 0.5),
        _ramp(signs.spread, 14, 19),
        _ramp(signs.blue_top, 0.1, 0.02),
        _ramp(signs.green, 0.4, 0.25),
    )


def _signs(rgb: NDArray[np.uint8]) -> _Signs:
    small = _reduced(rgb)
    lab = cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB)
    light, a, b = (np.ascontiguousarray(lab[..., one]) for one in range(3))
    height = len(light)
    top, low, foot = slice(0, max(1, height // 3)), slice(height // 2, None), slice(height * 4 // 5, None)
    chroma, hue = np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360
    steep, is_upright, is_level = _steepness(light)
    strong = steep > _EDGE
    of_all = steep * strong / max(float((steep * strong).sum()), 1e-6)
    upright, level = float(of_all[is_upright].sum()), float(of_all[is_level].sum())
    coarse = cv2.resize(light, _GRID, interpolation=cv2.INTER_AREA)
    haze = cv2.erode(small.min(axis=2), np.ones((7, 7), np.uint8))
    around = cv2.morphologyEx(light, cv2.MORPH_OPEN, np.ones((9, 9), np.uint8))
    shade = (light > 40) & (light <= 80) & (b < -3) & (b > -25) & (np.abs(a) < 8)
    white = (light > 72) & (chroma < 12) & (np.abs(a) < 5)
    warm = (chroma > 10) & (hue > 30) & (hue < 95)
    glowing = (light > 15) & (chroma > 15) & ((hue < 95) | (hue > 330)) & (cv2.blur(steep, (5, 5)) < _EDGE)
    return _Signs(
        median=float(np.median(light)),
        spread=float(light.std()),
        chroma=float(chroma.mean()),
        blueness=-float(b.mean()),
        dark=float(np.percentile(haze, 10)),
        bright_places=float(np.percentile(coarse, 90)),
        top=float(light[top].mean()),
        top_spread=float(coarse[: _GRID[1] // 3].std()),
        top_edges=float(steep[top].mean()),
        bottom=float(light[height * 2 // 3 :].mean()),
        low_spread=float(light[low].std()),
        low_edges=float(steep[low].mean()),
        strong=_share(strong),
        upright=upright + level,
        crossed=min(upright, level) * _share(strong),
        points=_share(light - around > _POINT),
        glow=_share(glowing),
        warm=_share(warm),
        green=_share((chroma > 12) & (hue > 95) & (hue < 170)),
        blue_top=_share(((chroma > 8) & (hue > 200) & (hue < 310) & (light > 35))[top]),
        snow=_share((white | shade)[low]),
        snow_foot=_share((white | shade)[foot]),
        shade=_share(shade[low]),
        white=_share(((light > 80) & (chroma < 10) & (b < 2))[low]),
        low_colour=_share(((chroma > 15) & (b > 0))[low]),
        low_blue=_share((b < -16)[low]),
        sky_blueness=-float(b[top].mean()),
    )


def _steepness(light: Plane) -> tuple[Plane, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the steepness of L*, in levels a pixel, and where edges are upright and where level, within `_TILT`."""
    x = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    y = cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    across, along = np.abs(x), np.abs(y)
    steepness = np.hypot(x, y).astype(np.float32)
    return steepness, np.asarray(along < across * _TILT), np.asarray(across < along * _TILT)


def _reduced(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = rgb.shape[:2]
    scale = _LONG_SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _share(where: NDArray[np.bool_]) -> float:
    return float(np.count_nonzero(where)) / where.size


def _ramp(value: float, none: float, full: float) -> float:
    """Return how far a value is from where a sign is none (0) to where it is full (1)."""
    return float(min(1.0, max(0.0, (value - none) / (full - none))))
