"""Captions that are added to a plan by hand: only their words are given, their place and time follow."""

from __future__ import annotations

import msgspec

from albumforge.generators.album.plan import FULL, Clip, Picture, Plan, Scene, Text
from albumforge.generators.album.story.visible import Busy
from albumforge.generators.album.story.words import TypeLook, caption_places, caption_text
from albumforge.generators.album.templates.load import built_in, template_names
from albumforge.generators.album.templates.schema import TypeStyle

_WORDS_ONLY = Text(text="", role="caption")


def captioned(plan: Plan) -> Plan:
    """Return a plan in which captions of which only the words were given look like those of its template, and are seen
    as long as their scene has time for. Faces are not known here, so they stand below, where these seldom are."""
    style = built_in(plan.template).type if plan.template in template_names() else TypeStyle()
    colour = next((text.colour for scene in plan.scenes for text in _texts(scene) if text.role == "caption"), None)
    canvas = plan.canvas
    look = TypeLook(style, plan.language, colour or _WORDS_ONLY.colour, canvas.rate, (canvas.width, canvas.height))
    return msgspec.structs.replace(plan, scenes=tuple(_scene(scene, look) for scene in plan.scenes))


def _texts(scene: Scene) -> list[Text]:
    return [layer for layer in scene.layers if isinstance(layer, Text) and not _words_only(layer)]


def _words_only(layer: Text) -> bool:
    return bool(layer.text) and msgspec.structs.replace(layer, text="") == _WORDS_ONLY


def _scene(scene: Scene, look: TypeLook) -> Scene:
    if not any(isinstance(layer, Text) and _words_only(layer) for layer in scene.layers):
        return scene
    rects = tuple(one.rect for one in scene.layers if isinstance(one, Picture | Clip) and one.rect != FULL)
    busy = Busy(others=rects, pictures=rects)
    layers = [
        (caption_text(layer.text, caption_places("bottom"), busy, scene.frames, look, hurried=0.0) or layer)
        if isinstance(layer, Text) and _words_only(layer)
        else layer
        for layer in scene.layers
    ]
    return msgspec.structs.replace(scene, layers=tuple(layers))
