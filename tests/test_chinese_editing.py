"""What is said of editing documents, edit decision lists and requests of cuts is there in Chinese, as it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cut_parts import cut_plan, cut_source
from cut_studies import talk

from albumforge.chinese import in_chinese
from albumforge.errors import InvalidInput
from albumforge.generators.autocut.decide import decide
from albumforge.generators.autocut.dsl.document import load_edit
from albumforge.generators.autocut.edl.read import document_of_edl
from albumforge.generators.autocut.pieces import pieces_of
from albumforge.generators.autocut.plan import dump_cut, load_cut
from albumforge.generators.autocut.request import CutRequest, read_request

HEAD = {"schema": "albumforge.edit", "version": 1}
LABEL = {"id": "a", "start": 0, "end": 1}


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def check(call: Callable[[], Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    for line in [*caught.value.message.split("\n"), *filter(None, [caught.value.hint])]:
        assert is_chinese(in_chinese(line)), line


@pytest.mark.parametrize(
    "more",
    [
        {"schema": "x"},
        {"version": 2},
        {"height": 3},
        {"labels": [{**LABEL, "id": ""}]},
        {"labels": [LABEL, LABEL]},
        {"labels": [LABEL], "actions": [{"action": "cut", "label": "a", "start": 1}]},
        {"actions": 5},
        {"actions": [{"action": "zoom"}]},
        {"actions": [{}]},
        {"actions": [{"action": "cut", "label": "b"}]},
        {"actions": [{"action": "cut", "start": -1}]},
        {"actions": [{"action": "cut", "start": 11}]},
        {"actions": [{"action": "cut", "start": 10}]},
        {"actions": [{"action": "cut", "start": 3, "end": 2}]},
        {"actions": [{"action": "cut"}, {"action": "cut", "end": 2}]},
        {"actions": [{"action": "keep"}, {"action": "keep", "end": 2}]},
        {"actions": [{"action": "keep", "speed": 9}]},
        {"actions": [{"action": "speed", "factor": 9}]},
        {"actions": [{"action": "fade", "fade_in": 99}]},
        {"actions": [{"action": "title", "text": ""}]},
        {"actions": [{"action": "title", "text": "a" * 999}]},
        {"actions": [{"action": "caption", "text": "a"}]},
        {"actions": [{"action": "keep", "speed": 4}, {"action": "speed", "factor": 4}]},
        {"actions": [{"action": "cut"}]},
    ],
)
def test_editing_documents(more: dict[str, Any]) -> None:
    check(lambda: pieces_of(load_edit(json.dumps({**HEAD, **more}), cut_source()), cut_source()))


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"schema": NaN}'])
def test_what_is_no_document(text: str) -> None:
    check(lambda: load_edit(text))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("schema", "x"),
        ("version", 9),
        ("pieces", []),
        ("pieces.0.start", 500),
        ("pieces.0.end", 500),
        ("pieces.0.speed", 9),
        ("pieces.0.fade_in", 9),
        ("height", 3),
        ("source.fps", "x"),
        ("texts", [{"start": 0, "end": 99, "text": "a"}]),
        ("texts", [{"start": 99, "end": 100, "text": "a"}]),
    ],
)
def test_plans(place: str, value: Any) -> None:
    head = json.loads(dump_cut(cut_plan()))
    *way, last = place.split(".")
    node = head
    for step in way:
        node = node[int(step) if step.isdecimal() else step]
    node[last] = value
    check(lambda: load_cut(json.dumps(head)))


EVENTS = (
    "001 A V C 00:00:09:00 00:00:11:00 00:00:01:00 00:00:03:00",
    "001 A V C 00:00:05:00 00:00:04:00 00:00:09:02 00:00:10:02",
    "001 A V C 00:00:xx:00 00:00:04:00 00:00:09:02 00:00:10:02",
    "001 A V C 00:00:01:00",
    "001 A V C 00:00:01:00 00:00:02:00 00:00:10:02 00:00:12:02",
    "001 A V Q 00:00:01:00 00:00:02:00 00:00:10:02 00:00:11:02",
    "001 A V C 00:00:01:00 00:00:02:00 00:00:03:00 00:00:02:00",
    "001 A V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00\nM2 A 900.0 00:00:01:00",
    "001 A V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:03:00\n* * FREEZE FRAME",
    "001 A V C 00:00:01:45 00:00:02:00 00:00:00:00 00:00:03:00",
    "001 A V C 00:00:01;00 00:00:02;00 00:00:00;00 00:00:01;00",
    "001 A A C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00",
    "001 BL V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00",
    "001 A IS C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00\n002 A V C\nwords",
    "* FPS: 25\n001 A V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00",
    "FCM: DROP FRAME\n001 A V C 00:00:01:00 00:00:02:00 00:00:00:00 00:00:01:00",
    "words",
    "001 A V C 00:00:20:00 00:00:21:00 00:00:00:00 00:00:01:00\n" * 30,
)


@pytest.mark.parametrize("text", EVENTS)
def test_edit_decision_lists(text: str) -> None:
    check(lambda: document_of_edl(text, cut_source()))


@pytest.mark.parametrize(
    "given",
    [
        {"colour": 1},
        {"strategy": "x"},
        {"target_seconds": "x"},
        {"target_seconds": 0},
        {"smart": "x"},
        {"height": 3},
        {"height": 3.5},
        {"language": "english"},
        {"drop_words": 3},
        {"drop_words": ["a" * 999]},
        {"title": "a" * 999},
        {"title": 3},
        {"edl": "x", "dsl": "{}"},
    ],
)
def test_requests(given: dict[str, Any]) -> None:
    check(lambda: read_request(given))


def test_notes_and_reasons() -> None:
    said = []
    for study in (talk(), talk(words=False), talk(audio=False, words=False), talk(speech=())):
        for options in (
            {"target_seconds": 5, "drop_words": ("um", "zebra")},
            {"strategy": "speech"},
            {"strategy": "scenes", "target_seconds": 3},
            {"strategy": "scenes", "target_seconds": 1, "margin_before": 5},
            {"strategy": "highlights", "target_seconds": 90},
            {"strategy": "highlights", "target_seconds": 1, "margin_before": 0.9},
            {"strategy": "highlights", "target_seconds": 9},
        ):
            document = decide(study, CutRequest(**options))
            said += [*document.notes, *(action.why for action in document.actions)]
    assert len(set(said)) > 15
    for line in said:
        assert is_chinese(in_chinese(line)), line
