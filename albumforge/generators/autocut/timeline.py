"""From an editing document and its video to the plan of the cut."""

from __future__ import annotations

import math

from msgspec.structs import replace

from albumforge.generators.autocut.cut_time import CutTime
from albumforge.generators.autocut.dsl.check import check_edit
from albumforge.generators.autocut.dsl.schema import Caption, EditDocument, Title
from albumforge.generators.autocut.heard import heard_in, said_in_pieces
from albumforge.generators.autocut.pieces import pieces_of
from albumforge.generators.autocut.plan import CutPlan, CutSource, CutText
from albumforge.generators.autocut.plan_check import check_cut
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.subtitles import subtitles_of
from albumforge.generators.autocut.transcript.record import Transcript

TITLE_SECONDS = 4.0
"""How long a title without a range stands at the beginning."""

_DIGITS = 3


def timeline(document: EditDocument, source: CutSource, transcript: Transcript | None, request: CutRequest) -> CutPlan:
    """Return the plan of a cut.

    Args:
        document: says what is kept, and how.
        source: the video.
        transcript: what is said in it, which becomes the subtitles; None or empty for none.
        request: decides what the document leaves open.

    Raises:
        PlanError: the document does not fit the video, or keeps nothing of it; the message names the place.
    """
    check_edit(document, source)
    pieces = pieces_of(document, source)
    time = CutTime(pieces, source)
    heard = heard_in(transcript, time)
    pieces = tuple(
        replace(piece, said=words) for piece, words in zip(pieces, said_in_pieces(heard, len(pieces)), strict=True)
    )
    said = subtitles_of(heard, time)
    wanted = document.subtitles or request.subtitles
    height = document.height or request.height
    plan = CutPlan(
        title=document.title or request.title,
        source=source,
        pieces=pieces,
        texts=tuple(sorted((*said, *_words(document, time)), key=lambda text: (text.start, text.end))),
        subtitles=wanted if said else "none",
        language=document.language or (transcript.language if transcript is not None else "") or request.language or "",
        height=None if height == source.height else height,
        notes=document.notes,
    )
    check_cut(plan)
    return plan


def _words(document: EditDocument, time: CutTime) -> list[CutText]:
    """Return captions and titles, when what they belong to is seen."""
    found = []
    for action in document.actions:
        if not isinstance(action, Caption | Title):
            continue
        if document.range_of(action) == (None, None):
            seen = [(0.0, TITLE_SECONDS)]
        else:
            seen = time.intervals(document.span_of(action, math.inf))
        kind = "caption" if isinstance(action, Caption) else "title"
        for low, high in seen:
            low, high = round(low, _DIGITS), min(round(high, _DIGITS), time.last_millisecond)
            if high > low:
                found.append(CutText(start=low, end=high, text=action.text.strip(), kind=kind))  # type: ignore[arg-type]
    return found
