"""The farm's videos: listed, put forward or back, tried again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import Any

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.models.tables import Tables, now
from albumforge.services.farm.overdue import settle
from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.farm.states import Video, VideoStatus
from albumforge.services.farm.store import Store, locked

NO_VIDEO = "There is no such video."
HIGHEST = 100
"""A priority is at most this, and at least its negative."""

SORTS = {
    "video_path": "path",
    "codec": "codec",
    "bitrate_k": "bitrate_k",
    "resolutionall": "pixels",
    "video_size": "size",
    "transcode_status": "status",
    "updatetime": "updated",
}
"""What the list can be sorted by → column."""


class Videos:
    """The videos of one farm. Safe to use from many threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(
        self,
        asked: Asked,
        *,
        statuses: Sequence[int] = (),
        vr: bool | None = None,
        codecs: Sequence[str] = (),
    ) -> Page[Video]:
        """Return a page of the videos; by itself in the order in which they were found.

        Args:
            statuses, codecs: which ones; none: all.
            vr: only those of a sphere, or only the others.
        """
        settle(self._store)
        with self._store.database.session() as tables:
            table = tables.farm_video
            wanted = _conditions(table, statuses, vr, codecs)
            total = table.select().where(*wanted).count()
            order = [getattr(table, SORTS[asked.sort_by])] if asked.sort_by else []
            ids = table.select(table.id).where(*wanted)
            found = ids_between(ids, [*order, table.id], asked.descending, asked.offset, asked.per_page, total)
            rows = in_order(table.select().where(table.id.in_(found)), found) if found else []
            return Page([Video.of(row) for row in rows], total, asked.page, asked.per_page)

    def get(self, video_id: int) -> Video:
        """Return a video.

        Raises:
            NotFound: there is none.
        """
        settle(self._store)
        with self._store.database.session() as tables:
            return Video.of(self._row(tables, video_id))

    def paths(self, video_ids: Collection[int | None]) -> dict[int, str]:
        """Return the paths of some videos, by number."""
        with self._store.database.session() as tables:
            table = tables.farm_video
            found = table.select(table.id, table.path).where(table.id.in_([one for one in video_ids if one]))
            return dict(found.tuples()) if video_ids else {}

    def prioritise(self, video_id: int, priority: int) -> Video:
        """Put a video forward or back among those that wait.

        Args:
            priority: -`HIGHEST` to `HIGHEST`; higher comes first.

        Raises:
            NotFound: there is none.
            InvalidInput: the priority is out of range.
        """
        if not -HIGHEST <= priority <= HIGHEST:
            raise InvalidInput(f"priority: must be a whole number from -{HIGHEST} to {HIGHEST}.")
        with self._store.database.transaction() as tables:
            self._row(tables, video_id)
            tables.farm_video.update(rank=-priority).where(tables.farm_video.id == video_id).execute()
            return Video.of(self._row(tables, video_id))

    def retry(self, video_id: int) -> Video:
        """Let a video that failed, or was skipped, wait again, with all its tries.

        Raises:
            NotFound: there is none.
            Conflict: it waits, runs or is done.
        """
        with self._store.database.transaction() as tables:
            table, row = tables.farm_video, self._row(tables, video_id)
            if row.status not in (VideoStatus.FAILED, VideoStatus.SKIPPED):
                raise Conflict(_AS_IT_IS[VideoStatus(row.status)])
            table.update(**_AGAIN, updated=now()).where(table.id == video_id).execute()
            self._store.log(tables, logging.INFO, "It is to be tried again.", video=video_id)
            return Video.of(self._row(tables, video_id))

    def retry_all(self, *, statuses: Sequence[int] = (), vr: bool | None = None, codecs: Sequence[str] = ()) -> int:
        """Let all videos wait again that failed, but for those that are gone; return how many.

        Args:
            statuses: which ones; none: those that failed. Of those that wait, run or are done nothing is changed.
            vr, codecs: as of `list`.
        """
        chosen = {VideoStatus.FAILED, VideoStatus.SKIPPED} & set(statuses or [VideoStatus.FAILED])
        with self._store.database.transaction() as tables:
            table = tables.farm_video
            wanted = [*_conditions(table, list(chosen), vr, codecs), ~table.gone]
            count: int = table.update(**_AGAIN, updated=now()).where(*wanted).execute() if chosen else 0
            if count:
                self._store.log(tables, logging.INFO, f"{count:,} videos are to be tried again.")
            return count

    def _row(self, tables: Tables, video_id: int) -> Any:
        table = tables.farm_video
        row = locked(table.select().where(table.id == video_id, table.status < VideoStatus.GONE)).first()
        if row is None:
            raise NotFound(NO_VIDEO)
        return row


def _conditions(table: Any, statuses: Sequence[int], vr: bool | None, codecs: Sequence[str]) -> list[Any]:
    wanted = [table.status.in_(list(statuses)) if statuses else table.status < VideoStatus.GONE]
    if vr is not None:
        wanted.append(table.vr == vr)
    if codecs:
        wanted.append(table.codec.in_(list(codecs)))
    return wanted


_AGAIN: dict[str, Any] = {
    "status": VideoStatus.WAITING,
    "attempts": 0,
    "error": "",
    "gone": False,
    "refused": False,
    "not_before": None,
}
_AS_IT_IS = {
    VideoStatus.WAITING: "The video waits already.",
    VideoStatus.RUNNING: "The video is being transcoded.",
    VideoStatus.DONE: "The video is done.",
}
