"""Plans edited by hand: scenes go, move and change their lengths, and what no longer fits comes with advice."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from plan_parts import changed, full_plan

from albumforge.errors import PlanError
from albumforge.generators.album.plan_document import dump_plan, load_plan


def _without_starts(null: bool = False) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(full_plan())
    document["scenes"] = list(document["scenes"])
    for scene in document["scenes"]:
        if null:
            scene["start"] = None
        else:
            del scene["start"]
    return document


@pytest.mark.parametrize("null", [False, True])
def test_starts_that_are_left_out_are_worked_out(null: bool) -> None:
    plan = load_plan(json.dumps(_without_starts(null)))
    assert plan == full_plan()
    assert '"start": 45' in dump_plan(plan)


def test_a_start_that_is_there_is_still_checked_beside_one_that_is_not() -> None:
    document = _without_starts()
    document["scenes"][2]["start"] = 95
    assert load_plan(json.dumps(document)) == full_plan()
    document["scenes"][2]["start"] = 96
    with pytest.raises(PlanError, match=r"\$\.scenes\[2\]\.start: must be 95.*not 96.*leave `start` out"):
        load_plan(json.dumps(document))


def test_scenes_are_removed_moved_lengthened_and_joined_otherwise_by_hand() -> None:
    document = _without_starts()
    document["audio"]["clips"] = []
    first, second, third = document["scenes"]

    def starts(*scenes: dict[str, Any]) -> list[int]:
        plan = load_plan(json.dumps({**document, "scenes": scenes}))
        return [scene.start for scene in plan.scenes]

    assert starts(first, third) == [0, 60]
    assert starts(third, second, first) == [0, 15, 65]
    assert starts(first, {**second, "frames": 80}, third) == [0, 45, 125]
    assert starts(first, {**second, "transition": {}}, third) == [0, 60, 110]
    with pytest.raises(PlanError, match=r"\$\.scenes\[0\]\.transition: there is no scene before.*a fade or a cut"):
        starts(second, third)


@pytest.mark.parametrize("scenes", [None, 3, {}, [None], ["a", 1], [{}], [{"frames": "x"}], [{"start": None}]])
def test_scenes_of_any_other_shape_are_refused(scenes: object) -> None:
    with pytest.raises(PlanError, match=r"\$\.scenes"):
        load_plan(json.dumps(_without_starts() | {"scenes": scenes}))


@pytest.mark.parametrize(("field", "value", "advice"), [("fade_out", 126, "Lower it"), ("poster", 125, "leave it out")])
def test_what_a_shorter_film_leaves_behind_comes_with_advice(field: str, value: int, advice: str) -> None:
    with pytest.raises(PlanError, match=f"not {value}.*{advice}"):
        load_plan(json.dumps(changed(full_plan(), field, value)))
