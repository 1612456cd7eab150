"""From what is known of a video to the editing document of its cut."""

import json
from typing import get_args

import pytest
from cut_studies import DURATION, talk

from albumforge.errors import InvalidInput, PlanError
from albumforge.generators.autocut.decide import decide
from albumforge.generators.autocut.dsl.document import dump_edit, load_edit
from albumforge.generators.autocut.dsl.schema import Cut, Keep
from albumforge.generators.autocut.request import CutRequest, Strategy


@pytest.mark.parametrize("strategy", get_args(Strategy))
@pytest.mark.parametrize("words", [True, False])
@pytest.mark.parametrize("audio", [True, False])
def test_what_is_decided_can_be_read_again(strategy: Strategy, words: bool, audio: bool) -> None:
    study = talk(words=words, audio=audio)
    document = decide(study, CutRequest(strategy=strategy, drop_words=("um",)))
    assert load_edit(dump_edit(document), study.source) == document
    assert document.strategy == strategy


def test_labels_are_the_scenes_and_the_sentences() -> None:
    labels = decide(talk(), CutRequest()).labels
    assert [label.id for label in labels[:4]] == ["S0001", "S0002", "S0003", "T0001"]
    assert labels[2].end == pytest.approx(DURATION)
    assert labels[3].text == "So hello."
    assert labels[3].kind == "sentence"


def test_dropped_sentences_are_cut_out_of_every_strategy() -> None:
    for strategy in get_args(Strategy):
        study = talk()
        document = decide(study, CutRequest(strategy=strategy, drop_words=("banana",), target_seconds=40.0))
        cuts = [action for action in document.actions if isinstance(action, Cut) and "banana" in action.why]
        keeps = [action for action in document.actions if isinstance(action, Keep)]
        seen = not keeps or any((keep.start or 0) < 40.2 < (keep.end or 0) for keep in keeps)
        assert bool(cuts) == seen, strategy


def test_a_length_that_is_not_used_is_told() -> None:
    assert decide(talk(), CutRequest(target_seconds=5.0)).notes == (
        "Option target_seconds is not used by the strategy silence.",
    )


def test_a_document_of_the_request_is_taken_as_it_stands() -> None:
    text = json.dumps({"schema": "albumforge.edit", "version": 1, "actions": [{"action": "cut", "end": 2}]})
    assert decide(talk(), CutRequest(dsl=text)) == load_edit(text)
    late = text.replace('"end": 2', '"start": 99')
    with pytest.raises(PlanError, match=r"\$\.actions\[0\]\.start: 99 s is past the end"):
        decide(talk(), CutRequest(dsl=late))


def test_an_edl_of_the_request_is_the_cut() -> None:
    text = "TITLE: a\n001  AX V C 00:00:01:00 00:00:03:00 00:00:00:00 00:00:02:00\n"
    document = decide(talk(), CutRequest(edl=text))
    assert document.actions == (Keep(start=1.0, end=3.0, why="EDL"),)
    assert (document.strategy, document.title) == ("edl", "a")
    with pytest.raises(InvalidInput, match="Line 2: 00:00:43:00 is past the end"):
        decide(talk(), CutRequest(edl=text.replace("03:00 ", "43:00 ", 1).replace("02:00\n", "42:00\n")))
