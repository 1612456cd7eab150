"""Segments at transitions, and of films whose resources are drawn anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from segment_files import CODING, keys_of

from albumforge.generators.album.plan import (
    OVERLAPPING,
    Canvas,
    Ground,
    Plan,
    Scene,
    Transition,
)
from albumforge.generators.album.rendering import segments
from albumforge.generators.album.rendering.segments import (
    cut,
)


def _joined(**fields: Any) -> Plan:
    transition = Transition(**{"type": "luma", "name": "iris", "frames": 10, **fields})
    scenes = (
        Scene(id="a", start=0, frames=40, layers=(Ground(),)),
        Scene(id="b", start=30, frames=40, layers=(Ground(image="paper"),), transition=transition),
    )
    return Plan(canvas=Canvas(width=64, height=64, fps="25/1"), sources=(), scenes=scenes)


@pytest.mark.parametrize("kind", sorted(OVERLAPPING))
def test_segments_end_where_any_transition_ends(kind: Any) -> None:
    plan = _joined(type=kind)
    assert [(segment.start, segment.end) for segment in cut(plan, CODING)] == [(0, 30), (30, 40), (40, 70)]


@pytest.mark.parametrize("fields", [{"name": "ink"}, {"reversed": True}, {"type": "push"}, {"type": "zoom"}])
def test_another_transition_costs_its_own_frames_only(fields: dict[str, Any]) -> None:
    before, after = keys_of(_joined()), keys_of(_joined(**fields))
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_keys_depend_on_what_draws_the_resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in segments.RESOURCES:
        (tmp_path / name).mkdir()
    drawing = tmp_path / segments.RESOURCES[0] / "paper.py"
    plain = msgspec.structs.replace(_joined(), scenes=(Scene(id="a", start=0, frames=9, layers=()),))
    seen = []
    for content in ("one", "two", "one"):
        drawing.write_text(content)
        (tmp_path / segments.RESOURCES[0] / "x.pyc").write_text(str(len(seen)))
        monkeypatch.setattr(segments, "ALBUM", tmp_path)
        segments._resources_digest.cache_clear()
        seen.append((keys_of(_joined()), keys_of(plain)))
    monkeypatch.undo()
    segments._resources_digest.cache_clear()
    assert seen[0] == seen[2]
    assert not set(seen[0][0]) & set(seen[1][0])
    assert seen[0][1] == seen[1][1], "a film without them is not made again"
