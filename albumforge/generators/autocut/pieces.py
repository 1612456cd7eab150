"""From an editing document to the pieces of a cut: ranges of whole frames, in the order of the cut."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import msgspec

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.intervals import Ordered, without
from albumforge.generators.autocut.dsl.schema import Action, Cut, EditDocument, Fade, Keep, Speed
from albumforge.generators.autocut.plan import FASTEST, SLOWEST, CutSource, Piece


@dataclass(frozen=True)
class _Part:
    """A range of frames as it becomes a piece."""

    start: int
    end: int
    speed: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 0.0
    why: str = ""
    origin: int = 0

    def split(self, *frames: int) -> Iterator[_Part]:
        """Divide it at frames of the source; its fades stay at its ends."""
        edges = sorted({self.start, *(frame for frame in frames if self.start < frame < self.end), self.end})
        for low, high in pairwise(edges):
            yield replace(
                self,
                start=low,
                end=high,
                fade_in=self.fade_in if low == self.start else 0.0,
                fade_out=self.fade_out if high == self.end else 0.0,
            )


def frames_of(document: EditDocument, action: Action, source: CutSource) -> tuple[int, int]:
    """Return the range of an action in frames of the source: the nearest ones."""
    start, end = document.range_of(action)
    first = 0 if start is None else nearest_frame(start, source)
    return first, source.frames if end is None else nearest_frame(end, source)


def nearest_frame(seconds: float, source: CutSource) -> int:
    """Return the frame of the source that starts nearest to a time; its number of frames for the end."""
    return min(source.frames, max(0, round(Fraction(seconds) * source.rate)))


def pieces_of(document: EditDocument, source: CutSource) -> tuple[Piece, ...]:
    """Return the pieces that an editing document keeps of a video.

    Raises:
        PlanError: nothing is kept, or speeds multiply to one that is not possible; the message names the place.
    """
    parts = _without_cuts(_kept(document, source), document, source)
    for number, action in enumerate(document.actions):
        if isinstance(action, Speed):
            parts = _faster(parts, frames_of(document, action, source), action.factor, f"$.actions[{number}]")
    if not parts:
        raise PlanError(
            "$.actions: nothing of the video is kept.", hint="Keep more, cut less, or leave larger margins."
        )
    for action in document.actions:
        if isinstance(action, Fade):
            parts = _faded(parts, frames_of(document, action, source), action)
    heads = {nearest_frame(label.start, source) for label in document.labels if label.title}
    parts = [one for part in parts for one in part.split(*heads)]
    return _as_pieces(_met(parts, heads), document, source)


def _kept(document: EditDocument, source: CutSource) -> list[_Part]:
    keeps = [(number, action) for number, action in enumerate(document.actions) if isinstance(action, Keep)]
    if not keeps:
        return [_Part(0, source.frames)]
    ranges = ((number, action, *frames_of(document, action, source)) for number, action in keeps)
    return [
        _Part(start, end, speed=action.speed, why=action.why, origin=number)
        for number, action, start, end in ranges
        if end > start
    ]


def _without_cuts(parts: list[_Part], document: EditDocument, source: CutSource) -> list[_Part]:
    ranges = (frames_of(document, action, source) for action in document.actions if isinstance(action, Cut))
    cuts = Ordered(cut for cut in ranges if cut[1] > cut[0])
    return [
        replace(part, start=int(start), end=int(end))
        for part in parts
        for start, end in without([(part.start, part.end)], cuts)
    ]


def _faster(parts: list[_Part], frames: tuple[int, int], factor: float, at: str) -> list[_Part]:
    found = []
    for part in [one for whole in parts for one in whole.split(*frames)]:
        if not frames[0] <= part.start < frames[1]:
            found.append(part)
            continue
        speed = part.speed * factor
        if not SLOWEST <= speed <= FASTEST:
            raise PlanError(
                f"{at}.factor: with the speed of what is kept there, {speed:g} comes out; "
                f"{SLOWEST:g} to {FASTEST:g} are possible."
            )
        found.append(replace(part, speed=speed))
    return found


def _faded(parts: list[_Part], frames: tuple[int, int], fade: Fade) -> list[_Part]:
    divided = [one for part in parts for one in part.split(*frames)]
    inside = [number for number, part in enumerate(divided) if frames[0] <= part.start < frames[1]]
    if not inside:
        return parts
    first, last = inside[0], inside[-1]
    if fade.fade_in:
        divided[first] = replace(divided[first], fade_in=fade.fade_in)
    if fade.fade_out:
        divided[last] = replace(divided[last], fade_out=fade.fade_out)
    return divided


def _met(parts: list[_Part], heads: Set[int]) -> list[_Part]:
    """Join parts that follow each other in the source as in the cut and are shown alike: there is no cut. Where
    chapters begin, at the frames `heads`, they stay apart."""
    found: list[_Part] = []
    for part in parts:
        before = found[-1] if found else None
        if (
            before is not None
            and before.end == part.start
            and part.start not in heads
            and before.speed == part.speed
            and not before.fade_out
            and not part.fade_in
        ):
            found[-1] = replace(before, end=part.end, fade_out=part.fade_out, why=before.why or part.why)
        else:
            found.append(part)
    return found


def _as_pieces(parts: list[_Part], document: EditDocument, source: CutSource) -> tuple[Piece, ...]:
    titles = _titles(parts, document, source)
    return tuple(
        _fitting(
            Piece(
                id=f"S{number:04}",
                start=part.start,
                end=part.end,
                speed=part.speed,
                fade_in=part.fade_in,
                fade_out=part.fade_out,
                label=titles.get(number - 1, ""),
                why=part.why,
            ),
            source,
        )
        for number, part in enumerate(parts, 1)
    )


def _fitting(piece: Piece, source: CutSource) -> Piece:
    """Return a piece whose fades are no longer than it is; both together are shortened alike."""
    longest = float(piece.frames / source.rate)
    total = piece.fade_in + piece.fade_out
    if total <= longest:
        return piece
    share = longest / total
    return msgspec.structs.replace(piece, fade_in=piece.fade_in * share, fade_out=piece.fade_out * share)


def _titles(parts: list[_Part], document: EditDocument, source: CutSource) -> dict[int, str]:
    """Return the titles of chapters by the numbers of the parts they head: the first in which the label is seen."""
    found: dict[int, str] = {}
    for label in document.labels:
        if not label.title:
            continue
        start, end = nearest_frame(label.start, source), nearest_frame(label.end, source)
        inside = [number for number, part in enumerate(parts) if part.start < end and part.end > start]
        begins = [number for number in inside if parts[number].start >= start]
        if inside:
            found.setdefault((begins or inside)[0], label.title)
    return found
