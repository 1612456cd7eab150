"""What the page makes of editing documents is what the engine makes of them; places of mistakes are found."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.document import load_edit
from albumforge.generators.autocut.plan import CutSource
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.timeline import timeline
from albumforge.generators.autocut.transcript.record import Transcript

pytest_plugins = ["page_fixtures"]

FPS, FRAMES = 30, 900
DURATION = FRAMES / FPS
SOURCE = CutSource(
    path="/a.mp4",
    digest="sha256-" + "0" * 64,
    width=64,
    height=48,
    fps=f"{FPS}/1",
    frames=FRAMES,
    duration=DURATION,
    audio_track=0,
)
LABELS = [
    {"id": "A", "start": 3.0, "end": 7.0, "kind": "other"},
    {"id": "B", "start": 20.0, "end": 30.0, "kind": "other"},
]
DOCUMENTS: dict[str, list[dict[str, Any]]] = {
    "all": [],
    "cuts": [{"action": "cut", "start": 0.0, "end": 2.0}, {"action": "cut", "start": 10.0, "end": 12.5}],
    "open ends": [{"action": "cut", "end": 4.0}, {"action": "cut", "start": 25.0}],
    "keeps": [
        {"action": "keep", "start": 2.0, "end": 5.0},
        {"action": "keep", "start": 8.0, "end": 15.0, "speed": 2.0},
    ],
    "labels": [
        {"action": "keep", "label": "A"},
        {"action": "keep", "label": "B"},
        {"action": "cut", "start": 4.0, "end": 5.0},
    ],
    "another order": [{"action": "keep", "start": 20.0, "end": 22.0}, {"action": "keep", "start": 1.0, "end": 4.0}],
    "speed": [
        {"action": "cut", "start": 0.0, "end": 10.0},
        {"action": "speed", "start": 12.0, "end": 20.0, "factor": 2.0},
    ],
    "other actions": [
        {"action": "title", "text": "T"},
        {"action": "fade", "fade_in": 1.0},
        {"action": "cut", "label": "A"},
    ],
}
CHANGES = [(1.0, 3.0, False), (4.5, 11.0, True), (6.0, 9.0, False), (0.0, 2.5, True), (21.0, 30.0, False)]


@pytest.fixture
def ask(visit: Callable[..., Any]) -> Callable[[str, Any], Any]:
    """Calls a function of a module of the page: ``module.function`` with its arguments."""
    page = visit("#/cuts")

    def call(name: str, *arguments: Any) -> Any:
        module, _, function = name.partition(".")
        return page.evaluate(
            """async ([module, name, given]) => {
              const found = await import(new URL(`static/${module}.js`, document.baseURI).href);
              return found[name](...given);
            }""",
            [module, function, list(arguments)],
        )

    return call


def written(actions: list[dict[str, Any]]) -> dict[str, Any]:
    """A document with these actions."""
    return {"schema": "albumforge.edit", "version": 1, "labels": LABELS, "actions": actions}


def frames_kept(document: dict[str, Any]) -> tuple[np.ndarray, float]:
    """Which frames of the video the engine keeps, and the seconds of its cut."""
    plan = timeline(load_edit(json.dumps(document), SOURCE), SOURCE, Transcript(), CutRequest())
    kept = np.zeros(FRAMES, bool)
    for piece in plan.pieces:
        kept[piece.start : piece.end] = True
    return kept, plan.duration


def same(ask: Callable[..., Any], document: dict[str, Any]) -> None:
    """The page and the engine mean the same by a document."""
    parts = ask("jobs_document.stretches", document, DURATION)
    assert parts[0]["start"] == 0
    assert parts[-1]["end"] == DURATION
    assert all(one["end"] == other["start"] for one, other in pairwise(parts))
    shown = np.zeros(FRAMES, bool)
    for part in parts:
        shown[round(part["start"] * FPS) : round(part["end"] * FPS)] = part["kept"]
    kept, seconds = frames_kept(document)
    assert np.array_equal(shown, kept)
    assert ask("jobs_document.lengthOf", document, DURATION) == pytest.approx(seconds, abs=0.15)


def test_what_no_action_keeps_has_its_reason(ask: Callable[..., Any]) -> None:
    document = written([{"action": "keep", "start": 2.0, "end": 5.0}, {"action": "keep", "start": 20.0, "end": 22.0}])
    reasons = [(5.0, 8.0, "scene S0001 is too short to be kept"), (8.0, 20.0, "less of interest, 0.08: speech 0.1")]
    document["left_out"] = [{"start": start, "end": end, "why": why} for start, end, why in reasons]
    parts = ask("jobs_document.stretches", document, DURATION)
    assert [part["why"] for part in parts] == [
        "not kept by the document",
        "",
        "less of interest, 0.08: speech 0.1",
        "",
        "not kept by the document",
    ]
    assert ask("jobs_said.said", parts[2]["why"]) == "less of interest, 0.08"
    parts = ask("jobs_document.stretches", written(DOCUMENTS["keeps"]) | {"strategy": "edl"}, DURATION)
    assert [part["why"] for part in parts if not part["kept"]] == ["not in the EDL"] * 3


def test_the_page_and_the_engine_mean_the_same(ask: Callable[..., Any]) -> None:
    for actions in DOCUMENTS.values():
        document = written(actions)
        same(ask, document)
        for start, end, keep in CHANGES:
            changed = ask(
                "jobs_document.withStretch", document, {"start": start, "end": end}, keep, "by hand", DURATION
            )
            same(ask, changed)
            kept, _ = frames_kept(changed)
            assert (
                kept[round(start * FPS) : round(end * FPS)].all()
                if keep
                else not kept[round(start * FPS) : round(end * FPS)].any()
            )
            before, _ = frames_kept(document)
            outside = np.ones(FRAMES, bool)
            outside[round(start * FPS) : round(end * FPS)] = False
            assert np.array_equal(kept[outside], before[outside])
            document = changed


HEAD = '{"schema": "albumforge.edit", "version": 1, '
MISTAKES = {
    '{"schema": "albumforge.edit", "version": 2}': '"version": 2',
    HEAD + '"actions": [{"action": "cut", "start": 5, "end": 1}]}': '"end": 1',
    HEAD + '"actions": [{"action": "cut", "start": 5, "end": 7},\n'
    ' {"action": "cut", "start": 6}]}': '{"action": "cut", "start": 6}',
    HEAD + '"title": "中文 {[", "actions": [{"action": "jump"}]}': '"action": "jump"',
    HEAD + '"actions": [{"action": "speed", "start": "x", "factor": 1}]}': '"start": "x"',
    HEAD + '"actions": [{"action": "cut", "label": "Z"}]}': '"label": "Z"',
}


def test_places_of_mistakes(ask: Callable[..., Any]) -> None:
    for text, wrong in MISTAKES.items():
        with pytest.raises(PlanError) as raised:
            load_edit(text, SOURCE)
        place = ask("jobs_place.placeIn", str(raised.value), text)
        assert text[place["start"] : place["end"]] == wrong
        assert place["line"] == text[: place["start"]].count("\n") + 1
    broken = '{"schema": "albumforge.edit",\n "title": "中文",\n "version" 1}'
    with pytest.raises(PlanError) as raised:
        load_edit(broken, SOURCE)
    assert ask("jobs_place.placeIn", str(raised.value), broken)["line"] == 3
    assert ask("jobs_place.placeIn", "something else", broken) is None


def test_moments_of_the_video_and_of_its_cut(ask: Callable[..., Any]) -> None:
    document = written(
        [{"action": "cut", "start": 5.0, "end": 10.0}, {"action": "speed", "start": 10.0, "end": 20.0, "factor": 2.0}]
    )
    plan = timeline(load_edit(json.dumps(document), SOURCE), SOURCE, Transcript(), CutRequest())
    plain = {
        "source": {"fps": plan.source.fps},
        "pieces": [{"id": one.id, "start": one.start, "end": one.end, "speed": one.speed} for one in plan.pieces],
    }
    pieces = ask("jobs_time.piecesOf", plain)
    assert [one["begin"] for one in pieces] == [pytest.approx(start / FPS) for start in plan.starts]
    for video, cut in ((2.0, 2.0), (7.0, None), (10.0, 5.0), (14.0, 7.0), (25.0, 15.0)):
        assert ask("jobs_time.inCut", pieces, video) == (None if cut is None else pytest.approx(cut))
        if cut is not None:
            assert ask("jobs_time.inVideo", pieces, cut) == pytest.approx(video)
    assert ask("jobs_time.nextInCut", pieces, 7.0) == pytest.approx(5.0)
    assert ask("jobs_time.nextInCut", pieces, 99.0) is None
