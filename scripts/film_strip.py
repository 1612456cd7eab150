"""Lay frames of a film side by side in one picture: scripts/film_strip.py FILM OUT.jpg [ROWS COLUMNS]."""

from __future__ import annotations

import sys
from pathlib import Path

import av
from PIL import Image

WIDTH = 1440
GAP = 6


def strip(film: Path, rows: int, columns: int) -> Image.Image:
    """Return ``rows × columns`` frames at even distances, in reading order, on white."""
    count = rows * columns
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        wanted = [round((number + 0.5) * stream.frames / count) for number in range(count)]
        width = (WIDTH - GAP * (columns - 1)) // columns
        height = round(width * stream.height / stream.width)
        sheet = Image.new("RGB", (WIDTH, height * rows + GAP * (rows - 1)), "white")
        for index, frame in enumerate(container.decode(stream)):
            if index in wanted:
                place = wanted.index(index)
                picture = frame.to_image().resize((width, height), Image.Resampling.LANCZOS)
                sheet.paste(picture, (place % columns * (width + GAP), place // columns * (height + GAP)))
    return sheet


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    shape = [int(number) for number in sys.argv[3:]] or [3, 4]
    strip(Path(sys.argv[1]), *shape).save(sys.argv[2], quality=88)
