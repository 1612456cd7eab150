"""Draw sheets of all transitions, backgrounds and particles: scripts/contact_sheets.py FOLDER.

Writes transitions.jpg (each in steps over two painted pictures), grounds.jpg and particles.jpg into the folder.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import get_args, get_type_hints

from PIL import Image, ImageDraw

from albumforge.generators.album.particles import prepare_particles
from albumforge.generators.album.plan import Ground, Particles, Transition
from albumforge.generators.album.rendering.joins import Joiner
from albumforge.generators.album.resources.images import draw_ground, ground_names
from albumforge.generators.album.transitions import luma_names, read_luma
from albumforge.media.planes import Planes, dither_noise, frame_buffer, from_rgb, from_rgb_float, to_rgb
from albumforge.samples.gallery import SCENES, paint

PICTURE = (480, 270)
STEPS = 12
SHOWN = (2, 5, 8)
THUMB = (80, 45)
GAP = 4
TINTS = {"petals": "#f6c6d2", "leaves": "#d08a3c", "sparkle": "#fff3cf", "fireflies": "#ffe08a"}
DARK = {"film", "starry", "bokeh", "wood"}


def rgb_of(planes: Planes, size: tuple[int, int]) -> Image.Image:
    return Image.fromarray(to_rgb(planes)).resize(size, Image.Resampling.LANCZOS)


def copy(planes: Planes) -> Planes:
    out = frame_buffer(*planes.size)[1]
    out.paste(planes)
    return out


def sheet(cells: list[tuple[str, list[Image.Image]]], columns: int) -> Image.Image:
    """Lay named rows of pictures out in columns."""
    pictures = cells[0][1]
    width = sum(each.width for each in pictures) + 2 * (len(pictures) - 1)
    height = pictures[0].height + 14
    rows = -(-len(cells) // columns)
    page = Image.new("RGB", (columns * (width + GAP * 3) - GAP * 3, rows * (height + GAP)), "white")
    draw = ImageDraw.Draw(page)
    for number, (name, row) in enumerate(cells):
        left, top = number // rows * (width + GAP * 3), number % rows * (height + GAP)
        draw.text((left, top), name, "#333333")
        for place, picture in enumerate(row):
            page.paste(picture, (left + place * (picture.width + 2), top + 14))
    return page


def painted(name: str) -> Planes:
    """Return a sample picture as a frame."""
    return from_rgb(paint(SCENES[name], *PICTURE, 1, air=False))


def transitions(before: Planes, after: Planes) -> Image.Image:
    joiner = Joiner(*PICTURE)
    plain = [Transition(type=kind, frames=STEPS) for kind in ("dissolve", "push", "zoom")]
    cells = []
    for each in (*plain, *(Transition(type="luma", name=name, frames=STEPS) for name in luma_names())):
        row = []
        for into in SHOWN:
            out = copy(after)
            joiner.join(each, into, copy(before), out, lambda t: read_luma(t.name, *PICTURE, reverse=t.reversed))
            row.append(rgb_of(out, THUMB))
        cells.append((each.name or each.type, row))
    return sheet(cells, 4)


def grounds() -> Image.Image:
    cells = []
    for name in ground_names():
        colours = ("#3a3140", "#141119") if name in DARK else ("#f4f0e6", "#cdbfa6")
        drawn = draw_ground(Ground(image=name, colours=colours), (960, 540))
        cells.append((name, [rgb_of(from_rgb_float(drawn, dither_noise(960, 540)), (236, 133))]))
    return sheet(cells, 5)


def particles(below: Planes) -> Image.Image:
    cells = []
    for kind in get_args(get_type_hints(Particles)["kind"]):
        layer = Particles(kind=kind, colour=TINTS.get(kind, "#ffffff"))
        drift = prepare_particles(layer, PICTURE, Fraction(30), 120)
        row = []
        for number in (30, 45, 60):
            out = copy(below)
            drift.draw(number, out)
            row.append(rgb_of(out, (240, 135)))
        cells.append((kind, row))
    return sheet(cells, 1)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    evening, meadow = painted("starry-cabin"), painted("spring-meadow")
    pages = {"transitions": transitions(evening, meadow), "grounds": grounds(), "particles": particles(evening)}
    for name, page in pages.items():
        page.save(folder / f"{name}.jpg", quality=50, optimize=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
