"""Plans as documents: written, read, and checked as they are read."""

from __future__ import annotations

from typing import Any

import msgspec

from albumforge.generators.album.plan import SCHEMA, VERSION, Plan, Scene, expected_start
from albumforge.generators.album.plan_check import check_plan
from albumforge.media.json_document import as_kind, read_versioned, write_json

_NAME = "plan"


def dump_plan(plan: Plan) -> str:
    """Return the plan as JSON, indented, keys in the order of the schema."""
    return write_json(plan)


def load_plan(document: str) -> Plan:
    """Read a plan, work out the starts of scenes that are left out, and check that it holds together.

    Raises:
        PlanError: the message names the place in the document, such as ``$.scenes[3].frames``.
    """
    head = read_versioned(
        document,
        _NAME,
        schema=SCHEMA,
        version=VERSION,
        kind="a plan of a film",
        noun="plan",
        hint="Make the plan again with --plan-only.",
    )
    open_starts = _mark_open_starts(head)
    plan = as_kind(head, Plan, _NAME)
    if open_starts:
        plan = _with_starts(plan, open_starts)
    check_plan(plan)
    return plan


def _mark_open_starts(head: dict[str, Any]) -> set[int]:
    """Put 0 where a scene has no start; return the numbers of these scenes."""
    scenes = head.get("scenes")
    marked = set()
    for number, scene in enumerate(scenes if isinstance(scenes, list) else []):
        if isinstance(scene, dict) and scene.get("start") is None:
            scene["start"] = 0
            marked.add(number)
    return marked


def _with_starts(plan: Plan, open_starts: set[int]) -> Plan:
    scenes: list[Scene] = []
    for number, scene in enumerate(plan.scenes):
        if scenes and number in open_starts:
            scene = msgspec.structs.replace(scene, start=expected_start(scenes[-1], scene))
        scenes.append(scene)
    return msgspec.structs.replace(plan, scenes=tuple(scenes))
