"""Masks: shapes that pictures are seen through, made at the size they are needed from formulas and noise.

The same name and size give the same mask, everywhere and always; the noise depends on the name only.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.media.easing import smoothstep

Alpha = NDArray[np.float32]


def mask_names() -> tuple[str, ...]:
    """Return the names of all masks, in alphabetical order."""
    return tuple(sorted(_MASKS))


def mask_alpha(name: str, width: int, height: int) -> Alpha:
    """Return a mask, float32 (height, width): 1 where the picture is seen, 0 where it is not, antialiased between.

    Raises:
        KeyError: there is no mask of that name.
    """
    return _MASKS[name](width, height).astype(np.float32)


def _grid(width: int, height: int) -> tuple[Alpha, Alpha]:
    """Return x (1, width) and y (height, 1) of the pixels' centres, counted from the middle."""
    x = np.arange(width, dtype=np.float32) + 0.5 - width / 2
    y = np.arange(height, dtype=np.float32) + 0.5 - height / 2
    return x[None, :], y[:, None]


def _inside(distance: NDArray[np.floating], softness: float = 1.0) -> Alpha:
    """Return the coverage of pixels so far (in pixels) outside an edge."""
    return np.asarray(np.clip(0.5 - distance / softness, 0.0, 1.0), np.float32)


def _smooth(t: NDArray[np.floating]) -> Alpha:
    return np.asarray(smoothstep(np.clip(t, 0.0, 1.0)), np.float32)


def _noise(name: str, width: int, height: int, across: float, octaves: int = 4, fall: float = 0.5) -> Alpha:
    """Return fractal noise of about ±1: `across` bumps along the shorter side, each octave twice as fine."""
    total = np.zeros((height, width), np.float32)
    weight, sum_of_squares = 1.0, 0.0
    short = min(width, height)
    for octave in range(octaves):
        cell = max(1.0, short / (across * 2**octave))
        generator = np.random.default_rng([zlib.crc32(name.encode()), octave])
        # A fixed lattice, so that the shape stays where it is as the size changes a little.
        size = (math.ceil(width / cell) + 3, math.ceil(height / cell) + 3)
        lattice = generator.standard_normal((max(64, size[1]), max(64, size[0])), np.float32)
        steps = np.array([[1 / cell, 0, 1.0], [0, 1 / cell, 1.0]])
        flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
        total += weight * cv2.warpAffine(lattice, steps, (width, height), flags=flags, borderMode=cv2.BORDER_REFLECT)
        sum_of_squares += weight**2
        weight *= fall
    return np.asarray(total / (1.4 * math.sqrt(sum_of_squares)), np.float32)


def _line_noise(name: str, length: int, short: int, across: float, octaves: int = 4, fall: float = 0.55) -> Alpha:
    """Return noise of about ±1 along a line; `across` bumps along `short` pixels."""
    side = max(2, short)
    return _noise(name, max(length, side), side, across, octaves, fall)[0, :length]


def _box_distance(width: int, height: int, radius: float, inset: float = 0.0) -> Alpha:
    x, y = _grid(width, height)
    out_x = np.abs(x) - (width / 2 - inset - radius)
    out_y = np.abs(y) - (height / 2 - inset - radius)
    outside = np.hypot(np.maximum(out_x, 0), np.maximum(out_y, 0))
    return (outside + np.minimum(np.maximum(out_x, out_y), 0) - radius).astype(np.float32)


def _ellipse_distance(x: Alpha, y: Alpha, a: float, b: float) -> Alpha:
    """Return about the distance to an ellipse, exact near it to first order."""
    a, b = max(a, 0.5), max(b, 0.5)
    level = np.sqrt((x / a) ** 2 + (y / b) ** 2)
    slope = np.sqrt((x / a**2) ** 2 + (y / b**2) ** 2) / np.maximum(level, 1e-6)
    return ((level - 1) / np.maximum(slope, 1e-6)).astype(np.float32)


def _rounded(width: int, height: int) -> Alpha:
    return _inside(_box_distance(width, height, 0.09 * min(width, height)))


def _circle(width: int, height: int) -> Alpha:
    x, y = _grid(width, height)
    return _inside(np.hypot(x, y) - (min(width, height) / 2 - 0.5))


def _ellipse(width: int, height: int) -> Alpha:
    return _inside(_ellipse_distance(*_grid(width, height), width / 2 - 0.5, height / 2 - 0.5))


def _oval(width: int, height: int) -> Alpha:
    """An upright oval as in a locket, four by five, with a faint soft rim."""
    b = min(height / 2, width / 2 * 1.25) - 0.5
    return _inside(_ellipse_distance(*_grid(width, height), b * 0.8, b))


def _polygon(points: NDArray[np.float64], width: int, height: int) -> Alpha:
    """Return the coverage of a polygon, points in pixels from the top left corner."""
    fine = 4 if width * height <= 1_500_000 else 2
    canvas = np.zeros((height * fine, width * fine), np.uint8)
    # Sixteenths of a pixel; the centre of the first pixel is 0.
    cv2.fillPoly(canvas, [np.rint((points * fine - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)


def _heart(width: int, height: int) -> Alpha:
    t = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = -(13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t))
    x, y = (x - (x.max() + x.min()) / 2), (y - (y.max() + y.min()) / 2)
    size = 0.98 * min(width / (x.max() - x.min()), height / (y.max() - y.min()))
    return _polygon(np.column_stack([x * size + width / 2, y * size + height / 2]), width, height)


def _arch(width: int, height: int) -> Alpha:
    """A window with a round head: a half circle, or flatter where the picture is wide."""
    x, y = _grid(width, height)
    rise = min(width / 2, 0.6 * height)
    spring = -height / 2 + rise
    head = _ellipse_distance(x, y - spring, width / 2, rise)
    return np.where(y < spring, _inside(head), np.float32(1.0)).astype(np.float32)


def _hexagon(width: int, height: int) -> Alpha:
    radius = min(width / 2, height / math.sqrt(3))
    angles = np.arange(6) * np.pi / 3
    points = np.column_stack([radius * np.cos(angles) + width / 2, radius * np.sin(angles) + height / 2])
    return _polygon(points, width, height)


def _blob(width: int, height: int) -> Alpha:
    t = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    generator = np.random.default_rng(zlib.crc32(b"blob"))
    radius = np.ones_like(t)
    for wave, size in ((2, 0.06), (3, 0.07), (4, 0.03), (5, 0.015)):
        radius += size * np.cos(wave * t + generator.uniform(0, 2 * np.pi))
    # A squarer start than the circle: less of the picture is lost.
    square = (np.abs(np.cos(t)) ** 2.6 + np.abs(np.sin(t)) ** 2.6) ** (-1 / 2.6)
    x, y = radius * square * np.cos(t), radius * square * np.sin(t)
    x, y = x - (x.max() + x.min()) / 2, y - (y.max() + y.min()) / 2
    x, y = x * 0.99 * width / np.ptp(x) + width / 2, y * 0.99 * height / np.ptp(y) + height / 2
    return _polygon(np.column_stack([x, y]), width, height)


def _torn(width: int, height: int) -> Alpha:
    """Paper torn along all four sides: a slow wander with fine fibres on it."""
    short = min(width, height)
    x, y = _grid(width, height)
    sides = []
    for name, along, length, across in (
        ("left", x + width / 2, height, False),
        ("right", width / 2 - x, height, False),
        ("top", y + height / 2, width, True),
        ("bottom", height / 2 - y, width, True),
    ):
        wander = _line_noise(f"torn {name}", length, short, 3.5, 3, 0.5)
        fibre = _line_noise(f"fibre {name}", length, short, 28, 4, 0.75)
        edge = short * (0.034 + 0.014 * wander + 0.006 * fibre)
        edge = np.maximum(edge, short * 0.004)
        sides.append((edge[None, :] if across else edge[:, None]) - along)
    distance = np.maximum(np.maximum(sides[0], sides[1]), np.maximum(sides[2], sides[3]))
    return _inside(distance.astype(np.float32), 1.3)


def _brush(width: int, height: int) -> Alpha:
    """Four strokes of a flat brush across, loaded at the left and running dry at the right."""
    short = min(width, height)
    x, y = _grid(width, height)
    x, y = x + width / 2, y + height / 2
    covered = np.zeros((height, width), np.float32)
    strokes = 4
    depth = 0.92 * height / strokes
    # Square noise drawn out sixteen times along the stroke.
    square = _noise("bristles", height, height, 60, 2, 0.9)
    drawn_out = np.array([[1 / 16, 0, 0], [0, 1.0, 0]])
    flags, border = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, cv2.BORDER_REFLECT
    bristles = cv2.warpAffine(square, drawn_out, (width, height), flags=flags, borderMode=border)
    for stroke in range(strokes):
        generator = np.random.default_rng([zlib.crc32(b"brush"), stroke])
        begin = (0.035, 0.10, 0.05, 0.12)[stroke] + 0.02 * generator.random()
        end = (0.90, 0.95, 0.86, 0.93)[stroke] - 0.02 * generator.random()
        lean = depth * (0.10, -0.06, 0.08, -0.10)[stroke]
        wobble = _line_noise(f"brush {stroke}", width, short, 2, 3, 0.5)[None, :] * 0.05 * depth
        middle = 0.04 * height + depth * (stroke + 0.5) + lean * (x / width - 0.5) + wobble
        above = (np.abs(y - middle) - depth * 0.56) / (0.022 * short)
        tip = (begin * width - x) / (0.035 * width)
        tail = (x - end * width) / (0.075 * width)
        rough = np.maximum(np.maximum(above, tip), tail) + 0.6 * bristles
        covered = np.maximum(covered, _smooth(-rough * 2.0 + 0.5))
    edge = _smooth(np.minimum(np.minimum(x, width - x), np.minimum(y, height - y)) / (0.012 * short))
    return (covered * edge).astype(np.float32)


def _ink(width: int, height: int) -> Alpha:
    """A wash of ink that has run into the paper, with a few drops around it."""
    short = min(width, height)
    x, y = _grid(width, height)
    u, v = x / (width / 2), y / (height / 2)
    level = (np.abs(u) ** 3.2 + np.abs(v) ** 3.2) ** (1 / 3.2)
    slow, fine = _noise("ink", width, height, 2.6, 3, 0.55), _noise("ink fine", width, height, 14, 4, 0.6)
    field = 0.80 - level + 0.085 * slow + 0.035 * fine
    soft = 0.012 + 0.035 * np.clip(0.5 + 0.6 * _noise("ink soft", width, height, 2, 2), 0, 1)
    alpha = _smooth((field / soft + 1) / 2)
    generator = np.random.default_rng(zlib.crc32(b"ink drops"))
    for _ in range(26):
        angle, out = generator.uniform(0, 2 * np.pi), generator.uniform(0.80, 0.95)
        square = (abs(math.cos(angle)) ** 3.2 + abs(math.sin(angle)) ** 3.2) ** (-1 / 3.2)
        at = (out * square * math.cos(angle) * width / 2, out * square * math.sin(angle) * height / 2)
        radius = short * 0.002 + short * 0.011 * generator.random() ** 2
        distance = np.hypot(x - at[0], y - at[1]) - radius * (1 + 0.25 * fine)
        alpha = np.maximum(alpha, _inside(distance.astype(np.float32), 1.5))
    edge = _smooth(np.minimum(width / 2 - np.abs(x), height / 2 - np.abs(y)) / (0.02 * short))
    return (alpha * edge).astype(np.float32)


def _filmgate(width: int, height: int) -> Alpha:
    """The opening of an old projector: rounded corners, edges not quite straight, a breath of blur."""
    short = min(width, height)
    wander = 0.004 * short * _noise("filmgate", width, height, 5, 4, 0.6)
    distance = _box_distance(width, height, 0.055 * short, 0.012 * short) + wander
    return _inside(distance.astype(np.float32), max(1.3, 0.008 * short))


_MASKS: MappingProxyType[str, Callable[[int, int], Alpha]] = MappingProxyType(
    {
        "arch": _arch,
        "blob": _blob,
        "brush": _brush,
        "circle": _circle,
        "ellipse": _ellipse,
        "filmgate": _filmgate,
        "heart": _heart,
        "hexagon": _hexagon,
        "ink": _ink,
        "oval": _oval,
        "rounded": _rounded,
        "torn": _torn,
    }
)
