"""The pieces of a cut as what picture and sound are made from: frames of the cut, and where they are in the source."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace

from albumforge.generators.autocut.plan import CutPlan


@dataclass(frozen=True)
class Take:
    """A stretch of the source in the cut; all in frames.

    Attributes:
        start: first frame of the cut.
        frames: of the cut.
        first, last: frames of the source, the last not part of it.
        speed: 2 shows it in half the time.
        fade_in, fade_out: frames of the cut, not always whole ones.
    """

    start: int
    frames: int
    first: int
    last: int
    speed: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 0.0

    @property
    def end(self) -> int:
        """The frame of the cut after its last."""
        return self.start + self.frames

    @property
    def steady(self) -> bool:
        """Whether it is shown at its own speed."""
        return self.speed == 1

    def source_frame(self, n: int) -> int:
        """Return the frame of the source that frame n of the cut shows."""
        if self.steady:
            return self.first + n - self.start
        return min(self.last - 1, self.first + int((n - self.start + 0.5) * self.speed))

    def level(self, n: int) -> float:
        """Return how much of frame n of the cut is seen, the rest being black: 0 to 1."""
        into, left = n - self.start + 0.5, self.end - n - 0.5
        level = 1.0
        if into < self.fade_in:
            level = into / self.fade_in
        if left < self.fade_out:
            level = min(level, left / self.fade_out)
        return level


def takes_of(plan: CutPlan) -> tuple[Take, ...]:
    """Return the takes of a cut in order; pieces that go on where the one before ended make one take."""
    rate = plan.source.rate
    takes: list[Take] = []
    for start, piece in zip(plan.starts, plan.pieces, strict=True):
        fades = float(piece.fade_in * rate), float(piece.fade_out * rate)
        take = Take(start, piece.frames, piece.start, piece.end, piece.speed, *fades)
        before = takes[-1] if takes else None
        if before is not None and _goes_on(before, take):
            joined = replace(before, frames=before.frames + take.frames, last=take.last, fade_out=take.fade_out)
            takes[-1] = joined
        else:
            takes.append(take)
    return tuple(takes)


def take_at(takes: tuple[Take, ...], n: int) -> Take:
    """Return the take that frame n of the cut is of."""
    return takes[bisect_right(takes, n, key=lambda take: take.start) - 1]


def _goes_on(before: Take, take: Take) -> bool:
    return before.last == take.first and before.steady and take.steady and not before.fade_out and not take.fade_in
