"""What a film says of itself, said anew where its plan was changed by hand: its title, when its pictures were taken,
and how many there are."""

from __future__ import annotations

import msgspec

from albumforge.generators.album.plan import Clip, Layer, Picture, Plan, Scene, Text
from albumforge.generators.album.story.closing import numbers
from albumforge.generators.album.story.titles import date_line
from albumforge.media.typography import typographic


def amended(before: Plan, after: Plan) -> Plan:
    """Return a plan that was changed by hand with what it says of itself as it is now.

    A line that says what was so before is one that we wrote, and is written anew; any other is left as it is. A title
    that was changed where the film shows it becomes the film's.
    """
    after = msgspec.structs.replace(after, title=_title(before, after))
    lines = {old: new for old, new in zip(_said(before), _said(after), strict=True) if old and old != new}
    if not lines:
        return after
    return msgspec.structs.replace(after, scenes=tuple(_scene(scene, lines) for scene in after.scenes))


def _said(plan: Plan) -> tuple[str, ...]:
    """Return the lines that follow from the rest of a plan: title, dates, count."""
    shown = {layer.source for scene in plan.scenes for layer in scene.layers if isinstance(layer, Picture | Clip)}
    media = [source for source in plan.sources if source.id in shown]
    photos = sum(source.kind == "photo" for source in media)
    language = plan.language
    lines = (plan.title, date_line(media, language), numbers(photos, len(media) - photos, language == "zh"))
    return tuple(typographic(line, language) for line in lines)


def _title(before: Plan, after: Plan) -> str:
    """Return the title of a plan as it was changed, or the words over its opening where these were."""
    if after.title != before.title:
        return after.title
    told = typographic(before.title, before.language)
    shown = [
        (old.text, new.text)
        for scene in before.scenes[:1]
        for changed in after.scenes
        if changed.id == scene.id
        for old, new in zip(_titles(scene), _titles(changed), strict=False)
    ]
    return next((new for old, new in shown if _plain(old) == _plain(told) != _plain(new)), after.title)


def _titles(scene: Scene) -> list[Text]:
    return [layer for layer in scene.layers if isinstance(layer, Text) and layer.role == "title"]


def _plain(text: str) -> str:
    return " ".join(text.split())


def _scene(scene: Scene, lines: dict[str, str]) -> Scene:
    closing = any(isinstance(layer, Text) and layer.role == "credits" for layer in scene.layers)
    roles = ("title", "subtitle", "credits", *(["chapter"] if closing else []))
    layers = [
        _layer(layer, lines) if isinstance(layer, Text) and layer.role in roles else layer for layer in scene.layers
    ]
    return msgspec.structs.replace(scene, layers=tuple(layer for layer in layers if layer is not None))


def _layer(text: Text, lines: dict[str, str]) -> Layer | None:
    """Return a text with lines in the place of others; None where nothing is left of it."""
    if text.text in lines:
        said = lines[text.text]
    else:
        said = "\n".join(line for line in (lines.get(line, line) for line in text.text.split("\n")) if line)
    return msgspec.structs.replace(text, text=said) if said else None
