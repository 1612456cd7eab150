"""What a plan shows, as data."""

from __future__ import annotations

import json

from cut_plans import joined_plan
from msgspec.structs import replace
from plan_parts import full_plan

from albumforge.generators.album.explain import explain
from albumforge.generators.album.plan import Transition


def test_scenes_are_told_in_order_with_their_times() -> None:
    plan = joined_plan()
    found = explain(plan).scenes
    assert [scene["id"] for scene in found] == [scene.id for scene in plan.scenes]
    assert [round(scene["start"] * 30) for scene in found] == [scene.start for scene in plan.scenes]
    assert [round(scene["duration"] * 30) for scene in found] == [scene.frames for scene in plan.scenes]


def test_the_film_is_told_in_figures() -> None:
    film = explain(joined_plan()).film
    assert (film["pictures"], film["clips"], film["verses"], film["chapters"]) == (2, 1, 1, ["Day two"])
    assert film["music"] == {"piece": "morning", "title": "Morning Light", "bpm": 80.0}
    other = explain(full_plan()).film
    assert other["music"] == {"path": "/media/4.jpg", "beats": 0}
    assert explain(replace(joined_plan(), audio=replace(joined_plan().audio, music=None))).film["music"] is None


def test_transitions_have_titles_where_people_call_them_by_one() -> None:
    plan = joined_plan()
    titles = [scene["transition"]["title"] for scene in explain(plan).scenes]
    assert titles == ["", "", "", "", "", "Iris", "Ink wash", ""]
    assert explain(replace(plan, language="zh")).scenes[5]["transition"]["title"] == "圆形光圈"
    odd = replace(plan.scenes[5], transition=Transition(type="luma", name="of-tomorrow", frames=21))
    later = explain(replace(plan, scenes=(*plan.scenes[:5], odd, *plan.scenes[6:])))
    assert later.scenes[5]["transition"]["title"] == "of-tomorrow"


def test_all_of_it_is_json() -> None:
    explained = explain(joined_plan())
    assert json.loads(json.dumps([explained.film, explained.why, explained.scenes]))
