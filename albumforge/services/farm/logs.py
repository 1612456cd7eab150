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


_ASTRAY = 20_000
"""By so many places, at most, the order of the numbers differs from that of the moments: by what transactions at the
same moment write. Within one of them, and from one to the next, moments do not go back; see `Store.log`."""


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
            if levels and set(levels) != set(LEVELS):
                wanted.append(table.level.in_(list(levels)))
            if begin is not None:
                wanted.append(table.time >= begin)
            if end is not None:
                wanted.append(table.time <= end)
            total = table.select().where(*wanted).count() if wanted else table.select().count()
            order = [getattr(table, SORTS[asked.sort_by])] if asked.sort_by and asked.sort_by != "id" else []
            if total and asked.sort_by != "log_time":
                wanted += _between(table, begin, end)
            ids = table.select(table.id).where(*wanted) if wanted else table.select(table.id)
            found = ids_between(ids, [*order, table.id], asked.descending, asked.offset, asked.per_page, total)
            rows = in_order(table.select().where(table.id.in_(found)), found) if found else []
            lines = [LogLine(row.id, row.task, row.video, row.time, row.level, row.message) for row in rows]
            return Page(lines, total, asked.page, asked.per_page)


def _between(table: Any, begin: datetime | None, end: datetime | None) -> list[Any]:
    """Return what the numbers of the lines between two moments fulfil, so that others need not be looked at."""
    found: list[Any] = []
    if begin is not None:
        first = table.select(table.id).where(table.time >= begin).order_by(table.time, table.id).limit(1).scalar()
        found.append(table.id >= first - _ASTRAY)
    if end is not None:
        last = table.select(table.id).where(table.time <= end).order_by(table.time.desc(), table.id.desc()).limit(1)
        found.append(table.id <= last.scalar() + _ASTRAY)
    return found
