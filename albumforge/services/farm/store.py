"""What all parts of the farm's master share: the database, how long a worker may be silent, and the log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.settings import Settings

LONGEST_LINE = 2000
"""Characters of a line of the log, and of an error; more is cut off."""

_log = logging.getLogger(__name__)


class Store:
    """The database of a farm.

    Attributes:
        settings: of the forge.
        database: of the forge.
    """

    def __init__(
        self, settings: Settings, database: Database, tell: Callable[[dict[str, Any]], None] = lambda _: None
    ) -> None:
        """Prepare.

        Args:
            tell: passes on what is said of a task that ended, once that is committed.
        """
        self.settings = settings
        self.database = database
        self._tell = tell

    def horizon(self) -> datetime:
        """Return the moment since which a worker must have given a sign; on this machine's clock, as all others."""
        return now() - timedelta(seconds=self.settings.lease_seconds)

    def log(
        self, tables: Tables, level: int, message: str, *, task: int | None = None, video: int | None = None
    ) -> None:
        """Add a line to the log, in the transaction of the caller."""
        table = tables.farm_log
        # Where this machine's clock was set back, the log stands still until it has caught up.
        last = table.select(table.time).order_by(table.time.desc()).limit(1).scalar()
        moment = now() if last is None else max(now(), last)
        table.create(task=task, video=video, time=moment, level=level, message=shortened(message))
        _log.log(min(level, logging.INFO), "%s", message)

    def tell(self, event: dict[str, Any]) -> None:
        """Pass on an event once the transaction of this thread is committed."""
        self.database.after_commit(lambda: self._tell(event))


def locked(query: Any, *, skip: bool = False) -> Any:
    """Return a query that locks the rows that it finds until the end of the transaction.

    On SQLite a transaction has the whole database.

    Args:
        skip: leave out rows that others have locked, instead of waiting for them.
    """
    if isinstance(query.model._meta.database, pw.PostgresqlDatabase):
        return query.for_update(skip_locked=skip)
    return query


def shortened(text: str) -> str:
    """Return a text that is short enough for the log."""
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
