"""What an editing document must hold beyond the types of its fields; what is wrong is named with its place."""

from __future__ import annotations

import math
import reprlib

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.schema import Action, Caption, Cut, EditDocument, Fade, Keep, Speed, Title
from albumforge.generators.autocut.plan import FASTEST, SLOWEST, CutSource
from albumforge.generators.autocut.plan_check import LARGEST_HEIGHT, SMALLEST_HEIGHT

LONGEST_FADE = 10.0
"""Seconds that a fade may last."""

MOST_TEXT = 500
"""Characters that words in the picture may have."""

_EXACT = 1e-6
"""Seconds: ranges that overlap by less only meet."""


def check_edit(document: EditDocument, source: CutSource | None = None) -> None:
    """Check what the types cannot say.

    Args:
        document: the document.
        source: the video that it is for; without it, times past its end are not found.

    Raises:
        PlanError: the message names the place in the document.
    """
    end = None if source is None else source.duration
    # Of the last frame and of rounded times: half a frame more is none.
    slack = 0.0 if source is None else float(1 / source.rate)
    for number, label in enumerate(document.labels):
        _check_range(label.start, label.end, f"$.labels[{number}]", end, slack)
        if not label.id:
            raise PlanError(f"$.labels[{number}].id: must not be empty.")
    known = [label.id for label in document.labels]
    if len(set(known)) != len(known):
        twice = next(name for number, name in enumerate(known) if name in known[:number])
        raise PlanError(f"$.labels: the id {reprlib.repr(twice)} is there twice.", hint="Give each label its own.")
    for number, action in enumerate(document.actions):
        at = f"$.actions[{number}]"
        if action.label is not None:
            if action.start is not None or action.end is not None:
                raise PlanError(f"{at}.label: stands instead of start and end, not beside them.")
            if action.label not in known:
                raise PlanError(
                    f"{at}.label: there is no label {reprlib.repr(action.label)}.", hint="Add it to $.labels."
                )
        _check_range(action.start, action.end, at, end, slack)
        _check_action(action, at)
    for kind in (Keep, Cut, Speed):
        _check_overlaps(document, kind, math.inf if end is None else end)
    if document.height is not None and (
        not SMALLEST_HEIGHT <= document.height <= LARGEST_HEIGHT or document.height % 2
    ):
        raise PlanError(
            f"$.height: must be an even number of pixels from {SMALLEST_HEIGHT} to {LARGEST_HEIGHT}, "
            f"or null, not {document.height}."
        )


def _check_range(start: float | None, end: float | None, at: str, last: float | None, slack: float) -> None:
    if start is not None and start < 0:
        raise PlanError(f"{at}.start: must be 0 seconds or more, not {start:g}.")
    if end is not None and end < 0:
        raise PlanError(f"{at}.end: must be 0 seconds or more, not {end:g}.")
    if last is not None:
        for name, value in (("start", start), ("end", end)):
            if value is not None and value > last + slack:
                raise PlanError(
                    f"{at}.{name}: {value:g} s is past the end of the video, at {last:.3f} s.",
                    hint="Name a time within the video, or leave the end out for its end.",
                )
        if start is not None and start >= last:
            raise PlanError(f"{at}.start: {start:g} s is the end of the video: nothing is left.")
    if start is not None and end is not None and end <= start:
        raise PlanError(
            f"{at}.end: {end:g} s is not after the start, {start:g} s.", hint="The range is empty or reversed."
        )


def _check_action(action: Action, at: str) -> None:
    if isinstance(action, Keep) and not SLOWEST <= action.speed <= FASTEST:
        raise PlanError(f"{at}.speed: must be {SLOWEST:g} to {FASTEST:g}, not {action.speed:g}.")
    if isinstance(action, Speed) and not SLOWEST <= action.factor <= FASTEST:
        raise PlanError(f"{at}.factor: must be {SLOWEST:g} to {FASTEST:g}, not {action.factor:g}.")
    if isinstance(action, Fade):
        for name in ("fade_in", "fade_out"):
            if not 0 <= getattr(action, name) <= LONGEST_FADE:
                raise PlanError(f"{at}.{name}: must be 0 to {LONGEST_FADE:g} seconds, not {getattr(action, name):g}.")
    if isinstance(action, Caption | Title):
        if not action.text.strip():
            raise PlanError(f"{at}.text: must have words.", hint="Leave the action out.")
        if len(action.text) > MOST_TEXT:
            raise PlanError(f"{at}.text: must be at most {MOST_TEXT} characters.")
    if isinstance(action, Caption) and action.label is None and (action.start is None or action.end is None):
        raise PlanError(f"{at}: a caption needs start and end, or a label.")


def _check_overlaps(document: EditDocument, kind: type[Action], last: float) -> None:
    """Refuse ranges of one kind that overlap: which of them is meant cannot be known."""
    ranges = []
    for number, action in enumerate(document.actions):
        if isinstance(action, kind) and not (isinstance(action, Keep) and action.again):
            ranges.append((*document.span_of(action, last), number))
    reached, by = 0.0, -1
    for start, end, number in sorted(ranges):
        if by >= 0 and start < reached - _EXACT:
            first, second = sorted((by, number))
            again = ', or say "again": true to show it twice' if kind is Keep else ""
            raise PlanError(
                f"$.actions[{second}]: overlaps with $.actions[{first}], from {start:g} to {min(end, reached):g} s.",
                hint=f"Let one end where the other starts{again}.",
            )
        if end > reached:
            reached, by = end, number
