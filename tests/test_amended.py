"""What a film says of itself after its plan was changed by hand: title, dates and count as they are now."""

from __future__ import annotations

import msgspec
import pytest
from story_parts import album, plain_album, shown, told

from albumforge.generators.album.plan import Plan, Scene, Text
from albumforge.generators.album.story.amended import amended


def _texts(plan: Plan, *roles: str) -> list[str]:
    return [one.text for scene in plan.scenes for one in scene.layers if isinstance(one, Text) and one.role in roles]


def _closing(plan: Plan) -> list[str]:
    return [layer.text for layer in plan.scenes[-1].layers if isinstance(layer, Text)]


def _with_text(plan: Plan, old: str, new: str) -> Plan:
    def scene(one: Scene) -> Scene:
        layers = [
            msgspec.structs.replace(layer, text=layer.text.replace(old, new)) if isinstance(layer, Text) else layer
            for layer in one.layers
        ]
        return msgspec.structs.replace(one, layers=tuple(layers))

    return msgspec.structs.replace(plan, scenes=tuple(scene(one) for one in plan.scenes))


def _without(plan: Plan, *numbers: int) -> Plan:
    return msgspec.structs.replace(plan, scenes=tuple(s for n, s in enumerate(plan.scenes) if n not in numbers))


@pytest.mark.parametrize(
    ("language", "before", "after"), [("en", "8 photographs", "7 photographs"), ("zh", "8 张照片", "7 张照片")]
)
def test_a_scene_less_is_told_in_the_credits(language: str, before: str, after: str) -> None:
    plan = told(plain_album(8), title="Sea", credits=True, language=language, template="clean")
    alone = next(n for n, scene in enumerate(plan.scenes) if n and len({*shown(_of(plan, scene))}) == 1)
    assert before in _closing(plan)[-1].splitlines()
    changed = amended(plan, _without(plan, alone))
    assert after in _closing(changed)[-1].splitlines()
    assert before not in _closing(changed)[-1]
    assert _closing(changed)[-1].splitlines()[2:] == _closing(plan)[-1].splitlines()[2:]


def _of(plan: Plan, scene: Scene) -> Plan:
    return msgspec.structs.replace(plan, scenes=(scene,))


def test_the_dates_are_those_of_the_pictures_that_are_left() -> None:
    sources, infos = album(9, 3, clips=0.0, hours=24 * 40.0, places=False)
    plan = told((sources, infos), title="Sea", credits=True, order="given")
    media = {source.id: source for source in plan.sources}
    keep = [n for n, scene in enumerate(plan.scenes) if not {*shown(_of(plan, scene))} - {plan.sources[0].id}]
    changed = amended(plan, _without(plan, *(n for n in range(len(plan.scenes)) if n not in keep)))
    day = media[plan.sources[0].id].captured_at or ""
    assert day[:4] in _closing(changed)[-1].splitlines()[0]
    assert _texts(changed, "credits") != _texts(plan, "credits")
    assert "1 photograph" in _closing(changed)[-1].splitlines()


def test_a_title_changed_over_the_opening_is_the_film_s_and_that_of_its_end() -> None:
    plan = told(plain_album(8), title='The "long" day', credits=True)
    changed = amended(plan, msgspec.structs.replace(plan, scenes=(_opening(plan, "A short day"), *plan.scenes[1:])))
    assert changed.title == "A short day"
    assert _closing(changed)[0] == "A short day"
    renamed = amended(plan, msgspec.structs.replace(plan, title="Elsewhere"))
    assert _texts(renamed, "title") == ["Elsewhere"]
    assert _closing(renamed)[0] == "Elsewhere"


def _opening(plan: Plan, title: str) -> Scene:
    layers = [
        msgspec.structs.replace(one, text=title) if isinstance(one, Text) and one.role == "title" else one
        for one in plan.scenes[0].layers
    ]
    return msgspec.structs.replace(plan.scenes[0], layers=tuple(layers))


def test_what_somebody_wrote_stays() -> None:
    plan = told(plain_album(8), title="Sea", credits=True)
    own = _with_text(plan, "8 photographs", "A few photographs by Ann")
    changed = amended(plan, _without(own, 2))
    assert "A few photographs by Ann" in _closing(changed)[-1]
    assert amended(own, own) == own
    again = amended(own, _without(own, 3))
    assert "A few photographs by Ann" in _closing(again)[-1]
    assert amended(plan, plan) == plan
