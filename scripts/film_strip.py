"""Lay frames of a film side by side in one picture: scripts/film_strip.py FILM OUT.jpg [ROWS COLUMNS]."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import av
from PIL import Image

WIDTH = 1440
GAP = 6


def grid(pictures: Sequence[Image.Image], columns: int, cell: tuple[int, int], around: str = "white") -> Image.Image:
    """Return pictures in reading order, each as large as its cell (width, height) allows and in the middle of it.

    Between the cells is white; `around` is the colour of the rest of a cell that its picture does not fill.
    """
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (cell[0] * columns + GAP * (columns - 1), cell[1] * rows + GAP * (rows - 1)), "white")
    for place, picture in enumerate(pictures):
        left, top = place % columns * (cell[0] + GAP), place // columns * (cell[1] + GAP)
        scale = min(cell[0] / picture.width, cell[1] / picture.height)
        size = (min(cell[0], round(picture.width * scale)), min(cell[1], round(picture.height * scale)))
        sheet.paste(around, (left, top, left + cell[0], top + cell[1]))
        at = (left + (cell[0] - size[0]) // 2, top + (cell[1] - size[1]) // 2)
        sheet.paste(picture.resize(size, Image.Resampling.LANCZOS), at)
    return sheet


def strip(film: Path, rows: int, columns: int) -> Image.Image:
    """Return ``rows × columns`` frames at even distances, in reading order, on white."""
    count = rows * columns
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        wanted = [round((number + 0.5) * stream.frames / count) for number in range(count)]
        width = (WIDTH - GAP * (columns - 1)) // columns
        frames = enumerate(container.decode(stream))
        pictures = [frame.to_image() for index, frame in frames if index in wanted]
        return grid(pictures, columns, (width, round(width * stream.height / stream.width)))


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    shape = [int(number) for number in sys.argv[3:]] or [3, 4]
    strip(Path(sys.argv[1]), *shape).save(sys.argv[2], quality=88)
