"""What came of the farm's videos since a moment, by reason: for whoever comes back in the morning."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from albumforge.services.farm.states import TaskStatus, VideoStatus
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
class Report:
    """What came of the videos.

    Attributes:
        done: how many; before, after: bytes of these as they were, and as they are.
        skipped, failed: how many; with their reasons, those of most videos first.
    """

    done: int
    before: int
    after: int
    skipped: int
    skipped_because: list[Reason]
    failed: int
    failed_because: list[Reason]


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
        skipped, failed = (
            list(counts.where(table.status == status, *recent).tuples())
            for status in (VideoStatus.SKIPPED, VideoStatus.FAILED)
        )
    return Report(
        done=done,
        before=int(before or 0),
        after=int(after or 0),
        skipped=sum(count for _, count in skipped),
        skipped_because=reasons_of(skipped),
        failed=sum(count for _, count in failed),
        failed_because=reasons_of(failed),
    )


def codecs(store: Store) -> dict[str, int]:
    """Return how many videos are of each codec, those of most first."""
    with store.database.session() as tables:
        table = tables.farm_video
        counts = table.select(table.codec, pw.fn.COUNT(table.id)).where(table.codec != "").group_by(table.codec)
        return dict(sorted(counts.tuples(), key=lambda one: -one[1]))


def seconds_left(store: Store, fps: float) -> float | None:
    """Return how long all videos that wait or run still take; None where nobody can tell.

    Args:
        fps: frames a second that all workers encode together.
    """
    if not fps:
        return None
    with store.database.session() as tables:
        video, task = tables.farm_video, tables.farm_task
        frames = video.fps * video.duration
        waiting = video.select(pw.fn.SUM(frames)).where(video.status == VideoStatus.WAITING).scalar() or 0.0
        left = pw.fn.SUM(frames * (1 - task.progress / 100))
        running = task.select(left).join(video).where(task.status == TaskStatus.RUNNING).scalar() or 0.0
    return float((waiting + running) / fps)


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
