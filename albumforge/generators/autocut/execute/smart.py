"""Decide what of a cut is copied from its source as it is stored, and say why where nothing can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from albumforge.context import Context
from albumforge.generators.autocut.execute.segments import Segment, copied_runs
from albumforge.generators.autocut.execute.shape import Shape
from albumforge.generators.autocut.execute.takes import Take
from albumforge.generators.autocut.execute.words import Words
from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.coding import Match
from albumforge.media.gops import packet_table
from albumforge.media.parameter_sets import Configuration

_OFF = "that was asked for"
_VARIES = "its frame rate varies"
_NOTHING_WHOLE = "no stretch between its key frames lies within a piece"


@dataclass(frozen=True)
class Decision:
    """What of a cut is copied.

    Attributes:
        copied: in order.
        configuration: parameter sets of what is copied, None where nothing is.
        match: what is encoded must fit; None where all is.
        reason: why nothing is copied, a clause; "" where something is.
    """

    copied: tuple[Segment, ...] = ()
    configuration: Configuration | None = None
    match: Match | None = None
    reason: str = ""

    def said(self, frames: int) -> str:
        """Return the decision on a cut of so many frames as a sentence."""
        if self.reason:
            return f"All {frames} frames are encoded: {self.reason}"
        copied = sum(segment.frames for segment in self.copied)
        return f"{copied} of {frames} frames are copied from the source as they are, {frames - copied} are encoded"


def decide(plan: CutPlan, shape: Shape, takes: Sequence[Take], words: Words, smart: bool, context: Context) -> Decision:
    """Decide what of a cut is copied.

    Raises:
        MediaError: the source cannot be read.
        Cancelled: the context asked to stop.
    """
    if not smart:
        return Decision(reason=_OFF)
    if shape.altered:
        return Decision(reason=shape.altered)
    path = Path(plan.source.path)
    table = packet_table(path, context)
    if table.configuration is None:
        return Decision(reason=table.reason)
    copied = copied_runs(takes, words, table, path, shape)
    if not copied:
        return Decision(reason=table.few or (_VARIES if plan.source.varies else _NOTHING_WHOLE))
    number = table.configuration.free_id()
    assert number is not None  # a table without one has no configuration
    return Decision(tuple(copied), table.configuration, Match(table.configuration.profile, number))
