"""Whatever is not in a cut has its reason, whoever decided it."""

from __future__ import annotations

from typing import get_args

import pytest
from cut_studies import DURATION, scenes, talk

from albumforge.chinese import in_chinese
from albumforge.generators.autocut.decide import decide
from albumforge.generators.autocut.dsl.intervals import length, merged, without
from albumforge.generators.autocut.dsl.reasons import cut_out_of
from albumforge.generators.autocut.dsl.schema import Cut, EditDocument, Keep, Label, LeftOut
from albumforge.generators.autocut.request import CutRequest, Strategy

EDL = "TITLE: a\n001  AX V C 00:00:01:00 00:00:03:00 00:00:00:00 00:00:02:00\n"


def told(document: EditDocument) -> list[tuple[float, float, str]]:
    return [(one.start, one.end, one.why) for one in cut_out_of(document, DURATION)]


@pytest.mark.parametrize("strategy", get_args(Strategy))
@pytest.mark.parametrize("drop", [(), ("banana",)])
def test_all_that_a_strategy_leaves_out_has_a_reason(strategy: Strategy, drop: tuple[str, ...]) -> None:
    document = decide(talk(), CutRequest(strategy=strategy, drop_words=drop))
    keeps = [(one.start or 0.0, one.end or DURATION) for one in document.actions if isinstance(one, Keep)]
    cuts = [(one.start or 0.0, one.end or DURATION) for one in document.actions if isinstance(one, Cut)]
    gone = merged([*cuts, *(without([(0.0, DURATION)], keeps) if keeps else [])])
    reasons = told(document)
    assert length(without(gone, [(start, end) for start, end, _ in reasons])) < 0.01
    for *_, why in reasons:
        assert why
        assert in_chinese(why) != why


def test_highlights_say_what_the_rest_lacks() -> None:
    reasons = told(decide(talk(), CutRequest(strategy="highlights", target_seconds=8.0)))
    assert reasons[-1][2].startswith("less of interest, 0.")
    assert reasons[-1][2].endswith(": speech 0.1, loudness 0.1, motion 0.2, faces 0.2")


def test_scenes_say_which_scene_it_is() -> None:
    study = talk(scenes=scenes(0, 5, 520, 1272))
    reasons = {why for *_, why in told(decide(study, CutRequest(strategy="scenes")))}
    assert reasons == {"scene S0001 is too short to be kept"} | {f"not the best part of scene S000{n}" for n in (2, 3)}
    tight = {why for *_, why in told(decide(talk(), CutRequest(strategy="scenes", target_seconds=2.0)))}
    assert "no part of scene S0003 is short enough" in tight


def test_an_edl_keeps_only_what_it_names() -> None:
    assert told(decide(talk(), CutRequest(edl=EDL))) == [
        (0.0, 1.0, "not in the EDL"),
        (3.0, DURATION, "not in the EDL"),
    ]


def test_a_document_names_the_action_or_that_it_keeps_it_not() -> None:
    document = EditDocument(
        labels=(Label(id="phone", start=6.0, end=7.0),),
        actions=(
            Keep(start=2.0, end=20.0),
            Cut(start=3.0, end=4.0, why="a cough"),
            Cut(start=4.0, end=5.0),
            Cut(label="phone"),
        ),
        left_out=(LeftOut(start=19.0, end=30.0, why="dull"),),
    )
    assert told(document) == [
        (0.0, 2.0, "not kept by the document"),
        (3.0, 4.0, "a cough"),
        (4.0, 5.0, "cut by $.actions[2]"),
        (6.0, 7.0, "cut by $.actions[3], label phone"),
        (20.0, 30.0, "dull"),
        (30.0, DURATION, "not kept by the document"),
    ]
