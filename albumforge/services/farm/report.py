"""What came of the farm's videos since a moment, by reason: for whoever comes back in the morning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from albumforge.services.farm.states import CANCELLED, VideoStatus
from albumforge.services.farm.store import Store

MOST_REASONS = 40
"""That are told apart; those of fewer videos are left out."""
_FIGURE = re.compile(r"(?<![A-Za-z0-9_.,/])\d+(?:[.,]\d+)*(?![A-Za-z0-9_])")
"""A number that stands by itself, between Chinese signs too: not that of h264 or of a file's name."""


@dataclass(frozen=True)
class Reason:
    """Why videos were skipped or failed.

    Attributes:
        said: of one of them, in English.
        count: how many.
        varies: figures of `said` that are others with other videos.
    """

    said: str
    count: int
    varies: frozenset[str] = frozenset()

    def of_all(self, words: str) -> str:
        """Return `said` in any language without the figures that are one video's only."""
        return _FIGURE.sub(lambda one: "…" if one[0] in self.varies else one[0], words)


@dataclass(frozen=True)
class Because:
    """Videos that are not done.

    Attributes:
        count: how many; reasons: why, those of most videos first.
    """

    count: int
    reasons: list[Reason]


@dataclass(frozen=True)
class Report:
    """What came of the videos.

    Attributes:
        done: how many; before, after: bytes of these as they were, and as they are.
        others: ``skipped``; ``failed``, which can be tried again; ``refused``, which are damaged or no videos;
            ``cancelled``; ``gone``, of which the next scan knows.
    """

    done: int
    before: int
    after: int
    others: dict[str, Because]


def report(store: Store, since: datetime | None = None) -> Report:
    """Look at all videos that came to an end.

    Args:
        since: only from that moment on.
    """
    with store.database.session() as tables:
        table = tables.farm_video
        recent = [] if since is None else [table.updated >= since]
        sums = table.select(pw.fn.COUNT(table.id), pw.fn.SUM(table.size), pw.fn.SUM(table.result_size))
        done, before, after = sums.where(table.status == VideoStatus.DONE, *recent).tuples().get()
        counts = table.select(table.error, pw.fn.COUNT(table.id)).group_by(table.error).order_by(table.error)
        failed, cancelled = table.status == VideoStatus.FAILED, table.error == CANCELLED
        which = {
            "skipped": table.status == VideoStatus.SKIPPED,
            "failed": failed & ~table.gone & ~table.refused & ~cancelled,
            "refused": failed & ~table.gone & table.refused,
            "cancelled": failed & ~table.gone & ~table.refused & cancelled,
            "gone": failed & table.gone,
        }
        found = {name: list(counts.where(wanted, *recent).tuples()) for name, wanted in which.items()}
    others = {name: Because(sum(count for _, count in rows), reasons_of(rows)) for name, rows in found.items()}
    return Report(done, int(before or 0), int(after or 0), others)


def codecs(store: Store) -> dict[str, int]:
    """Return how many videos are of each codec, those of most first."""
    with store.database.session() as tables:
        table = tables.farm_video
        counts = (
            table.select(table.codec, pw.fn.COUNT(table.id))
            .where(table.codec != "", table.status < VideoStatus.GONE)
            .group_by(table.codec)
        )
        return dict(sorted(counts.tuples(), key=lambda one: -one[1]))


def reasons_of(counts: Iterable[tuple[str, int]]) -> list[Reason]:
    """Return sentences with how many each, those alike but for their figures as one; most first."""
    alike: dict[str, list[Any]] = {}
    for said, count in counts:
        figures = _FIGURE.findall(said)
        known = alike.setdefault(_FIGURE.sub("…", said), [said, 0, figures, set()])
        known[1] += count
        known[3].update(old for old, new in zip(known[2], figures, strict=True) if old != new)
    found = [Reason(said, count, frozenset(varies)) for said, count, _, varies in alike.values()]
    return sorted(found, key=lambda one: -one.count)[:MOST_REASONS]
