"""The page of the editing document: what it shows works."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from cut_parts import cut_source

from albumforge.generators.autocut.dsl.document import load_edit
from albumforge.generators.autocut.dsl.schema import ACTIONS
from albumforge.generators.autocut.plan import CutSource
from albumforge.generators.autocut.request import OPTIONS, CutRequest
from albumforge.generators.autocut.timeline import TITLE_SECONDS, timeline

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "dsl.md").read_text(encoding="utf-8")
TALK: CutSource = cut_source(duration=120.0, frames=3600)


def test_the_document_of_the_page_can_be_executed() -> None:
    example = PAGE.partition("```json\n")[2].partition("```")[0]
    plan = timeline(load_edit(example, TALK), TALK, None, CutRequest())
    assert [piece.label for piece in plan.pieces if piece.label] == ["Welcome", "Demonstration"]
    assert plan.duration == pytest.approx(12.5 + 35 - 3.8 - 5, abs=0.05)
    assert [text.kind for text in plan.texts] == ["title", "caption"]


@pytest.mark.parametrize("name", ACTIONS)
def test_every_field_of_an_action_is_documented(name: str) -> None:
    section = PAGE.partition(f'### `"action": "{name}"`')[2].partition("\n##")[0]
    for field in msgspec.structs.fields(ACTIONS[name]):
        (row,) = re.findall(rf"^\| `{field.name}` \|.*\|$", section, re.MULTILINE)
        assert len(row.split(" | ")[3]) > 8


def test_every_option_is_documented() -> None:
    for name in OPTIONS:
        assert f"| `{name}` |" in PAGE.partition("## What decides it")[2]


def test_the_page_knows_how_long_a_title_stands() -> None:
    assert f"the first {TITLE_SECONDS:g} seconds of the cut" in PAGE
