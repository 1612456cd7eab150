"""What many machines bring to one piece of work: models of it, and their table."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

MACHINES = (1, 2, 4, 8, 16)


@dataclass(frozen=True)
class Bounded:
    """What a video takes on n machines: plan + E/n + (1 - 1/n)·longest + join + verify, in seconds.

    The middle is Graham's bound for parts that are taken one after the other by whoever is free.

    Attributes:
        plan: reading the table of packets; join: copying packets; verify: decoding the result.
        encode: E, all segments on one machine.
        longest: the longest segment.
    """

    plan: float
    encode: float
    longest: float
    join: float
    verify: float

    def seconds(self, machines: int) -> float:
        """Return what so many machines take."""
        return self.alone + self.encode / machines + (1 - 1 / machines) * self.longest

    @property
    def alone(self) -> float:
        """Seconds that only one machine works."""
        return self.plan + self.join + self.verify

    @property
    def least(self) -> float:
        """Seconds that any number of machines takes."""
        return self.alone + self.longest

    def times(self, factor: float) -> Bounded:
        """Return the model of a video so many times as long, of segments of the same length."""
        whole = {name: getattr(self, name) * factor for name in ("plan", "encode", "join", "verify")}
        return replace(self, **whole)


@dataclass(frozen=True)
class Scheduled:
    """What a film takes on n machines: whoever is free takes the next of its parts, as long as these really are.

    Attributes:
        alone: seconds that only the maker of the film works, before and after the parts.
        own: seconds that the maker is busy first, before it takes parts, such as with the sound.
        parts: seconds of each part on one machine, in the order in which they are taken.
        late: seconds after which a helper begins with its first part.
        slower: how many times as long a part takes where there are helpers: they lose what was prepared for the next
            part, and share what there is to share.
        wait: seconds, at the end, after which the maker sees that the last part is there.
    """

    alone: float
    own: float
    parts: tuple[float, ...]
    late: float = 0.0
    slower: float = 1.0
    wait: float = 0.0

    def seconds(self, machines: int) -> float:
        """Return what so many machines take."""
        if machines == 1:
            return self.alone + self.own + sum(self.parts)
        free = [self.own, *[self.late] * (machines - 1)]
        heapq.heapify(free)
        end = self.own
        for part in self.parts:
            done = heapq.heappop(free) + self.slower * part
            end = max(end, done)
            heapq.heappush(free, done)
        return self.alone + end + self.wait

    @property
    def least(self) -> float:
        """Seconds that any number of machines takes."""
        return self.seconds(len(self.parts) + 1)


class Model(Protocol):
    """Tells what machines take."""

    def seconds(self, machines: int) -> float:
        """Return what so many take."""
        ...

    @property
    def least(self) -> float:
        """Seconds that any number of machines takes."""
        ...


def machines_table(columns: Sequence[tuple[str, Model, float]]) -> list[str]:
    """Return a table in Markdown: what so many machines take, and how many times as fast that is.

    Args:
        columns: for each the head, the model, and the seconds of the unit that the head names.
    """
    heads = ["machines", *(head for name, _, _ in columns for head in (name, "times as fast"))]
    counts: list[tuple[str, Callable[[Model], float]]] = [
        *((str(count), lambda model, count=count: model.seconds(count)) for count in MACHINES),
        ("no end", lambda model: model.least),
    ]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name, seconds_of in counts:
        cells = [
            cell
            for _, model, unit in columns
            for cell in (f"{seconds_of(model) / unit:.1f}", f"{model.seconds(1) / seconds_of(model):.2f}")
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines
