"""Where a film is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from cut_plans import JOINS, joined_plan

from albumforge.generators.album.export.cutting import main_layer, name_of, pictures_of, spans_of
from albumforge.generators.album.plan import OVERLAPPING
from albumforge.generators.album.plan_check import check_plan


def test_spans_follow_each_other_and_are_as_long_as_the_film() -> None:
    plan = joined_plan()
    check_plan(plan)
    spans = spans_of(plan)
    assert spans[0].start == 0
    assert all(one.end == other.start for one, other in pairwise(spans))
    assert sum(span.frames for span in spans) == spans[-1].end == plan.frames


@pytest.mark.parametrize("number", range(1, len(JOINS)))
def test_a_cut_lies_in_the_middle_of_its_transition(number: int) -> None:
    plan = joined_plan()
    before, span = spans_of(plan)[number - 1 : number + 1]
    transition = span.scene.transition
    if transition.type not in OVERLAPPING:
        assert (span.lead, before.tail, before.handle) == (0, 0, transition.frames)
        return
    assert span.start - span.scene.start == span.lead
    assert before.tail + span.lead == transition.frames
    assert before.handle == before.tail
    assert 0 <= span.lead - before.tail <= 1


def test_the_largest_picture_stands_for_a_scene() -> None:
    plan = joined_plan()
    assert [layer.source for layer in pictures_of(plan.scenes[1])] == ["s1", "s2"]
    assert pictures_of(plan.scenes[3]) == []
    names = [name_of(plan, scene, main_layer(scene)) for scene in plan.scenes]
    assert names[:5] == ["海 边.jpg", "海 边.jpg", "IMG_0002.JPG", "Day two", "IMG_0002.MOV"]
    assert names[6] == "paper"
