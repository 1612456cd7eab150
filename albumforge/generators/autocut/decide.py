"""From what is known of a video to the editing document of its cut."""

from __future__ import annotations

from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.dsl.check import check_edit
from albumforge.generators.autocut.dsl.decided import Decided, Stretch
from albumforge.generators.autocut.dsl.document import load_edit
from albumforge.generators.autocut.dsl.drop import beside, dropped_sentences
from albumforge.generators.autocut.dsl.highlights import highlights
from albumforge.generators.autocut.dsl.intervals import without
from albumforge.generators.autocut.dsl.scenes import best_of_scenes
from albumforge.generators.autocut.dsl.schema import Action, Cut, EditDocument, Keep, Label, LeftOut
from albumforge.generators.autocut.dsl.silence import only_speech, without_silence
from albumforge.generators.autocut.dsl.units import sentences_of
from albumforge.generators.autocut.request import CutRequest

_STRATEGIES = {
    "silence": without_silence,
    "speech": only_speech,
    "scenes": best_of_scenes,
    "highlights": highlights,
}
_DIGITS = 3
"""Digits after the point of times in a document: a millisecond lies within any frame."""


def decide(study: Study, request: CutRequest) -> EditDocument:
    """Return the editing document of a cut: the one of the request as it stands, that of its EDL, or what the strategy
    decides.

    Raises:
        PlanError: the document of the request does not fit the video; the message names the place.
        InvalidInput: its EDL does not; the message names each line that is wrong.
    """
    if request.dsl is not None:
        return load_edit(request.dsl, study.source)
    if request.edl is not None:
        from albumforge.generators.autocut.edl.read import document_of_edl  # OpenTimelineIO takes its time to load

        return document_of_edl(request.edl, study.source)
    decided = _STRATEGIES[request.strategy](study, request)
    dropped, notes = dropped_sentences(study, request.drop_words)
    document = EditDocument(
        title=request.title,
        strategy=request.strategy,
        language=study.transcript.language or request.language or "",
        labels=_labels(study, decided),
        actions=_actions(study, decided, dropped),
        left_out=tuple(_left_out(stretch) for stretch in decided.left_out if _lasts(stretch)),
        notes=(*decided.notes, *notes, *_unused(request)),
    )
    check_edit(document, study.source)
    return document


def _unused(request: CutRequest) -> tuple[str, ...]:
    if request.target_seconds is None or request.strategy in ("scenes", "highlights"):
        return ()
    return (f"Option target_seconds is not used by the strategy {request.strategy}.",)


def _labels(study: Study, decided: Decided) -> tuple[Label, ...]:
    last = study.source.duration
    scenes = [
        Label(
            id=scene.id,
            start=_rounded(scene.start),
            end=_rounded(min(scene.end, last)),
            kind="scene",
            title=decided.titles.get(scene.id, ""),
        )
        for scene in study.scenes
    ]
    spoken = [
        Label(
            id=f"T{number:04}",
            start=_rounded(start),
            end=_rounded(min(end, last)),
            kind="sentence",
            text=sentence.text,
        )
        for number, (sentence, (start, end)) in enumerate(sentences_of(study), 1)
        if start < last
    ]
    return tuple(label for label in (*scenes, *spoken) if label.end > label.start and label.start < last)


def _actions(study: Study, decided: Decided, dropped: list[Stretch]) -> tuple[Action, ...]:
    duration = study.source.duration
    if decided.kept is None:
        return tuple(_cut(stretch) for stretch in beside(decided.cut, dropped, duration) if _lasts(stretch))
    kept = [Stretch(stretch.interval, stretch.why) for stretch in decided.kept]
    # Outside of what is kept nothing is left to cut.
    gone = [Stretch(one, "") for one in without([(0.0, duration)], [stretch.interval for stretch in kept])]
    cuts = [stretch for stretch in beside(gone, dropped, duration) if stretch.why]
    return (*(_keep(stretch) for stretch in kept if _lasts(stretch)), *(_cut(one) for one in cuts if _lasts(one)))


def _lasts(stretch: Stretch) -> bool:
    return _rounded(stretch.interval[1]) > _rounded(stretch.interval[0])


def _keep(stretch: Stretch) -> Keep:
    return Keep(start=_rounded(stretch.interval[0]), end=_rounded(stretch.interval[1]), why=stretch.why)


def _cut(stretch: Stretch) -> Cut:
    return Cut(start=_rounded(stretch.interval[0]), end=_rounded(stretch.interval[1]), why=stretch.why)


def _left_out(stretch: Stretch) -> LeftOut:
    return LeftOut(start=_rounded(stretch.interval[0]), end=_rounded(stretch.interval[1]), why=stretch.why)


def _rounded(seconds: float) -> float:
    return round(seconds, _DIGITS)
