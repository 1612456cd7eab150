"""The scenes there are, and how one becomes a picture."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from albumforge.samples import (
    scenes_autumn,
    scenes_late_summer,
    scenes_river,
    scenes_spring,
    scenes_summer,
    scenes_winter,
    weather,
)
from albumforge.samples.canvas import Canvas
from albumforge.samples.finish import finished
from albumforge.samples.scene import Scene

WORKING_SIDE = 2400
"""Pictures with a longer side are painted at this size and enlarged; the last pass works at the full one."""

_ALL = (
    Scene(
        "starry-cabin",
        "Milky Way over the cabin",
        "A clear winter night over a cabin with lit windows by a lake.",
        (1, 18, 21, 40),
        scenes_winter.starry_cabin,
        sway="water",
        line=0.70,
        upright=True,
    ),
    Scene(
        "cherry-pond",
        "Cherry blossom by the pond",
        "Cherry trees in blossom around a pond with a red bridge.",
        (4, 6, 9, 15),
        scenes_spring.cherry_pond,
        air=weather.petals,
        sway="water",
        line=0.63,
    ),
    Scene(
        "spring-meadow",
        "Noon on the meadow",
        "A lone tree on a flowering meadow under heaped clouds.",
        (5, 17, 12, 5),
        scenes_spring.spring_meadow,
        sway="grass",
        line=0.72,
    ),
    Scene(
        "misty-lake",
        "Dawn over a misty lake",
        "An angler in a boat on a still lake at dawn, ridges in the mist.",
        (6, 8, 5, 10),
        scenes_summer.misty_lake,
        sway="water",
        line=0.62,
    ),
    Scene(
        "summer-sea",
        "Sails on a summer sea",
        "Sailing boats on a blue sea below a towering cloud.",
        (7, 12, 15, 30),
        scenes_summer.summer_sea,
        sway="water",
        line=0.65,
    ),
    Scene(
        "wheat-evening",
        "Evening in the wheat",
        "A ripe wheat field with poplars in the last sun.",
        (7, 28, 20, 15),
        scenes_summer.wheat_evening,
        sway="grass",
        line=0.70,
    ),
    Scene(
        "cloudy-moor",
        "Standing stones on the moor",
        "Standing stones in the heather under heavy clouds.",
        (8, 23, 16, 20),
        scenes_late_summer.cloudy_moor,
        sway="grass",
        line=0.72,
    ),
    Scene(
        "foggy-lighthouse",
        "Lighthouse in the fog",
        "A lighthouse on its rock, its beam in the morning fog.",
        (9, 14, 7, 25),
        scenes_late_summer.foggy_lighthouse,
        sway="water",
        line=0.68,
        upright=True,
    ),
    Scene(
        "mountain-sunrise",
        "Sunrise over the mountains",
        "Layers of mountains above a sea of cloud, a pine on a crag.",
        (9, 27, 6, 50),
        scenes_autumn.mountain_sunrise,
    ),
    Scene(
        "autumn-birches",
        "Path through the birches",
        "Birches in October gold along a path of fallen leaves.",
        (10, 19, 14, 45),
        scenes_autumn.autumn_birches,
        air=weather.leaves,
        upright=True,
    ),
    Scene(
        "rainy-river",
        "Rain on the river",
        "Lamps along a river bank on a rainy evening, somebody on the bridge.",
        (11, 9, 17, 20),
        scenes_river.rainy_river,
        air=weather.rain,
        sway="water",
        line=0.60,
    ),
    Scene(
        "first-snow",
        "First snow in the valley",
        "The first snow on pines and mountains, smoke from a cabin.",
        (12, 7, 15, 35),
        scenes_winter.first_snow,
        air=weather.snow,
    ),
)

SCENES: Mapping[str, Scene] = MappingProxyType({scene.name: scene for scene in _ALL})
"""All scenes by name, in the order of the year."""


def paint(scene: Scene, width: int, height: int, seed: int, *, air: bool = True) -> npt.NDArray[np.uint8]:
    """Return a scene painted at the given size, the same picture for the same seed.

    Args:
        scene: one of `SCENES`.
        width, height: pixels, at least 16 each.
        seed: not negative.
        air: whether to paint what falls through the air.

    Returns:
        uint8 (height, width, 3), sRGB.
    """
    scale = min(1.0, WORKING_SIDE / max(width, height))
    canvas = Canvas(max(16, round(width * scale)), max(16, round(height * scale)), seed)
    scene.painter(canvas)
    if air and scene.air is not None:
        scene.air(canvas, 0.0)
    return finished(canvas, width, height, seed)
