"""Plans of cuts, checked as they are read; whatever is wrong is named with its place in the document."""

from __future__ import annotations

import math
import reprlib

from albumforge.errors import PlanError
from albumforge.generators.autocut.plan import FASTEST, SCHEMA, SLOWEST, VERSION, CutPlan, CutSource, CutText, Piece
from albumforge.media.frame_rate import read_rate
from albumforge.media.json_document import as_kind, read_versioned

SMALLEST_HEIGHT, LARGEST_HEIGHT = 64, 8192
"""Pixels that the height of a cut may have."""

_FASTEST_RATE = 1000
_NAME = "plan of a cut"


def read_cut(text: str) -> CutPlan:
    """Read a plan of a cut, and check it.

    Raises:
        PlanError: the message names the place in the document.
    """
    head = read_versioned(
        text,
        _NAME,
        schema=SCHEMA,
        version=VERSION,
        kind="a plan of a cut",
        noun="plan",
        hint="Make the plan again with --plan-only.",
    )
    plan = as_kind(head, CutPlan, _NAME)
    check_cut(plan)
    return plan


def check_cut(plan: CutPlan) -> None:
    """Check what the types cannot say.

    Raises:
        PlanError: the message names the place in the document.
    """
    _check_source(plan.source)
    if not plan.pieces:
        raise PlanError("$.pieces: a cut has at least one piece.")
    for number, piece in enumerate(plan.pieces):
        _check_piece(piece, f"$.pieces[{number}]", plan.source)
    if len({piece.id for piece in plan.pieces}) != len(plan.pieces):
        raise PlanError("$.pieces: every id must be there once only.")
    duration = plan.duration  # of many pieces
    for number, text in enumerate(plan.texts):
        _check_text(text, f"$.texts[{number}]", duration)
    if plan.height is not None and (not SMALLEST_HEIGHT <= plan.height <= LARGEST_HEIGHT or plan.height % 2):
        raise PlanError(
            f"$.height: must be an even number of pixels from {SMALLEST_HEIGHT} to {LARGEST_HEIGHT}, "
            f"or null for that of the source, not {plan.height}."
        )


def _check_source(source: CutSource) -> None:
    if min(source.width, source.height, source.frames) < 1:
        raise PlanError("$.source: width, height and frames must be at least 1.")
    rate = read_rate(source.fps)
    if rate is None:
        raise PlanError(f'$.source.fps: must be a fraction such as "30000/1001", not {reprlib.repr(source.fps)}.')
    if not 0 < rate <= _FASTEST_RATE:
        raise PlanError(f"$.source.fps: must be more than 0 and at most {_FASTEST_RATE} frames a second.")
    if source.duration <= 0:
        raise PlanError("$.source.duration: must be more than 0 seconds.")
    if source.audio_track is not None and source.audio_track < 0:
        raise PlanError("$.source.audio_track: must be 0 or more, or null without sound.")


def _check_piece(piece: Piece, at: str, source: CutSource) -> None:
    if not 0 <= piece.start < source.frames:
        raise PlanError(
            f"{at}.start: must be a frame of the video, 0 to {source.frames - 1}, not {piece.start}.",
            hint="Name another frame, or leave the piece out.",
        )
    if not piece.start < piece.end <= source.frames:
        raise PlanError(
            f"{at}.end: must be after the start at {piece.start}, and at most {source.frames}, not {piece.end}."
        )
    if not SLOWEST <= piece.speed <= FASTEST:
        raise PlanError(f"{at}.speed: must be {SLOWEST:g} to {FASTEST:g}, not {piece.speed:g}.")
    longest = float(piece.frames / source.rate)
    for name in ("fade_in", "fade_out"):
        if not 0 <= getattr(piece, name) <= longest:
            raise PlanError(f"{at}.{name}: must be 0 to {longest:.3f} seconds, the length of the piece.")
    if piece.fade_in + piece.fade_out > longest + 1e-6:
        raise PlanError(f"{at}.fade_out: with fade_in it lasts longer than the {longest:.3f} seconds of the piece.")


def _check_text(text: CutText, at: str, duration: float) -> None:
    if not 0 <= text.start < duration:
        raise PlanError(f"{at}.start: must be 0 or more and less than the {duration:.3f} seconds of the cut.")
    # Times are written with a few decimals, so the last may lie a little behind the last frame.
    if not text.start < text.end <= duration + 0.01 or math.isinf(text.end):
        raise PlanError(f"{at}.end: must be after the start, and at most the {duration:.3f} seconds of the cut.")
    if not text.text.strip():
        raise PlanError(f"{at}.text: must have words.", hint="Leave the text out.")
