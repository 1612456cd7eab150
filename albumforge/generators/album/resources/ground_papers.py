"""Backgrounds that look like a material: paper, kraft, linen, cork, wood and film.

Each function takes the frame and random numbers, and returns where between the two colours each pixel lies (0: the
first, 1: the last) and how much lighter it is, in steps of 8 bit. Contrast is low: pictures lie on them.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from albumforge.generators.album.transitions.frame import Frame
from albumforge.media.noise import Field, fractal, value_noise

Ground = tuple[Field, Field]


def vignette(frame: Frame, strength: float = 1.0, rise: float = 0.12) -> Field:
    """Return 0 a little above the middle, growing to `strength` in the farthest corner."""
    half_x, half_y = frame.half
    x, y = frame.x / np.float32(half_x), frame.y / np.float32(half_y) + np.float32(rise)
    return np.asarray((x * x + y * y) * np.float32(strength / (1 + (1 + rise) ** 2)), np.float32)


def noise(
    frame: Frame, across: float, random: np.random.Generator, octaves: int = 1, stretch: tuple[float, float] = (1, 1)
) -> Field:
    """Return noise of about -1 … 1."""
    made = fractal(frame.width, frame.height, across, random, octaves=octaves, stretch=stretch)
    return (made - np.float32(0.5)) * np.float32(2.4)


def relief(height: Field, strength: float) -> Field:
    """Return how light a rough surface is under a lamp at its upper left; about ±1 at `strength` 1."""
    slope = cv2.filter2D(height, -1, np.array([[1, 0.5, 0], [0.5, 0, -0.5], [0, -0.5, -1]], np.float32))
    return np.asarray(slope * np.float32(-strength), np.float32)


def strokes(frame: Frame, random: np.random.Generator, count: int, length: float, bend: float) -> Field:
    """Return coverage, 0 to 1, of short curved hairs; `count` for a square of the shorter side, `length` in these."""
    shorter = min(frame.width, frame.height)
    sheet = np.zeros((frame.height, frame.width), np.uint8)
    hairs = round(count * frame.half[0] * frame.half[1])
    starts = random.random((hairs, 2)) * (frame.width, frame.height)
    angles = random.uniform(0, 2 * math.pi, hairs)
    turns = random.normal(0, bend, hairs)
    steps = random.uniform(0.4, 1.0, hairs) * length * shorter / 6
    tones = random.integers(70, 255, hairs)
    width = max(1, round(0.0018 * shorter))
    along = np.arange(7)
    for start, angle, turn, step, tone in zip(starts, angles, turns, steps, tones, strict=True):
        way = angle + turn * along
        path = start + step * np.cumsum(np.stack([np.cos(way), np.sin(way)], axis=1), axis=0)
        cv2.polylines(sheet, [np.rint(path * 16).astype(np.int32)], False, int(tone), width, cv2.LINE_AA, 4)
    return sheet.astype(np.float32) * np.float32(1 / 255)


def plain(frame: Frame, random: np.random.Generator) -> Ground:
    """Two colours that run into each other."""
    return vignette(frame), noise(frame, 1.5, random, 2) * np.float32(1.2)


def paper(frame: Frame, random: np.random.Generator) -> Ground:
    """Handmade paper: a soft grain, some fibres."""
    mix = vignette(frame, 0.7) + np.float32(0.16) * noise(frame, 3.0, random, 3)
    grain = relief(fractal(frame.width, frame.height, 130, random, octaves=3, gain=0.7), 9.0)
    dark = strokes(frame, random, 260, 0.05, 0.35)
    light = strokes(frame, random, 260, 0.06, 0.35)
    return mix, grain - np.float32(9) * dark + np.float32(7) * light


def kraft(frame: Frame, random: np.random.Generator) -> Ground:
    """Brown paper: flecks of fibre and faint lines of the mould."""
    mix = vignette(frame, 0.6) + np.float32(0.2) * noise(frame, 4.0, random, 3)
    lines = np.sin(frame.y * np.float32(math.pi * 95)) * np.float32(1.5)
    grain = noise(frame, 260, random, 2) * np.float32(3.5)
    dark = strokes(frame, random, 1500, 0.018, 0.2)
    light = strokes(frame, random, 900, 0.02, 0.2)
    return mix, grain + lines - np.float32(20) * dark + np.float32(15) * light


def linen(frame: Frame, random: np.random.Generator) -> Ground:
    """Linen: warp and weft of uneven threads."""
    mix = vignette(frame, 0.8) + np.float32(0.1) * noise(frame, 3.0, random, 2)
    weft = value_noise(frame.width, frame.height, 210, random, stretch=(26.0, 1.0))
    warp = value_noise(frame.width, frame.height, 210, random, stretch=(1.0, 26.0))
    slubs = value_noise(frame.width, frame.height, 60, random, stretch=(12.0, 0.5))
    woven = (weft + warp - 1.0) * np.float32(13) + (slubs - np.float32(0.5)) * np.float32(5)
    return mix, np.asarray(woven, np.float32)


def cork(frame: Frame, random: np.random.Generator) -> Ground:
    """A cork board: light and dark crumbs pressed together."""
    crumbs = noise(frame, 48, random, 2)
    fine = noise(frame, 150, random, 2)
    pits = np.maximum(noise(frame, 36, random, 2) - np.float32(0.42), 0.0)
    mix = vignette(frame, 0.55) + np.float32(0.22) * crumbs + np.float32(0.12) * noise(frame, 6.0, random, 2)
    return mix, np.float32(6) * fine + np.float32(5) * crumbs - np.float32(60) * pits


def wood(frame: Frame, random: np.random.Generator) -> Ground:
    """Planks of wood, their grain along the longer side."""
    turned = frame.height > frame.width
    lying = Frame(frame.y.T, frame.x.T, frame.height, frame.width) if turned else frame
    mix, detail = _planks(lying, random)
    if turned:
        mix, detail = np.ascontiguousarray(mix.T), np.ascontiguousarray(detail.T)
    return mix + vignette(frame, 0.45), detail


def _planks(frame: Frame, random: np.random.Generator) -> Ground:
    count = 5
    at = (frame.y + np.float32(1.0)) / 2 * np.float32(count)
    plank = np.clip(np.floor(at), 0, count - 1).astype(np.intp)
    tone = random.uniform(0.1, 0.4, count).astype(np.float32)[plank]
    shift = random.uniform(0.0, 9.0, count).astype(np.float32)[plank]
    warp = noise(frame, 2.2, random, 3, stretch=(5.0, 1.0))
    rings = np.sin((at * np.float32(2.1) + shift + np.float32(0.9) * warp) * np.float32(2 * math.pi))
    fibre = noise(frame, 130, random, 2, stretch=(34.0, 1.0))
    broad = noise(frame, 26, random, 2, stretch=(16.0, 1.0))
    seam = np.minimum(at - plank, 1.0 - (at - plank)) * np.float32(2.0 / count)
    dark = np.exp(-np.square(seam / np.float32(0.0035)))
    mix = tone + np.float32(0.1) * rings + np.float32(0.14) * broad
    detail = np.float32(5.5) * fibre + np.float32(2) * broad - np.float32(26) * dark
    return np.asarray(mix, np.float32), np.asarray(detail, np.float32)


def film(frame: Frame, random: np.random.Generator) -> Ground:
    """The leader of a film: grain, dust, scratches and the faint rings of its countdown."""
    mix = vignette(frame, 0.9)
    grain = noise(frame, 320, random, 1) * np.float32(4.0) + noise(frame, 5.0, random, 2) * np.float32(2.0)
    detail = grain + np.float32(14) * strokes(frame, random, 26, 0.03, 0.5)
    columns = np.zeros(frame.width, np.float32)
    for place in random.random(round(7 * frame.half[0])):
        width = max(1, round(min(frame.width, frame.height) * 0.0012))
        columns[int(place * frame.width) :][:width] += np.float32(random.uniform(3.0, 9.0))
    detail += columns[None, :] * (np.float32(0.6) + noise(frame, 6.0, random, 1, stretch=(0.4, 6.0)))
    thin = np.float32(2.5 / min(frame.width, frame.height))
    radius = frame.radius()
    marks = np.zeros_like(mix)
    for line in (radius - np.float32(0.62), radius - np.float32(0.7), frame.full(frame.x), frame.full(frame.y)):
        marks = np.maximum(marks, np.clip(1.5 - np.abs(line) / thin, 0.0, 1.0))
    return mix, detail + np.float32(7) * marks
