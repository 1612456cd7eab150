"""The log of the farm, by pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from albumforge.services.farm.paging import Asked, Page, ids_between, in_order
from albumforge.services.farm.states import LogLine
from albumforge.services.farm.store import Store

LEVELS = (10, 20, 30, 40, 50)
"""Numbers of Python's logging."""
SORTS = {"id": "id", "log_time": "time", "log_level": "level"}
"""What the list can be sorted by → column."""


class Logs:
    """The log of one farm."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(
        self,
        asked: Asked,
        *,
        levels: Sequence[int] = (),
        begin: datetime | None = None,
        end: datetime | None = None,
    ) -> Page[LogLine]:
        """Return a page of the log.

        Args:
            levels: which ones; none: all.
            begin, end: moments between which the lines were written, both included.
        """
        with self._store.database.session() as tables:
            table = tables.farm_log
            wanted: list[Any] = []
            if levels:
                wanted.append(table.level.in_(list(levels)))
            if begin is not None:
                wanted.append(table.time >= begin)
            if end is not None:
                wanted.append(table.time <= end)
            ids = table.select(table.id).where(*wanted) if wanted else table.select(table.id)
            total = ids.count()
            order = [getattr(table, SORTS[asked.sort_by])] if asked.sort_by and asked.sort_by != "id" else []
            found = ids_between(ids, [*order, table.id], asked.descending, asked.offset, asked.per_page, total)
            rows = in_order(table.select().where(table.id.in_(found)), found) if found else []
            lines = [LogLine(row.id, row.task, row.video, row.time, row.level, row.message) for row in rows]
            return Page(lines, total, asked.page, asked.per_page)
