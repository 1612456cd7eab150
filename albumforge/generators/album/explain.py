"""What a plan shows and why, as people and machines read it."""

from __future__ import annotations

from typing import Any

from albumforge.backends import Explained
from albumforge.generators.album.export.cutting import pictures_of, texts_of
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import Clip, FileMusic, Picture, PieceMusic, Plan, Scene, Transition


def explain(plan: Plan) -> Explained:
    """Return what a plan shows; see `albumforge.backends.Explained`."""
    texts = [text for scene in plan.scenes for text in texts_of(scene)]
    shown = {layer.source for scene in plan.scenes for layer in pictures_of(scene)}
    film = {
        "title": plan.title,
        "duration": round(plan.duration, 3),
        "width": plan.canvas.width,
        "height": plan.canvas.height,
        "fps": plan.canvas.fps,
        "codec": plan.codec,
        "draft": plan.draft,
        "language": plan.language,
        "seed": plan.seed,
        "template": plan.template,
        "music": _music(plan),
        "pictures": sum(source.kind == "photo" and source.id in shown for source in plan.sources),
        "clips": sum(source.kind == "clip" and source.id in shown for source in plan.sources),
        "chapters": [scene.chapter for scene in plan.scenes if scene.chapter],
        "verses": sum(text.role == "verse" for text in texts),
    }
    return Explained(film, plan.why, tuple(_scene(plan, scene) for scene in plan.scenes))


def _music(plan: Plan) -> dict[str, Any] | None:
    music = plan.audio.music
    if isinstance(music, PieceMusic):
        return {"piece": music.name, "title": PIECES[music.name].title[plan.language], "bpm": round(music.bpm, 1)}
    if isinstance(music, FileMusic):
        return {"path": plan.source(music.source).path, "beats": len(music.beats)}
    return None


def _scene(plan: Plan, scene: Scene) -> dict[str, Any]:
    rate = plan.canvas.rate
    # As the layers lie, which is how the reasons number them.
    pictures = [plan.source(layer.source) for layer in scene.layers if isinstance(layer, Picture | Clip)]
    return {
        "id": scene.id,
        "start": round(float(scene.start / rate), 3),
        "duration": round(float(scene.frames / rate), 3),
        "pictures": [{"path": source.path, "kind": source.kind} for source in pictures],
        "texts": [{"role": text.role, "text": text.text} for text in texts_of(scene)],
        "transition": _transition(scene.transition, plan),
        "chapter": scene.chapter,
        "why": scene.why,
    }


def _transition(transition: Transition, plan: Plan) -> dict[str, Any]:
    return {
        "type": transition.type,
        "name": transition.direction if transition.type == "push" else transition.name,
        "title": _title(transition, plan.language),
        "duration": round(float(transition.frames / plan.canvas.rate), 3),
    }


def _title(transition: Transition, language: str) -> str:
    """Return what people call a luma map; "" for the other transitions."""
    if transition.type != "luma":
        return ""
    from albumforge.generators.album.transitions import luma_names, luma_title

    return luma_title(transition.name, language) if transition.name in luma_names() else transition.name
