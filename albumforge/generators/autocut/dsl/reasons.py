"""Why stretches of a video are not in its cut, as its editing document tells."""

from __future__ import annotations

from collections.abc import Iterator

from albumforge.generators.autocut.dsl.intervals import within, without
from albumforge.generators.autocut.dsl.schema import Cut, EditDocument, Keep
from albumforge.generators.autocut.plan import CutOut

NOT_IN_EDL = "not in the EDL"
NOT_KEPT = "not kept by the document"


def cut_out_of(document: EditDocument, duration: float) -> tuple[CutOut, ...]:
    """Return what a document takes out of a video or does not keep of it, and why, in order.

    Args:
        document: the document.
        duration: of the video, seconds.
    """
    return tuple(sorted((*_taken_out(document, duration), *_not_kept(document, duration)), key=lambda one: one.start))


def _taken_out(document: EditDocument, duration: float) -> Iterator[CutOut]:
    for number, action in enumerate(document.actions):
        if isinstance(action, Cut):
            start, end = document.span_of(action, duration)
            by = f"cut by $.actions[{number}]" + (f", label {action.label}" if action.label is not None else "")
            yield CutOut(start=start, end=end, why=action.why or by)


def _not_kept(document: EditDocument, duration: float) -> Iterator[CutOut]:
    ranges = [document.span_of(action, duration) for action in document.actions if isinstance(action, Keep)]
    if not ranges:
        return
    gaps = without([(0.0, duration)], ranges)
    for gap in gaps:
        for one in document.left_out:
            for start, end in within([(one.start, one.end)], gap):
                yield CutOut(start=start, end=end, why=one.why)
    why = NOT_IN_EDL if document.strategy == "edl" else NOT_KEPT
    for start, end in without(gaps, [(one.start, one.end) for one in document.left_out]):
        yield CutOut(start=start, end=end, why=why)
