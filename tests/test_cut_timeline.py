"""From an editing document to the plan of the cut."""

import pytest
from cut_studies import TALK, talk

from albumforge.errors import PlanError
from albumforge.generators.autocut.decide import decide
from albumforge.generators.autocut.dsl.schema import Caption, Cut, EditDocument, Title
from albumforge.generators.autocut.plan import dump_cut, load_cut
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.timeline import timeline


def test_the_cuts_lie_where_the_speech_does() -> None:
    study, request = talk(), CutRequest()
    plan = timeline(decide(study, request), study.source, study.transcript, request)
    edges = [(piece.start / 30, piece.end / 30) for piece in plan.pieces]
    for (start, end), (first, last, _) in zip(edges, TALK, strict=True):
        assert start == pytest.approx(first - request.margin_before, abs=1 / 30)
        assert end == pytest.approx(last + request.margin_after, abs=1 / 30)
    assert plan.texts[-1].text.endswith("Banana.")
    assert [piece.said for piece in plan.pieces] == [text for _, _, text in TALK]
    assert plan.texts[-1].end <= plan.duration
    assert load_cut(dump_cut(plan)) == plan


def test_the_document_decides_before_the_request() -> None:
    study = talk()
    request = CutRequest(title="asked", subtitles="soft", height=480, language="fr")
    document = EditDocument(title="written", subtitles="burned", height=360)
    plan = timeline(document, study.source, study.transcript, request)
    assert (plan.title, plan.subtitles, plan.height, plan.language) == ("written", "burned", 360, "en")
    plan = timeline(EditDocument(), study.source, study.transcript, request)
    assert (plan.title, plan.subtitles, plan.height) == ("asked", "soft", 480)


def test_without_words_there_are_no_subtitles() -> None:
    study = talk(words=False)
    plan = timeline(EditDocument(), study.source, study.transcript, CutRequest(subtitles="burned", height=720))
    assert (plan.subtitles, plan.texts, plan.height) == ("none", (), None)


def test_words_are_shown_when_what_they_belong_to_is_seen() -> None:
    document = EditDocument(
        actions=(
            Cut(start=2.0, end=10.0),
            Title(text=" Welcome "),
            Caption(start=1.0, end=12.0, text="here"),
            Caption(start=4.0, end=5.0, text="gone"),
            Title(start=20.0, text="to the end"),
        )
    )
    study = talk(words=False)
    plan = timeline(document, study.source, None, CutRequest())
    assert [(text.kind, text.start, text.end, text.text) for text in plan.texts] == [
        ("title", 0.0, 4.0, "Welcome"),
        ("caption", 1.0, 4.0, "here"),
        ("title", 12.0, 34.4, "to the end"),
    ]


def test_a_document_for_another_video_is_refused() -> None:
    with pytest.raises(PlanError, match="past the end"):
        timeline(EditDocument(actions=(Cut(start=50.0),)), talk().source, None, CutRequest())
