"""Where each particle is, how large and how bright, as a function of the layer and the time in the scene alone.

Far ones are smaller, slower, fainter and softer, all together. A particle that leaves the canvas comes in again at the
other side, from outside. The air is full from the first frame on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from albumforge.generators.album.particles import sprites
from albumforge.generators.album.particles.sprites import Colour, Picture
from albumforge.generators.album.plan import Particles
from albumforge.media.easing import smoothstep
from albumforge.media.noise import generator
from albumforge.media.planes import Planes, colour_of
from albumforge.media.stamp import Stamp, make_stamps, stamp, stamp_turned

FADE_SECONDS = 0.5
"""All particles come and go within this time at the ends of their scene."""

TURNS_A_SECOND = 0.22
"""How fast petals and leaves turn, on the average."""

FLATTEST = 0.22
"""Part of its height that a petal or leaf still has when it is seen from its edge."""


class Kind(NamedTuple):
    """How a kind behaves; lengths in canvas heights, times in seconds, pairs from the farthest to the nearest.

    Attributes:
        number: at amount 1, on a canvas of 16 : 9.
        fall, wind: speeds down and to the right.
        sway: how far from its way a particle swings, and how often a second.
        size: of the sprite.
        opacity: of the particle.
        twinkle: seconds between two flashes (0: steady).
        turning: they turn in the plane and around their own axis.
    """

    number: int
    layers: int
    fall: tuple[float, float]
    wind: tuple[float, float]
    sway: tuple[float, float]
    size: tuple[float, float]
    opacity: tuple[float, float]
    twinkle: float = 0.0
    turning: bool = False


KINDS = {
    "snow": Kind(400, 5, (0.05, 0.2), (0.008, 0.035), (0.022, 0.16), (0.0018, 0.0125), (0.55, 0.92)),
    "rain": Kind(520, 4, (0.9, 1.8), (-0.13, -0.26), (0.0, 0.0), (0.035, 0.11), (0.35, 0.8)),
    "petals": Kind(110, 4, (0.06, 0.15), (0.04, 0.11), (0.035, 0.22), (0.017, 0.045), (0.8, 0.98), turning=True),
    "leaves": Kind(66, 4, (0.08, 0.2), (0.03, 0.09), (0.06, 0.2), (0.028, 0.074), (0.85, 1.0), turning=True),
    "sparkle": Kind(170, 4, (0.004, 0.012), (0.0, 0.006), (0.004, 0.1), (0.014, 0.046), (0.7, 1.0), twinkle=2.4),
    "fireflies": Kind(84, 4, (-0.012, -0.03), (-0.01, 0.02), (0.07, 0.07), (0.024, 0.062), (0.7, 1.0), twinkle=3.6),
}


@dataclass(frozen=True)
class Drift:
    """The particles of a scene, ready to be drawn.

    Attributes:
        stamps: for each depth and tint, one for each place within two pixels; none for what turns.
        pictures: for each depth and tint, of what turns.
    """

    layer: Particles
    kind: Kind
    rate: Fraction
    frames: int
    swarm: Swarm
    stamps: tuple[tuple[Stamp, ...], ...]
    pictures: tuple[Picture, ...]

    def draw(self, number: int, out: Planes, _read_clip: object = None, /) -> None:
        """Draw them as they are at frame `number` of the scene."""
        whole = self.layer.opacity * particle_opacity(number, self.frames, self.rate)
        if whole <= 0:
            return
        x, y, strength, turn = self.swarm.at(float(number / self.rate))
        for index in np.flatnonzero(strength > 0.004):
            look, opacity = self.swarm.look[index], whole * float(strength[index])
            place = float(x[index]), float(y[index])
            if self.kind.turning:
                angle = float(turn[index])
                squash = math.cos(2.3 * angle)
                squash = math.copysign(max(FLATTEST, abs(squash)), squash)
                stamp_turned(out, self.pictures[look], *place, angle, squash, opacity)
            else:
                stamp(out, self.stamps[look], *place, opacity)


@dataclass(frozen=True)
class Swarm:
    """What is random about the particles, each value an array of all, far ones first; places in pixels."""

    kind: Kind
    canvas: tuple[int, int]
    margin: float
    look: NDArray[np.intp]
    depth: NDArray[np.float64]
    start: NDArray[np.float64]
    phase: NDArray[np.float64]
    pace: NDArray[np.float64]

    def at(self, seconds: float) -> tuple[NDArray[np.float64], ...]:
        """Return x, y (pixels), opacity and angle (radians) at a time."""
        kind, height = self.kind, self.canvas[1]
        wide = self.canvas[0] / height
        down = seconds * self._between(kind.fall) * self.pace
        right = seconds * self._between(kind.wind) * self.pace
        swing, often = kind.sway
        angle = 2 * math.pi * (often * self.pace * seconds + self.phase[0])
        near = 0.4 + 0.6 * self.depth
        away = swing * near * (np.sin(angle) + 0.35 * np.sin(2.3 * angle + 6.28 * self.phase[1]))
        rise = 0.3 * swing * near * np.sin(1.7 * angle + 6.28 * self.phase[2])
        # A swing may lead back in sight: what is wrapped is the way, and the margin is wider than any swing.
        x = (self.start[0] * (wide + 2 * self.margin) + right) % (wide + 2 * self.margin) - self.margin + away
        y = (self.start[1] * (1 + 2 * self.margin) + down) % (1 + 2 * self.margin) - self.margin + rise
        strength = self._between(kind.opacity)
        if kind.twinkle > 0:
            wave = np.sin(2 * math.pi * (seconds / kind.twinkle * self.pace + self.phase[1]))
            strength = strength * np.clip(0.5 + 0.62 * wave, 0.0, 1.0) ** 2
        spin = np.where(self.phase[1] < 0.5, TURNS_A_SECOND, -TURNS_A_SECOND) * self.pace
        turn = 2 * math.pi * (self.phase[2] + seconds * spin)
        return x * height, y * height, strength, turn

    def _between(self, ends: tuple[float, float]) -> NDArray[np.float64]:
        return ends[0] + (ends[1] - ends[0]) * self.depth


def particle_opacity(number: int, frames: int, rate: Fraction) -> float:
    """Return how much of all particles is seen at a frame of a scene of so many frames, 0 to 1."""
    fade = max(1.0, min(FADE_SECONDS * float(rate), frames / 3))
    share = min(1.0, (min(number, frames - 1 - number) + 0.5) / fade)
    return max(0.0, smoothstep(share))


def prepare_particles(layer: Particles, canvas: tuple[int, int], rate: Fraction, frames: int) -> Drift:
    """Draw the sprites of a layer for a canvas of width × height pixels, and scatter its particles."""
    kind = KINDS[layer.kind]
    random = generator("particles", layer.kind, layer.seed)
    tints = _tints(layer)
    count = max(1, round(kind.number * layer.amount * min(1.6, max(0.45, canvas[0] / canvas[1] / (16 / 9)))))
    if layer.amount <= 0:
        count = 0
    # More of the far ones: they fill as much of the sky.
    depth = np.sort(random.random(count) ** 1.7)
    layers = np.minimum(kind.layers - 1, (depth * kind.layers).astype(np.intp))
    look = layers * len(tints) + random.integers(0, len(tints), count)
    margin = 1.4 * kind.sway[0] + 1.2 * kind.size[1] + 0.01
    pace = random.uniform(0.8, 1.25, count)
    swarm = Swarm(kind, canvas, margin, look, depth, _spread(count, random), random.random((3, count)), pace)
    pictures = tuple(
        _picture(layer.kind, kind, layer_number, tint, canvas[1])
        for layer_number in range(kind.layers)
        for tint in tints
    )
    # Large glows need no finer steps, and would take much memory.
    stamps = () if kind.turning else tuple(make_stamps(p, 4 if p.shape[0] < 40 else 2) for p in pictures)
    return Drift(layer, kind, rate, frames, swarm, stamps, pictures)


def _spread(count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return places in the unit square, spread more evenly than by chance (the R2 sequence of Roberts 2018)."""
    number = np.arange(count) + random.integers(0, 1000)
    places = np.stack([number * 0.7548776662466927, number * 0.5698402909980532]) + random.random((2, 1))
    jitter = random.normal(0.0, 0.35 / math.sqrt(max(1, count)), (2, count))
    return np.asarray((places + jitter) % 1.0)


def _tints(layer: Particles) -> tuple[Colour, ...]:
    red, green, blue = (float(value) for value in colour_of(layer.colour))
    if not KINDS[layer.kind].turning:
        return ((red, green, blue),)
    ways = {"petals": ((1.0, 1.0, 1.0), (1.0, 0.9, 0.93), (1.02, 1.07, 1.06))}
    ways["leaves"] = ((1.0, 1.0, 1.0), (0.92, 0.66, 0.6), (1.08, 1.18, 0.9))
    return tuple((min(255.0, red * a), min(255.0, green * b), min(255.0, blue * c)) for a, b, c in ways[layer.kind])


def _picture(name: str, kind: Kind, layer_number: int, tint: Colour, height: int) -> Picture:
    depth = (layer_number + 0.5) / kind.layers
    size = max(0.6, (kind.size[0] + (kind.size[1] - kind.size[0]) * depth) * height)
    if name == "snow":
        return sprites.flake(size, 0.45 + 0.5 * abs(depth - 0.45), tint)
    if name == "rain":
        slant = kind.wind[0] / kind.fall[0]
        return sprites.streak(size, max(0.9, 0.0019 * height * (0.6 + 0.9 * depth)), slant, tint)
    if name == "sparkle":
        return sprites.spark(max(3.0, size), tint)
    if name == "fireflies":
        return sprites.glow(max(3.0, size), tint)
    # The middle distance is in focus.
    blur = 0.0016 * height * max(0.0, abs(depth - 0.5) - 0.2) * 4
    draw = sprites.petal if name == "petals" else sprites.leaf
    return draw(max(4.0, size), blur, tint)
