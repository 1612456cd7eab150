"""Editing documents: written and read again, and refused by the place of what is wrong."""

import json
from typing import Any

import pytest
from cut_parts import cut_source

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.document import dump_edit, load_edit
from albumforge.generators.autocut.dsl.schema import (
    ACTIONS,
    Caption,
    Cut,
    EditDocument,
    Fade,
    Keep,
    Label,
    Speed,
    Title,
)

WHOLE = EditDocument(
    title="一次演讲",
    subtitles="burned",
    labels=(Label(id="S0001", start=0.0, end=4.0, kind="scene", title="Start", text="hello"),),
    actions=(
        Keep(label="S0001", why="good"),
        Keep(start=5.0, end=9.0, speed=2.0),
        Keep(start=6.0, end=7.0, again=True),
        Cut(start=1.0, end=1.5),
        Speed(start=2.0, end=3.0, factor=0.5),
        Fade(fade_in=0.5, fade_out=1.0),
        Caption(start=5.0, end=6.0, text="a\nb"),
        Title(text="Welcome"),
    ),
)


def document(*actions: dict[str, Any], **more: Any) -> str:
    return json.dumps({"schema": "albumforge.edit", "version": 1, "actions": list(actions), **more})


def test_a_document_is_read_as_it_was_written() -> None:
    assert load_edit(dump_edit(WHOLE), cut_source()) == WHOLE
    assert {action.__struct_config__.tag for action in ACTIONS.values()} == set(ACTIONS)


def test_what_is_left_out_is_not_written() -> None:
    (written,) = json.loads(dump_edit(EditDocument(actions=(Cut(start=1.0, end=2.0),))))["actions"]
    assert written == {"action": "cut", "start": 1.0, "end": 2.0}


def test_ranges_may_be_open() -> None:
    read = load_edit(document({"action": "cut", "end": 2}, {"action": "cut", "start": 9.5}), cut_source())
    assert [read.range_of(action) for action in read.actions] == [(None, 2.0), (9.5, None)]


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ([{"action": "zoom"}], r"\$\.actions\[0\]\.action: there is no action 'zoom'.*keep, cut, speed, fade"),
        ([{"action": ["cut"]}], r"\$\.actions\[0\]\.action: there is no action"),
        ([{"start": 1}], r"\$\.actions\[0\]\.action: must be given"),
        ([{"action": "cut", "from": 1}], "from"),
        ([{"action": "cut", "start": "1"}], r"\$\.actions\[0\]\.start"),
        ([{"action": "cut", "start": -1}], r"\$\.actions\[0\]\.start: must be 0 seconds or more"),
        ([{"action": "cut", "start": 3, "end": 2}], r"\$\.actions\[0\]\.end: 2 s is not after .*reversed"),
        ([{"action": "cut", "start": 3, "end": 3}], r"\$\.actions\[0\]\.end"),
        ([{"action": "cut", "start": 3, "end": 11}], r"\$\.actions\[0\]\.end: 11 s is past the end .*10\.000 s"),
        ([{"action": "keep", "start": 12}], r"\$\.actions\[0\]\.start: 12 s is past the end"),
        ([{"action": "keep", "start": 10}], r"\$\.actions\[0\]\.start: .*nothing is left"),
        ([{"action": "keep", "end": 3}, {"action": "keep", "start": 2, "end": 4}], r"\$\.actions\[1\]: overlaps with"),
        ([{"action": "keep", "start": 2, "end": 4}, {"action": "keep", "end": 3}], r"\[1\]: .*\[0\], from 2 to 3 s"),
        ([{"action": "cut", "start": 1}, {"action": "cut", "start": 2, "end": 3}], r"\$\.actions\[1\]: overlaps"),
        ([{"action": "speed", "factor": 2}, {"action": "speed", "factor": 3}], r"\$\.actions\[1\]: overlaps"),
        ([{"action": "speed", "factor": 5}], r"\$\.actions\[0\]\.factor: must be 0\.25 to 4, not 5"),
        ([{"action": "keep", "speed": 0.1}], r"\$\.actions\[0\]\.speed"),
        ([{"action": "fade", "fade_in": 11}], r"\$\.actions\[0\]\.fade_in"),
        ([{"action": "caption", "text": "a"}], r"\$\.actions\[0\]: a caption needs start and end"),
        ([{"action": "title", "text": " "}], r"\$\.actions\[0\]\.text: must have words"),
        ([{"action": "title", "text": "a" * 501}], r"\$\.actions\[0\]\.text: must be at most 500"),
        ([{"action": "cut", "label": "S9"}], r"\$\.actions\[0\]\.label: there is no label 'S9'"),
        (["cut"], r"\$\.actions\[0\]"),
    ],
)
def test_wrong_actions_are_named(actions: list[Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        load_edit(document(*actions), cut_source())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"schema": "other"}, r"\$\.schema: must be"),
        ({"version": 7}, r"\$\.version: this editing document has version 7"),
        ({"labels": [{"id": "a", "start": 2, "end": 1}]}, r"\$\.labels\[0\]\.end"),
        ({"labels": [{"id": "a", "start": 2, "end": 91}]}, r"\$\.labels\[0\]\.end: 91 s is past the end"),
        ({"labels": [{"id": "a", "start": 0, "end": 1}] * 2}, r"\$\.labels: the id 'a' is there twice"),
        ({"labels": [{"id": "", "start": 0, "end": 1}]}, r"\$\.labels\[0\]\.id"),
        ({"height": 333}, r"\$\.height"),
        ({"subtitles": "loud"}, r"\$\.subtitles"),
        ({"colour": 1}, "colour"),
    ],
)
def test_a_wrong_document_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(PlanError, match=said):
        load_edit(document(**more), cut_source())


def test_a_label_stands_instead_of_times() -> None:
    label = {"id": "a", "start": 0, "end": 1}
    with pytest.raises(PlanError, match=r"\$\.actions\[0\]\.label: stands instead"):
        load_edit(document({"action": "cut", "label": "a", "start": 1}, labels=[label]))


def test_without_a_video_its_end_is_not_known() -> None:
    assert load_edit(document({"action": "cut", "start": 100, "end": 200})).actions


def test_a_time_may_be_rounded_at_the_end() -> None:
    assert load_edit(document({"action": "cut", "start": 9, "end": 10.02}), cut_source()).actions


@pytest.mark.parametrize("text", ["", "{", "[]", '"dsl"', "null", '{"schema": NaN}', "[" * 100_000])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(PlanError):
        load_edit(text)
