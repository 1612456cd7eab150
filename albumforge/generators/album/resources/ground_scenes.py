"""Backgrounds that are painted: washes, ink mountains, a night sky, lights, confetti and lines of a map.

As `ground_papers`: where between the two colours each pixel lies, and how much lighter it is.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from albumforge.generators.album.resources.ground_papers import Ground, noise, relief, strokes, vignette
from albumforge.generators.album.transitions.frame import Frame, frame_of
from albumforge.media.noise import Field, fractal, generator, levelled


def watercolour(frame: Frame, random: np.random.Generator) -> Ground:
    """Washes with darker rims, one over the other, on rough paper."""
    # Drawn half as fine: the rims are wide, and there is much to draw.
    coarse = frame_of((frame.width + 1) // 2, (frame.height + 1) // 2)
    mix = vignette(coarse, 0.25)
    for across, depth in ((1.1, 0.34), (1.7, 0.26), (2.6, 0.18)):
        shape = levelled(noise(coarse, across, random, 5))
        edge = shape - np.float32(random.uniform(0.45, 0.62))
        inside = np.clip(edge * np.float32(28.0), 0.0, 1.0)
        rim = np.exp(-np.square((edge - np.float32(0.025)) / np.float32(0.022)))
        pool = np.float32(0.55) + np.float32(0.45) * levelled(noise(coarse, 2.0, random, 3))
        mix = mix + np.float32(depth) * (inside * pool + np.float32(0.4) * rim)
    grain = relief(fractal(frame.width, frame.height, 90, random, octaves=3, gain=0.7), 10.0)
    return np.asarray(cv2.resize(mix.astype(np.float32), (frame.width, frame.height)), np.float32), grain


def ink(frame: Frame, random: np.random.Generator) -> Ground:
    """Ranges of mountains in thin ink, each fading into the mist below it, on rice paper."""
    half_y = frame.half[1]
    down = (frame.y / np.float32(half_y) + 1.0) / 2.0
    mix = vignette(frame, 0.22, 0.0) + np.float32(0.07) * noise(frame, 2.0, random, 3)
    washy = noise(frame, 3.0, random, 5)
    line = 2.0 / frame.height
    for number in range(4):
        near = number / 3
        ridge = _ridge(frame, random, 1.1 + 0.9 * near, 0.17 - 0.05 * near) + np.float32(0.6 + 0.115 * number)
        below = down - ridge[None, :]
        edge = np.clip(below / np.float32(line * (1.5 + 3 * (1 - near))) + 0.5, 0.0, 1.0)
        # Even washes: they do not follow every rock of the outline.
        blurred = cv2.blur(ridge[None, :], (max(3, frame.width // 24), 1))
        fade = np.exp(-np.maximum(down - blurred, 0.0) / np.float32(0.1 + 0.05 * near))
        tone = np.float32(0.24 + 0.34 * near) * (1.0 + np.float32(0.3) * washy)
        mist = edge * np.float32(0.5)  # what lies behind is hidden by the mist at a mountain's foot
        mix = mix * (1.0 - mist) + edge * fade * tone
    moon = frame.radius(frame.half[0] * 0.52, -half_y * 0.62) - np.float32(0.15)
    disc = np.clip(-moon * np.float32(min(frame.width, frame.height) / 5), 0.0, 1.0)
    halo = np.exp(-np.maximum(moon, 0.0) / np.float32(0.1)) * (1.0 - disc)
    mix = mix + np.float32(0.1) * halo - np.float32(0.12) * disc
    fibres = strokes(frame, random, 160, 0.09, 0.25)
    grain = noise(frame, 170, random, 2) * np.float32(2.2)
    return np.asarray(mix, np.float32), grain - np.float32(5) * fibres


def _ridge(frame: Frame, random: np.random.Generator, across: float, height: float) -> Field:
    """Return the outline of a range, (W,), about ± `height`: peaks, and on them ever smaller ones."""
    total = np.zeros(frame.width, np.float32)
    at = (frame.x[0] + np.float32(frame.half[0])) * np.float32(across)
    for octave in range(7):
        values = random.random(math.ceil(2 * frame.half[0] * across * 2**octave) + 3)
        place = at * np.float32(2**octave)
        line = np.interp(place, np.arange(values.size), values)
        soft = np.interp(place + 0.25, np.arange(values.size), values) * 0.5 + line * 0.5
        total += (0.5 - soft.astype(np.float32)) * np.float32(0.5**octave)
    return total * np.float32(height * 1.4)


def starry(frame: Frame, random: np.random.Generator) -> Ground:
    """A clear night: stars of many sizes and a band of dust."""
    half_x, half_y = frame.half
    _, aside = frame.turned(-32.0)
    dust = np.exp(-np.square((aside + np.float32(0.15)) / np.float32(0.5)))
    clouds = np.clip(noise(frame, 2.6, random, 6) + np.float32(0.25), 0.0, 1.2)
    detail = np.float32(13) * dust * clouds + noise(frame, 300, random) * np.float32(1.0)
    sky = np.zeros((frame.height, frame.width), np.float32)
    shorter = min(frame.width, frame.height)
    count = round(700 * half_x * half_y)
    places = random.random((count, 2)) * (frame.width, frame.height)
    for (x, y), magnitude in zip(places, random.pareto(1.5, count) + 0.35, strict=True):
        bright = min(1.0, 0.22 * magnitude)
        _glow(sky, float(x), float(y), max(0.55, shorter * (0.0005 + 0.0011 * bright)), 175.0 * bright)
        if bright > 0.8:
            _glow(sky, float(x), float(y), shorter * 0.006, 26.0)
    return vignette(frame, 0.9, 0.4), np.asarray(detail + sky, np.float32)


def _glow(sheet: Field, x: float, y: float, sigma: float, light: float) -> None:
    """Add a soft point of light at a place in pixels."""
    reach = math.ceil(3.5 * sigma)
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    part = sheet[top : int(y) + reach + 1, left : int(x) + reach + 1]
    across = np.exp(-np.square(np.arange(left, left + part.shape[1]) + 0.5 - x) / (2 * sigma * sigma))
    down = np.exp(-np.square(np.arange(top, top + part.shape[0]) + 0.5 - y) / (2 * sigma * sigma))
    part += np.multiply.outer(down, across * light).astype(np.float32)


def bokeh(frame: Frame, random: np.random.Generator) -> Ground:
    """Lights out of focus: discs with a slight rim, most of them along the lower edge and the sides."""
    half_x, half_y = frame.half
    light = np.zeros((frame.height, frame.width), np.float32)
    shorter = min(frame.width, frame.height)
    for number in range(round(34 * half_x * half_y)):
        radius = float(random.uniform(0.05, 0.2)) * (1.25 if number % 5 == 0 else 0.8)
        x, y = float(random.uniform(-1.05, 1.05) * half_x), float(half_y * (1.1 - 2.2 * random.random() ** 1.3))
        strength = float(random.uniform(0.25, 1.0))
        box = _box_around(frame, x, y, radius * 1.15)
        reach = np.hypot(frame.x[:, box[1]] - np.float32(x), frame.y[box[0]] - np.float32(y)) / np.float32(radius)
        soft = 0.05 + 0.3 * float(random.random()) ** 2
        disc = np.clip((1.0 - reach) / soft + 0.5, 0.0, 1.0) * (0.72 + 0.28 * reach * reach)
        light[box] += (disc * np.float32(strength)).astype(np.float32)
    blurred = cv2.GaussianBlur(light, (0, 0), shorter * 0.0015)
    mix = vignette(frame, 0.8) - np.float32(0.1) * blurred
    return mix, np.asarray(np.float32(13) * (1.0 - np.exp(-blurred)) * np.float32(1.4), np.float32)


def _box_around(frame: Frame, x: float, y: float, radius: float) -> tuple[slice, slice]:
    scale = min(frame.width, frame.height) / 2
    left, right = (math.floor((x + side * radius + frame.half[0]) * scale) for side in (-1, 1))
    top, bottom = (math.floor((y + side * radius + frame.half[1]) * scale) for side in (-1, 1))
    return slice(max(0, top), max(0, bottom + 1)), slice(max(0, left), max(0, right + 1))


def confetti(frame: Frame, random: np.random.Generator) -> Ground:
    """Scraps of paper strewn over the edges, fewer towards the middle."""
    shorter = min(frame.width, frame.height)
    half_x, half_y = frame.half
    sheets = [np.zeros((frame.height, frame.width), np.uint8) for _ in range(2)]
    for number in range(round(150 * half_x * half_y)):
        x, y = random.uniform(-1, 1, 2)
        keep, angle, size, tone = random.random(), random.uniform(0, 180), random.uniform(0.014, 0.034), random.random()
        if keep > 0.12 + 0.88 * max(abs(x), abs(y)) ** 2.2:
            continue
        centre = ((x + 1) / 2 * frame.width, (y + 1) / 2 * frame.height)
        if number % 3 == 0:
            middle = (round(centre[0] * 16), round(centre[1] * 16))
            args = (middle, round(size * shorter * 7), int(90 + 165 * tone), -1, cv2.LINE_AA, 4)
            cv2.circle(sheets[number % 2], *args)
            continue
        corners = cv2.boxPoints((centre, (size * shorter, size * shorter * 0.45), float(angle)))
        points = np.rint(corners * 16).astype(np.int32)
        cv2.fillConvexPoly(sheets[number % 2], points, int(90 + 165 * tone), cv2.LINE_AA, 4)
    light, dark = (sheet.astype(np.float32) * np.float32(1 / 255) for sheet in sheets)
    mix = vignette(frame, 0.5) + np.float32(0.55) * dark - np.float32(0.3) * light
    return mix, np.float32(9) * light - np.float32(5) * dark + noise(frame, 200, random) * np.float32(1.2)


def topographic(frame: Frame, random: np.random.Generator) -> Ground:
    """Lines of equal height, as on a map for walkers; every fifth is stronger."""
    height = fractal(frame.width, frame.height, 1.3, random, octaves=4, gain=0.42)
    height = cv2.GaussianBlur(height, (0, 0), min(frame.width, frame.height) * 0.008)
    slope = np.hypot(cv2.Sobel(height, -1, 1, 0, scale=0.125), cv2.Sobel(height, -1, 0, 1, scale=0.125))
    lines = np.zeros_like(height)
    thickness = min(frame.width, frame.height) / 1080
    for spacing, width, strength in ((0.02, 0.8, 0.7), (0.1, 1.4, 0.9)):
        apart = np.abs((height / np.float32(spacing)) % 1.0 - 0.5) * np.float32(spacing)
        pixels = apart / np.maximum(slope, np.float32(1e-6))
        lines = np.maximum(lines, np.float32(strength) * np.clip(width * thickness + 0.5 - pixels, 0.0, 1.0))
    mix = vignette(frame, 0.3) + np.float32(0.42) * levelled(height) + np.float32(0.45) * lines
    return np.asarray(mix, np.float32), noise(frame, 160, generator("map"), 2) * np.float32(1.5) - np.float32(5) * lines
