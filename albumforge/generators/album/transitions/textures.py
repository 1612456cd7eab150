"""Luma maps drawn by hand, or so they look: brushes, clouds, grain, ink, drips, rain and bokeh.

Each function takes the frame and its parameters and returns (H, W) float32: low where the new scene comes first. Range
and offset do not matter.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from albumforge.generators.album.transitions.frame import Frame
from albumforge.media.easing import smoothstep
from albumforge.media.noise import Field, fractal, generator, levelled, stretched, value_noise


def _noise(frame: Frame, across: float, key: object, *, octaves: int = 4, gain: float = 0.5) -> Field:
    """Return noise of about -1 … 1."""
    made = fractal(frame.width, frame.height, across, generator("luma", key), octaves=octaves, gain=gain)
    return (made - np.float32(0.5)) * np.float32(2.4)


def _sampled(texture: Field, x: Field, y: Field) -> Field:
    """Return a texture at the places x, y (0 to 1 over its width and height); it goes on mirrored."""
    rows, columns = texture.shape
    shape = np.broadcast_shapes(x.shape, y.shape)
    map_x = np.ascontiguousarray(np.broadcast_to(x * np.float32(columns), shape), np.float32)
    map_y = np.ascontiguousarray(np.broadcast_to(y * np.float32(rows), shape), np.float32)
    return np.asarray(cv2.remap(texture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101), np.float32)


def brush(frame: Frame, *, strokes: int = 5, angle: float = 0.0, rough: float = 0.22) -> Field:
    """Broad strokes, one after the other, there and back; the bristles leave streaks at their ends."""
    along, aside = frame.turned(angle)
    along, aside = frame.full(along), frame.full(aside)
    long, wide = float(np.abs(along).max()), float(np.abs(aside).max())
    wobble = _noise(frame, 3.0, ("brush", strokes), octaves=3)
    at = (aside / np.float32(wide) + 1.0) / 2.0 * strokes + np.float32(0.16) * wobble
    number = np.clip(np.floor(at), 0, strokes - 1)
    forth = (along / np.float32(long) + 1.0) / 2.0
    forth = np.where(number % 2 == 0, forth, 1.0 - forth).astype(np.float32)
    bristles = fractal(96, 768, 96, generator("bristles", strokes), octaves=3, gain=0.7, stretch=(24.0, 0.14))
    streak = _sampled(
        bristles, forth * np.float32(0.9), np.asarray(at / np.float32(strokes + 1), np.float32)
    ) - np.float32(0.5)
    across = np.abs(at - number - np.float32(0.5)) * 2.0
    # The middle of the brush is ahead of its sides.
    values = number * np.float32(0.72) + forth + np.float32(0.18) * across * across + np.float32(rough * 2) * streak
    return np.asarray(values, np.float32)


def cloud(frame: Frame, *, across: float = 2.2, octaves: int = 5, gain: float = 0.5, drift: float = 0.0) -> Field:
    """Clouds that part; with `drift` from the left on."""
    values = levelled(_noise(frame, across, ("cloud", across), octaves=octaves, gain=gain))
    return values + np.float32(drift) * (frame.x / np.float32(frame.half[0]) + 1.0)


def grain(frame: Frame, *, fine: float = 220.0, lead: float = 0.5) -> Field:
    """Grains that change one by one, in flocks."""
    grains = value_noise(frame.width, frame.height, fine, generator("grain", fine))
    return levelled(grains) + np.float32(lead) * levelled(_noise(frame, 3.0, "flocks"))


def ember(frame: Frame) -> Field:
    """A sheet that is eaten away from its middle along a torn edge."""
    return frame.radius() + np.float32(0.55) * _noise(frame, 3.0, "ember", octaves=6, gain=0.6)


def ink(frame: Frame, *, drops: int = 9, rough: float = 0.5, spread: float = 1.0) -> Field:
    """Drops of ink on wet paper, one after the other, that run into each other with feathered edges."""
    random = generator("ink", drops)
    wide, high = frame.half
    warp_x, warp_y = (_noise(frame, 2.6, ("ink", drops, axis), octaves=6, gain=0.58) for axis in "xy")
    feather = np.float32(0.16 * rough)
    x, y = frame.x + feather * warp_x, frame.y + feather * warp_y
    values = np.full((frame.height, frame.width), np.inf, np.float32)
    for number, (at_x, at_y) in enumerate(_scattered(drops, wide, high, random)):
        reach = np.hypot(x - np.float32(at_x), y - np.float32(at_y))
        begin = spread * 0.9 * number / max(1, drops)
        values = np.minimum(values, (reach / np.float32(0.75 + 0.5 * random.random())) + np.float32(begin))
    return values + np.float32(0.1 * rough) * warp_x


def _scattered(count: int, wide: float, high: float, random: np.random.Generator) -> list[tuple[float, float]]:
    """Return places on the canvas, the first near its middle, each far from those before it."""
    places = [(float(random.uniform(-0.2, 0.2)), float(random.uniform(-0.2, 0.2)))]
    while len(places) < count:
        tries = np.stack([random.uniform(-wide, wide, 24), random.uniform(-high, high, 24)], axis=1)
        apart = np.min([np.hypot(*(tries - place).T) for place in places], axis=0)
        x, y = tries[int(np.argmax(apart))]
        places.append((float(x), float(y)))
    return places


def wash(frame: Frame, *, angle: float = 90.0) -> Field:
    """A wash of ink that runs over the paper from one side, its edge ragged and with islands before it."""
    along, _ = frame.turned(angle)
    torn = _noise(frame, 2.2, ("wash", angle), octaves=7, gain=0.62)
    return frame.full(along) + np.float32(0.5) * torn


def drips(frame: Frame, *, columns: float = 11.0) -> Field:
    """Paint that runs down in drips."""
    random = generator("drips", columns)
    wide, high = frame.half
    count = max(3, round(columns * wide))
    at = (frame.x[0] / np.float32(wide) + 1.0) / 2.0 * count
    lead = random.uniform(0.0, 1.0, count + 2)
    lead[1::2] *= 0.25  # narrow valleys between the drips
    place = np.clip(at, 0, count).astype(np.float32)
    first = np.floor(place).astype(np.intp)
    t = place - first
    smooth = smoothstep(smoothstep(t))  # round ends, not icicles
    ahead = lead[first] * (1 - smooth) + lead[first + 1] * smooth
    down = (frame.y / np.float32(high) + 1.0) / 2.0
    values = down - np.float32(0.55) * ahead.astype(np.float32)[None, :] * (np.float32(0.35) + down)
    return np.asarray(values + np.float32(0.012) * _noise(frame, 8.0, "drips", octaves=2), np.float32)


def rain(frame: Frame, *, drops: int = 240) -> Field:
    """Rain drops that wet the pane, each a small disc that spreads."""
    return _discs(frame, "rain", drops, smallest=0.035, largest=0.1, open_time=0.16)


def bokeh(frame: Frame, *, discs: int = 90, smallest: float = 0.14, largest: float = 0.42) -> Field:
    """Discs of light out of focus that come up one after the other and cover each other."""
    return _discs(frame, "bokeh", discs, smallest=smallest, largest=largest, open_time=0.07)


def _discs(frame: Frame, key: str, count: int, *, smallest: float, largest: float, open_time: float) -> Field:
    random = generator(key, count)
    wide, high = frame.half
    discs = max(8, round(count * wide * high))
    values = np.full((frame.height, frame.width), 9.0, np.float32)
    scale = min(frame.width, frame.height) / 2
    for number in range(discs):
        # Later ones are larger: in the end nothing is left between them.
        late = number / discs
        radius = float(random.uniform(smallest, largest)) * (1.0 + 0.7 * late)
        x, y = float(random.uniform(-wide, wide)), float(random.uniform(-high, high))
        left, right = (round((x + side * radius + wide) * scale) for side in (-1, 1))
        top, bottom = (round((y + side * radius + high) * scale) for side in (-1, 1))
        area = np.s_[max(0, top) : max(0, bottom + 1), max(0, left) : max(0, right + 1)]
        rows, columns = area
        reach = np.hypot(frame.x[:, columns] - np.float32(x), frame.y[rows] - np.float32(y)) / np.float32(radius)
        disc = np.float32(late) + np.float32(open_time) * reach
        np.minimum(values[area], np.where(reach < 1.0, disc, np.float32(9.0)), out=values[area])
    uncovered = values >= 8.0
    gaps = stretched(_noise(frame, 6.0, key)) * np.float32(0.12) + np.float32(1.0)
    return np.asarray(np.where(uncovered, gaps, values), np.float32)


def shards(frame: Frame, *, count: int = 46) -> Field:
    """A pane that breaks: shards around random points, those near the middle first."""
    random = generator("shards", count)
    wide, high = frame.half
    points = np.stack([random.uniform(-wide, wide, count), random.uniform(-high, high, count)], axis=1)
    values = np.zeros((frame.height, frame.width), np.float32)
    best = np.full((frame.height, frame.width), np.inf, np.float32)
    far = math.hypot(wide, high)
    for x, y in points:
        reach = np.hypot(frame.x - np.float32(x), frame.y - np.float32(y))
        late = 0.75 * math.hypot(x, y) / far + 0.25 * float(random.random())
        np.copyto(values, np.float32(late), where=reach < best)
        best = np.minimum(best, reach)
    return np.asarray(values + np.float32(0.15) * best, np.float32)
