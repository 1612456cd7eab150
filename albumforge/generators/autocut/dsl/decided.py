"""What a strategy decides: which stretches of a video stay, and why; or which go."""

from __future__ import annotations

from dataclasses import dataclass, field

from albumforge.generators.autocut.dsl.intervals import Interval


@dataclass(frozen=True)
class Stretch:
    """A stretch of the video.

    Attributes:
        interval: start and end, seconds.
        why: it is kept, or cut out.
        label: id of the label it belongs to, or "".
    """

    interval: Interval
    why: str
    label: str = ""


@dataclass(frozen=True)
class Decided:
    """What a strategy decides; either `kept` or `cut` says all.

    Attributes:
        kept: what stays, in order; None where `cut` says what goes.
        cut: what goes, in order.
        left_out: why what is not in `kept` goes, in order.
        titles: of chapters, by the ids of scenes.
        notes: what people should know, a sentence each.
    """

    kept: tuple[Stretch, ...] | None = None
    cut: tuple[Stretch, ...] = ()
    left_out: tuple[Stretch, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
