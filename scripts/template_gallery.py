"""Draw the picture of docs/templates.md: scripts/template_gallery.py OUT [PHOTOS].

Five frames of a film in each template, made from painted pictures: title, several pictures at once, a framed one,
verse, end. The pictures are painted into the folder PHOTOS and kept there, or into a temporary one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from film_strip import GAP, grid
from PIL import Image

from albumforge.context import Context
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.sample import CHINESE, TITLES, frames, telling_scenes
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.generators.album.templates.schema import Template
from albumforge.media.text import Style, draw_text
from albumforge.samples import write_samples

WIDTH = 1200
LABEL = 132
"""Pixels at the left of each row for the template's name."""

FRAMES = 5
CELL = (WIDTH - LABEL - GAP * FRAMES) // FRAMES
HEIGHTS = {"16:9": round(CELL * 9 / 16), "1:1": 160, "9:16": 230}
"""Pixels; the rows of upright films are higher, so that something is seen of them."""

PAPER = "#ececea"
INK, FAINT = (28, 30, 34), (110, 114, 120)
PHOTOS = 24


def label(template: Template, height: int) -> Image.Image:
    """Return a template's name and titles, as they stand before its row."""
    page = Image.new("RGB", (LABEL, height), "white")
    lines = (
        (template.title["en"], Style(face="serif", size=21, colour=INK, align="left"), 8),
        (template.title["zh"], Style(face="sans", size=18, colour=INK, align="left", language="zh-Hans"), 36),
        (template.name, Style(face="sans", size=13, colour=FAINT, align="left"), 64),
    )
    for text, style, top in lines:
        drawn = Image.fromarray(draw_text(text, style, max_width=LABEL - 10, max_lines=1).rgba)
        page.paste(drawn, (0, top), drawn)
    return page


def row(name: str, photos: Sequence[Path], generator: AlbumGenerator, number: int) -> Image.Image:
    """Return the row of a template."""
    template, aspect = built_in(name), built_in(name).aspects[0]
    language = "zh" if name in CHINESE else "en"
    request = {
        "template": name,
        "aspect": aspect,
        "language": language,
        "title": TITLES[language],
        "resolution": "720p",
        "seed": number,
        "music": "none",
    }
    plan = load_plan(generator.plan(photos, request, Context()).document)
    shown = grid(frames(plan, telling_scenes(plan), Context()), FRAMES, (CELL, HEIGHTS[aspect]), PAPER)
    page = Image.new("RGB", (LABEL + shown.width, shown.height), "white")
    page.paste(label(template, shown.height))
    page.paste(shown, (LABEL, 0))
    return page


def gallery(folder: Path) -> Image.Image:
    """Return the whole picture, made from pictures painted into a folder."""
    photos = write_samples(folder, count=PHOTOS)
    generator = AlbumGenerator()
    generator.cache = folder / ".looked-at"
    rows = [row(name, photos, generator, number) for number, name in enumerate(template_names(), 1)]
    page = Image.new("RGB", (rows[0].width, sum(one.height + GAP for one in rows) - GAP), "white")
    top = 0
    for one in rows:
        page.paste(one, (0, top))
        top += one.height + GAP
    return page


def main(out: Path, folder: Path | None) -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory(prefix="albumforge-gallery-") as temporary:
        page = gallery(folder or Path(temporary))
    page.save(out, **({"quality": 82, "optimize": True} if out.suffix == ".jpg" else {}))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else None)
