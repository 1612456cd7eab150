"""Samples to choose by: three frames of a film in a template, and the sound of a piece of music."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from albumforge.backends import Planned
from albumforge.context import Context
from albumforge.errors import NotFound
from albumforge.generators.album.music import PIECES, fit
from albumforge.generators.album.plan import Clip, Picture, Plan, Scene, Text
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.rendering.compositor import Compositor, Shelf
from albumforge.generators.album.rendering.soundtrack import PieceCue, soundtrack
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.media.audio import encode_aac
from albumforge.media.planes import frame_buffer, to_rgb
from albumforge.media.thumbnail import write_jpeg
from albumforge.samples import write_samples

CHINESE = frozenset({"ink", "postcard", "seasons", "square-social"})
"""Templates whose sample is a Chinese film."""

TITLES = {"en": "A Year Outdoors", "zh": "山水四时"}

SOUND_SECONDS = 15.0

_PHOTOS, _LONG_SIDE = 12, 1200
_HEIGHTS = {"16:9": 270, "1:1": 300, "4:5": 330, "9:16": 360}
"""Pixels of a frame; upright ones are higher, so that something is seen of them."""

_GAP, _AROUND = 6, "#16181c"
_MAX_PIXELS = 100_000_000
_STEPS = 24
"""Moments of a scene among which the one is chosen that shows most of it."""

MakePlan = Callable[[Sequence[Path], Mapping[str, Any], Context], Planned]


def draw_template(name: str, output: Path, *, pictures: Path, plan: MakePlan, context: Context) -> None:
    """Publish a JPEG of three frames side by side of a film in a template: its title, several pictures, verse.

    Args:
        pictures: folder of painted pictures; they are painted where they are missing.
        plan: makes a plan, as `AlbumGenerator.plan`.

    Raises:
        NotFound: there is no such template.
        StorageError: a file cannot be written.
        Cancelled: the context asked to stop.
    """
    if name not in template_names():
        raise NotFound(f"There is no template {name[:40]!r}.")
    aspect, language = built_in(name).aspects[0], "zh" if name in CHINESE else "en"
    request = {
        "template": name,
        "aspect": aspect,
        "language": language,
        "title": TITLES[language],
        "resolution": "480p",
        "seed": 1 + template_names().index(name),
        "music": "none",
    }
    made = load_plan(plan(_painted(pictures, context), request, _silent(context)).document)
    first, several, _, verse, _ = telling_scenes(made)
    write_jpeg(_side_by_side(frames(made, (first, several, verse), context), _HEIGHTS[aspect]), output, quality=85)


def play(name: str, output: Path, *, context: Context) -> None:
    """Publish `SOUND_SECONDS` of a piece as AAC in an MP4, with a fade at its end.

    Raises:
        NotFound: there is no such piece.
        StorageError: the file, or one beside it in the meantime, cannot be written.
        Cancelled: the context asked to stop.
    """
    if name not in PIECES:
        raise NotFound(f"There is no piece of music {name[:40]!r}.")
    # The beginning of a longer film's: more players have come in by its end than in a film of these seconds.
    fitted = fit(PIECES[name], 3 * SOUND_SECONDS)
    cue, context = PieceCue(name, fitted.bars, fitted.bpm, 0), _silent(context)
    with soundtrack(cue, [], SOUND_SECONDS, folder=output.parent, fade_out=2.5, context=context) as blocks:
        encode_aac(blocks, output, context=context)


def _painted(folder: Path, context: Context) -> list[Path]:
    photos = sorted(folder.glob("*.jpg")) if folder.is_dir() else []
    if len(photos) != _PHOTOS:
        photos = write_samples(folder, count=_PHOTOS, long_side=_LONG_SIDE, context=_silent(context))
    return photos


def frames(plan: Plan, places: Sequence[int], context: Context) -> list[Image.Image]:
    """Return for each of these scenes the frame that shows most of it."""
    shelf = Shelf(plan, max_pixels=_MAX_PIXELS, capacity=2)
    found = []
    with Compositor(plan, shelf) as compositor:
        for place in places:
            context.check()
            _, planes = frame_buffer(plan.canvas.width, plan.canvas.height)
            compositor.draw(shown_best(plan, place), planes)
            found.append(Image.fromarray(to_rgb(planes)))
    return found


def telling_scenes(plan: Plan) -> list[int]:
    """Return five scenes of a film: title, several pictures at once, a framed one, verse, end; none twice while there
    are others."""
    scenes = range(len(plan.scenes))
    wishes: list[Callable[[Scene], float]] = [
        lambda scene: len(_texts(scene, "verse")) - 0.1 * abs(len(_pictures(scene)) - 1),
        lambda scene: len(_pictures(scene)) - 0.4 * len(_texts(scene, "verse")),
        lambda scene: _framed(scene) - 3.0 * len(_texts(scene, "verse")),
    ]
    title = next((place for place in scenes if _texts(plan.scenes[place], "title")), 0)
    end = max((place for place in scenes if _texts(plan.scenes[place], "title", "credits")), default=scenes[-1])
    taken = [title, end if end != title else scenes[-1]]
    for wish in wishes:
        free = [place for place in scenes if place not in taken] or list(scenes)
        taken.append(max(free, key=lambda place: (wish(plan.scenes[place]), -place)))
    first, last, verse, several, one = taken
    return [first, several, one, verse, last]


def shown_best(plan: Plan, place: int) -> int:
    """Return the frame of a scene in which most of it has come in, and the next one has not begun."""
    scene, later = plan.scenes[place], plan.scenes[place + 1 :]
    end = min(scene.start + scene.frames, later[0].start if later else plan.frames - plan.fade_out)
    moments = np.linspace(scene.transition.frames, max(scene.transition.frames, end - scene.start - 1), _STEPS)
    shares = [sum(_there(layer, moment) for layer in scene.layers) for moment in moments]
    best = [moment for moment, share in zip(moments, shares, strict=True) if share >= max(shares) - 1e-6]
    return scene.start + round(float(best[len(best) // 2]))


def _there(layer: object, moment: float) -> float:
    """Return how far a layer has come in at a moment of its scene, 0 to 1."""
    if isinstance(layer, Text):
        into = moment - layer.start - layer.stagger * layer.text.count("\n")
        left = layer.start + layer.frames - moment
        return float(np.clip(min(into, left) / max(1, layer.fade), 0, 1))
    if isinstance(layer, Picture | Clip):
        return float(np.clip((moment - layer.entrance.start) / max(1, layer.entrance.frames), 0, 1))
    return 1.0


def _pictures(scene: Scene) -> list[Picture | Clip]:
    return [layer for layer in scene.layers if isinstance(layer, Picture | Clip)]


def _texts(scene: Scene, *roles: str) -> list[Text]:
    return [layer for layer in scene.layers if isinstance(layer, Text) and layer.role in roles]


def _framed(scene: Scene) -> float:
    """Return how much a scene is one of few pictures with an edge of their own."""
    shown = _pictures(scene)
    edges = sum(2.0 * bool(one.mask) + (one.border.style != "none") + 0.5 * bool(one.angle) for one in shown)
    return edges / len(shown) ** 2 if shown else 0.0


def _side_by_side(pictures: Sequence[Image.Image], height: int) -> Any:
    width = round(height * pictures[0].width / pictures[0].height)
    page = Image.new("RGB", (len(pictures) * (width + _GAP) + _GAP, height + 2 * _GAP), _AROUND)
    for place, picture in enumerate(pictures):
        page.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (_GAP + place * (width + _GAP), _GAP))
    return np.asarray(page)


def _silent(context: Context) -> Context:
    """A context that only cancels: the stages of a sample are nobody's progress."""
    return replace(Context(), cancelled=context.cancelled)
