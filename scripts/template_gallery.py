"""Draw the picture of docs/templates.md: scripts/template_gallery.py OUT [PHOTOS].

Five frames of a film in each template, made from painted pictures: title, several pictures at once, a framed one,
verse, end. The pictures are painted into the folder PHOTOS and kept there, or into a temporary one.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from film_strip import GAP, grid
from PIL import Image

from albumforge.context import Context
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Clip, Picture, Plan, Scene, Text
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.generators.album.templates.schema import Template
from albumforge.media.planes import frame_buffer, to_rgb
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
CHINESE = {"ink", "postcard", "seasons", "square-social"}
"""Templates whose film is Chinese here."""

TITLES = {"en": "A Year Outdoors", "zh": "山水四时"}
PHOTOS = 24
MAX_PIXELS = 100_000_000
STEPS = 24
"""Moments of a scene among which the one is chosen that shows most of it."""


def pictures(scene: Scene) -> list[Picture | Clip]:
    """Return the pictures of a scene."""
    return [layer for layer in scene.layers if isinstance(layer, Picture | Clip)]


def texts(scene: Scene, *roles: str) -> list[Text]:
    """Return the texts of a scene that have one of these roles."""
    return [layer for layer in scene.layers if isinstance(layer, Text) and layer.role in roles]


def framed(scene: Scene) -> float:
    """Return how much a scene is one of few pictures with an edge of their own."""
    shown = pictures(scene)
    edges = sum(2.0 * bool(one.mask) + (one.border.style != "none") + 0.5 * bool(one.angle) for one in shown)
    return edges / len(shown) ** 2 if shown else 0.0


def shown_best(plan: Plan, place: int) -> int:
    """Return the frame of a scene in which most of it has come in, and the next one has not begun."""
    scene, later = plan.scenes[place], plan.scenes[place + 1 :]
    end = min(scene.start + scene.frames, later[0].start if later else plan.frames - plan.fade_out)
    moments = np.linspace(scene.transition.frames, max(scene.transition.frames, end - scene.start - 1), STEPS)
    shares = [sum(_there(layer, moment) for layer in scene.layers) for moment in moments]
    best = [moment for moment, share in zip(moments, shares, strict=True) if share >= max(shares) - 1e-6]
    return scene.start + round(best[len(best) // 2])


def _there(layer: object, moment: float) -> float:
    """Return how far a layer has come in at a moment of its scene, 0 to 1."""
    if isinstance(layer, Text):
        into = moment - layer.start - layer.stagger * layer.text.count("\n")
        left = layer.start + layer.frames - moment
        return float(np.clip(min(into, left) / max(1, layer.fade), 0, 1))
    if isinstance(layer, Picture | Clip):
        return float(np.clip((moment - layer.entrance.start) / max(1, layer.entrance.frames), 0, 1))
    return 1.0


def chosen(plan: Plan) -> list[int]:
    """Return the scenes to show: title, several pictures, a framed one, verse, end; none twice."""
    scenes = range(len(plan.scenes))
    wishes: list[Callable[[Scene], float]] = [
        lambda scene: len(texts(scene, "verse")) - 0.1 * abs(len(pictures(scene)) - 1),
        lambda scene: len(pictures(scene)) - 0.4 * len(texts(scene, "verse")),
        lambda scene: framed(scene) - 3.0 * len(texts(scene, "verse")),
    ]
    title = next((place for place in scenes if texts(plan.scenes[place], "title")), 0)
    end = max((place for place in scenes if texts(plan.scenes[place], "title", "credits")), default=scenes[-1])
    taken = [title, end if end != title else scenes[-1]]
    for wish in wishes:
        free = [place for place in scenes if place not in taken]
        taken.append(max(free, key=lambda place: (wish(plan.scenes[place]), -place)))
    first, last, verse, several, one = taken
    return [first, several, one, verse, last]


def frames(plan: Plan) -> list[Image.Image]:
    """Return the chosen frames of a film."""
    shelf = Shelf(plan, max_pixels=MAX_PIXELS, capacity=2)
    found = []
    with Compositor(plan, shelf) as compositor:
        for place in chosen(plan):
            _, planes = frame_buffer(plan.canvas.width, plan.canvas.height)
            compositor.draw(shown_best(plan, place), planes)
            found.append(Image.fromarray(to_rgb(planes)))
    return found


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
    shown = grid(frames(plan), FRAMES, (CELL, HEIGHTS[aspect]), PAPER)
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
