"""Originals of the farm that were kept long enough."""

from __future__ import annotations

import logging
from datetime import timedelta

from albumforge.models.tables import now
from albumforge.services.farm.store import Store, shortened
from albumforge.services.originals import swept_line
from albumforge.transcoders.quarantine import Quarantine

_AGAIN = timedelta(days=1)
"""So long a line on what is kept is not said again, unless it has changed."""
_NAMED = 20
"""Originals that are named in the log, of each folder."""


def sweep_originals(store: Store) -> None:
    """Delete the originals whose time is over, in all folders of the farm, and log it.

    Raises:
        StorageError: they cannot be deleted.
    """
    days = store.settings.farm_keep_days
    for root in store.settings.farm_roots:
        quarantine = Quarantine(root)
        quarantine.recover()
        swept = quarantine.sweep(days)
        if swept.files:
            _log(store, logging.INFO, f"{root}: {swept_line(swept, days)}")
        for path, why in swept.kept[:_NAMED]:
            _log_once(store, f"{path} is kept: {why}.")
        if len(swept.kept) > _NAMED:
            _log_once(store, f"{root}: {len(swept.kept):,} originals whose time is over are kept.")
        for record in quarantine.broken():
            _log_once(store, f"{record} cannot be read; what lies beside it is kept.")


def _log(store: Store, level: int, line: str) -> None:
    with store.database.transaction() as tables:
        store.log(tables, level, line)


def _log_once(store: Store, line: str) -> None:
    line = line.encode("utf-8", "backslashreplace").decode()  # names may be no UTF-8
    with store.database.transaction() as tables:
        table = tables.farm_log
        said = table.select().where(table.time > now() - _AGAIN, table.message == shortened(line))
        if not said.exists():
            store.log(tables, logging.WARNING, line)
