"""Checks of a plan: joins of every kind, and names that are not known."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from plan_parts import full_plan

from albumforge.errors import PlanError
from albumforge.generators.album.plan import OVERLAPPING
from albumforge.generators.album.plan_document import load_plan


def _document() -> dict[str, Any]:
    """A plan whose starts are worked out."""
    document: dict[str, Any] = json.loads(msgspec.json.encode(full_plan()))
    for scene in document["scenes"]:
        del scene["start"]
    return document


@pytest.mark.parametrize("kind", sorted(OVERLAPPING))
def test_scenes_overlap_in_any_transition_that_shows_both(kind: str) -> None:
    document = _document()
    document["scenes"][1]["transition"] = {"type": kind, "frames": 15, "name": "iris" if kind == "luma" else ""}
    assert [scene.start for scene in load_plan(json.dumps(document)).scenes] == [0, 45, 95]
    document["scenes"] = document["scenes"][1:]
    with pytest.raises(PlanError, match=r"\$\.scenes\[0\]\.transition: there is no scene before"):
        load_plan(json.dumps(document))


def test_an_unknown_luma_map_or_background_is_named_with_what_there_is() -> None:
    document = _document()
    document["scenes"][1]["transition"] = {"type": "luma", "frames": 15, "name": "irish"}
    with pytest.raises(PlanError, match=r"\$\.scenes\[1\]\.transition\.name: there is no luma map 'irish'.*wipe-right"):
        load_plan(json.dumps(document))
    document = _document()
    document["scenes"][1]["layers"] = [{"type": "ground", "image": "marble"}]
    with pytest.raises(PlanError, match=r"layers\[0\]\.image: there is no background 'marble'.*paper"):
        load_plan(json.dumps(document))
