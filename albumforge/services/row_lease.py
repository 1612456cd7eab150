"""A claim on a row of a table, kept alive by a thread while its holder works."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from albumforge.errors import ForgeError
from albumforge.models.database import Database
from albumforge.models.tables import Tables, now
from albumforge.queue.repeated import Repeated

LONGEST = 10.0
"""Seconds that a claim holds at most without being renewed."""
_log = logging.getLogger(__name__)


class RowLease(Repeated):
    """Renews a claim that was made, while its body runs; a context manager.

    Attributes:
        lost: somebody else has the row now, it is gone, or the database was away for too long.
    """

    def __init__(
        self, database: Database, renew: Callable[[Tables, datetime], int], *, seconds: float, name: str
    ) -> None:
        """Prepare.

        Args:
            renew: sets the moment at which the claim ends, in a transaction; returns how many rows it changed.
            seconds: how long a claim holds without being renewed.
            name: of what is claimed, for the log.
        """
        super().__init__(self._renew, seconds / 4, name=name)
        self._database = database
        self._write = renew
        self._lasts = seconds
        self._what = name
        self._renewed = time.monotonic()
        self.lost = False

    def _renew(self) -> None:
        try:
            with self._database.transaction() as tables:
                self.lost = self._write(tables, now() + timedelta(seconds=self._lasts)) != 1
            self._renewed = time.monotonic()
        except ForgeError as error:  # the database is away; the claim ends with its time
            _log.warning("%s: %s", self._what, error)
            self.lost = self.lost or time.monotonic() - self._renewed > self._lasts
