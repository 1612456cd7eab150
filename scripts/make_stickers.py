"""Draw the stickers of the album's resources: animated WebP with alpha, loops without a seam.

Usage: python scripts/make_stickers.py [FOLDER] [NAME…]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import sticker_nature as nature
import sticker_things as things
from sticker_kit import Drawing

MILLISECONDS = 84
FRAMES = {"snowflake": 8, "blossom": 12, "umbrella": 12}  # the others have 14
GIFS = Path(__file__).parents[1] / "albumforge/generators/album/resources/gifs"

STICKERS: dict[str, Callable[[Drawing, float], None]] = {
    "balloons": things.balloons,
    "birds": nature.birds,
    "blossom": nature.blossom,
    "boat": things.boat,
    "butterfly": nature.butterfly,
    "camera": things.camera,
    "cloud": nature.cloud,
    "hearts": things.hearts,
    "kite": things.kite,
    "lantern": things.lantern,
    "leaf": nature.leaf,
    "moon": nature.moon,
    "pin": things.pin,
    "plane": things.plane,
    "snowflake": nature.snowflake,
    "sparkle": things.sparkle,
    "sun": nature.sun,
    "umbrella": nature.umbrella,
}


def make(name: str, folder: Path) -> None:
    frames = []
    count = FRAMES.get(name, 14)
    for number in range(count):
        drawing = Drawing()
        STICKERS[name](drawing, number / count)
        frames.append(drawing.finished())
    path = folder / f"{name}.webp"
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=MILLISECONDS,
        loop=0,
        quality=62,
        alpha_quality=55,
        method=6,
    )
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GIFS
    for name in sys.argv[2:] or STICKERS:
        make(name, folder)


if __name__ == "__main__":
    main()
