"""Captions that are added to a plan by hand get their place and time."""

from __future__ import annotations

import json
from typing import Any

import msgspec
from story_parts import plain_album, told

from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Plan, Text
from albumforge.generators.album.plan_document import dump_plan, load_plan


def _plan(**request: Any) -> Plan:
    wanted = {"captions": False, "poem": False, "chapters": "none", "template": "clean", **request}
    return told(plain_album(6), title="Sea", **wanted)


def _wordless(plan: Plan) -> int:
    return next(n for n, scene in enumerate(plan.scenes) if not any(isinstance(one, Text) for one in scene.layers))


def _with_layer(plan: Plan, number: int, layer: dict[str, Any]) -> Plan:
    document = json.loads(dump_plan(plan))
    document["scenes"][number]["layers"].append(layer)
    return load_plan(AlbumGenerator().amend_plan(dump_plan(plan), json.dumps(document)))


def test_a_caption_of_words_alone_is_placed_below_for_as_long_as_it_is_read() -> None:
    plan = _plan()
    number = _wordless(plan)
    scene = plan.scenes[number]
    words = 'We had "never" seen so much of it, and nobody wanted to go home before the very last light had gone'
    for text in ("By hand", words):
        added = _with_layer(plan, number, {"type": "text", "role": "caption", "text": text}).scenes[number].layers[-1]
        assert isinstance(added, Text) and added.role == "caption" and added.text.startswith(text[:6])
        assert added.size < 0.05 and added.y > 0.7
        assert added.start > 0 and added.start + added.frames <= scene.frames


def test_a_caption_looks_like_the_others_in_a_film_that_has_some() -> None:
    plan = _plan(captions=True)
    caption = next(one for scene in plan.scenes for one in scene.layers if isinstance(one, Text) and one.shade)
    bare = tuple(
        msgspec.structs.replace(scene, layers=tuple(one for one in scene.layers if one is not caption))
        for scene in plan.scenes
    )
    number = next(n for n, scene in enumerate(plan.scenes) if caption in scene.layers)
    layer = {"type": "text", "role": caption.role, "text": caption.text}
    again = _with_layer(msgspec.structs.replace(plan, scenes=bare), number, layer).scenes[number].layers[-1]
    assert (again == caption) == (caption.role == "caption")


def test_what_says_more_than_its_words_is_left_as_it_is() -> None:
    plan = _plan()
    number = _wordless(plan)
    for given in ({"role": "caption", "y": 0.2}, {"role": "verse"}):
        added = _with_layer(plan, number, {"type": "text", "text": "By hand", **given}).scenes[number].layers[-1]
        assert added == msgspec.convert({"type": "text", "text": "By hand", **given}, Text)
